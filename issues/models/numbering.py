"""The next number of a publication, and what is wrong with the numbers it has."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Max

from issues.models.issue import Issue, Kind
from issues.models.publication import Publication


@dataclass(frozen=True)
class Proposal:
    number: int
    total_number: int | None


@dataclass(frozen=True)
class NumberingProblem:
    """`code` is gap-in-year, gap-in-total, duplicate-total or backward-total; `year` where it shows."""

    code: str
    year: int
    message: str


def propose(publication: Publication, year: int, kind: Kind = Kind.REGULAR) -> Proposal:
    """Propose the next number in `year` and, for a regular issue, the next over the publication's life.

    The total number is None where it cannot be known: a supplement, a publication that prints none,
    earlier issues that all lack it, or an earlier year that leaves no number free before the next one.
    A proposal reserves nothing; the database refuses the second of two equal issues.
    """
    issues = Issue.objects.filter(publication=publication, kind=kind)
    number = (issues.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1
    if kind == Kind.SUPPLEMENT or not publication.shows_total_number:
        return Proposal(number, None)
    return Proposal(number, _next_total(list(issues.values_list("year", "total_number")), year))


def _next_total(issues: list[tuple[int, int | None]], year: int) -> int | None:
    if not issues:
        return 1
    before = [total for at, total in issues if at <= year and total is not None]
    after = {total for at, total in issues if at > year and total is not None}
    if not before:
        return None
    proposed = max(before) + 1
    if not after:
        return proposed
    return proposed if proposed < min(after) else None


def problems(publication: Publication) -> list[NumberingProblem]:
    """Name the gaps of each year, then the gaps, duplicates and backward steps of the total numbers.

    The first year on record may begin with any number: an archive begins where it begins.
    """
    rows = list(
        Issue.objects.filter(publication=publication)
        .order_by("year", "number")
        .values_list("kind", "year", "number", "total_number")
    )
    numbers: dict[tuple[str, int], list[int]] = defaultdict(list)
    for kind, year, number, _ in rows:
        numbers[kind, year].append(number)
    first_year = {kind: min(year for of, year in numbers if of == kind) for kind, _ in numbers}
    found = []
    for (kind, year), used in sorted(numbers.items(), key=lambda item: (item[0][1], item[0][0])):
        start = used[0] - 1 if year == first_year[kind] else 0
        name = "增刊" if kind == Kind.SUPPLEMENT else ""
        for missing in _gaps([start, *used]):
            found.append(NumberingProblem("gap-in-year", year, f"{year}年缺{name}第{missing}期。"))
    totals = [(total, year, number) for _, year, number, total in rows if total is not None]
    return found + list(_problems_of_totals(totals))


def _gaps(ascending: list[int]) -> Iterable[str]:
    for low, high in pairwise(ascending):
        if high - low == 2:
            yield str(low + 1)
        elif high - low > 2:
            yield f"{low + 1}至{high - 1}"


def _problems_of_totals(totals: list[tuple[int, int, int]]) -> Iterable[NumberingProblem]:
    """`totals` are (total, year, number) in the order the issues came out."""
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for total, year, number in totals:
        places[total].append((year, number))
    for low, high in pairwise(sorted(places)):
        for missing in _gaps([low, high]):
            yield NumberingProblem("gap-in-total", places[high][0][0], f"总期号缺第{missing}期。")
    for total, at in sorted(places.items()):
        if len(at) > 1:
            named = "、".join(f"{year}年第{number}期" for year, number in at)
            yield NumberingProblem("duplicate-total", at[-1][0], f"总第{total}期重复：{named}。")
    for (before, *_), (total, year, number) in pairwise(totals):
        if total < before:
            yield NumberingProblem(
                "backward-total",
                year,
                f"{year}年第{number}期是总第{total}期，比它前一期的总第{before}期还小。",
            )
