"""The bulletin itself: from a file or a text on the left to published editions on the right."""
