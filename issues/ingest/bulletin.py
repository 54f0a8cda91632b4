"""A file that was read, taken for a whole bulletin."""

from issues.ingest.manuscript import Manuscript
from issues.ingest.readers.reading import Reading
from issues.ingest.structure import recover


def read_bulletin(reading: Reading) -> Manuscript:
    """The manuscript, with what the reader could not bring along among its doubts; raises IngestRefused."""
    manuscript = recover(reading.lines, reading.wrapped)
    manuscript.doubts.extend(reading.doubts)
    return manuscript
