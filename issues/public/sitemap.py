"""The addresses of everything public, for search engines: /sitemap.xml and what robots.txt says."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from lxml import etree

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
    """All ways in, then issues and articles, the newest first. Three queries."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP, "news": NEWS})
    left = MOST
    for path, changed in _ways(entries):
        _url(root, identity, path, changed)
        left -= 1
    by_pk = {entry.pk: entry for entry in entries}
    for entry in entries[: max(left, 0)]:
        _url(root, identity, entry.url, entry.published_at)
        left -= 1
    rows = SearchEntry.objects.order_by("-pk").values_list("edition_id", "n", "title", "publication")
    for count, (edition, n, title, publication) in enumerate(rows[: max(left, 0)], start=1):
        entry = by_pk.get(edition)
        if entry is None:
            continue
        url = _url(root, identity, f"{entry.url}{n}/", entry.published_at)
        if count <= MOST_NEWS:
            _news(url, publication, title, entry.date or timezone.localdate(entry.published_at))
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


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


def _url(root: etree._Element, identity: Identity, path: str, changed: datetime | None) -> etree._Element:
    url = etree.SubElement(root, f"{{{SITEMAP}}}url")
    etree.SubElement(url, f"{{{SITEMAP}}}loc").text = identity.absolute(path)
    if changed is not None:
        moment = timezone.localtime(changed).isoformat(timespec="seconds")
        etree.SubElement(url, f"{{{SITEMAP}}}lastmod").text = moment
    return url


def _news(url: etree._Element, publication: str, title: str, day: date) -> None:
    news = etree.SubElement(url, f"{{{NEWS}}}news")
    of = etree.SubElement(news, f"{{{NEWS}}}publication")
    etree.SubElement(of, f"{{{NEWS}}}name").text = publication
    etree.SubElement(of, f"{{{NEWS}}}language").text = "zh-cn"
    etree.SubElement(news, f"{{{NEWS}}}publication_date").text = day.isoformat()
    etree.SubElement(news, f"{{{NEWS}}}title").text = title
