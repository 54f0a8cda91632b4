"""Asking the index: what is found stands in the text, to the character, and nothing that stands there is missed.

First come the articles with every word in their title, then the others, the newest first in both. Of a word that
stands nearly everywhere only the newest MOST are looked at; the page says so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from issues.models import Edition, SearchEntry
from issues.search.grams import Term, fold, read_question, stands_in

MOST = 3_000
PAGE = 20
_MOST_CHOICES = 12
# Of more than so many the newest are looked through for what they could be narrowed to.
_COUNTED = 600
_SNIPPET = 90
_BEFORE = 24


@dataclass(frozen=True)
class Filters:
    """What the search is narrowed to; empty for no matter which."""

    slug: str = ""
    year: int | None = None
    section: str = ""
    unit: str = ""


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
    """`count` is of all that was found; `is_cut` where there may be more than MOST."""

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
    in_title = _keys(terms, filters, title_only=True)
    anywhere = _keys(terms, filters, title_only=False)
    first = set(in_title)
    keys = in_title + [key for key in anywhere if key not in first]
    pages = max(1, -(-len(keys) // PAGE))
    page = min(max(page, 1), pages)
    shown = keys[(page - 1) * PAGE : page * PAGE]
    rows = SearchEntry.objects.in_bulk(shown)
    hits = tuple(_hit(rows[key], terms) for key in shown if key in rows)
    return Found(
        terms,
        len(keys),
        len(anywhere) >= MOST,
        page,
        pages if keys else 0,
        hits,
        tuple(_facets(keys, filters)) if len(keys) > 1 else (),
    )


def _facets(keys: Sequence[int], filters: Filters) -> Iterator[Facet]:
    """Those that would leave something out, and that nothing narrows yet."""
    counted = sorted(keys, reverse=True)[:_COUNTED]
    rows = SearchEntry.objects.filter(pk__in=counted).values_list(
        "slug", "publication", "year", "section", "units"
    )
    names: dict[str, str] = {}
    slugs, years, sections, units = Counter(), Counter(), Counter(), Counter()
    for slug, publication, year, section, unit_lines in rows:
        names[slug] = publication
        slugs[slug] += 1
        years[year] += 1
        sections[section] += 1
        units.update(unit_lines.split("\n")[1:-1])
    sections.pop("", None)
    is_all = len(counted) == len(keys)
    if not is_all:
        years.update(dict.fromkeys(Edition.objects.published().order_by().values_list("year", flat=True), 0))

    def choices(values: Iterable[tuple[str, int]]) -> tuple[tuple[str, str, int | None], ...]:
        return tuple((value, names.get(value, value), n if is_all else None) for value, n in values)

    if not filters.slug and len(slugs) > 1:
        yield Facet("publication", choices(slugs.most_common()))
    if filters.year is None and len(years) > 1:
        newest_first = sorted(years.items(), reverse=True)
        yield Facet(
            "year", tuple((str(year), f"{year}年", n if is_all else None) for year, n in newest_first)
        )
    names = {}
    if not filters.section and len(sections) > 1:
        yield Facet("section", choices(sections.most_common(_MOST_CHOICES)))
    if not filters.unit and len(units) > 1:
        yield Facet("unit", choices(units.most_common(_MOST_CHOICES)))


def _keys(terms: Sequence[Term], filters: Filters, *, title_only: bool) -> list[int]:
    """Keys of the newest MOST, the newest first."""
    conditions, values = _narrowed(filters)
    if connection.vendor == "postgresql":
        return _keys_postgresql(terms, conditions, values, title_only)
    return _keys_sqlite(terms, conditions, values, title_only)


def _narrowed(filters: Filters) -> tuple[str, list[object]]:
    parts, values = [], []
    if filters.slug:
        parts.append("e.slug = %s")
        values.append(filters.slug)
    if filters.year is not None:
        parts.append("e.year = %s")
        values.append(filters.year)
    if filters.section:
        parts.append("e.section = %s")
        values.append(filters.section)
    if filters.unit:
        parts.append(r"e.units LIKE %s ESCAPE '\'")
        escaped = filters.unit.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        values.append(f"%\n{escaped}\n%")
    return "".join(f" AND {part}" for part in parts), values


def _keys_sqlite(terms: Sequence[Term], conditions: str, values: list[object], title_only: bool) -> list[int]:
    asked = " AND ".join(f'"{" ".join(term.phrase)}"' + (" *" if term.is_prefix else "") for term in terms)
    if title_only:
        asked = f"title : ({asked})"
    # Only where something narrows it are the rows looked up; the cross join has the index go first.
    joined = " CROSS JOIN issues_searchentry e ON e.id = g.rowid" if conditions else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT g.rowid FROM issues_searchgrams g{joined}"  # noqa: S608 - our own words; values are bound
            f" WHERE issues_searchgrams MATCH %s{conditions} ORDER BY g.rowid DESC LIMIT {MOST}",
            [asked, *values],
        )
        return [key for (key,) in cursor.fetchall()]


def _keys_postgresql(
    terms: Sequence[Term], conditions: str, values: list[object], title_only: bool
) -> list[int]:
    mark = "A" if title_only else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id FROM issues_searchentry e WHERE e.grams @@ %s::tsquery"  # noqa: S608 - as above
            f"{conditions} ORDER BY e.id DESC LIMIT {MOST}",
            [_tsquery(terms, mark, " <-> "), *values],
        )
        keys = [key for (key,) in cursor.fetchall()]
        if title_only:
            return keys
        cursor.execute(
            "SELECT e.id, e.title, e.text, e.byline FROM issues_searchentry e"  # noqa: S608 - as above
            f" WHERE e.is_long AND e.grams @@ %s::tsquery{conditions}",
            [_tsquery(terms, "", " & "), *values],
        )
        long = [key for key, *texts in cursor.fetchall() if all(stands_in(term, *texts) for term in terms)]
    return sorted({*keys, *long}, reverse=True)[:MOST] if long else keys


def _tsquery(terms: Sequence[Term], mark: str, between: str) -> str:
    parts = []
    for term in terms:
        suffix = f":{'*' if term.is_prefix else ''}{mark}" if term.is_prefix or mark else ""
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
    start = max(0, first - _BEFORE)
    end = min(len(text), start + _SNIPPET)
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
