"""The search for a site that stands alone: all articles in one file, which a script in the browser looks through.

The script (static/js/public/search.js) folds and cuts texts by the rules of grams.py; where Python's folding differs
from the browser's, the file says how. Every test of a text is then the plain one, `stands_in`, and finds the same.
"""

import json
import sys
import unicodedata
from functools import lru_cache

from django.urls import reverse

from issues.models import SearchEntry
from issues.search.grams import MAX_QUESTION, fold
from issues.search.query import PAGE


def portable_index() -> bytes:
    """JSON: `entries`, the newest first, as the keys of the index have them, and the rules that go with them.

    Addresses are as reverse() writes them now.
    """
    entries = [
        {
            "title": entry.title,
            "body": " ".join(entry.body.split()),
            "publication": entry.publication,
            "slug": entry.slug,
            "year": entry.year,
            "label": f"{entry.year}年{entry.label}",
            "date": entry.date.isoformat() if entry.date else "",
            "section": entry.section,
            "units": entry.units.split("\n")[1:-1],
            "issue": reverse("public:issue", args=(entry.slug, entry.year, entry.path_number)),
            "n": entry.n,
        }
        for entry in SearchEntry.objects.order_by("-pk").iterator(chunk_size=200)
    ]
    index = {"entries": entries, "folds": _folds(), "longest": MAX_QUESTION, "page": PAGE}
    return json.dumps(index, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


@lru_cache(maxsize=1)
def _folds() -> dict[str, str]:
    """Each character whose folded form is not the small form of its compatible one, which is what a browser knows."""
    found = {}
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in {"Cs", "Cn"}:
            continue
        folded = fold(character).text
        if folded != unicodedata.normalize("NFKC", character).lower():
            found[character] = folded
    return found
