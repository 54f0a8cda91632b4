"""A Word file (.docx): its paragraphs as printed lines, with the looks and pictures that go with them."""

from collections.abc import Iterable, Iterator

from lxml import etree

from issues.ingest.errors import IngestRefused
from issues.ingest.readers.office import MAX_MEDIA, Package
from issues.ingest.readers.reading import Reading
from issues.ingest.readers.word.body import Walker, read_notes
from issues.ingest.readers.word.layout import Page, lay_out
from issues.ingest.readers.word.numbering import read_numbering
from issues.ingest.readers.word.parts import Paragraph, Part
from issues.ingest.readers.word.styles import read_styles
from issues.ingest.readers.word.xml import child, is_on, number, relation_id, value, within

_MAX_ASIDE = 12  # characters from which a header's or footer's text is worth a word


def read_docx(data: bytes) -> Reading:
    """Raises IngestRefused for what is no Word file, is locked, damaged, a trap, or holds no text."""
    package = Package(data)
    main = package.main_part()
    root = package.xml(main)
    body = child(root, "body")
    if body is None:
        raise IngestRefused("文件里没有正文。请用 Word 或 WPS 打开，另存为“.docx”后再上传。")
    relations = package.relations(main)

    def related(kind: str) -> etree._Element | None:
        targets = [one.target for one in relations.values() if one.kind == kind and not one.external]
        return package.xml(targets[0]) if targets and targets[0] in package else None

    notes = {**read_notes(related("footnotes"), "footnote"), **read_notes(related("endnotes"), "endnote")}
    walker = Walker(read_styles(related("styles")), read_numbering(related("numbering")), relations, notes)
    parts = [*walker.parts(body), *walker.flush()]
    sections = [one for one in within(body, "sectPr") if value(one, "id") is None or len(one)]
    head, aside = _headers(package, walker, main, sections)
    parts = [*head, *parts]

    def picture(part: str) -> bytes | None:
        return package.read(part, MAX_MEDIA) if part in package else None

    reading = lay_out(parts, _page(sections), picture, walker.unread, aside)
    if not any(line.strip() for line in reading.lines):
        raise IngestRefused(
            "Word 文件里没有文字"
            + ("，只有图片。请把图片里的文字录入后再上传。" if reading.blocks else "。请确认选对了文件。")
        )
    return reading


def _page(sections: list[etree._Element]) -> Page:
    """The text area of the first section that gives one; else A4 as GB/T 9704 has it."""
    for section in sections:
        size, margins = child(section, "pgSz"), child(section, "pgMar")
        width, left, right = number(size, "w"), number(margins, "left"), number(margins, "right")
        if width and left is not None and right is not None and width - left - right > 2000:
            columns = number(child(section, "cols"), "num") or 1
            return Page((width - left - right) / 20 / max(columns, 1))
    return Page()


def _headers(
    package: Package, walker: Walker, main: str, sections: list[etree._Element]
) -> tuple[list[Part], list[str]]:
    """(the parts of the first page's own header, which may hold the masthead; texts of all other ones)."""
    head: list[Part] = []
    aside: list[str] = []
    seen: set[str] = set()
    for index, section in enumerate(sections):
        first_page = index == 0 and is_on(child(section, "titlePg"))
        for reference in section:
            relation = walker.relations.get(relation_id(reference, "id") or "")
            if relation is None or relation.kind not in {"header", "footer"} or relation.target in seen:
                continue
            if relation.target not in package:
                continue
            seen.add(relation.target)
            own = Walker(walker.styles, walker.numbering, package.relations(relation.target))
            parts = [*own.parts(package.xml(relation.target)), *own.flush()]
            if first_page and relation.kind == "header" and value(reference, "type") == "first":
                head = parts
            else:
                text = " ".join(one.text.strip() for one in _paragraphs(parts) if one.text.strip())
                if len(text) >= _MAX_ASIDE:
                    aside.append(text)
    return head, aside


def _paragraphs(parts: Iterable[Part]) -> Iterator[Paragraph]:
    for part in parts:
        if isinstance(part, Paragraph):
            yield part
        else:
            for row in part.rows:
                for cell in row:
                    yield from _paragraphs(cell.parts)
