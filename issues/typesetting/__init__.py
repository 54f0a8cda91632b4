"""The printed bulletin: one frozen Edition as PDF, Word file and plain text."""
