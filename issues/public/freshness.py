"""Conditional answers: a reader who has the page already gets 304, without anything being rendered.

What a page shows follows from the SHA-256 of its editions and from the code and templates that render it,
so its ETag is made of both. Pages are revalidated each time: a withdrawal must take effect at once.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

_RENDERERS = ("templates/public/*.html", "issues/public/*.py", "issues/edition/*.py")


def answer(
    request: HttpRequest, of: Iterable[str], changed: datetime | None, render: Callable[[], str]
) -> HttpResponse:
    """`render()`, or 304 if the reader has it. `of` names what is shown, `changed` is when it was published."""
    digest, rendering_changed = _now()
    etag = quote_etag(hashlib.sha256("\n".join([digest, *of]).encode()).hexdigest()[:32])
    modified = int(max(changed.timestamp(), rendering_changed)) if changed else None
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = HttpResponse(render())
    response["ETag"] = etag
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = "no-cache"
    return response


def renderers_digest() -> str:
    """Another one for other code and templates of the pages."""
    return _now()[0]


def _now() -> tuple[str, float]:
    return _renderers() if settings.DEBUG else _renderers_once()


def _renderers() -> tuple[str, float]:
    """A digest of all that renders a page, and when any of it last changed."""
    paths = sorted(path for pattern in _RENDERERS for path in Path(settings.BASE_DIR).glob(pattern))
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest(), max(path.stat().st_mtime for path in paths)


_renderers_once = lru_cache(maxsize=1)(_renderers)
