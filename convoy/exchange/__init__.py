"""File formats: a file in, plain checked rows out; and rows back into files."""
