"""The head of the first page: marks, name in red, number, who prints it and when, the red rule; then the notes."""

from collections.abc import Iterator

from lxml import etree

from issues.edition.content import EditionContent
from issues.typesetting.docx.blocks import Writer
from issues.typesetting.docx.measures import TEXT_TWIPS, indent
from issues.typesetting.docx.paragraphs import Place, paragraph
from issues.typesetting.docx.runs import plain
from issues.typesetting.docx.styles import exact, size
from issues.typesetting.docx.xml import w
from issues.typesetting.style import MM, TYPE_WIDTH

_POINTS = TYPE_WIDTH * MM


def masthead(content: EditionContent) -> Iterator[etree._Element]:
    if content.notice or content.document_code:
        code = f"编号：{content.document_code}" if content.document_code else ""
        yield _two_ends("Marks", content.notice, code)
    lead, word = content.name_parts
    if lead:
        yield _name("NameLead", lead, largest=34, spacing=0.05)
    yield _name("Name", word, largest=54 if lead else 60, spacing=0.3 if lead else 0.12)
    yield paragraph("Number", *plain(content.full_label))
    yield _two_ends("Imprint", content.issuer, content.date_label, indent(1))
    if content.assumed_note:
        yield paragraph("Remark", *plain(content.assumed_note))


def notes(content: EditionContent, writer: Writer) -> Iterator[etree._Element]:
    """更正说明 and 编者按."""
    lines = filter(None, map(str.strip, content.correction_note.splitlines()))
    for at, line in enumerate(lines):
        label = plain("更正说明：", w("rStyle", val="Label")) if at == 0 else []
        yield paragraph("Note", *label, *plain(line))
    if content.editors_note:
        note = list(writer.blocks(content.editors_note, Place(style="Note")))
        if note[0].tag != w("p").tag or note[0].style != "Note":
            note.insert(0, paragraph("Note"))
        for at, element in enumerate(plain("编者按：", w("rStyle", val="Label")), start=1):
            note[0].insert(at, element)
        yield from note


def _two_ends(style: str, left: str, right: str, inset: int = 0) -> etree._Element:
    """`left` at the left, `right` at the right end of the line, each `inset` twips in; a rule under it is not."""
    tab = [w("r", w("tab"))] if right else []
    tabs = w("tabs", w("tab", val="right", pos=TEXT_TWIPS - inset))
    return paragraph(
        style, *plain(left), *tab, *plain(right), tabs=tabs, ind=w("ind", firstLine=inset) if inset else None
    )


def _name(style: str, text: str, largest: float, spacing: float) -> etree._Element:
    """A line of the name in the largest size that fits; `spacing` is between the characters, in em."""
    em = sum(0.55 if char < "\x80" else 1.0 for char in text) or 1.0
    points = min(largest, _POINTS / (em * (1 + spacing)))
    if points < 24:
        points, spacing = max(_POINTS / em, 24.0), 0.0  # in two lines rather than too small
    points = int(points)
    look = [*size(points), w("spacing", val=round(points * spacing * 20))]
    return paragraph(style, *plain(text, *look), spacing=exact(points * 1.3))
