"""On which page of a PDF each article begins, by its bookmarks."""

from collections.abc import Iterable

import pypdfium2

from issues.edition.content import Article


def pages_of_articles(pdf: bytes, articles: Iterable[Article]) -> dict[int, int]:
    """Pages from 1, by the articles' n; an article without a bookmark is left out."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        marks = [
            (_squeezed(mark.get_title()), target.get_index())
            for mark in document.get_toc()
            if (target := mark.get_dest()) is not None
        ]
    finally:
        document.close()
    pages = {}
    at = 0
    for article in articles:
        names = {_squeezed(article.title), _squeezed(article.title_parts[0])}
        for place in range(at, len(marks)):
            title, index = marks[place]
            if title in names and index is not None:
                pages[article.n] = index + 1
                at = place + 1
                break
    return pages


def _squeezed(text: str) -> str:
    return "".join(text.split())
