"""Where every page of the readers' site is, by kinds, and which of them a change of an edition touches.

Whoever publishes to files asks here and renders each address through its view; see rendering.py. A kind that is
not listed here is answered by Django alone. Addresses are as reverse() writes them, without a query: what is on
several pages has several addresses.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.urls import reverse

from issues.edition.content import EditionContent, from_json
from issues.models import Edition, EditionFile, EditionQuerySet, Form, MarkKind, ShelfMark, segment_of
from issues.public.addresses import issue_address
from issues.public.ways import address_of

# As urls.py has it, where units come first; to resolve each of ten thousand addresses would take half a minute.
_OF_AN_ISSUE = re.compile(
    r"/(?!units/)([-a-zA-Z0-9_]+/[1-9][0-9]{3}/[-a-zA-Z0-9_]+)/(?:[1-9][0-9]{0,5}/|issue\.(?:pdf|docx|txt))?"
)


@dataclass(frozen=True)
class Change:
    """`edition` was published, in place of an earlier one perhaps, or taken back.

    `contents` are all that readers ever had of its issue, whatever they have now, newest version first: what an
    earlier one named and a later one does not (an article, a section, a unit) is touched as well.
    """

    edition: Edition
    contents: tuple[EditionContent, ...]


@dataclass(frozen=True)
class Kind:
    """`all` are its addresses on the whole site, `touched` those that a change may alter, make or remove.

    An address that is named and answers 404 has no file, and loses the one it had; one that answers 410 says so.
    """

    name: str
    all: Callable[[], Iterable[str]]
    touched: Callable[[Change], Iterable[str]]


def read_change(edition: Edition) -> Change:
    """One query."""
    once = Edition.objects.filter(issue=edition.issue_id, published_at__isnull=False).order_by("-version")
    return Change(edition, tuple(map(from_json, once.values_list("content", flat=True))))


def all_addresses() -> Iterator[str]:
    for kind in KINDS:
        yield from kind.all()


def touched_addresses(change: Change) -> tuple[str, ...]:
    """Each once, in the order of the kinds."""
    return tuple(dict.fromkeys(address for kind in KINDS for address in kind.touched(change)))


def issue_of(address: str) -> str | None:
    """The issue that the page at `address` belongs to alone, such as changai/2021/3; None for a shared one."""
    match = _OF_AN_ISSUE.fullmatch(address)
    return match[1] if match else None


def by_issue(addresses: Iterable[str]) -> list[list[str]]:
    """All of one issue together, each shared page by itself; in the order of the first of each."""
    groups: dict[str, list[str]] = {}
    for address in addresses:
        groups.setdefault(issue_of(address) or address, []).append(address)
    return list(groups.values())


def issue_addresses(edition: Edition) -> tuple[str, ...]:
    """All addresses of its issue alone."""
    place = f"{edition.slug}/{edition.year}/{edition.path_number}"
    touched = touched_addresses(read_change(edition))
    return tuple(address for address in touched if issue_of(address) == place)


def _places(editions: EditionQuerySet) -> Iterator[str]:
    for edition in editions.only("slug", "year", "kind", "number").iterator():
        yield issue_address(edition.slug, edition.year, edition.path_number)


def _issues() -> Iterable[str]:
    """Withdrawn ones too: their address tells why."""
    return dict.fromkeys(_places(Edition.objects.filter(Q(is_current=True) | Q(withdrawn_at__isnull=False))))


def _issue(change: Change) -> Iterator[str]:
    yield from _places(Edition.objects.filter(pk=change.edition.pk))


def _articles() -> Iterator[str]:
    """Of what is public: an address below a withdrawn issue is answered by that issue's page."""
    for edition in Edition.objects.published().iterator(chunk_size=50):
        yield from _articles_of(edition, from_json(edition.content))


def _articles_of(edition: Edition, content: EditionContent) -> Iterator[str]:
    """Below the issue's address is everything of it alone: its articles, its printed forms."""
    issue = issue_address(edition.slug, edition.year, edition.path_number)
    for article in content.articles:
        yield f"{issue}{article.n}/"


def _article(change: Change) -> Iterator[str]:
    if change.edition.is_public:
        yield from _articles_of(change.edition, from_json(change.edition.content))


def _forms() -> Iterator[str]:
    """Those that are made; before that Django makes the one that is asked for."""
    for file in EditionFile.objects.filter(edition__in=Edition.objects.published()).select_related("edition"):
        yield _form_of(file.edition, file.form)


def _form_of(edition: Edition, form: str) -> str:
    return f"{issue_address(edition.slug, edition.year, edition.path_number)}issue.{Form(form)}"


def _form(change: Change) -> Iterator[str]:
    if change.edition.is_public:
        for form in change.edition.files.values_list("form", flat=True):
            yield _form_of(change.edition, form)


def _of_publications(name: str) -> Callable[[], Iterator[str]]:
    """One address for each publication that ever had a public issue."""

    def addresses() -> Iterator[str]:
        editions = Edition.objects.filter(published_at__isnull=False).order_by("slug")
        for slug in editions.values_list("slug", flat=True).distinct():
            yield reverse(name, args=(slug,))

    return addresses


def _of_publication(name: str) -> Callable[[Change], Iterator[str]]:
    def address(change: Change) -> Iterator[str]:
        yield reverse(name, args=(change.edition.slug,))

    return address


def _years() -> Iterator[str]:
    years = Edition.objects.published().order_by("slug", "year").values_list("slug", "year").distinct()
    for slug, year in years:
        yield reverse("public:year", args=(slug, year))


def _year(change: Change) -> Iterator[str]:
    """Its own; and where it came or went with this issue, those on either side, which name it."""
    slug, year = change.edition.slug, change.edition.year
    others = Edition.objects.published().filter(slug=slug).exclude(issue=change.edition.issue_id).order_by()
    for touched in _with_neighbours(year, set(others.values_list("year", flat=True).distinct())):
        yield reverse("public:year", args=(slug, touched))


def _with_neighbours(year: int, years: set[int]) -> Iterator[int]:
    """`years` are those there are without this issue."""
    yield year
    if year in years:
        return
    yield from sorted(other for other in years if other > year)[:1]
    yield from sorted(other for other in years if other < year)[-1:]


def _listings(kind: str) -> Callable[[], Iterator[str]]:
    def addresses() -> Iterator[str]:
        marks = ShelfMark.objects.filter(kind=kind).order_by("slug", "segment", "year")
        rows = marks.values_list("slug", "segment", "year").distinct()
        for (slug, segment), group in groupby(rows, key=lambda row: row[:2]):
            yield address_of(kind, slug, segment)
            years = [year for _slug, _segment, year in group]
            if len(years) > 1:
                yield from (address_of(kind, slug, segment, year) for year in years)

    return addresses


def _listing(kind: str) -> Callable[[Change], Iterator[str]]:
    """Of all that any version of the issue named; one query however many."""

    def addresses(change: Change) -> Iterator[str]:
        named = dict.fromkeys(_named(kind, change))
        slug = change.edition.slug if kind == MarkKind.SECTION else ""
        marks = ShelfMark.objects.filter(kind=kind, slug=slug, segment__in=named).order_by()
        marks = marks.exclude(entry__edition__issue=change.edition.issue_id)
        years: dict[str, set[int]] = {segment: set() for segment in named}
        for segment, year in marks.values_list("segment", "year").distinct():
            years[segment].add(year)
        for segment in named:
            yield address_of(kind, slug, segment)
            for year in _with_neighbours(change.edition.year, years[segment]):
                yield address_of(kind, slug, segment, year)

    return addresses


def _named(kind: str, change: Change) -> Iterator[str]:
    for content in change.contents:
        if kind == MarkKind.SECTION:
            yield from (segment_of(section.name) for section in content.sections if section.name)
        else:
            credits = (credit for article in content.articles for credit in article.credits)
            yield from (segment_of(credit.organisation) for credit in credits if credit.organisation)


def _only(name: str) -> Callable[..., Iterator[str]]:
    """The one address of that name; every change touches it."""

    def address(change: Change | None = None) -> Iterator[str]:
        yield reverse(name)

    return address


KINDS = (
    Kind("issue", _issues, _issue),
    Kind("article", _articles, _article),
    Kind("form", _forms, _form),
    Kind("publication", _of_publications("public:publication"), _of_publication("public:publication")),
    Kind("year", _years, _year),
    Kind("section", _listings(MarkKind.SECTION), _listing(MarkKind.SECTION)),
    Kind("unit", _listings(MarkKind.UNIT), _listing(MarkKind.UNIT)),
    Kind("units", _only("public:units"), _only("public:units")),
    Kind("archive", _only("public:archive"), _only("public:archive")),
    Kind(
        "publication-feed",
        _of_publications("public:publication-feed"),
        _of_publication("public:publication-feed"),
    ),
    Kind("feed", _only("public:feed"), _only("public:feed")),
    Kind("sitemap", _only("public:sitemap"), _only("public:sitemap")),
    Kind("home", _only("public:home"), _only("public:home")),
    Kind("robots", _only("public:robots"), lambda change: ()),
)
