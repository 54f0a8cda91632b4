"""The words that a rendered issue holds, in their order, read back from the page or the file itself.

White space goes, and so does what each form adds of its own: page numbers, dots, list marks, rules.
"""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from zipfile import ZipFile

from lxml import etree, html

from issues.edition.content import EditionContent, Table, runs_text
from issues.typesetting.style import LEFT, MM, TOP, TYPE_HEIGHT, TYPE_WIDTH
from tests.issues.typesetting.printed import Page
from tests.issues.typesetting.tagged import Tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINE_MARK = re.compile(r"^[\s　]*(?:[※·•○■●]|\d+\.(?=\s))\s*", re.MULTILINE)
_RULE = re.compile(r"^[\s　]*─+$", re.MULTILINE)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words_of_page(page: str) -> str:
    sheet = html.fromstring(page).find(".//main/div")
    for share in sheet.find_class("share"):  # says the digest over again, for whoever sends it on
        share.drop_tree()
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


def words_of_pdf(tree: Tree) -> str:
    """In the order that the tags give."""
    return _without_colons(tree.words)


def falsely_repeated(content: EditionContent, tree: Tree) -> list[str]:
    """What is drawn twice and is not the heading of a table that goes on at the head of the page."""
    headings = {_heading(table) for table in _tables(content)} - {""}
    return [
        f"page {page}: {text[:40]}"
        for page, text, is_at_head in tree.repeated
        if not is_at_head or text not in headings
    ]


def _tables(content: EditionContent) -> Iterator[Table]:
    for article in content.articles:
        yield from (block for block in article.blocks if isinstance(block, Table))


def _heading(table: Table) -> str:
    heads = takewhile(lambda row: all(cell.header for cell in row), table.rows)
    return squeezed("".join(runs_text(cell.runs) for row in heads for cell in row))


# What may stand beyond the last character of a line.
_HANGING = frozenset("，。、；：？！")
_CHARACTER = 16 / MM
_HAIR = 0.1  # mm
_FOOT = TOP + TYPE_HEIGHT + 1.0  # mm


def overfull(pages: Sequence[Page]) -> list[str]:
    """Characters outside the type area; a closing mark may hang by its own width."""
    found = []
    for number, page in enumerate(pages, start=1):
        for it in page.characters:
            hung = _CHARACTER if it.text in _HANGING else 0.0
            left, right = LEFT - _HAIR, LEFT + TYPE_WIDTH + hung + _HAIR
            inside = it.left >= left and it.right <= right and it.baseline <= TOP + TYPE_HEIGHT + 0.5
            if it.baseline < _FOOT and it.text.strip() and not inside:
                found.append(
                    f"page {number}: {it.text} at {it.left:.2f}–{it.right:.2f}, {it.baseline:.1f} mm"
                )
    return found


def overlapping(pages: Sequence[Page]) -> list[str]:
    """Characters of one line that lie over each other, as where a word is too wide for its cell.

    Two marks that meet may: each is white by half.
    """
    found = []
    for number, page in enumerate(pages, start=1):
        for line in page.lines():
            for before, after in pairwise(it for it in line if it.text.strip()):
                meet = before.text in _MARKS and after.text in _MARKS
                if not meet and before.right - after.left > _OVER * (before.right - before.left):
                    found.append(f"page {number}: {before.text}{after.text} at {after.left:.1f} mm")
    return found


_MARKS = frozenset("，。、；：？！（）《》“”‘’【】〔〕—…")
# What letter spacing may take of a character at most.
_OVER = 0.3


def closing_stands_alone(content: EditionContent, pages: Sequence[Page]) -> bool:
    """Whether the 版记, or its last part, begins a page, with no text or picture above it."""
    beginnings = []
    if content.recipients:
        first = content.recipients[0]
        beginnings.append(squeezed(f"{first.label}：{first.names[0]}"))
    if content.staff:
        beginnings.append(squeezed(f"{content.staff[0].role}：{content.staff[0].name}"))
    beginnings.append(squeezed(f"{content.issuer}{content.printed_label}"))
    heads = [
        squeezed("".join(it.text for it in page.characters if it.baseline < _FOOT))
        for page in pages
        if not page.pictures or min(page.pictures) > page.lines()[0][0].baseline
    ]
    return any(head.startswith(tuple(filter(None, beginnings))) for head in heads)
