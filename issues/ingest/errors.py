"""The one error a reader of files raises: a sentence for the person who chose the file."""


class IngestRefused(Exception):
    """The file cannot be taken in; the message is in Chinese and says what to do next.

    `option` is what says the same on the command line.
    """

    def __init__(self, message: str, option: str = "") -> None:
        super().__init__(message)
        self.option = option
