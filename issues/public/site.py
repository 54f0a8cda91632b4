"""Where every page of the readers' site is, by kinds, and which of them a change of an edition touches.

Whoever publishes to files asks here and renders each address through its view; see rendering.py. A kind that is
not listed here is answered by Django alone. Addresses are as reverse() writes them, without a query: what is on
several pages has several addresses.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.db.models import Q
from django.urls import resolve, reverse

from issues.edition.content import EditionContent, from_json
from issues.models import Edition, EditionFile, EditionQuerySet, Form

_OF_AN_ISSUE = {"public:issue", "public:article", "issue-file"}


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


def issue_address(slug: str, year: int, path_number: str) -> str:
    """Below it is everything of this issue alone: its page, its articles, its printed forms."""
    return reverse("public:issue", args=(slug, year, path_number))


def all_addresses() -> Iterator[str]:
    for kind in KINDS:
        yield from kind.all()


def touched_addresses(change: Change) -> tuple[str, ...]:
    """Each once, in the order of the kinds."""
    return tuple(dict.fromkeys(address for kind in KINDS for address in kind.touched(change)))


def issue_of(address: str) -> str | None:
    """The issue that the page at `address` belongs to alone, such as changai/2021/3; None for a shared one."""
    match = resolve(unquote(address))
    if match.view_name not in _OF_AN_ISSUE:
        return None
    where = match.kwargs
    return f"{where['slug']}/{where['year']}/{where['number']}"


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
    for article in content.articles:
        yield reverse("public:article", args=(edition.slug, edition.year, edition.path_number, article.n))


def _article(change: Change) -> Iterator[str]:
    if change.edition.is_public:
        yield from _articles_of(change.edition, from_json(change.edition.content))


def _forms() -> Iterator[str]:
    """Those that are made; before that Django makes the one that is asked for."""
    for file in EditionFile.objects.filter(edition__in=Edition.objects.published()).select_related("edition"):
        yield _form_of(file.edition, file.form)


def _form_of(edition: Edition, form: str) -> str:
    return reverse("issue-file", args=(edition.slug, edition.year, edition.path_number, Form(form)))


def _form(change: Change) -> Iterator[str]:
    if change.edition.is_public:
        for form in change.edition.files.values_list("form", flat=True):
            yield _form_of(change.edition, form)


def _publications() -> Iterator[str]:
    """Of all that ever had a public issue."""
    editions = Edition.objects.filter(published_at__isnull=False).order_by("slug")
    for slug in editions.values_list("slug", flat=True).distinct():
        yield reverse("public:publication", args=(slug,))


def _publication(change: Change) -> Iterator[str]:
    yield reverse("public:publication", args=(change.edition.slug,))


def _only(name: str) -> Callable[..., Iterator[str]]:
    """The one address of that name; every change touches it."""

    def address(change: Change | None = None) -> Iterator[str]:
        yield reverse(name)

    return address


KINDS = (
    Kind("issue", _issues, _issue),
    Kind("article", _articles, _article),
    Kind("form", _forms, _form),
    Kind("publication", _publications, _publication),
    Kind("home", _only("public:home"), _only("public:home")),
    Kind("robots", _only("public:robots"), lambda change: ()),
)
