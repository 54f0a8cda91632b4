"""Asking the index: what is found stands in the text, to the character, and nothing that stands there is missed.

First come the articles with every word in their title, then the others, the newest first in both. Of what stands
nearly everywhere only the newest MOST are looked at, in titles and anywhere; the page says so.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from issues.models import Edition, SearchEntry
from issues.search.grams import Term, fold, mark, read_question, stands_in

MOST = 3_000
PAGE = 20
MOST_CHOICES = 12
# Of more than so many the newest are looked through for what they could be narrowed to.
COUNTED = 600
SNIPPET = 90
BEFORE = 24


@dataclass(frozen=True)
class Filters:
    """What the search is narrowed to; empty for no matter which."""

    slug: str = ""
    year: int | None = None
    section: str = ""
    unit: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """Their tokens."""
        named = ("slug", self.slug), ("year", self.year), ("section", self.section), ("unit", self.unit)
        return tuple(mark(kind, value) for kind, value in named if value not in {"", None})


@dataclass(frozen=True)
class Hit:
    entry: SearchEntry
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True)
class Facet:
    """One way to narrow what was found: `choices` are (value, label, how many), the most first, years the newest.

    How many is None where too many were found to count.
    """

    name: str
    choices: tuple[tuple[str, str, int | None], ...]


@dataclass(frozen=True)
class Found:
    """`count` is of what can be turned to; `is_cut` where there is more, beyond the newest MOST."""

    terms: tuple[Term, ...]
    count: int = 0
    is_cut: bool = False
    page: int = 1
    pages: int = 0
    hits: tuple[Hit, ...] = field(default_factory=tuple)
    facets: tuple[Facet, ...] = field(default_factory=tuple)

    @property
    def first(self) -> int:
        """The number of the page's first hit, from 1."""
        return (self.page - 1) * PAGE + 1


def search(question: str, filters: Filters | None = None, page: int = 1) -> Found:
    """The `page`-th twenty of what has every run of `question`; a page that is not there is the last one."""
    terms = read_question(question)
    if not terms:
        return Found(terms)
    filters = filters or Filters()
    keys, is_cut = find_keys(terms, filters)
    pages = max(1, -(-len(keys) // PAGE))
    page = min(max(page, 1), pages)
    shown = keys[(page - 1) * PAGE : page * PAGE]
    rows = SearchEntry.objects.in_bulk(shown)
    hits = tuple(_hit(rows[key], terms) for key in shown if key in rows)
    return Found(
        terms,
        len(keys),
        is_cut,
        page,
        pages if keys else 0,
        hits,
        tuple(_facets(keys, filters)) if len(keys) > 1 else (),
    )


def find_keys(terms: Sequence[Term], filters: Filters) -> tuple[list[int], bool]:
    """Keys of what has all `terms`, in the order readers get them, and whether there are more."""
    in_title = _keys(terms, filters, title_only=True)
    anywhere = _keys(terms, filters, title_only=False)
    first = set(in_title[:MOST])
    keys = in_title[:MOST] + [key for key in anywhere[:MOST] if key not in first]
    return keys, len(anywhere) > MOST


def all_years() -> set[int]:
    """In which anything public came out."""
    return set(Edition.objects.published().order_by().values_list("year", flat=True).distinct())


def _facets(keys: Sequence[int], filters: Filters) -> Iterator[Facet]:
    """Those that would leave something out, and that nothing narrows yet."""
    counted = sorted(keys, reverse=True)[:COUNTED]
    names: dict[str, str] = {}
    slugs, years, sections, units = Counter(), Counter(), Counter(), Counter()
    for slug, publication, year, section, unit_lines in _read_facets(counted):
        names.setdefault(slug, publication)
        slugs[slug] += 1
        years[year] += 1
        sections[section] += 1
        for unit in unit_lines.split("\n")[1:-1]:
            units[unit] += 1
    sections.pop("", None)
    is_all = len(counted) == len(keys)
    if not is_all:
        years.update(dict.fromkeys(all_years(), 0))

    def choices(counts: Counter[str]) -> tuple[tuple[str, str, int | None], ...]:
        """Equals as they stand in Unicode: any order does, if it is always the same."""
        most_first = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_CHOICES]
        return tuple((value, names.get(value, value), n if is_all else None) for value, n in most_first)

    if not filters.slug and len(slugs) > 1:
        yield Facet("publication", choices(slugs))
    if filters.year is None and len(years) > 1:
        newest_first = sorted(years.items(), reverse=True)
        yield Facet(
            "year", tuple((str(year), f"{year}年", n if is_all else None) for year, n in newest_first)
        )
    names = {}
    if not filters.section and len(sections) > 1:
        yield Facet("section", choices(sections))
    if not filters.unit and len(units) > 1:
        yield Facet("unit", choices(units))


def _read_facets(keys: Sequence[int]) -> list[tuple[str, str, int, str, str]]:
    """By hand: of so many keys the ORM would take longer than the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slug, publication, year, section, units FROM issues_searchentry"  # noqa: S608 - numbers only
            f" WHERE id IN ({','.join(map(str, keys))}) ORDER BY id DESC"
        )
        return cursor.fetchall()


def _keys(terms: Sequence[Term], filters: Filters, *, title_only: bool) -> list[int]:
    """Keys of the newest, the newest first: one more than MOST where there are more."""
    if connection.vendor == "postgresql":
        return _keys_postgresql(terms, filters.marks, title_only)
    return _keys_sqlite(terms, filters.marks, title_only)


def _keys_sqlite(terms: Sequence[Term], marks: Sequence[str], title_only: bool) -> list[int]:
    asked = " AND ".join(f'"{" ".join(term.phrase)}"' + (" *" if term.is_prefix else "") for term in terms)
    if title_only:
        asked = f"title : ({asked})"
    asked = " AND ".join([f"({asked})", *(f'body : "{mark}"' for mark in marks)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM issues_searchgrams WHERE issues_searchgrams MATCH %s"
            " ORDER BY rowid DESC LIMIT %s",
            [asked, MOST + 1],
        )
        return [key for (key,) in cursor.fetchall()]


def _keys_postgresql(terms: Sequence[Term], marks: Sequence[str], title_only: bool) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM issues_searchentry WHERE grams @@ %s::tsquery ORDER BY id DESC LIMIT %s",
            [_tsquery(terms, marks, "A" if title_only else "", " <-> "), MOST + 1],
        )
        keys = [key for (key,) in cursor.fetchall()]
        if title_only:
            return keys
        cursor.execute(
            "SELECT id, title, text, byline FROM issues_searchentry WHERE is_long AND grams @@ %s::tsquery",
            [_tsquery(terms, marks, "", " & ")],
        )
        long = [key for key, *texts in cursor.fetchall() if all(stands_in(term, *texts) for term in terms)]
    return sorted({*keys, *long}, reverse=True)[: MOST + 1] if long else keys


def _tsquery(terms: Sequence[Term], marks: Sequence[str], weight: str, between: str) -> str:
    parts = list(marks)
    for term in terms:
        suffix = f":{'*' if term.is_prefix else ''}{weight}" if term.is_prefix or weight else ""
        parts.append(f"({between.join(token + suffix for token in term.phrase)})")
    return " & ".join(parts)


def _hit(entry: SearchEntry, terms: Sequence[Term]) -> Hit:
    return Hit(entry, _marked(entry.title, terms), _marked(*_cut(entry.body, terms)))


def _cut(text: str, terms: Sequence[Term]) -> tuple[str, Sequence[Term], str, str]:
    """The passage around the first place of any term; the beginning where only the title has one."""
    text = " ".join(text.split())
    folded = fold(text)
    places = [at for at in (folded.text.find(term.text) for term in terms) if at >= 0]
    first = folded.origins[min(places)] if places else 0
    start = max(0, first - BEFORE)
    end = min(len(text), start + SNIPPET)
    return text[start:end], terms, "…" if start else "", "…" if end < len(text) else ""


def _marked(text: str, terms: Sequence[Term], before: str = "", after: str = "") -> SafeString:
    """`text`, escaped, with every place of a term in <mark>."""
    folded = fold(text)
    hit = [False] * len(text)
    for term in terms:
        at = folded.text.find(term.text)
        while at >= 0:
            for letter in range(at, at + len(term.text)):
                hit[folded.origins[letter]] = True
            at = folded.text.find(term.text, at + 1)
    parts, start = [before], 0
    while start < len(text):
        end = start
        while end < len(text) and hit[end] == hit[start]:
            end += 1
        part = escape(text[start:end])
        parts.append(f"<mark>{part}</mark>" if hit[start] else part)
        start = end
    return mark_safe("".join([*parts, after]))  # noqa: S308 - each part is escaped above
