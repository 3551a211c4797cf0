"""Where the plant's figures are kept: settings, the store, the one door for data, the questions."""
