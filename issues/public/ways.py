"""Ways in beside the issues themselves: a section through all issues, a contributing unit, a year of a publication.

They are read from the entries and marks that follow each release, never from the editions' contents, and cost the
same few queries however much there is. Only years are leafed through: each has a page of its own, which an issue of
another year leaves as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count
from django.urls import reverse

from issues.models import MarkKind, SearchEntry, ShelfMark
from issues.public.addresses import issue_address
from issues.public.once import read_once
from issues.public.shelf import Entry

# So many stand on the first page of a way that has pages of its years.
ON_FIRST = 60


@dataclass(frozen=True)
class Line:
    """One article in a list."""

    title: str
    url: str
    byline: str
    publication: str
    issue: str
    issue_url: str
    section: str
    iso: str
    day: str


@dataclass(frozen=True)
class Heading:
    """A section or a unit, and how many articles stand under it."""

    name: str
    url: str
    count: int


@dataclass(frozen=True)
class YearLink:
    year: int
    url: str
    count: int


@dataclass(frozen=True)
class Listing:
    """A page of a section or unit: the newest (`year` is None) or all of one year; `years` has the newest first.

    The page of a year tells nothing of the others but its neighbours: see site.py.
    """

    kind: str
    slug: str
    name: str
    url: str
    year: int | None
    total: int
    years: tuple[YearLink, ...]
    lines: tuple[Line, ...]

    @property
    def is_whole(self) -> bool:
        return len(self.lines) == self.total

    @property
    def publication(self) -> str:
        return self.lines[0].publication

    @property
    def publications(self) -> int:
        return len({line.publication for line in self.lines})

    @property
    def newer(self) -> YearLink | None:
        return _beside(self.years, self.year, -1)

    @property
    def older(self) -> YearLink | None:
        return _beside(self.years, self.year, 1)


@dataclass(frozen=True)
class IssueTitles:
    """An issue with the titles in it, by section."""

    entry: Entry
    sections: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class YearOfIssues:
    """One year of a publication, the newest issue first."""

    slug: str
    publication: str
    year: int
    issues: tuple[IssueTitles, ...]
    years: tuple[YearLink, ...]

    @property
    def newer(self) -> YearLink | None:
        return _beside(self.years, self.year, -1)

    @property
    def older(self) -> YearLink | None:
        return _beside(self.years, self.year, 1)


def address_of(kind: str, slug: str, segment: str, year: int | None = None) -> str:
    place = (slug, segment) if kind == MarkKind.SECTION else (segment,)
    if year is None:
        return reverse(f"public:{kind}", args=place)
    return reverse(f"public:{kind}-year", args=(*place, year))


@read_once
def read_headings(kind: str, slug: str | None = None) -> dict[str, tuple[Heading, ...]]:
    """Sections by their publication's slug, or units under "", in a dictionary's order. One query."""
    marks = ShelfMark.objects.filter(kind=kind).order_by()
    if slug is not None:
        marks = marks.filter(slug=slug)
    found: dict[str, list[Heading]] = {}
    for slug, segment, name, count in marks.values_list("slug", "segment", "name").annotate(n=Count("pk")):
        found.setdefault(slug, []).append(Heading(name, address_of(kind, slug, segment), count))
    return {
        slug: tuple(sorted(headings, key=lambda heading: _dictionary(heading.name)))
        for slug, headings in found.items()
    }


def read_listing(kind: str, slug: str, segment: str, year: int | None = None) -> Listing | None:
    """What stands under one heading; None where nothing does. Two queries."""
    marks = ShelfMark.objects.filter(kind=kind, slug=slug, segment=segment)
    counts = list(marks.values_list("year").annotate(n=Count("pk")).order_by("-year"))
    # What has one year alone has one page alone.
    pages = [year for year, _count in counts] if len(counts) > 1 else []
    if not counts or year not in (None, *pages):
        return None
    shown = marks.select_related("entry").defer("entry__text").order_by("-entry_id")
    if year is not None:
        shown = shown.filter(year=year)
    elif pages:
        shown = shown[:ON_FIRST]
    rows = list(shown)
    return Listing(
        kind=kind,
        slug=slug,
        name=rows[0].name,
        url=address_of(kind, slug, segment),
        year=year,
        total=sum(count for _year, count in counts),
        years=tuple(YearLink(y, address_of(kind, slug, segment, y), count) for y, count in counts)
        if len(counts) > 1
        else (),
        lines=tuple(_line(row.entry) for row in rows),
    )


def read_year(entries: Iterable[Entry], slug: str, year: int) -> YearOfIssues | None:
    """The titles of one year, of all `entries` of a publication; None where it has none. One query."""
    entries = tuple(entries)
    own = [entry for entry in entries if entry.year == year]
    if not own:
        return None
    rows = list(SearchEntry.objects.filter(slug=slug, year=year).defer("text").order_by("-pk"))
    by_edition: dict[int, list[SearchEntry]] = {}
    for row in rows:
        by_edition.setdefault(row.edition_id, []).append(row)
    issues = tuple(IssueTitles(entry, _sections(by_edition.get(entry.pk, []))) for entry in own)
    return YearOfIssues(
        slug, rows[0].publication if rows else own[0].label, year, issues, year_links(slug, entries)
    )


def year_links(slug: str, entries: Iterable[Entry]) -> tuple[YearLink, ...]:
    """The years of a publication, the newest first, with how many issues each has."""
    years = sorted((entry.year for entry in entries), reverse=True)
    return tuple(
        YearLink(year, reverse("public:year", args=(slug, year)), len(list(group)))
        for year, group in groupby(years)
    )


def _sections(rows: Iterable[SearchEntry]) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    return tuple(
        (name, tuple(map(_line, group))) for name, group in groupby(rows, key=lambda row: row.section)
    )


def _line(entry: SearchEntry) -> Line:
    issue, day = issue_address(entry.slug, entry.year, entry.path_number), entry.date
    return Line(
        title=entry.title,
        url=f"{issue}{entry.n}/",
        byline=entry.byline,
        publication=entry.publication,
        issue=f"{entry.year}年{entry.label}",
        issue_url=issue,
        section=entry.section,
        iso=day.isoformat() if day else "",
        day=f"{day.year}年{day.month}月{day.day}日" if day else "",
    )


def _beside(years: tuple[YearLink, ...], year: int | None, step: int) -> YearLink | None:
    at = next((at for at, link in enumerate(years) if link.year == year), None)
    return years[at + step] if at is not None and 0 <= at + step < len(years) else None


def _dictionary(name: str) -> bytes:
    """GB 18030 has the usual characters in the order of their sounds."""
    return name.encode("gb18030", "replace")
