"""What stands on the readers' shelf: the published editions, newest first, in two queries however many."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F
from django.utils import timezone

from issues.edition.content import EditionContent, from_json
from issues.models import Edition
from issues.public.addresses import issue_address


@dataclass(frozen=True)
class Entry:
    """One published issue, without its content; the last two are its publication's, as the desk has them now."""

    pk: int
    slug: str
    year: int
    label: str
    date: datetime.date | None
    published_at: datetime.datetime
    sha256: str
    url: str
    position: int
    description: str

    @property
    def day(self) -> str:
        """2月5日, where the year is plain from what stands around it."""
        return f"{self.date.month}月{self.date.day}日" if self.date else ""

    @property
    def iso(self) -> str:
        return self.date.isoformat() if self.date else ""


@dataclass(frozen=True)
class Row:
    """The issues of one publication in one year."""

    publication: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Year:
    year: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Shelf:
    """`newest` has each publication's newest entry with its content, in the desk's order of publications.

    Publications that share a position stand by their newest issue, the newest first.
    """

    entries: tuple[Entry, ...]
    newest: tuple[tuple[Entry, EditionContent], ...]

    @property
    def latest(self) -> tuple[Entry, EditionContent]:
        """The newest of all."""
        return next(pair for pair in self.newest if pair[0] == self.entries[0])

    @property
    def years(self) -> tuple[Year, ...]:
        names = {entry.slug: content.publication for entry, content in self.newest}
        years = []
        for year, group in groupby(
            sorted(self.entries, key=lambda entry: -entry.year), lambda entry: entry.year
        ):
            by_slug: dict[str, list[Entry]] = {slug: [] for slug in names}
            for entry in group:
                by_slug[entry.slug].append(entry)
            rows = tuple(Row(names[slug], tuple(entries)) for slug, entries in by_slug.items() if entries)
            years.append(Year(year, rows))
        return tuple(years)


def read_entries(slug: str | None = None) -> tuple[Entry, ...]:
    """All published issues, or those of one publication, newest first. One query."""
    editions = (
        Edition.objects.published()
        .only("slug", "year", "kind", "number", "date", "published_at", "sha256")
        .annotate(
            position=F("issue__publication__position"), description=F("issue__publication__description")
        )
    )
    if slug is not None:
        editions = editions.filter(slug=slug)
    return tuple(_entry(edition) for edition in sorted(editions, key=_age, reverse=True))


def read_shelf(entries: Iterable[Entry]) -> Shelf:
    """The shelf of `entries`, which are newest first. One query."""
    entries = tuple(entries)
    newest: dict[str, Entry] = {}
    for entry in entries:
        newest.setdefault(entry.slug, entry)
    ordered = sorted(newest.values(), key=lambda entry: entry.position)
    pks = [entry.pk for entry in ordered]
    contents = dict(Edition.objects.filter(pk__in=pks).values_list("pk", "content")) if pks else {}
    return Shelf(entries, tuple((entry, from_json(contents[entry.pk])) for entry in ordered))


def _age(edition: Edition) -> tuple:
    day = edition.date or timezone.localdate(edition.published_at)
    return day, edition.year, edition.number, edition.pk


def _entry(edition: Edition) -> Entry:
    return Entry(
        pk=edition.pk,
        slug=edition.slug,
        year=edition.year,
        label=edition.label,
        date=edition.date,
        published_at=edition.published_at,
        sha256=edition.sha256,
        url=issue_address(edition.slug, edition.year, edition.path_number),
        position=edition.position,
        description=edition.description.strip(),
    )
