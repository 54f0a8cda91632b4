"""The readers' search: an index of characters over what is public."""
