"""What is written on the command line: an issue by its address SLUG/YEAR/NUMBER, as in the browser; a date."""

import re
from argparse import ArgumentTypeError
from datetime import date as Date

from django.core.management.base import CommandError
from django.db.models import QuerySet

from issues.models import Edition, Issue, Publication, parse_path_number

ADDRESS_HELP = "一期的地址：刊物网址名/年份/期号，如 changai/2021/3；增刊如 changai/2021/s1"


def resolve_issue(address: str) -> Issue:
    """The issue at `address`. Raises CommandError, which names what there is instead.

    What readers see there comes first, then the desk's own numbers, then a notice of withdrawal: an issue
    that has moved away is still found by the address it left, unless another one now has its number.
    """
    found = re.fullmatch(r"/?([-\w]+)/([0-9]{4})/([0-9a-zA-Z]+)/?", address.strip(), re.ASCII)
    place = parse_path_number(found[3]) if found else None
    if not found or place is None:
        raise CommandError(
            f"“{address}”不是一期的地址。请写成 刊物网址名/年份/期号，如 changai/2021/3；增刊如 changai/2021/s1。"
        )
    slug, year = found[1], int(found[2])
    issues = Issue.objects.select_related("publication").filter(publication__slug=slug)
    issue = (
        _issue_of(Edition.objects.published().at(slug, year, found[3]))
        or issues.filter(year=year, kind=place.kind, number=place.number).first()
        or _issue_of(Edition.objects.at(slug, year, found[3]))
    )
    if issue is not None:
        return issue
    if not Publication.objects.filter(slug=slug).exists():
        slugs = Publication.objects.values_list("slug", flat=True)
        raise CommandError(f"没有网址名为“{slug}”的刊物。现有：{'、'.join(slugs) or '（还没有刊物）'}。")
    numbers = [other.path_number for other in issues.filter(year=year).order_by("kind", "number")]
    raise CommandError(
        f"没有 {slug}/{year}/{found[3]} 这一期。{year}年现有：{'、'.join(numbers) or '（一期也没有）'}。"
    )


def _issue_of(editions: QuerySet[Edition]) -> Issue | None:
    return Issue.objects.select_related("publication").filter(editions__in=editions).first()


def iso_date(text: str) -> Date:
    """For argparse, which turns the refusal into its own."""
    try:
        return Date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"日期“{text}”不对，请写成 2021-02-05") from error
