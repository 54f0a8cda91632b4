"""The walk over a part's XML: accepted text in reading order; deleted, hidden and instruction text left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from issues.ingest.readers.office import Relation
from issues.ingest.readers.word.inline import THROUGH, Fields, Line, chosen_form
from issues.ingest.readers.word.numbering import Numbering
from issues.ingest.readers.word.parts import Paragraph, Part, Table, TableCell
from issues.ingest.readers.word.styles import Styles, read_paragraph
from issues.ingest.readers.word.xml import child, children, is_on, name_of, number, value, within

MAX_TABLE_DEPTH = 6


@dataclass(slots=True)
class Walker:
    """One walk; numbers count on through it, so one file needs one walker."""

    styles: Styles
    numbering: Numbering
    relations: dict[str, Relation]
    notes: dict[tuple[str, str], str] = field(default_factory=dict)  # (footnote or endnote, id) -> text
    unread: list[str] = field(default_factory=list)  # what could not be brought along, in Chinese
    fields: Fields = field(default_factory=Fields)
    _note_count: int = 0
    _page_pending: bool = False
    _open: Paragraph | None = None  # its mark was deleted: the next paragraph belongs to it
    _depth: int = 0

    def parts(self, container: etree._Element, boxed: bool = False) -> Iterator[Part]:
        for element in container:
            name = name_of(element)
            if name == "p":
                yield from self._paragraph(element, boxed)
            elif name == "tbl":
                yield from self._table(element, boxed)
            elif name == "sdt":
                content = child(element, "sdtContent")
                if content is not None:
                    yield from self.parts(content, boxed)
            elif name == "AlternateContent":
                chosen = chosen_form(element)
                if chosen is not None:
                    yield from self.parts(chosen, boxed)
            elif name in THROUGH:
                yield from self.parts(element, boxed)
            elif name == "altChunk":
                self.unread.append("文件里嵌入的另一个文档没有读入，请打开原件核对。")

    # --- paragraphs -----------------------------------------------------------------------------

    def _paragraph(self, element: etree._Element, boxed: bool) -> Iterator[Part]:
        properties = child(element, "pPr")
        style = value(child(properties, "pStyle"))
        look = read_paragraph(properties).over(self.styles.paragraph_look(style))
        if self._open is not None:
            paragraph, self._open = self._open, None
        else:
            paragraph = Paragraph(look=look, boxed=boxed)
            paragraph.page = self._page_pending or bool(look.page_before)
            self._page_pending = False
        line = Line(self, paragraph, self.styles.paragraph_run_look(style))
        line.read(element)
        for box in line.boxes:
            yield from box
        if child(properties, "rPr", "del") is not None or child(properties, "rPr", "moveFrom") is not None:
            self._open = paragraph
            return
        if paragraph.label is None and not is_on(child(properties, "rPr", "vanish")):
            paragraph.label = self.numbering.label(look.numbering)
        yield paragraph
        section = child(properties, "sectPr")
        if section is not None and value(child(section, "type")) != "continuous":
            self._page_pending = True

    def flush(self) -> Iterator[Part]:
        """A paragraph whose mark was deleted at the very end."""
        if self._open is not None:
            paragraph, self._open = self._open, None
            yield paragraph

    def break_page(self) -> None:
        self._page_pending = True

    def note(self, kind: str, key: str | None) -> tuple[int, str] | None:
        text = self.notes.get((kind, key or ""))
        if not text:
            return None
        self._note_count += 1
        return self._note_count, text

    # --- tables ---------------------------------------------------------------------------------

    def _table(self, element: etree._Element, boxed: bool) -> Iterator[Part]:
        self._depth += 1
        try:
            rows, headers = [], 0
            for row in _through(element, "tr"):
                if child(row, "trPr", "del") is not None or is_on(child(row, "trPr", "hidden")):
                    continue
                cells = []
                for cell in _through(row, "tc"):
                    properties = child(cell, "tcPr")
                    merge = child(properties, "vMerge")
                    span = number(child(properties, "gridSpan"))
                    parts = list(self.parts(cell, boxed))
                    if self._depth > MAX_TABLE_DEPTH:
                        yield from parts
                        continue
                    cells.append(
                        TableCell(
                            parts,
                            int(span) if span and 1 <= span <= 99 else 1,
                            "" if merge is None else value(merge) or "continue",
                        )
                    )
                if cells:
                    if is_on(child(row, "trPr", "tblHeader")) and headers == len(rows):
                        headers += 1
                    rows.append(cells)
            if rows:
                yield Table(rows, headers)
        finally:
            self._depth -= 1


def _through(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also inside content controls and insertions."""
    for one in element:
        name = name_of(one)
        if name == wanted:
            yield one
        elif name == "sdt":
            content = child(one, "sdtContent")
            if content is not None:
                yield from _through(content, wanted)
        elif name in THROUGH:
            yield from _through(one, wanted)


def read_notes(root: etree._Element | None, kind: str) -> dict[tuple[str, str], str]:
    """The texts of footnotes or endnotes by (kind, id); separators are none."""
    found = {}
    for element in children(root, kind):
        if value(element, "type") in {"separator", "continuationSeparator", "continuationNotice"}:
            continue
        texts = ["".join(text.text or "" for text in within(one, "t")) for one in within(element, "p")]
        words = "".join(texts).strip()
        if words:
            found[kind, value(element, "id") or ""] = words
    return found
