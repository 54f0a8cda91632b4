"""Addresses of issues and articles in bulk: reverse() for each of thousands would cost more than showing them."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def issue_address(slug: str, year: int, path_number: str) -> str:
    """An issue lies below its publication, and its articles below it, each at its number and a slash."""
    return f"{_publication(get_script_prefix(), slug)}{year}/{path_number}/"


@lru_cache(maxsize=256)
def _publication(prefix: str, slug: str) -> str:
    return reverse("public:publication", args=(slug,))
