"""The pages of one issue, rendered from its content: for readers at its address, for the office as a preview.

Both go through here, so that a preview shows exactly what readers will get.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from issues.edition.content import EditionContent, plain_text
from issues.public.files import Download


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


def issue_page(content: EditionContent, canonical: str = "", downloads: Sequence[Download] = ()) -> str:
    """The page of the whole issue, for readers."""
    around = {"canonical": canonical, "downloads": downloads}
    return _issue_page(content, readers_addresses(content), around)


def article_page(content: EditionContent, n: int, canonical: str = "") -> str:
    """The page of the `n`-th article, for readers."""
    return _article_page(content, n, readers_addresses(content), {"canonical": canonical})


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


def _issue_page(content: EditionContent, addresses: Addresses, around: dict[str, object]) -> str:
    context = {
        "content": content,
        "addresses": addresses,
        "description": _issue_description(content),
        **around,
    }
    return render_to_string("public/issue.html", context)


def _article_page(content: EditionContent, n: int, addresses: Addresses, around: dict[str, object]) -> str:
    articles = content.articles
    shown = articles[n - 1]
    context = {
        "content": content,
        "section": next(section for section in content.sections if shown in section.articles),
        "article": shown,
        "previous": articles[n - 2] if n > 1 else None,
        "next": articles[n] if n < len(articles) else None,
        "addresses": addresses,
        "description": _shorten(plain_text(shown.blocks)) or shown.title,
        **around,
    }
    return render_to_string("public/article.html", context)


def _issue_description(content: EditionContent) -> str:
    titles = "；".join(article.title for article in content.articles)
    return _shorten(f"{content.publication}{content.year_label}。本期要目：{titles}")


def _shorten(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(120)
