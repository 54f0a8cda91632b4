"""The figures of the page, and how a publication's choices reach it."""

import pytest

from issues.edition.freeze import freeze
from issues.models import Publication
from issues.typesetting.style import BOTTOM, MM, RIGHT, TYPE_HEIGHT, PageStyle
from tests.factories import make_issue, make_publication


@pytest.mark.parametrize(("lines", "pitch"), [(22, 28.95), (24, 26.55)])
def test_so_many_lines_fill_the_type_area_and_no_more(lines: int, pitch: float) -> None:
    style = PageStyle(lines_per_page=lines)
    assert style.pitch == pitch
    assert lines * pitch <= TYPE_HEIGHT * MM < (lines + 0.1) * pitch


def test_what_is_left_of_the_sheet_is_right_and_below() -> None:
    assert (RIGHT, BOTTOM) == (26, 35)


def test_other_line_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="每页只能排 22、24 行，不能排 30 行。"):
        PageStyle(lines_per_page=30)


@pytest.mark.django_db
def test_an_edition_keeps_the_layout_it_was_frozen_with() -> None:
    chosen = {"lines_per_page": 24, "sections_on_new_pages": True, "run_in_titles": True, "qr_code": False}
    edition = freeze(make_issue(make_publication(**chosen)))
    Publication.objects.update(
        lines_per_page=22, sections_on_new_pages=False, run_in_titles=False, qr_code=True
    )
    edition.refresh_from_db()
    assert PageStyle.from_layout(edition.layout) == PageStyle(**chosen)
    assert edition.is_intact


def test_an_edition_from_before_is_set_the_usual_way() -> None:
    assert PageStyle.from_layout({}) == PageStyle(22, False, False, False)
