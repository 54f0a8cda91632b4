"""The blocks of a text as paragraphs, lists, tables and pictures of Word."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from docx.parts.document import DocumentPart
from lxml import etree

from issues.edition.content import (
    Block,
    Heading,
    Image,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from issues.typesetting.docx.lists import Numbering
from issues.typesetting.docx.measures import indent
from issues.typesetting.docx.paragraphs import Place, paragraph
from issues.typesetting.docx.pictures import drawing
from issues.typesetting.docx.runs import plain, rich
from issues.typesetting.docx.styles import border
from issues.typesetting.docx.tables import table
from issues.typesetting.docx.xml import w

Picture = Callable[[str], bytes | None]


@dataclass(slots=True)
class Writer:
    """What the parts of one file share: relations, numbers of lists, of bookmarks and of pictures."""

    part: DocumentPart
    picture: Picture
    numbering: Numbering
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def blocks(self, blocks: Iterable[Block], place: Place) -> Iterator[etree._Element]:
        for block in blocks:
            match block:
                case Paragraph(runs=runs):
                    yield paragraph(place.style, *rich(runs, self.part), left=place.left)
                case Heading(level=level, runs=runs):
                    style = place.style if place.cell else f"Heading{min(max(level, 1), 3)}"
                    yield paragraph(style, *rich(runs, self.part), left=place.left)
                case ListBlock(ordered=ordered, items=items):
                    yield from self._list(ordered, items, place)
                case Table():
                    yield from table(self, block, place)
                case Image():
                    yield from self._image(block)
                case Quote(blocks=inner):
                    style = place.style if place.cell else "Quotation"
                    yield from self.blocks(inner, replace(place, style=style, left=place.left + 1))
                case Rule():
                    yield _divider()

    def _list(self, ordered: bool, items: Iterable[ListItem], place: Place) -> Iterator[etree._Element]:
        number = self.numbering.begin(ordered, place.depth)
        level = self.numbering.level(place.depth)
        inner = replace(place, style=place.style if place.cell else "Item", depth=place.depth + 1)
        left = place.left + (2 if place.depth == 0 and not place.cell else 0)
        inner = replace(inner, left=left + 1.5)
        for item in items:
            numbered = w("numPr", w("ilvl", val=level), w("numId", val=number))
            yield paragraph(
                inner.style,
                *rich(item.runs, self.part),
                numPr=numbered,
                ind=w("ind", left=indent(left + 1.5), hanging=indent(1.5)),
            )
            yield from self.blocks(item.blocks, inner)

    def _image(self, image: Image) -> Iterator[etree._Element]:
        shown = drawing(self.part, self.picture(image.src), image.alt or image.caption, next(self.ids))
        if shown is not None:
            lone = None if image.caption else w("keepNext", val=0)
            yield paragraph("Picture", w("r", shown), keepNext=lone)
        if image.caption:
            yield paragraph("Caption", *plain(image.caption))

    def bookmark(self, name: str, *elements: etree._Element) -> list[etree._Element]:
        key = next(self.ids)
        return [w("bookmarkStart", id=key, name=name), *elements, w("bookmarkEnd", id=key)]

    def runs(self, runs: Iterable[Run]) -> list[etree._Element]:
        return list(rich(runs, self.part))


def _divider() -> etree._Element:
    """A line of a third of the width, in the middle."""
    side = indent(10)
    return paragraph(
        "Divider",
        pBdr=w("pBdr", border("bottom", 0.25)),
        ind=w("ind", left=side, right=side),
    )
