"""Numbers: what comes next, and what is missing, doubled or out of order."""

from collections.abc import Callable

import pytest

from issues.models import Issue, Kind, Publication
from issues.models.numbering import NumberingProblem, Proposal, problems, propose


@pytest.fixture
def number_issues(publication: Publication) -> Callable[..., None]:
    """number_issues((2021, 1, 40), (2021, "s1", None)): issues with year, number, total number."""

    def make(*numbers: tuple[int, int | str, int | None]) -> None:
        for year, number, total in numbers:
            supplement = isinstance(number, str)
            Issue.objects.create(
                publication=publication,
                year=year,
                kind=Kind.SUPPLEMENT if supplement else Kind.REGULAR,
                number=int(number.removeprefix("s")) if supplement else number,
                total_number=total,
            )

    return make


@pytest.mark.parametrize(
    ("existing", "year", "kind", "expected"),
    [
        ([], 2021, Kind.REGULAR, Proposal(1, 1)),
        ([], 2021, Kind.SUPPLEMENT, Proposal(1, None)),
        ([(2021, 3, 45)], 2021, Kind.REGULAR, Proposal(4, 46)),
        ([(2021, 3, 45)], 2022, Kind.REGULAR, Proposal(1, 46)),
        ([(2021, 3, 45), (2021, "s1", None)], 2021, Kind.SUPPLEMENT, Proposal(2, None)),
        ([(2021, 3, 45), (2021, "s1", None)], 2022, Kind.SUPPLEMENT, Proposal(1, None)),
        # None of the earlier issues says how many there were: nothing is invented.
        ([(2021, 3, None)], 2021, Kind.REGULAR, Proposal(4, None)),
        # An earlier year is filled in afterwards: only a number that is free before the next year's.
        ([(2020, 1, 40), (2021, 1, 45)], 2020, Kind.REGULAR, Proposal(2, 41)),
        ([(2020, 1, 40), (2021, 1, 41)], 2020, Kind.REGULAR, Proposal(2, None)),
        ([(2021, 1, 41)], 2020, Kind.REGULAR, Proposal(1, None)),
        # Numbers out of order: still higher than all.
        ([(2021, 1, 50), (2021, 2, 49)], 2021, Kind.REGULAR, Proposal(3, 51)),
    ],
)
def test_propose(
    publication: Publication,
    number_issues: Callable[..., None],
    existing: list,
    year: int,
    kind: Kind,
    expected: Proposal,
) -> None:
    number_issues(*existing)
    assert propose(publication, year, kind) == expected


def test_propose_keeps_publications_apart(
    publication: Publication, number_issues: Callable[..., None]
) -> None:
    number_issues((2021, 3, 45))
    other = Publication.objects.create(name="工作简报", slug="gongzuo", shows_total_number=False)
    assert propose(other, 2021) == Proposal(1, None)


def test_a_proposal_can_be_stored(publication: Publication, number_issues: Callable[..., None]) -> None:
    for _ in range(3):
        proposal = propose(publication, 2021)
        number_issues((2021, proposal.number, proposal.total_number))
    assert problems(publication) == []
    assert propose(publication, 2021) == Proposal(4, 4)


@pytest.mark.parametrize(
    ("existing", "expected"),
    [
        ([], []),
        ([(2021, 1, None)], []),
        # An archive begins where it begins, a later year with its first number.
        ([(2020, 7, None), (2021, 1, None)], []),
        ([(2020, 7, None), (2021, 3, None)], [("gap-in-year", 2021, "2021年缺第1至2期。")]),
        (
            [(2021, 1, None), (2021, 3, None), (2021, 7, None)],
            [("gap-in-year", 2021, "2021年缺第2期。"), ("gap-in-year", 2021, "2021年缺第4至6期。")],
        ),
        (
            [(2021, 1, None), (2021, 2, None), (2021, "s1", None), (2021, "s3", None)],
            [("gap-in-year", 2021, "2021年缺增刊第2期。")],
        ),
        ([(2020, 1, 8), (2021, 1, 9), (2021, 2, 10)], []),
        ([(2020, 1, 8), (2021, 1, None), (2021, 2, 9)], []),
        ([(2020, 1, 8), (2021, 1, 10)], [("gap-in-total", 2021, "总期号缺第9期。")]),
        (
            [(2021, 1, 8), (2021, 2, 8)],
            [("duplicate-total", 2021, "总第8期重复：2021年第1期、2021年第2期。")],
        ),
        (
            [(2021, 1, 9), (2021, 2, 8)],
            [("backward-total", 2021, "2021年第2期是总第8期，比它前一期的总第9期还小。")],
        ),
        (
            [(2021, 1, 1), (2021, 2, 2_000_000_000)],
            [("gap-in-total", 2021, "总期号缺第2至1999999999期。")],
        ),
    ],
)
def test_problems(
    publication: Publication, number_issues: Callable[..., None], existing: list, expected: list
) -> None:
    number_issues(*existing)
    assert problems(publication) == [NumberingProblem(*problem) for problem in expected]


def test_problems_costs_one_query(
    publication: Publication, number_issues: Callable[..., None], django_assert_num_queries: Callable
) -> None:
    number_issues(*((2021, number, number) for number in range(1, 30)))
    with django_assert_num_queries(1):
        assert problems(publication) == []
