"""The addresses of everything public, for search engines: /sitemap.xml and what robots.txt says."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from django.urls import reverse
from django.utils import timezone

from issues.models import MarkKind, SearchEntry
from issues.public.identity import Identity
from issues.public.shelf import Entry
from issues.public.ways import read_headings

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
MEDIA_TYPE = "application/xml; charset=utf-8"
# What the protocols take in one file; of more than that the newest.
MOST = 50_000
MOST_NEWS = 1_000


def make_robots(identity: Identity) -> str:
    """The desk is nobody's business but the office's; and a search is no page."""
    return (
        "User-agent: *\nDisallow: /admin/\nDisallow: /accounts/\nDisallow: /search/\n"
        f"Sitemap: {identity.absolute(reverse('public:sitemap'))}\n"
    )


def make_sitemap(identity: Identity, entries: Sequence[Entry]) -> bytes:
    """All ways in, then issues and articles, the newest first. Four queries.

    Written as text, not built as a tree: of a thousand issues it has more than ten thousand addresses.
    """
    urls = [_url(identity, path, _moment(changed)) for path, changed in _ways(entries)]
    by_pk = {entry.pk: (entry, _moment(entry.published_at)) for entry in entries}
    urls += [_url(identity, entry.url, moment) for entry, moment in by_pk.values()]
    rows = SearchEntry.objects.order_by("-pk")
    for edition, n, title, publication in rows.values_list("edition_id", "n", "title", "publication")[
        :MOST_NEWS
    ]:
        if edition in by_pk:
            entry, moment = by_pk[edition]
            urls.append(_url(identity, f"{entry.url}{n}/", moment, _news(entry, publication, title)))
    for edition, n in rows.values_list("edition_id", "n")[MOST_NEWS:MOST]:
        if edition in by_pk:
            entry, moment = by_pk[edition]
            urls.append(_url(identity, f"{entry.url}{n}/", moment))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">',
        *urls[:MOST],
        "</urlset>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _ways(entries: Sequence[Entry]) -> Iterator[tuple[str, datetime | None]]:
    newest = max((entry.published_at for entry in entries), default=None)
    yield reverse("public:home"), newest
    yield reverse("public:archive"), newest
    by_slug: dict[str, list[Entry]] = {}
    for entry in entries:
        by_slug.setdefault(entry.slug, []).append(entry)
    for slug, own in by_slug.items():
        yield reverse("public:publication", args=(slug,)), max(entry.published_at for entry in own)
        for year in sorted({entry.year for entry in own}, reverse=True):
            of_year = max(entry.published_at for entry in own if entry.year == year)
            yield reverse("public:year", args=(slug, year)), of_year
    headings = [
        heading
        for kind in (MarkKind.SECTION, MarkKind.UNIT)
        for group in read_headings(kind).values()
        for heading in group
    ]
    if headings:
        yield reverse("public:units"), newest
    yield from ((heading.url, None) for heading in headings)


def _url(identity: Identity, path: str, moment: str, more: str = "") -> str:
    changed = f"<lastmod>{moment}</lastmod>" if moment else ""
    return f"<url><loc>{escape(identity.absolute(path))}</loc>{changed}{more}</url>"


def _moment(changed: datetime | None) -> str:
    return timezone.localtime(changed).isoformat(timespec="seconds") if changed else ""


def _news(entry: Entry, publication: str, title: str) -> str:
    day = entry.date or timezone.localdate(entry.published_at)
    return (
        f"<news:news><news:publication><news:name>{escape(publication)}</news:name>"
        f"<news:language>zh-cn</news:language></news:publication>"
        f"<news:publication_date>{day.isoformat()}</news:publication_date>"
        f"<news:title>{escape(title)}</news:title></news:news>"
    )
