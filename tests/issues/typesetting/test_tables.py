"""Cells in their places, however crooked a table comes out of Word."""

import pytest

from issues.edition.content import Cell, Run
from issues.typesetting.tables import TABLE_MEASURE, place_cells, shared_out, widths


def cell(text: str, **spans: int) -> Cell:
    return Cell((Run(text),), **spans)


def places(rows: list[list[Cell]]) -> tuple[list[tuple[str, int, int, int, int]], int]:
    placed, columns = place_cells(rows)
    return [(it.cell.runs[0].text, it.x, it.y, it.colspan, it.rowspan) for it in placed], columns


def test_a_cell_over_two_rows_moves_the_next_row_aside() -> None:
    rows = [[cell("甲", rowspan=2), cell("乙")], [cell("丙")]]
    assert places(rows) == ([("甲", 0, 0, 1, 2), ("乙", 1, 0, 1, 1), ("丙", 1, 1, 1, 1)], 2)


def test_a_cell_that_reaches_below_the_table_is_cut() -> None:
    assert places([[cell("甲", rowspan=9), cell("乙")]]) == ([("甲", 0, 0, 1, 1), ("乙", 1, 0, 1, 1)], 2)


def test_a_cell_that_would_lie_over_another_is_narrowed() -> None:
    rows = [[cell("甲"), cell("乙", rowspan=2)], [cell("丙", colspan=2)]]
    assert places(rows)[0][2] == ("丙", 0, 1, 1, 1)


def test_columns_without_a_cell_of_their_own_take_no_room() -> None:
    assert places([[cell("甲"), cell("乙", colspan=99)], [cell("丙"), cell("丁")]])[1] == 2


@pytest.mark.parametrize("texts", [["甲"], ["甲", "很长的单位名称" * 9], ["甲", "乙", "丙丁戊己"]])
def test_columns_fill_the_line_and_longer_ones_are_wider(texts: list[str]) -> None:
    placed, columns = place_cells([[cell(text) for text in texts]])
    shares = widths(placed, columns)
    assert sum(shares) == pytest.approx(TABLE_MEASURE)
    assert shares == sorted(shares)


@pytest.mark.parametrize(
    ("asked", "widths"),
    [
        ([5.0, 5.0], [15.0, 15.0]),
        ([2.0, 8.0], [6.0, 24.0]),
        ([4.0, 3.0, 53.0], [4.0, 3.0, 23.0]),
        ([4.0, 17.0, 17.0], [4.0, 13.0, 13.0]),
        ([40.0], [30.0]),
    ],
)
def test_a_short_column_has_its_width_before_a_long_one_has_more(
    asked: list[float], widths: list[float]
) -> None:
    assert shared_out(asked, 30.0) == pytest.approx(widths)
