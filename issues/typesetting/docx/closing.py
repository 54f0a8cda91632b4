"""版记: 报, 送 and 发 aligned after the colon, who did what, how many were printed; between rules, at the foot."""

from collections.abc import Iterator

from lxml import etree

from issues.edition.content import EditionContent
from issues.typesetting.docx.measures import LEFT_TWIPS, SMALL_TWIPS, TEXT_TWIPS
from issues.typesetting.docx.paragraphs import paragraph
from issues.typesetting.docx.runs import plain
from issues.typesetting.docx.styles import border
from issues.typesetting.docx.xml import w
from issues.typesetting.style import INNER_RULE, OUTER_RULE

# A character in from each side.
_CHARACTERS = TEXT_TWIPS // SMALL_TWIPS - 2
# A longer one flows with the text: what is placed on a page cannot go on to the next.
_MOST_LINES_AT_THE_FOOT = 12


def closing(content: EditionContent) -> Iterator[etree._Element]:
    if not content.has_closing:
        return
    parts = list(_parts(content))
    rows = []
    for at, (_, part) in enumerate(parts):
        top = border("top", OUTER_RULE if at == 0 else INNER_RULE, space=0)
        edges = w("tcBorders", top, border("bottom", OUTER_RULE, space=0) if at == len(parts) - 1 else None)
        cell = w("tc", w("tcPr", w("tcW", w=TEXT_TWIPS, type="dxa"), edges), *part)
        rows.append(w("tr", cell))
    at_the_foot = sum(lines for lines, _ in parts) <= _MOST_LINES_AT_THE_FOOT
    yield w("tbl", _properties(at_the_foot), w("tblGrid", w("gridCol", w=TEXT_TWIPS)), *rows)


def _properties(at_the_foot: bool) -> etree._Element:
    place = None
    if at_the_foot:
        place = w(
            "tblpPr",
            leftFromText=0,
            rightFromText=0,
            topFromText=240,
            vertAnchor="margin",
            horzAnchor="page",  # LibreOffice lets a table as wide as the text float only so
            tblpX=LEFT_TWIPS,
            tblpYSpec="bottom",
        )
    return w(
        "tblPr",
        place,
        w("tblW", w=TEXT_TWIPS, type="dxa"),
        w("tblLayout", type="fixed"),
        # No margins here: whether a placed table moves by them is read differently. The paragraphs are set in.
        w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa")),
    )


def _parts(content: EditionContent) -> Iterator[tuple[int, list[etree._Element]]]:
    """Each part between two rules: about how many lines it takes, and its paragraphs."""
    for group in content.recipients:
        text = f"{group.label}：{'，'.join(group.names)}。"
        yield _line(text, "both", hanging=len(group.label) + 1)
    if content.staff:
        yield _line("　".join(f"{line.role}：{line.name}" for line in content.staff), "left")
    if content.issuer or content.date:
        yield _printed(content.issuer, content.printed_label)
    if content.copies:
        yield _line(f"（共印{content.copies}份）", "right")


def _line(text: str, align: str, hanging: int = 0) -> tuple[int, list[etree._Element]]:
    hang = hanging * SMALL_TWIPS
    ind = w("ind", left=SMALL_TWIPS + hang, right=SMALL_TWIPS, hanging=hang)
    lines = -(-len(text) // max(_CHARACTERS - hanging, 1))
    return lines, [paragraph("Closing", *plain(text), ind=ind, jc=w("jc", val=align))]


def _printed(by: str, when: str) -> tuple[int, list[etree._Element]]:
    """Who printed it at the left, when at the right."""
    tabs = w("tabs", w("tab", val="right", pos=TEXT_TWIPS - SMALL_TWIPS))
    ind = w("ind", left=SMALL_TWIPS, right=SMALL_TWIPS)
    tab = w("r", w("tab"))
    return 1, [paragraph("Closing", *plain(by), tab, *plain(when), tabs=tabs, ind=ind)]
