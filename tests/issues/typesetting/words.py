"""The words that a rendered issue holds, in their order, read back from the page or the file itself.

White space goes, and so does what each form adds of its own: page numbers, dots, list marks, rules.
"""

import io
import re
from collections.abc import Sequence
from zipfile import ZipFile

from lxml import etree, html

from issues.edition.content import EditionContent
from issues.typesetting.style import LEFT, MM, TOP, TYPE_HEIGHT, TYPE_WIDTH
from tests.issues.typesetting.printed import Page

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINE_MARK = re.compile(r"^[\s　]*(?:[※·•○■●]|\d+\.(?=\s))\s*", re.MULTILINE)
_RULE = re.compile(r"^[\s　]*─+$", re.MULTILINE)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words_of_page(page: str) -> str:
    sheet = html.fromstring(page).find(".//main/div")
    return squeezed("".join(sheet.itertext()))


def words_of_text(text: str) -> str:
    return squeezed(_LINE_MARK.sub("", _RULE.sub("", text)).replace(" | ", " "))


def words_of_docx(data: bytes) -> str:
    """The text of the body; results of fields are page numbers, so they are left out."""
    with ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    parts: list[str] = []
    depth = 0
    for element in body.iter():
        if element.tag == f"{W}fldChar":
            depth += {"begin": 1, "end": -1}.get(element.get(f"{W}fldCharType"), 0)
        elif element.tag == f"{W}t" and not depth:
            parts.append(element.text or "")
    return _without_colons(squeezed("".join(parts)))


def _without_colons(text: str) -> str:
    """On paper these run into the text, after a colon."""
    return text.replace("更正说明：", "更正说明", 1).replace("编者按：", "编者按", 1)


def words_of_pdf(pages: Sequence[Page]) -> str:
    """What is drawn, in the order in which it is; page numbers at the foot are left out."""
    text = "".join(it.text for page in pages for it in page.characters if it.baseline < _FOOT)
    return _without_colons(squeezed(text).replace("\u200b", ""))


_FOOT = TOP + TYPE_HEIGHT + 1.0  # mm
# What a PDF draws beside the words: pages in the contents, dots, numbers and marks of lists.
_DRAWN = re.compile(r"(?:\d+\.?|[.·…•‣–]+)")


def first_difference(words: str, drawn: str) -> str:
    """Where `drawn` says something else than `words`, with what stands around it; empty when it does not.

    Only what _DRAWN describes may stand between the words.
    """
    at = 0
    for index, char in enumerate(words):
        while drawn[at : at + 1] != char:
            extra = _DRAWN.match(drawn, at)
            if extra is None:
                return f"{words[max(index - 12, 0) : index + 8]!r} is {drawn[max(at - 12, 0) : at + 8]!r}"
            at = extra.end()
        at += 1
    return repr(drawn[at : at + 20]) if drawn[at:] else ""


# What may stand beyond the last character of a line.
_HANGING = set("，。、；：！？”’）》」』】〉〕…—.,;:!?)%")
# An opening mark fills the right half of its square; at a line's head the empty half may stand outside.
_OPENING = set("【（《“‘「『〔")
_CHARACTER = 16 / MM


def overfull(pages: Sequence[Page]) -> list[str]:
    """Characters outside the type area; a closing mark may hang by its own width."""
    found = []
    for number, page in enumerate(pages, start=1):
        for it in page.characters:
            room = _CHARACTER + 0.4 if it.text in _HANGING else 0.5
            outside = _CHARACTER / 2 + 0.2 if it.text in _OPENING else 0.3
            right, bottom = LEFT + TYPE_WIDTH + room, TOP + TYPE_HEIGHT + 0.5
            inside = it.left >= LEFT - outside and it.right <= right
            if it.baseline < _FOOT and it.text.strip() and not (inside and it.baseline <= bottom):
                found.append(
                    f"page {number}: {it.text} at {it.left:.1f}–{it.right:.1f}, {it.baseline:.1f} mm"
                )
    return found


def closing_stands_alone(content: EditionContent, pages: Sequence[Page]) -> bool:
    """Whether the 版记 begins a page, with no text above it."""
    if not content.recipients:
        return False
    first = f"{content.recipients[0].label}：{content.recipients[0].names[0]}"
    return any(words_of_pdf([page]).startswith(first) for page in pages)
