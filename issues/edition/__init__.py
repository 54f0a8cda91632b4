"""The frozen content of an issue: what is in it, how it is made from the rows, when readers get it."""
