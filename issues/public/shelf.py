"""What stands on the readers' shelf: the published editions, newest first, in two queries however many."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from issues.edition.content import EditionContent, from_json
from issues.models import Edition
from issues.models.issue import Numbered
from issues.public.addresses import issue_address
from issues.public.once import read_once


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


@read_once
def read_entries(slug: str | None = None) -> tuple[Entry, ...]:
    """All published issues, or those of one publication, newest first. One query."""
    editions = Edition.objects.published().order_by()
    if slug is not None:
        editions = editions.filter(slug=slug)
    return tuple(map(_entry, sorted(editions.values_list(*_COLUMNS), key=_age, reverse=True)))


def read_shelf(entries: tuple[Entry, ...]) -> Shelf:
    """The shelf of `entries`, which are newest first. One query."""
    newest: dict[str, Entry] = {}
    for entry in entries:
        newest.setdefault(entry.slug, entry)
    ordered = sorted(newest.values(), key=lambda entry: entry.position)
    pks = [entry.pk for entry in ordered]
    contents = dict(Edition.objects.filter(pk__in=pks).values_list("pk", "content")) if pks else {}
    return Shelf(entries, tuple((entry, from_json(contents[entry.pk])) for entry in ordered))


@dataclass(frozen=True)
class _Number(Numbered):
    kind: str
    number: int


# No instances of Edition: of a thousand they would cost more than all else that a page of them does.
_COLUMNS = (
    *("pk", "slug", "year", "kind", "number", "date", "published_at", "sha256"),
    *("issue__publication__position", "issue__publication__description"),
)


def _age(row: tuple) -> tuple:
    pk, _slug, year, _kind, number, date, published_at, *_ = row
    return date or timezone.localdate(published_at), year, number, pk


def _entry(row: tuple) -> Entry:
    pk, slug, year, kind, number, date, published_at, sha256, position, description = row
    numbered = _Number(kind, number)
    return Entry(
        pk=pk,
        slug=slug,
        year=year,
        label=numbered.label,
        date=date,
        published_at=published_at,
        sha256=sha256,
        url=issue_address(slug, year, numbered.path_number),
        position=position,
        description=description.strip(),
    )
