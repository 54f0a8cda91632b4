"""A file in: readers -> lines -> Manuscript -> rows."""
