"""What one cell says by itself: names, months, numbers with their marks, units, days of writing."""
