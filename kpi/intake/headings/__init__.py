"""What a table's headings and the words around it mean: months, scopes, indicators, plan or actual, units."""
