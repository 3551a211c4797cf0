"""From the bytes of a file to sheets of text: encodings, workbooks, delimiters, what is no file of figures."""
