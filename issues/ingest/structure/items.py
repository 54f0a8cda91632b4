"""A block of the body with what it was taken for; shared by all that decide on it."""

from dataclasses import dataclass

from issues.ingest.structure import bylines
from issues.ingest.structure.blocks import Block
from issues.ingest.structure.titles import Look


@dataclass(slots=True)
class Item:
    """A block with what it was taken for."""

    block: Block
    look: Look
    kind: str = ""  # section, title, more-title, run-in, note, byline, paragraph
    byline: bylines.Byline | None = None
    known: bool = False  # the contents name it
    nth: int = 0  # its place among numbered titles
    title_key: str = ""  # the title the contents give, where it opens this block

    @property
    def text(self) -> str:
        return self.block.text


def after_notes(items: list[Item], index: int) -> Item | None:
    """The next item that is no part of an 编者按."""
    for at in range(index + 1, len(items)):
        if items[at].kind not in {"note", "note-body"}:
            return items[at]
    return None


def split_sections(items: list[Item]) -> list[list[Item]]:
    sections: list[list[Item]] = [[]]
    for item in items:
        if item.kind == "section":
            sections.append([])
        else:
            sections[-1].append(item)
    return [section for section in sections if section]
