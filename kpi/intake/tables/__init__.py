"""Which tables stand on a sheet, what each is called, and what any of them holds, told by shape alone."""
