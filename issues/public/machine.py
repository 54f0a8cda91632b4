"""What a page says to machines: its canonical address, Open Graph, JSON-LD and the labels of official sites.

The labels (SiteName, ColumnName, ArticleTitle, …) are those that 政府网站 carry; a label without a value is left out.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from issues.edition.content import Article, EditionContent, Image
from issues.public.identity import Identity

# What could end a <script>, or what some readers of JSON take for the end of a line.
_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Head:
    """`labels` are meta elements by name, `properties` those of Open Graph; `feed` is the page's own feed."""

    canonical: str
    description: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    data: SafeString = SafeString("")
    feed: str = ""
    feed_title: str = ""


def as_script(data: dict[str, Any]) -> SafeString:
    """JSON-LD that may stand inside <script>: no text of it can end the element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 - what could leave the element is escaped


def head_of_home(identity: Identity, description: str) -> Head:
    data: dict[str, Any] = {
        "@type": "WebSite",
        "name": identity.title,
        "url": identity.absolute(reverse("public:home")),
        "inLanguage": "zh-CN",
        **_publisher(identity.organiser),
    }
    return Head(
        canonical=identity.absolute(reverse("public:home")),
        description=description,
        labels=_labels(identity),
        properties=_properties(identity, "website", identity.title, description, reverse("public:home")),
        data=as_script(data),
        feed=identity.absolute(reverse("public:feed")),
        feed_title=identity.title,
    )


def head_of_publication(
    identity: Identity, content: EditionContent, description: str, path: str, title: str = ""
) -> Head:
    """The page of a publication, or one of its years or sections (`title`)."""
    title = title or content.publication
    return Head(
        canonical=identity.absolute(path),
        description=description,
        labels=_column(identity, title, description, content.publication),
        properties=_properties(identity, "website", title, description, path),
        data=as_script(_periodical(identity, content)),
        feed=identity.absolute(reverse("public:publication-feed", args=(content.slug,))),
        feed_title=content.publication,
    )


def head_of_list(
    identity: Identity, title: str, description: str, path: str, column: str = "", kind: str = ""
) -> Head:
    """`column` is what the labels call it, where not as the title does; `kind` the publication it is of."""
    data = {
        "@type": "CollectionPage",
        "name": title,
        "url": identity.absolute(path),
        "inLanguage": "zh-CN",
        "isPartOf": {
            "@type": "WebSite",
            "name": identity.title,
            "url": identity.absolute(reverse("public:home")),
        },
    }
    return Head(
        canonical=identity.absolute(path),
        description=description,
        labels=_column(identity, column or title, description, kind),
        properties=_properties(identity, "website", title, description, path),
        data=as_script(data),
    )


def head_of_issue(
    identity: Identity, content: EditionContent, description: str, path: str, published: datetime | None
) -> Head:
    title = f"{content.publication} {content.year_label}"
    data: dict[str, Any] = {
        **_publication_issue(identity, content, path),
        "inLanguage": "zh-CN",
        **_dates(content.date, published),
        "isPartOf": _periodical(identity, content),
        "hasPart": [
            {
                "@type": "NewsArticle",
                "headline": article.title,
                "url": identity.absolute(f"{path}{article.n}/"),
            }
            for article in content.articles
        ],
        **_publisher(content.issuer),
    }
    return Head(
        canonical=identity.absolute(path),
        description=description,
        labels=_column(identity, title, description, content.publication),
        properties=(
            *_properties(identity, "article", title, description, path),
            *_times(content.date, published),
        ),
        data=as_script(data),
        feed=identity.absolute(reverse("public:publication-feed", args=(content.slug,))),
        feed_title=content.publication,
    )


def head_of_article(
    identity: Identity,
    content: EditionContent,
    section: str,
    article: Article,
    description: str,
    issue_path: str,
    published: datetime | None,
) -> Head:
    path = f"{issue_path}{article.n}/"
    image = next((block.src for block in article.blocks if isinstance(block, Image)), "")
    image = identity.absolute(image) if image.startswith("/") else ""
    authors = list(_authors(article))
    data: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": article.title,
        "url": identity.absolute(path),
        "mainEntityOfPage": identity.absolute(path),
        "inLanguage": "zh-CN",
        "description": description,
        **_dates(content.date, published),
        **({"articleSection": section} if section else {}),
        "author": authors or [_organization(article.source or content.issuer or content.publication)],
        **({"image": [image]} if image else {}),
        **({"creditText": article.source} if article.source else {}),
        **_publisher(content.issuer),
        "isPartOf": {
            **_publication_issue(identity, content, issue_path),
            "isPartOf": _periodical(identity, content),
        },
    }
    day = content.date
    labels = [
        ("ArticleTitle", article.title),
        ("PubDate", _moment(day, published)),
        ("ContentSource", article.source or content.issuer or content.publication),
        ("ColumnName", section or content.publication),
        ("ColumnType", content.publication),
        ("Keywords", section),
        ("Author", "；".join(author["name"] for author in authors)),
        ("Description", description),
        ("Image", image),
        ("Url", identity.absolute(path)),
    ]
    return Head(
        canonical=identity.absolute(path),
        description=description,
        labels=_labels(identity, labels),
        properties=(
            *_properties(identity, "article", article.title, description, path, image),
            *_times(day, published),
            *((("article:section", section),) if section else ()),
        ),
        data=as_script(data),
        feed=identity.absolute(reverse("public:publication-feed", args=(content.slug,))),
        feed_title=content.publication,
    )


def _authors(article: Article) -> Iterator[dict[str, Any]]:
    for credit in article.credits:
        unit = _organization(credit.organisation) if credit.organisation else None
        for name in credit.names:
            yield {"@type": "Person", "name": name, **({"affiliation": unit} if unit else {})}
        if unit and not credit.names:
            yield unit


def _publication_issue(identity: Identity, content: EditionContent, path: str) -> dict[str, Any]:
    return {
        "@type": "PublicationIssue",
        "issueNumber": str(content.number),
        "name": f"{content.publication} {content.year_label}",
        "url": identity.absolute(path),
    }


def _periodical(identity: Identity, content: EditionContent) -> dict[str, Any]:
    path = reverse("public:publication", args=(content.slug,))
    return {
        "@type": "Periodical",
        "name": content.publication,
        "url": identity.absolute(path),
        **_publisher(content.issuer),
    }


def _publisher(name: str) -> dict[str, Any]:
    return {"publisher": _organization(name)} if name else {}


def _organization(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name}


def _dates(day: date | None, published: datetime | None) -> dict[str, str]:
    found = {}
    if day or published:
        found["datePublished"] = day.isoformat() if day else timezone.localtime(published).isoformat()
    if published:
        found["dateModified"] = timezone.localtime(published).isoformat(timespec="seconds")
    return found


def _times(day: date | None, published: datetime | None) -> Iterator[tuple[str, str]]:
    dates = _dates(day, published)
    if "datePublished" in dates:
        yield "article:published_time", dates["datePublished"]
    if "dateModified" in dates:
        yield "article:modified_time", dates["dateModified"]


def _moment(day: date | None, published: datetime | None) -> str:
    """2025-07-14 01:59: of an issue that came to the site on another day than its own, the beginning of its own."""
    local = timezone.localtime(published) if published else None
    if day and (local is None or local.date() != day):
        return f"{day.isoformat()} 00:00"
    return local.strftime("%Y-%m-%d %H:%M") if local else ""


def _labels(identity: Identity, more: Iterable[tuple[str, str]] = ()) -> tuple[tuple[str, str], ...]:
    if not identity.page_labels:
        return ()
    site = [
        ("SiteName", identity.name),
        ("SiteDomain", identity.host if identity.name or identity.id_code else ""),
        ("SiteIDCode", identity.id_code),
    ]
    return tuple((name, value) for name, value in [*site, *more] if value)


def _column(identity: Identity, name: str, description: str, kind: str) -> tuple[tuple[str, str], ...]:
    return _labels(
        identity,
        [
            ("ColumnName", name),
            ("ColumnDescription", description),
            ("ColumnKeywords", name),
            ("ColumnType", kind or name),
        ],
    )


def _properties(
    identity: Identity, kind: str, title: str, description: str, path: str, image: str = ""
) -> tuple[tuple[str, str], ...]:
    image = image or (identity.absolute(identity.logo_url) if identity.logo else "")
    found = [
        ("og:type", kind),
        ("og:site_name", identity.title),
        ("og:title", title),
        ("og:description", description),
        ("og:url", identity.absolute(path)),
        ("og:locale", "zh_CN"),
        ("og:image", image),
    ]
    return tuple((name, value) for name, value in found if value)
