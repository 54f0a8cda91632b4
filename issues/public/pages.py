"""The pages of one issue, rendered from its content: for readers at its address, for the office as a preview.

Both go through here, so that a preview shows exactly what readers will get.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from issues.edition.content import Article, EditionContent, Section, from_json, plain_text
from issues.models import Edition, segment_of
from issues.public.files import Download
from issues.public.identity import Identity, read_identity, render
from issues.public.machine import head_of_article, head_of_issue
from issues.public.share import share_article, share_issue
from issues.public.ways import address_of

# Characters of a description, as search engines and messages show it.
_SHORT = 120
_POINTS = "……"


@dataclass(frozen=True)
class Addresses:
    """Where the links of a page lead. `issue` ends with a slash; an article's address is its number after it."""

    home: str
    publication: str
    issue: str


@dataclass(frozen=True)
class Preview:
    """What the bar above a preview says, and where it leads back to."""

    notes: tuple[str, ...]
    back: str


def readers_addresses(content: EditionContent) -> Addresses:
    return Addresses(
        home=reverse("public:home"),
        publication=reverse("public:publication", args=(content.slug,)),
        issue=reverse("public:issue", args=(content.slug, content.year, content.path_number)),
    )


def issue_page(
    content: EditionContent,
    downloads: Sequence[Download] = (),
    published: datetime | None = None,
    identity: Identity | None = None,
) -> str:
    """The page of the whole issue, for readers."""
    identity = identity or read_identity()
    addresses = readers_addresses(content)
    around = {
        "downloads": downloads,
        "head": head_of_issue(identity, content, _issue_description(content), addresses.issue, published),
        "share": share_issue(content, identity.absolute(addresses.issue)),
    }
    return _issue_page(content, addresses, around, identity)


def article_page(
    content: EditionContent, n: int, published: datetime | None = None, identity: Identity | None = None
) -> str:
    """The page of the `n`-th article, for readers."""
    identity = identity or read_identity()
    addresses = readers_addresses(content)
    article = content.articles[n - 1]
    section = _section_of(content, article).name
    description = _article_description(article)
    around = {
        "head": head_of_article(identity, content, section, article, description, addresses.issue, published),
        "share": share_article(content, article, description, identity.absolute(f"{addresses.issue}{n}/")),
        "more": more_links(content, section, article),
    }
    return _article_page(content, n, addresses, around, identity)


def more_links(content: EditionContent, section: str, article: Article) -> tuple[tuple[str, str], ...]:
    """(label, address) of what else stands in the article's section, and of its units."""
    links = []
    if section:
        links.append(
            (f"【{section}】栏目的全部稿件", address_of("section", content.slug, segment_of(section)))
        )
    units = dict.fromkeys(credit.organisation for credit in article.credits if credit.organisation)
    links += [(f"{unit}的全部稿件", address_of("unit", "", segment_of(unit))) for unit in units]
    return tuple(links)


def preview_page(
    content: EditionContent,
    n: int | None,
    address: str,
    preview: Preview,
    downloads: Sequence[Download] = (),
) -> str:
    """The same pages under `address`, marked as a preview; whoever follows their links stays in it."""
    addresses = Addresses(home=address, publication=address, issue=address)
    if n is None:
        return _issue_page(content, addresses, {"preview": preview, "downloads": downloads})
    return _article_page(content, n, addresses, {"preview": preview})


def gone_page(edition: Edition, identity: Identity | None = None) -> str:
    """What stands at the address of a withdrawn issue and of its articles and files."""
    context = {
        "content": from_json(edition.content),
        "reason": edition.withdrawal_reason,
        "withdrawn_at": edition.withdrawn_at,
    }
    return render("public/gone.html", context, identity)


def _issue_page(
    content: EditionContent,
    addresses: Addresses,
    around: dict[str, object],
    identity: Identity | None = None,
) -> str:
    downloads = [replace(offered, name=content.file_name(offered.form)) for offered in around["downloads"]]
    context = {"content": content, "addresses": addresses, **around, "downloads": downloads}
    return render("public/issue.html", context, identity)


def _article_page(
    content: EditionContent,
    n: int,
    addresses: Addresses,
    around: dict[str, object],
    identity: Identity | None = None,
) -> str:
    articles = content.articles
    shown = articles[n - 1]
    context = {
        "content": content,
        "section": _section_of(content, shown),
        "article": shown,
        "previous": articles[n - 2] if n > 1 else None,
        "next": articles[n] if n < len(articles) else None,
        "addresses": addresses,
        **around,
    }
    return render("public/article.html", context, identity)


def _section_of(content: EditionContent, article: Article) -> Section:
    return next(section for section in content.sections if article in section.articles)


def _article_description(article: Article) -> str:
    return _shorten(plain_text(article.blocks)) or article.title


def _issue_description(content: EditionContent) -> str:
    titles = "；".join(article.title for article in content.articles)
    return _shorten(f"{content.publication}{content.year_label}。本期要目：{titles}")


def _shorten(text: str) -> str:
    """Never within a number or a word of letters: half of a figure is another figure."""
    text = " ".join(text.split())
    if len(text) <= _SHORT:
        return text
    cut = text[: _SHORT - len(_POINTS)]
    return (re.sub(r"[0-9A-Za-z.,%]+$", "", cut).rstrip() or cut) + _POINTS
