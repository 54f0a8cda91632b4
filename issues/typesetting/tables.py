"""A table's cells in their places, and how wide its columns are."""

from collections.abc import Sequence
from dataclasses import dataclass

from issues.edition.content import Cell, plain_text, runs_text
from issues.typesetting.lines import char_width
from issues.typesetting.style import MM, SMALL_SIZE, TYPE_WIDTH

# Characters of a table's size that fill the type area.
TABLE_MEASURE = TYPE_WIDTH * MM / SMALL_SIZE
_NARROWEST, _WIDEST = 2.0, 16.0  # characters: what a column asks for at least and at most
_PADDING = 1.0


@dataclass(frozen=True, slots=True)
class Placed:
    cell: Cell
    x: int
    y: int
    colspan: int
    rowspan: int


def place_cells(rows: Sequence[Sequence[Cell]]) -> tuple[list[Placed], int]:
    """The cells with their columns and rows, as a browser places them, and the number of columns.

    A cell that reaches below the last row is cut there; one that would lie over another is narrowed.
    """
    taken: set[tuple[int, int]] = set()
    placed: list[Placed] = []
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            rowspan = min(cell.rowspan, len(rows) - y)
            colspan = 1
            while colspan < cell.colspan and (x + colspan, y) not in taken:
                colspan += 1
            taken.update((x + dx, y + dy) for dx in range(colspan) for dy in range(rowspan))
            placed.append(Placed(cell, x, y, colspan, rowspan))
            x += colspan
    return _without_idle_columns(placed)


def _without_idle_columns(placed: list[Placed]) -> tuple[list[Placed], int]:
    """Columns in which no cell begins are only there because of a span; they take no room in print."""
    begun = sorted({cell.x for cell in placed})
    place = {x: at for at, x in enumerate(begun)}
    kept = [
        Placed(
            cell.cell,
            place[cell.x],
            cell.y,
            sum(1 for x in begun if cell.x <= x < cell.x + cell.colspan),
            cell.rowspan,
        )
        for cell in placed
    ]
    return kept, max(len(begun), 1)


def widths(placed: Sequence[Placed], columns: int) -> list[float]:
    """Each column's width in characters of the table's size; together they fill the line."""
    asked = [_NARROWEST] * columns
    for cell in placed:
        share = text_width(cell.cell, _WIDEST * cell.colspan) / cell.colspan
        for at in range(cell.x, cell.x + cell.colspan):
            asked[at] = max(asked[at], share)
    return shared_out([share + _PADDING for share in asked], TABLE_MEASURE)


def text_width(cell: Cell, most: float = _WIDEST) -> float:
    """What the longest line of the cell asks for, in characters, up to `most`."""
    text = f"{runs_text(cell.runs)}\n{plain_text(cell.blocks)}"
    return min(max(sum(map(char_width, line)) for line in text.split("\n")), most)


def shared_out(asked: Sequence[float], room: float) -> list[float]:
    """`room` for columns that ask for so much each: a short column has what it asks for before a long one has more.

    What nobody asked for goes to all in the same proportion.
    """
    total = sum(asked)
    if total <= room:
        return [width * room / total for width in asked]
    fair = room / len(asked)
    first = [min(width, fair) for width in asked]
    left = (room - sum(first)) / (total - sum(first))
    return [width + (wish - width) * left for width, wish in zip(first, asked, strict=True)]
