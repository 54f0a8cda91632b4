"""The readers' search page."""

import unicodedata
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from issues.search.grams import MAX_QUESTION, cut_question
from issues.search.query import MOST, Facet, Filters, Found, publication_name, search

_UNPRINTABLE = {"Cc", "Cn", "Cs"}
# No section, unit or publication has a longer one.
_LONGEST_NAME = 400
_LABELS = {"publication": "刊物", "year": "年份", "section": "栏目", "unit": "单位"}


@require_safe
@never_cache
def search_page(request: HttpRequest) -> HttpResponse:
    """`?q=` and what narrows it: publication, year, section, unit; `page` from 1. Nothing asked is ever an error."""
    question = _printable(request.GET.get("q", "")).strip()
    kept, is_long = cut_question(question)
    question = question if len(question) <= MAX_QUESTION else kept
    asked = {name: _printable(request.GET.get(name, ""))[:_LONGEST_NAME] for name in _LABELS}
    year = asked["year"]
    is_year = year.isascii() and year.isdigit() and len(year) == 4
    filters = Filters(
        slug=asked["publication"],
        year=int(year) if is_year else None,
        section=asked["section"],
        unit=asked["unit"],
    )
    if not is_year:
        asked["year"] = ""
    number = request.GET.get("page", "")
    found = search(
        question, filters, int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    )
    context = {
        "question": question,
        "is_long": is_long,
        "max_question": MAX_QUESTION,
        "found": found,
        "most": MOST,
        "chosen": _chosen(question, asked, found),
        "kept": [(name, value) for name, value in asked.items() if value],
        "facets": [_facet(facet, question, asked) for facet in found.facets],
        "pages": _pages(found, question, asked),
    }
    return render(request, "public/search.html", context)


def _printable(text: str) -> str:
    """Without control characters and those that are none, which no page may hold."""
    return "".join(" " if unicodedata.category(letter) in _UNPRINTABLE else letter for letter in text)


def _address(question: str, asked: dict[str, str], **changes: object) -> str:
    values = {"q": question, **asked, **changes}
    return "?" + urlencode({name: value for name, value in values.items() if value})


def _chosen(question: str, asked: dict[str, str], found: Found) -> list[tuple[str, str, str]]:
    """(what, which, address without it) of everything that narrows the search."""
    rows = []
    for name, value in asked.items():
        if value:
            shown = value
            if name == "publication":
                shown = found.hits[0].entry.publication if found.hits else publication_name(value) or value
            rows.append(
                (
                    _LABELS[name],
                    f"{shown}年" if name == "year" else shown,
                    _address(question, asked, **{name: ""}),
                )
            )
    return rows


def _facet(facet: Facet, question: str, asked: dict[str, str]) -> tuple[str, list[tuple[str, int, str]]]:
    return _LABELS[facet.name], [
        (label, count, _address(question, asked, **{facet.name: value}))
        for value, label, count in facet.choices
    ]


def _pages(found: Found, question: str, asked: dict[str, str]) -> list[tuple[str, str, bool]]:
    """(label, address, is it this one) of the first, the last and those around; a gap has no address."""
    wanted = {1, found.pages, *range(found.page - 2, found.page + 3)}
    shown = sorted(page for page in wanted if 1 <= page <= found.pages)
    if len(shown) < 2:
        return []
    links, before = [], 0
    for page in shown:
        if page > before + 1:
            links.append(("…", "", False))
        links.append((str(page), _address(question, asked, page=page), page == found.page))
        before = page
    return links
