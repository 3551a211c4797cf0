"""The parts of one table: headings over several rows, group labels, data rows, totals, notes, page breaks."""
