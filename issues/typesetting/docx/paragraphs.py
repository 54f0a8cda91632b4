"""A paragraph of a style, and where the blocks of a text stand."""

from dataclasses import dataclass

from lxml import etree

from issues.typesetting.docx.measures import indent
from issues.typesetting.docx.xml import w


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks stand: the style of plain paragraphs, what is to their left, the depth of lists."""

    style: str = "Text"
    left: float = 0.0  # characters
    depth: int = 0  # lists around it
    cell: bool = False


def paragraph(
    style: str, *elements: etree._Element, left: float = 0.0, **properties: etree._Element | None
) -> etree._Element:
    """A paragraph of `style`; `left` characters are added to its left, `properties` are its own."""
    given = [element for element in properties.values() if element is not None]
    if left:
        given.append(w("ind", left=indent(left)))
    return w("p", w("pPr", w("pStyle", val=style), *given), *elements)
