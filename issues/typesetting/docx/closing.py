"""版记: 报, 送 and 发 aligned after the colon, who did what, how many were printed; between rules, at the foot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two rules, whose widths are in millimetres; 0 is none."""

    lines: int
    paragraphs: list[etree._Element]
    above: float = 0
    below: float = 0


def closing(content: EditionContent) -> Iterator[etree._Element]:
    if not content.has_closing:
        return
    parts = list(_parts(content))
    if sum(part.lines for part in parts) > _MOST_LINES_AT_THE_FOOT:
        yield from _flowing(parts)
        return
    rows = []
    for part in parts:
        edges = w(
            "tcBorders",
            border("top", part.above, space=0) if part.above else None,
            border("bottom", part.below, space=0) if part.below else None,
        )
        cell = w("tc", w("tcPr", w("tcW", w=TEXT_TWIPS, type="dxa"), edges), *part.paragraphs)
        rows.append(w("tr", cell))
    yield w("tbl", _properties(), w("tblGrid", w("gridCol", w=TEXT_TWIPS)), *rows)


def _flowing(parts: list[Part]) -> Iterator[etree._Element]:
    """As paragraphs, between which pages may end; the lines after the last recipient stay together and with it."""
    for at, part in enumerate(parts):
        if part.above:
            yield paragraph("Thin", pBdr=w("pBdr", border("top", part.above)))
        if at + 1 < len(parts) or part.below:
            _keep_with_next(part.paragraphs[-1])
        yield from part.paragraphs
        if part.below:
            last = at + 1 == len(parts)
            yield paragraph(
                "Thin",
                pBdr=w("pBdr", border("top", part.below)),
                keepNext=w("keepNext", val=0) if last else None,
            )


def keep_end(text: list[etree._Element]) -> None:
    """Make the end of the text stay with what follows it, so that the 版记 is on no page alone.

    A paragraph goes along by its last lines, a picture with its caption, a table by its last row.
    """
    for element in reversed(text):
        last = element.xpath("./w:tr[last()]//w:p") if element.tag == w("tbl").tag else [element]
        for one in last:
            _keep_with_next(one)
        if element.tag == w("tbl").tag or _shows(element):
            break


def _shows(paragraph: etree._Element) -> bool:
    return bool(paragraph.xpath(".//w:t | .//w:drawing"))


def _keep_with_next(paragraph: etree._Element) -> None:
    for old in paragraph.pPr.xpath("./w:keepNext"):
        paragraph.pPr.remove(old)
    paragraph.pPr.insert(1, w("keepNext"))  # after the style


def _properties() -> etree._Element:
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


def _parts(content: EditionContent) -> Iterator[Part]:
    """What goes out to whom, then who printed it when, each between two rules; the copies below the last."""
    lines = [_group(group.label, group.names) for group in content.recipients]
    if content.staff:
        lines.append(_line("　".join(f"{line.role}：{line.name}" for line in content.staff), "left"))
    printed = bool(content.issuer or content.date)
    if lines:
        paragraphs = [one for _, one in lines]
        yield Part(sum(count for count, _ in lines), paragraphs, OUTER_RULE, 0 if printed else OUTER_RULE)
    if printed:
        above = INNER_RULE if lines else OUTER_RULE
        yield Part(1, [_printed(content.issuer, content.printed_label)], above, OUTER_RULE)
    if content.copies:
        count, copies = _line(f"（共印{content.copies}份）", "right")
        yield Part(count, [copies])


def _group(label: str, names: Iterable[str]) -> tuple[int, etree._Element]:
    return _line(f"{label}：{'，'.join(names)}。", "both", hanging=len(label) + 1)


def _line(text: str, align: str, hanging: int = 0) -> tuple[int, etree._Element]:
    """(about how many lines it takes, the paragraph)."""
    hang = hanging * SMALL_TWIPS
    ind = w("ind", left=SMALL_TWIPS + hang, right=SMALL_TWIPS, hanging=hang)
    lines = -(-len(text) // max(_CHARACTERS - hanging, 1))
    return lines, paragraph("Closing", *plain(text), ind=ind, jc=w("jc", val=align))


def _printed(by: str, when: str) -> etree._Element:
    """Who printed it at the left, when at the right."""
    tabs = w("tabs", w("tab", val="right", pos=TEXT_TWIPS - SMALL_TWIPS))
    ind = w("ind", left=SMALL_TWIPS, right=0)
    return paragraph("Closing", *plain(by), w("r", w("tab")), *plain(when), tabs=tabs, ind=ind)
