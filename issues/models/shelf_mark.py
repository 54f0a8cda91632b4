"""Where on the readers' site a public article stands beside its issue: under its section, under each of its units."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from django.db import models

from issues.models.search import SearchEntry

# What has a meaning of its own in an address or in the name of a file.
_NOT_IN_A_SEGMENT = re.compile(r'[\x00-\x20\x7f-\xa0/\\:*?"<>|%#&;+~\u2028\u2029]+')
# Bytes; file systems take 255.
_LONGEST = 180


def segment_of(name: str) -> str:
    """The part of an address that stands for `name`: the name itself where that can be, else one made of it."""
    name = unicodedata.normalize("NFC", name)
    plain = _NOT_IN_A_SEGMENT.sub("-", name)
    if plain == name and not name.startswith(".") and len(name.encode()) <= _LONGEST:
        return name
    return f"{plain.strip('.')[:40]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"


class MarkKind(models.TextChoices):
    SECTION = "section", "栏目"
    UNIT = "unit", "供稿单位"


class ShelfMark(models.Model):
    """Made and thrown away together with its entry; issues/search/index.py is its only writer.

    A section is one of a publication's, a unit (as it was called when the issue was frozen) the whole site's.
    """

    # Never the database's or Django's to delete along: whoever deletes the entry has deleted its marks before.
    entry = models.ForeignKey(SearchEntry, related_name="marks", on_delete=models.DO_NOTHING)
    kind = models.CharField(max_length=8, choices=MarkKind.choices)
    slug = models.CharField(max_length=60, blank=True)
    segment = models.CharField(max_length=180)
    name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug", "segment", "entry"], name="shelf_mark"),
            models.CheckConstraint(condition=models.Q(kind__in=MarkKind.values), name="shelf_mark_kind"),
        ]

    def __str__(self) -> str:
        return self.name


def marks_of(entry: SearchEntry) -> Iterator[tuple[str, str, str, str]]:
    """(kind, segment, slug, name) of each; of two names that share an address the first counts."""
    under = [(MarkKind.SECTION, entry.slug, entry.section)] if entry.section else []
    under += [(MarkKind.UNIT, "", unit) for unit in entry.units.split("\n")[1:-1]]
    seen = set()
    for kind, slug, name in under:
        segment = segment_of(name)
        if (kind, segment) not in seen:
            seen.add((kind, segment))
            yield str(kind), segment, slug, name[:200]


def make_marks(entries: Iterable[SearchEntry]) -> None:
    ShelfMark.objects.bulk_create(
        [
            ShelfMark(entry=entry, kind=kind, segment=segment, slug=slug, name=name, year=entry.year)
            for entry in entries
            for kind, segment, slug, name in marks_of(entry)
        ],
        batch_size=500,
    )
