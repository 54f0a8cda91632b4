"""The search of a site that stands alone: all texts, for static/js/public/search.js to look through in the browser.

The texts lie in one file for each year, so that a correction changes one of them. Files with a digest in their
names never change: a browser fetches each once. How a question is read comes from grams.py, as a table.
"""

import datetime
import hashlib
import json
import sys
from collections.abc import Iterator
from itertools import groupby

from issues.models import SearchEntry
from issues.search import query
from issues.search.grams import MAX_QUESTION, fold_one
from issues.search.index import day_of


def search_files() -> Iterator[tuple[str, bytes]]:
    """Each file's name below the site's folder and what is in it. The page itself is public/search_static.html."""
    letters = _named("letters", letter_table())
    yield letters
    parts = []
    entries = SearchEntry.objects.defer("letters").order_by("-pk").iterator(chunk_size=500)
    for year, of_year in groupby(entries, lambda entry: day_of(entry.pk).year):
        part = _named(str(year), _part(of_year))
        parts.append(part)
        yield part
    yield (
        "search/index.json",
        _json(
            {
                "letters": _below_search(letters),
                "parts": [_below_search(part) for part in parts],
                "size": sum(len(body) for _, body in parts),
                "years": sorted(query.all_years(), reverse=True),
                "most": query.MOST,
                "page": query.PAGE,
                "counted": query.COUNTED,
                "choices": query.MOST_CHOICES,
                "question": MAX_QUESTION,
                "snippet": query.SNIPPET,
                "before": query.BEFORE,
            }
        ),
    )


def letter_table() -> dict[str, object]:
    """`letters` are the letters and digits of all scripts, as a gap and a length in turn; `from` is folded to `to`."""
    spans: list[int] = []
    end, since, changed = 0, None, {}
    for code in range(sys.maxunicode + 2):
        character = "" if code > sys.maxunicode or 0xD800 <= code <= 0xDFFF else chr(code)
        if character.isalnum():
            since = code if since is None else since
        elif since is not None:
            spans += (since - end, code - since)
            end, since = code, None
        folded = fold_one(character)
        if folded != character:
            changed[character] = folded
    return {"letters": spans, "from": "".join(changed), "to": list(changed.values())}


def _part(entries: Iterator[SearchEntry]) -> dict[str, object]:
    """Articles with the number of their issue, the newest first."""
    issues: dict[int, int] = {}
    heads: list[list[object]] = []
    articles: list[list[object]] = []
    for entry in entries:
        if entry.edition_id not in issues:
            issues[entry.edition_id] = len(heads)
            heads.append(_head(entry))
        articles.append(
            [
                issues[entry.edition_id],
                entry.n,
                entry.section,
                entry.unit_names,
                entry.title,
                " ".join(entry.body.split()),
            ]
        )
    return {"issues": heads, "articles": articles}


def _head(entry: SearchEntry) -> list[object]:
    date: datetime.date | None = entry.date
    return [
        entry.slug,
        entry.year,
        entry.path_number,
        entry.publication,
        entry.label,
        date.isoformat() if date else "",
    ]


def _named(name: str, content: object) -> tuple[str, bytes]:
    body = _json(content)
    return f"search/{name}.{hashlib.sha256(body).hexdigest()[:16]}.json", body


def _below_search(file: tuple[str, bytes]) -> str:
    return file[0].removeprefix("search/")


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
