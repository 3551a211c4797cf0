"""The pure core: what a number means."""
