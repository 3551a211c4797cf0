"""What a file's figures must keep, from single cells to whole years, beside what was published before."""
