"""A table with merged cells: Word wants a grid without holes, of 63 columns at most."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from issues.edition.content import Cell, Table, plain_text, runs_text
from issues.typesetting.docx.measures import SMALL_TWIPS, TEXT_TWIPS, indent
from issues.typesetting.docx.paragraphs import Place, paragraph
from issues.typesetting.docx.runs import plain
from issues.typesetting.docx.styles import border
from issues.typesetting.docx.xml import w
from issues.typesetting.tables import shared_out, text_width

if TYPE_CHECKING:
    from issues.typesetting.docx.blocks import Writer

_MAX_COLUMNS = 63
_LEAST_WIDTH = 240  # twips
_MARGIN = SMALL_TWIPS // 2  # twips, left and right in a cell
_LOOSE = 1.15  # another program's figures may be wider than half a character: a number is not to be parted


@dataclass(frozen=True, slots=True)
class Laid:
    """A cell in its place; `cell` is None where one above reaches down, or where the row is short."""

    column: int
    span: int
    cell: Cell | None
    merge: str = ""  # restart or continue


def lay_out(table: Table) -> tuple[list[list[Laid]], int]:
    """(rows of cells in their columns, how many columns there are)."""
    rows: list[list[Laid]] = []
    reaching: dict[int, tuple[int, int]] = {}  # column -> (its span, rows it still reaches down)
    for number, row in enumerate(table.rows):
        below = len(table.rows) - number - 1
        laid: list[Laid] = []
        for cell in row:
            column = _end(laid)
            while column in reaching:
                laid.append(Laid(column, reaching[column][0], None, "continue"))
                column = _end(laid)
            span = next((at for at in range(1, cell.colspan) if column + at in reaching), cell.colspan)
            down = min(cell.rowspan - 1, below)
            laid.append(Laid(column, span, cell, "restart" if down else ""))
        for column in sorted(reaching):
            if column >= _end(laid):
                if column > _end(laid):
                    laid.append(Laid(_end(laid), column - _end(laid), None))
                laid.append(Laid(column, reaching[column][0], None, "continue"))
        reaching = {column: (span, left - 1) for column, (span, left) in reaching.items() if left > 1}
        for one in laid:
            if one.merge == "restart" and one.cell is not None:
                reaching[one.column] = (one.span, min(one.cell.rowspan - 1, below))
        rows.append(laid)
    return _compressed(rows)


def _end(laid: list[Laid]) -> int:
    """The column after the last cell."""
    return laid[-1].column + laid[-1].span if laid else 0


def _compressed(rows: list[list[Laid]]) -> tuple[list[list[Laid]], int]:
    """Only the edges that some cell has are columns; short rows are filled up."""
    width = max((one.column + one.span for row in rows for one in row), default=0)
    edges = sorted(
        {0, width} | {edge for row in rows for one in row for edge in (one.column, one.column + one.span)}
    )
    place = {edge: at for at, edge in enumerate(edges)}
    filled = []
    for row in rows:
        cells = [
            replace(one, column=place[one.column], span=place[one.column + one.span] - place[one.column])
            for one in row
        ]
        end = _end(cells)
        if end < len(edges) - 1:
            cells.append(Laid(end, len(edges) - 1 - end, None))
        filled.append(cells)
    return filled, len(edges) - 1


def table(writer: "Writer", block: Table, place: Place) -> Iterator[etree._Element]:
    if block.caption:
        yield paragraph("TableCaption", *plain(block.caption))
    rows, columns = lay_out(block)
    inner = replace(place, style="Cell", cell=True, left=0, depth=0)
    if columns > _MAX_COLUMNS or columns == 0:
        # No page is that wide: the cells one under the other, so that nothing is lost.
        for row in block.rows:
            for cell in row:
                yield from _filling(writer, cell, 0, inner)
        return
    widths = _widths(rows, columns, place)
    heads = _head_rows(block)
    element = w("tbl", _properties(widths), w("tblGrid", *(w("gridCol", w=width) for width in widths)))
    for number, row in enumerate(rows):
        properties = w("trPr", w("cantSplit")) if _is_short(row) else w("trPr")
        if number < heads:
            properties = w("trPr", *properties, w("tblHeader"))
        element.append(
            w(
                "tr",
                properties if len(properties) else None,
                *(_cell(writer, one, sum(widths[one.column : one.column + one.span]), inner) for one in row),
            )
        )
    yield element
    # Two tables that touch would become one, and Word wants a paragraph after the last in a cell.
    yield paragraph("Thin", keepNext=w("keepNext", val=0))


def _properties(widths: list[int]) -> etree._Element:
    borders = (
        border(side, 0.18, space=0) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return w(
        "tblPr",
        w("tblW", w=sum(widths), type="dxa"),
        w("jc", val="center"),
        w("tblBorders", *borders),
        w("tblLayout", type="fixed"),
        w(
            "tblCellMar",
            w("top", w=40, type="dxa"),
            w("left", w=_MARGIN, type="dxa"),
            w("bottom", w=40, type="dxa"),
            w("right", w=_MARGIN, type="dxa"),
        ),
    )


def _widths(rows: list[list[Laid]], columns: int, place: Place) -> list[int]:
    """As the PDF has them, by what the longest line of a column asks for."""
    available = (TEXT_TWIPS - indent(place.left)) // (2 if place.cell else 1)
    asked = [2.0] * columns
    for row in rows:
        for one in row:
            if one.cell is not None and one.span == 1:
                asked[one.column] = max(asked[one.column], text_width(one.cell))
    wished = [width * SMALL_TWIPS * _LOOSE + 2 * _MARGIN for width in asked]
    return [max(int(width), _LEAST_WIDTH) for width in shared_out(wished, available)]


def _text(cell: Cell) -> str:
    return runs_text(cell.runs) + "\n" + plain_text(cell.blocks)


def _head_rows(block: Table) -> int:
    """How many rows at the top are headings throughout; they are repeated on the next page."""
    heads = 0
    for row in block.rows:
        if not all(cell.header for cell in row) or any(cell.rowspan > 1 for cell in row):
            break
        heads += 1
    return heads if heads < len(block.rows) else 0


def _is_short(row: list[Laid]) -> bool:
    return all(one.cell is None or len(_text(one.cell)) < 200 for one in row)


def _cell(writer: "Writer", laid: Laid, width: int, inner: Place) -> etree._Element:
    merge = None
    if laid.merge:
        merge = w("vMerge", val="restart") if laid.merge == "restart" else w("vMerge")
    properties = w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        w("gridSpan", val=laid.span) if laid.span > 1 else None,
        merge,
        w("vAlign", val="center"),
    )
    filling = list(_filling(writer, laid.cell, width, inner)) if laid.cell is not None else []
    return w("tc", properties, *(filling or [paragraph("Cell")]))


def _filling(writer: "Writer", cell: Cell, width: int, inner: Place) -> Iterator[etree._Element]:
    """Headings and what takes one line stand in the middle, as in the PDF."""
    fits = not cell.blocks and text_width(cell, width) * SMALL_TWIPS <= width - 2 * _MARGIN
    middle = w("jc", val="center") if cell.header or fits else None
    if cell.runs:
        runs = [replace(run, bold=True) for run in cell.runs] if cell.header else cell.runs
        yield paragraph("Cell", *writer.runs(runs), jc=middle)
    yield from writer.blocks(cell.blocks, inner)
