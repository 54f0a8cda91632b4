"""The desk's pages of notices: one's own, what one wants to be told of, and the e-mails that were not sent."""
