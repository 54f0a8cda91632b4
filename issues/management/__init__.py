"""Commands, and how they find what they are told to work on."""
