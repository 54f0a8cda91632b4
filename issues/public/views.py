"""The readers' pages: each finds its editions, renders them and says nothing else."""

from django.db import Error as DatabaseFailure
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from issues.edition.content import from_json
from issues.models import Edition, Form, MarkKind
from issues.public.files import Maker, answer_file, read_downloads
from issues.public.freshness import answer
from issues.public.identity import Identity, read_identity
from issues.public.list_pages import home_page, publication_page
from issues.public.once import read_once
from issues.public.pages import article_page, gone_page, issue_page
from issues.public.shelf import Entry, read_entries, read_shelf
from issues.public.sitemap import make_robots
from issues.public.ways import read_headings


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest issue, each publication's newest, and the newest years."""
    entries, identity = read_entries(), read_identity(request)
    return answer(
        request, shown(request, identity, entries), None, lambda: home_page(identity, read_shelf(entries))
    )


@require_safe
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """One publication: its newest issue and all by year. It stays when its issues were all withdrawn."""
    entries, identity = read_entries(slug), read_identity(request)
    withdrawn = None if entries else Edition.objects.filter(slug=slug, withdrawn_at__isnull=False).first()
    if not entries and withdrawn is None:
        raise Http404(f"没有刊物 {slug}")
    sections = read_headings(MarkKind.SECTION, slug).get(slug, ())

    def render() -> str:
        shelf = read_shelf(entries)
        content = _content_of(withdrawn.content) if withdrawn else shelf.newest[0][1]
        return publication_page(identity, shelf, content, sections)

    return answer(request, [*shown(request, identity, entries), repr(sections)], None, render)


@require_safe
def issue(request: HttpRequest, slug: str, year: int, number: str) -> HttpResponse:
    """One issue, whole."""
    edition = _edition_at(slug, year, number)
    if edition.withdrawn_at is not None:
        return _gone(request, edition)

    def render() -> str:
        return issue_page(_content_of(edition.content), offered, edition.published_at, identity)

    offered, identity = read_downloads(edition), read_identity(request)
    of = [edition.sha256, repr(identity), *(download.size for download in offered)]
    return answer(request, of, edition.published_at, render)


@require_safe
def issue_file(
    request: HttpRequest, slug: str, year: int, number: str, form: str, make: Maker
) -> HttpResponse:
    """One issue as PDF, Word file or text."""
    edition = _edition_at(slug, year, number)
    if edition.withdrawn_at is not None:
        return _gone(request, edition)
    kept = make(edition, Form(form))
    if kept is None:
        raise Http404(f"{edition} 没有 {form}")
    return answer_file(request, kept, from_json(edition.content).file_name(form))


@require_safe
def article(request: HttpRequest, slug: str, year: int, number: str, n: int) -> HttpResponse:
    """One article of an issue, with the ways to the one before, the next and the issue."""
    edition = _edition_at(slug, year, number)
    if edition.withdrawn_at is not None:
        return _gone(request, edition)
    content = _content_of(edition.content)
    if n > len(content.articles):
        raise Http404(f"{edition} 没有第{n}篇")

    def render() -> str:
        return article_page(content, n, edition.published_at, identity)

    identity = read_identity(request)
    return answer(request, [edition.sha256, repr(identity), str(n)], edition.published_at, render)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """For whoever watches the server: 200 while pages can be read from the database, else 503."""
    try:
        Edition.objects.published().exists()
    except DatabaseFailure:
        return JsonResponse({"status": "error", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(make_robots(read_identity(request)), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers and readers of feeds that ask here without looking at a page."""
    return redirect(read_identity(request).favicon_url)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, never kept: the page may be published a minute later."""
    response = defaults.page_not_found(request, exception)
    response["Cache-Control"] = "no-cache"
    return response


def shown(request: HttpRequest, identity: Identity, entries: tuple[Entry, ...]) -> list[str]:
    """What a page of `entries` is known by."""
    return [
        request.path,
        repr(identity),
        *(f"{entry.pk} {entry.sha256} {entry.position} {entry.description}" for entry in entries),
    ]


_content_of = read_once(from_json)


@read_once
def _edition_at(slug: str, year: int, number: str) -> Edition:
    edition = Edition.objects.at(slug, year, number).first()
    if edition is None:
        raise Http404(f"没有 {slug} {year}年 {number}")
    return edition


def _gone(request: HttpRequest, edition: Edition) -> HttpResponse:
    response = HttpResponse(gone_page(edition, read_identity(request)), status=410)
    response["Cache-Control"] = "no-cache"
    return response
