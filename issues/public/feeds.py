"""Atom feeds: the articles of the newest issues with their whole text, for readers' programs and for re-use.

Built as a tree, so that whatever a text holds the feed is well-formed. An entry keeps its id through corrections;
`updated` then moves.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import datetime
from itertools import islice

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from lxml import etree, html

from issues.edition.content import Article, EditionContent, from_json
from issues.models import Edition
from issues.public.identity import Identity
from issues.public.once import read_once
from issues.public.shelf import Entry

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
# Of so many issues, the newest; a program that asks once a month misses none.
ISSUES = 5
# Before anything was published: a feed must say when it changed.
_NEVER = "1970-01-01T00:00:00Z"


def make_feed(identity: Identity, entries: Sequence[Entry], slug: str = "", name: str = "") -> bytes:
    """The feed of all `entries` (the newest first), or of one publication's. One query."""
    shown = tuple(islice(entries, ISSUES))
    contents = _contents(tuple(entry.pk for entry in shown))
    path = reverse("public:publication-feed", args=(slug,)) if slug else reverse("public:feed")
    page = reverse("public:publication", args=(slug,)) if slug else reverse("public:home")
    feed = etree.Element("feed", nsmap={None: ATOM})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    _add(feed, "id", _tag(identity, path))
    _add(feed, "title", name or identity.title)
    _add(feed, "updated", max((_moment(entry.published_at) for entry in shown), default=_NEVER))
    _add(feed, "link", rel="self", type="application/atom+xml", href=identity.absolute(path))
    _add(feed, "link", rel="alternate", type="text/html", href=identity.absolute(page))
    author = _add(feed, "author")
    _add(author, "name", identity.organiser or (contents[0].issuer if contents else "") or identity.title)
    for entry, content in zip(shown, contents, strict=True):
        feed.extend(map(deepcopy, _entries(identity, entry, content)))
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


@read_once
def _contents(editions: tuple[int, ...]) -> tuple[EditionContent, ...]:
    contents = dict(Edition.objects.filter(pk__in=editions).values_list("pk", "content"))
    return tuple(from_json(contents[pk]) for pk in editions)


@read_once
def _entries(identity: Identity, entry: Entry, content: EditionContent) -> tuple[etree._Element, ...]:
    """Of the feed of all publications and of the issue's own."""
    return tuple(
        _entry(identity, entry, content, section.name, article)
        for section in content.sections
        for article in section.articles
    )


def _entry(
    identity: Identity, entry: Entry, content: EditionContent, section: str, article: Article
) -> etree._Element:
    path = f"{entry.url}{article.n}/"
    element = etree.Element(f"{{{ATOM}}}entry", nsmap={None: ATOM})
    _add(element, "id", _tag(identity, path))
    _add(element, "title", article.title)
    _add(element, "updated", _moment(entry.published_at))
    if entry.date:
        _add(element, "published", f"{entry.date.isoformat()}T00:00:00+08:00")
    _add(element, "link", rel="alternate", type="text/html", href=identity.absolute(path))
    for name in _authors(content, article):
        _add(_add(element, "author"), "name", name)
    for term in filter(None, (content.publication, section)):
        _add(element, "category", term=term)
    body = _add(element, "content", _body(identity, content, article, path))
    body.set("type", "html")
    return element


def _authors(content: EditionContent, article: Article) -> Iterator[str]:
    names = [" ".join(filter(None, (credit.organisation, *credit.names))) for credit in article.credits]
    yield from names or [article.source or content.issuer or content.publication]


def _body(identity: Identity, content: EditionContent, article: Article, path: str) -> str:
    """HTML that can stand anywhere: addresses in full, nothing that is only for our own page."""
    text = render_to_string("public/_feed_body.html", {"content": content, "article": article})
    tree = html.fragment_fromstring(text, create_parent="div")
    tree.make_links_absolute(identity.absolute(path))
    for element in tree.iter():
        for name in ("class", "role", "tabindex", "loading", "aria-label"):
            element.attrib.pop(name, None)
    return html.tostring(tree, encoding="unicode")


def _tag(identity: Identity, path: str) -> str:
    """An id that stays when the page is read by https or under another port."""
    return f"tag:{identity.host},2021:{path}"


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text or None
    return element
