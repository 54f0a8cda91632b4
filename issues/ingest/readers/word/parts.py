"""What the walk over a Word file yields: paragraphs and tables in reading order, before they become lines."""

from dataclasses import dataclass, field

from issues.ingest.readers.word.numbering import Label
from issues.ingest.readers.word.styles import ParagraphLook
from issues.ingest.rich import Run, runs_text


@dataclass(slots=True)
class Embedded:
    """A picture: the part that holds it, or "" where it lies outside the file or cannot be found."""

    part: str
    name: str
    alt: str = ""


@dataclass(slots=True)
class Paragraph:
    """Line breaks are newlines in its runs, tabs are tabs; hidden and deleted text is gone."""

    look: ParagraphLook = ParagraphLook()
    runs: list[Run] = field(default_factory=list)
    sizes: dict[float, int] = field(default_factory=dict)  # points -> characters set in them
    label: Label | None = None
    page: bool = False  # a page begins before it
    boxed: bool = False  # it stands in a text box
    pictures: list[Embedded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return runs_text(self.runs)

    @property
    def size(self) -> float | None:
        """The size that most of it is set in."""
        return max(self.sizes, key=self.sizes.__getitem__) if self.sizes else None


@dataclass(slots=True)
class TableCell:
    parts: list["Part"]
    colspan: int = 1
    merged: str = ""  # restart or continue, where it is part of a vertical merge


@dataclass(slots=True)
class Table:
    rows: list[list[TableCell]]
    header_rows: int = 0


Part = Paragraph | Table
