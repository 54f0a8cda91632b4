"""Writing the index: it follows each release and retraction of an edition in the same transaction."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, islice

from django.db import connection, transaction
from django.utils import timezone

from issues.edition.content import Article, EditionContent, from_json, plain_text
from issues.models import Edition, SearchEntry
from issues.search.grams import mark, tokens

# PostgreSQL keeps a token's places up to here, and no more than so many of them.
_LAST_PLACE = 16_383
_MOST_PLACES = 255
_BATCH = 50

# Where an entry's key has its parts: day, edition, and the articles of an issue in their order.
_EDITION_BITS, _ARTICLE_BITS = 30, 12


def follow(edition: Edition) -> None:
    """Index what `edition`'s issue shows readers now: this edition, or nothing. One of EDITION_FOLLOWERS."""
    with transaction.atomic():
        _forget(SearchEntry.objects.filter(edition__issue=edition.issue_id))
        if edition.is_public:
            _store(list(entries_of(edition)))


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """Make the whole index anew; `progress` is told how many editions are done. The count of articles is returned."""
    count = 0
    with transaction.atomic():
        _clear()
        editions = Edition.objects.published().order_by("pk").iterator(chunk_size=_BATCH)
        done = 0
        while batch := list(islice(editions, _BATCH)):
            rows = [entry for edition in batch for entry in entries_of(edition)]
            _store(rows)
            count += len(rows)
            done += len(batch)
            if progress is not None:
                progress(done)
    return count


def entries_of(edition: Edition) -> Iterator[SearchEntry]:
    """The rows of an edition, not stored yet."""
    content = from_json(edition.content)
    for section in content.sections:
        for article in section.articles:
            yield _entry(edition, content, section.name, article)


def key_of(edition: Edition, n: int) -> int:
    """Greater for what is newer by its printed date; within an issue the first article comes first."""
    day = edition.date or timezone.localdate(edition.published_at)
    backwards = (1 << _ARTICLE_BITS) - 1 - n
    return (day.toordinal() << _EDITION_BITS | edition.pk) << _ARTICLE_BITS | backwards


def day_of(entry: SearchEntry) -> datetime.date:
    """The day that its key runs with."""
    return datetime.date.fromordinal(entry.pk >> _EDITION_BITS + _ARTICLE_BITS)


def _entry(edition: Edition, content: EditionContent, section: str, article: Article) -> SearchEntry:
    units = dict.fromkeys(credit.organisation for credit in article.credits if credit.organisation)
    return SearchEntry(
        id=key_of(edition, article.n),
        edition=edition,
        n=article.n,
        slug=edition.slug,
        year=edition.year,
        path_number=edition.path_number,
        publication=content.publication,
        label=edition.label,
        date=edition.date,
        section=section,
        units="".join(f"\n{unit}" for unit in units) + ("\n" if units else ""),
        title=article.title,
        byline=article.byline,
        text=plain_text(article.blocks),
    )


def _is_long(title: list[str], body: list[str]) -> bool:
    """Longer than PostgreSQL keeps places for."""
    count = len(title) + len(body)
    return count >= _LAST_PLACE or (
        count > _MOST_PLACES and max(Counter(chain(title, body)).values()) > _MOST_PLACES
    )


def _store(entries: list[SearchEntry]) -> None:
    is_postgresql = connection.vendor == "postgresql"
    rows = [_vector(entry) if is_postgresql else _columns(entry) for entry in entries]
    SearchEntry.objects.bulk_create(entries, batch_size=500)
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.executemany(
                "UPDATE issues_searchentry SET grams = %s::tsvector WHERE id = %s",
                rows,
            )
        else:
            cursor.executemany(
                "INSERT INTO issues_searchgrams (rowid, title, body) VALUES (%s, %s, %s)",
                rows,
            )


def _forget(entries: object) -> None:
    if connection.vendor == "sqlite":
        # The index keeps no text of its own: what is taken out is told to it once more.
        rows = [_columns(entry) for entry in entries]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO issues_searchgrams (issues_searchgrams, rowid, title, body)"
                " VALUES ('delete', %s, %s, %s)",
                rows,
            )
    entries.delete()


def _clear() -> None:
    SearchEntry.objects.all().delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO issues_searchgrams (issues_searchgrams) VALUES ('delete-all')")


def _marks(entry: SearchEntry) -> set[str]:
    marks = {mark("slug", entry.slug), mark("year", entry.year), mark("section", entry.section)}
    return marks | {mark("unit", unit) for unit in entry.unit_names}


def _columns(entry: SearchEntry) -> tuple[int, str, str]:
    body = [*tokens(entry.body), *sorted(_marks(entry))]
    return entry.id, " ".join(tokens(entry.title)), " ".join(body)


def _vector(entry: SearchEntry) -> tuple[str, int]:
    """A tsvector as text: the title's places have the weight A; a long body has none that could be trusted.

    `entry` is told whether it is long.
    """
    title, body = tokens(entry.title), tokens(entry.body)
    entry.is_long = _is_long(title, body)
    places: dict[str, list[str]] = {one: [] for one in _marks(entry)}
    for at, token in enumerate(title[:_MOST_PLACES], start=1):
        places.setdefault(token, []).append(f"{at}A")
    # A gap, so that no phrase begins in the title and ends in the body.
    for at, token in enumerate(body, start=len(title) + 2):
        if entry.is_long:
            places.setdefault(token, [])
        else:
            places.setdefault(token, []).append(str(at))
    return " ".join(f"{token}:{','.join(at)}" if at else token for token, at in places.items()), entry.id
