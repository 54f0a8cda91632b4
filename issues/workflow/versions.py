"""Which version of an article a page was opened on, part by part, so that a save says what changed since."""

from collections.abc import Iterable
from hashlib import sha256

from issues.models import Article

# What an article has beside its own columns.
CREDITS = "credits"
PHOTOS = "photos"
ROWS = {
    CREDITS: ("contributor_id", "position"),
    PHOTOS: ("pk", "position", "caption", "alt"),
}


def text_version(article: Article, names: Iterable[str]) -> str:
    """The state of these parts: columns of the article, CREDITS, PHOTOS. Tells nothing of any other.

    Unlike `steps.version_of` it stays when the article only moves to another stage: that overwrites no text.
    """
    return ";".join(f"{name}:{_digest(_part(article, name))}" for name in sorted(names))


def newer_parts(base: str, now: str) -> frozenset[str]:
    """The parts of `now` that `base`, what a page was opened on, does not know as they are."""
    known = set(base.split(";"))
    return frozenset(part.partition(":")[0] for part in now.split(";") if part and part not in known)


def _part(article: Article, name: str) -> object:
    if name in ROWS:
        rows = getattr(article, name).order_by("position", "pk")
        return [list(row) for row in rows.values_list(*ROWS[name])]
    return article.serializable_value(name)


def _digest(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()[:16]
