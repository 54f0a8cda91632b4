"""Writing the index: it follows each release and retraction of an edition in the same transaction."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from issues.edition.content import Article, EditionContent, from_json, plain_text
from issues.models import Edition, SearchEntry, ShelfMark, make_marks
from issues.search.grams import letters_of, mark, tokens

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


def day_of(key: int) -> datetime.date:
    """The day that an entry's key runs with."""
    return datetime.date.fromordinal(key >> _EDITION_BITS + _ARTICLE_BITS)


def _entry(edition: Edition, content: EditionContent, section: str, article: Article) -> SearchEntry:
    units = dict.fromkeys(credit.organisation for credit in article.credits if credit.organisation)
    text = plain_text(article.blocks)
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
        text=text,
        title_letters=letters_of(article.title),
        letters=letters_of(article.title, text, article.byline),
    )


def _store(entries: list[SearchEntry]) -> None:
    SearchEntry.objects.bulk_create(entries, batch_size=500)
    make_marks(entries)
    if connection.vendor == "postgresql":
        statement = "UPDATE issues_searchentry SET grams = %s::tsvector WHERE id = %s"
    else:
        statement = "INSERT INTO issues_searchgrams (grams, rowid) VALUES (%s, %s)"
    with connection.cursor() as cursor:
        cursor.executemany(statement, _grams(entries))


def _forget(entries: object) -> None:
    if connection.vendor == "sqlite":
        # The index keeps no text of its own: what is taken out is told to it once more.
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO issues_searchgrams (issues_searchgrams, grams, rowid) VALUES ('delete', %s, %s)",
                _grams(entries),
            )
    ShelfMark.objects.filter(entry__in=entries).delete()
    entries.delete()


def _clear() -> None:
    ShelfMark.objects.all().delete()
    SearchEntry.objects.all().delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO issues_searchgrams (issues_searchgrams) VALUES ('delete-all')")


def _grams(entries: Iterable[SearchEntry]) -> list[tuple[str, int]]:
    return [(" ".join(sorted(tokens(entry.letters) | _marks(entry))), entry.pk) for entry in entries]


def _marks(entry: SearchEntry) -> set[str]:
    marks = {
        mark("slug", entry.slug),
        mark("year", entry.year),
        mark("section", entry.section),
        mark("out", day_of(entry.pk).year),
    }
    return marks | {mark("unit", unit) for unit in entry.units.split("\n")[1:-1]}
