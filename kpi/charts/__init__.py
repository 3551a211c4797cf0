"""Pictures: a noun and a language in, a figure or markup out."""
