"""What a table's rows say besides figures: labels, metals and products, parts of the plant, control sums."""
