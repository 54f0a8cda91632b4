"""Numbers and marks of lists: each ordered list counts for itself, deeper ones are set further in."""

from collections.abc import Iterator
from itertools import count

from lxml import etree

from issues.typesetting.docx.measures import indent
from issues.typesetting.docx.styles import FANGSONG, fonts
from issues.typesetting.docx.xml import w

LEVELS = 9
MARKED, COUNTED, CONTENTS = 1, 2, 3
_MARKS = "●○■"


class Numbering:
    """The numbering part as it grows; its element replaces the template's in the end."""

    def __init__(self) -> None:
        self._lists: list[etree._Element] = []
        self._numbers = count(4)

    def begin(self, ordered: bool, depth: int) -> int:
        """The numId of a list that begins here."""
        if not ordered:
            return MARKED
        number = next(self._numbers)
        override = w("lvlOverride", w("startOverride", val=1), ilvl=self.level(depth))
        self._lists.append(w("num", w("abstractNumId", val=COUNTED), override, numId=number))
        return number

    @staticmethod
    def level(depth: int) -> int:
        return min(depth, LEVELS - 1)

    def elements(self) -> Iterator[etree._Element]:
        """All below w:numbering."""
        yield _abstract(MARKED, [_level(at, "bullet", _MARKS[at % 3]) for at in range(LEVELS)])
        yield _abstract(COUNTED, [_level(at, "decimal", f"%{at + 1}.") for at in range(LEVELS)])
        yield _abstract(CONTENTS, [_level(0, "bullet", "※")], "singleLevel")
        for key in (MARKED, COUNTED, CONTENTS):
            yield w("num", w("abstractNumId", val=key), numId=key)
        yield from self._lists


def _abstract(key: int, levels: list[etree._Element], kind: str = "hybridMultilevel") -> etree._Element:
    return w("abstractNum", w("multiLevelType", val=kind), *levels, abstractNumId=key)


def _level(at: int, kind: str, text: str) -> etree._Element:
    left = indent(3.5 + 1.5 * at)
    look = fonts(FANGSONG, FANGSONG if kind == "bullet" else "Times New Roman")
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=kind),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=left, hanging=indent(1.5))),
        w("rPr", look),
        ilvl=at,
    )
