"""An issue: its numbers, its address, its stages."""

import pytest
from django.db import IntegrityError

from issues.models import Issue, Kind, Publication, Stage, parse_path_number


def test_issue_number_is_unique_within_publication_year_and_kind(
    issue: Issue, publication: Publication
) -> None:
    Issue.objects.create(publication=publication, year=2021, number=3, kind=Kind.SUPPLEMENT)
    Issue.objects.create(publication=publication, year=2022, number=3)
    with pytest.raises(IntegrityError):
        Issue.objects.create(publication=publication, year=2021, number=3)


@pytest.mark.parametrize(
    "values",
    [
        {"number": 0},
        {"year": 1948},
        {"year": 2201},
        {"total_number": 0},
        {"kind": Kind.SUPPLEMENT, "total_number": 9},
    ],
)
def test_issue_database_refuses(publication: Publication, values: dict) -> None:
    with pytest.raises(IntegrityError):
        Issue.objects.create(**{"publication": publication, "year": 2021, "number": 1, **values})


def test_issue_label_and_path_number_tell_supplements_apart() -> None:
    regular, supplement = Issue(number=3), Issue(number=1, kind=Kind.SUPPLEMENT)
    assert (regular.label, regular.path_number) == ("第3期", "3")
    assert (supplement.label, supplement.path_number) == ("增刊第1期", "s1")
    assert Issue(year=2021, kind="supplement").label == "增刊（未编号）"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3", (Kind.REGULAR, 3)),
        ("s1", (Kind.SUPPLEMENT, 1)),
        ("120", (Kind.REGULAR, 120)),
        *((text, None) for text in ("", "0", "03", "s", "s0", "S1", "-1", "1 ", "1\n", "٣", "9999999999")),
    ],
)
def test_parse_path_number(text: str, place: tuple | None) -> None:
    assert parse_path_number(text) == place


def test_issue_is_open_until_signed() -> None:
    assert [stage for stage in Stage if Issue(stage=stage).is_open] == [Stage.DRAFT, Stage.REVIEW]
