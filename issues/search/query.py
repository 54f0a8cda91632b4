"""Asking the index: what is found stands in the text, to the character, and nothing that stands there is missed.

First come the articles with every word in their title, then the others, the newest first in both. Of what stands
nearly everywhere only the newest MOST are looked at; the page says so.

The index says which articles have all pairs of characters of a word. That is the answer for a word of two; of a
longer one the letters of those articles are looked at, from the newest on, until there are enough.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from issues.models import Edition, SearchEntry
from issues.search.grams import Term, fold, mark, read_question
from issues.search.index import day_of

MOST = 2_000
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
    """`count` is of what can be turned to; `is_cut` where there is more, older than these MOST."""

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
    newest = _ask(terms, filters.marks)
    shown = newest[:MOST]
    keys = [key for key, in_title in shown if in_title] + [key for key, in_title in shown if not in_title]
    return keys, len(newest) > MOST


def all_years() -> set[int]:
    """In which anything public came out."""
    return set(Edition.objects.published().order_by().values_list("year", flat=True).distinct())


def publication_name(slug: str) -> str:
    """As its newest article has it; empty where nothing of it is public."""
    newest = SearchEntry.objects.filter(slug=slug).order_by("-pk")
    return newest.values_list("publication", flat=True).first() or ""


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


def _ask(terms: Sequence[Term], marks: Sequence[str]) -> list[tuple[int, bool]]:
    """(key, are all terms in the title) of the newest, the newest first: one more than MOST where there are more."""
    wanted = [*marks, *dict.fromkeys(token for term in terms for token in term.tokens)]
    titles = [term.text for term in terms]
    looked_for = [term.text for term in terms if not term.is_token]
    if connection.vendor == "postgresql":
        return _ask_postgresql(wanted, titles, looked_for)
    return _ask_sqlite(wanted, titles, looked_for)


def _ask_sqlite(wanted: list[str], titles: list[str], looked_for: list[str]) -> list[tuple[int, bool]]:
    sql = (
        f"SELECT entry.id, {_all_in('instr', 'title_letters', titles)}"  # noqa: S608 - no word of the question
        " FROM issues_searchgrams CROSS JOIN issues_searchentry AS entry ON entry.id = issues_searchgrams.rowid"
        f" WHERE issues_searchgrams MATCH %s AND {_all_in('instr', 'letters', looked_for)}"
        " ORDER BY issues_searchgrams.rowid DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*titles, " AND ".join(f'"{token}"' for token in wanted), *looked_for, MOST + 1])
        return [(key, bool(in_title)) for key, in_title in cursor.fetchall()]


def _ask_postgresql(wanted: list[str], titles: list[str], looked_for: list[str]) -> list[tuple[int, bool]]:
    """Its index gives all it has and in no order: it is asked for the newest year, then for two, four, eight more."""
    sql = (
        f"WITH paired AS MATERIALIZED (SELECT id, {_all_in('strpos', 'title_letters', titles)} AS in_title"  # noqa: S608 - no word of the question
        " FROM issues_searchentry WHERE grams @@ %s::tsquery)"
        " SELECT id, in_title FROM (SELECT * FROM paired ORDER BY id DESC OFFSET 0) AS newest"
        f" WHERE (SELECT {_all_in('strpos', 'letters', looked_for)}"
        " FROM issues_searchentry AS entry WHERE entry.id = newest.id) LIMIT %s"
    )
    found: list[tuple[int, bool]] = []
    with transaction.atomic(), connection.cursor() as cursor:
        # Any other way than by the index reads what is stored of it for every row.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        for years in _spans():
            asked = " & ".join([*wanted, f"({' | '.join(mark('out', year) for year in years)})"])
            cursor.execute(sql, [*titles, asked, *looked_for, MOST + 1 - len(found)])
            found += cursor.fetchall()
            if len(found) > MOST:
                break
    return found


def _spans() -> Iterator[range]:
    """All years in which anything in the index came out, from the newest back, each span twice the one before."""
    ends = SearchEntry.objects.aggregate(oldest=Min("id"), newest=Max("id"))
    if ends["newest"] is None:
        return
    oldest, year = day_of(ends["oldest"]).year, day_of(ends["newest"]).year
    length = 1
    while year >= oldest:
        yield range(year, max(year - length, oldest - 1), -1)
        year -= length
        length *= 2


def _all_in(function: str, column: str, texts: Sequence[str]) -> str:
    """SQL, with a place for each of `texts`."""
    return " AND ".join(f"{function}({column}, %s) > 0" for _ in texts) or "1 = 1"


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
