"""The way of an issue from draft to readers: the table of its steps and the only writer of its stage."""
