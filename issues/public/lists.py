"""The readers' lists: all issues, a year, a section, the units, and the feeds and the site map for machines."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from issues.edition.content import from_json
from issues.models import Edition, MarkKind
from issues.public import feeds
from issues.public import sitemap as sitemaps
from issues.public.freshness import answer
from issues.public.identity import read_identity
from issues.public.list_pages import archive_page, listing_page, units_page, year_page
from issues.public.shelf import read_entries, read_shelf
from issues.public.views import shown
from issues.public.ways import read_headings, read_listing, read_year


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Every issue, by year and publication."""
    entries, identity = read_entries(), read_identity(request)
    sections = read_headings(MarkKind.SECTION)
    has_units = bool(read_headings(MarkKind.UNIT))
    of = [*shown(request, identity, entries), repr((sections, has_units))]
    return answer(request, of, None, lambda: archive_page(identity, read_shelf(entries), sections, has_units))


@require_safe
def year(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The titles of one year of a publication."""
    entries, identity = read_entries(slug or None), read_identity(request)
    found = read_year(entries, slug, year)
    if found is None:
        raise Http404(f"{slug} {year}年没有公开的期次")

    def render() -> str:
        newest = found.issues[0].entry.pk
        content = Edition.objects.values_list("content", flat=True).get(pk=newest)
        return year_page(identity, found, from_json(content))

    return answer(request, shown(request, identity, entries), None, render)


@require_safe
def section(request: HttpRequest, slug: str, segment: str, year: int | None = None) -> HttpResponse:
    """Everything ever printed in a section of a publication."""
    return _listing(request, MarkKind.SECTION, slug, segment, year)


@require_safe
def unit(request: HttpRequest, segment: str, year: int | None = None) -> HttpResponse:
    """Everything a unit ever contributed."""
    return _listing(request, MarkKind.UNIT, "", segment, year)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """All contributing units."""
    found, identity = read_headings(MarkKind.UNIT).get("", ()), read_identity(request)
    of = [request.path, repr(identity), repr(found)]
    return answer(request, of, None, lambda: units_page(identity, found))


@require_safe
def feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Atom, of all publications or of one."""
    entries, identity = read_entries(slug or None), read_identity(request)
    withdrawn = Edition.objects.filter(slug=slug, withdrawn_at__isnull=False)
    if slug and not entries and not withdrawn.exists():
        raise Http404(f"没有刊物 {slug}")
    return _machine(
        request,
        [*shown(request, identity, entries)],
        feeds.MEDIA_TYPE,
        lambda: feeds.make_feed(identity, entries, slug),
    )


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public address."""
    entries, identity = read_entries(), read_identity(request)
    return _machine(
        request,
        shown(request, identity, entries),
        sitemaps.MEDIA_TYPE,
        lambda: sitemaps.make_sitemap(identity, entries),
    )


def _listing(request: HttpRequest, kind: str, slug: str, segment: str, year: int | None) -> HttpResponse:
    found, identity = read_listing(kind, slug, segment, year), read_identity(request)
    if found is None:
        raise Http404(f"没有 {segment} 的稿件")
    of = [request.path, repr(identity), repr(found)]
    return answer(request, of, None, lambda: listing_page(identity, found))


def _machine(request: HttpRequest, of: list[str], media_type: str, make: Callable[[], bytes]) -> HttpResponse:
    response = answer(request, of, None, make)
    response["Content-Type"] = media_type
    return response
