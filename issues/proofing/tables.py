"""The tables of the house as they stand in the database: over the shipped ones, and what a publication does without."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.db import OperationalError, ProgrammingError, connection

from accounts.models import Level, Organisation
from issues.models import (
    Article,
    HouseConfusable,
    HouseEntry,
    HouseExpression,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
    Issue,
    Publication,
    RuleSwitch,
    TablesState,
)
from issues.proofing.finding import Finding
from issues.proofing.house import Confusable, Expression, House, Leader, Sensitive, shipped
from issues.proofing.proofread import proofread

CONDITIONS = ("before", "not_before", "after", "not_after", "near")
# Where a House keeps what is stored as rows of a model.
PART_OF: dict[type[HouseEntry], str] = {
    HouseExpression: "expressions",
    HouseConfusable: "confusables",
    HouseLeader: "leaders",
    HouseSensitive: "sensitive",
}
# Between the positions of two shipped leaders, so that an office may put its own between them.
LEADER_STEP = 10


@dataclass(frozen=True)
class Checks:
    """What proofread() goes by for one publication."""

    house: House
    switched_off: frozenset[str]


@dataclass(frozen=True)
class _Read:
    token: UUID | None
    house: House
    switched_off: Mapping[int, frozenset[str]]


# What this process read last; the token of the database says whether it still holds.
_last: _Read | None = None


def checks_for(publication: Publication | int | None) -> Checks:
    """The tables and the switched-off rules of `publication`; None for an article that belongs to none.

    One query while nothing has changed, whichever process changed it.
    """
    read = _read()
    key = publication.pk if isinstance(publication, Publication) else publication
    return Checks(read.house, read.switched_off.get(key, frozenset()) if key is not None else frozenset())


def publication_of(row: Article | Issue) -> int | None:
    """The key of the publication whose switches hold for `row`: of an article that is placed, its issue's."""
    if isinstance(row, Article) and row.section_id is not None:
        return row.section.issue.publication_id
    return row.publication_id


def proofread_row(row: Article | Issue) -> list[Finding]:
    """What an editor should look at in `row`, stored or not, by the tables of the house."""
    checks = checks_for(publication_of(row))
    return proofread(row, checks.house, checks.switched_off)


def stored_house() -> House | None:
    """The tables of the house; None where there is no database, or none that was set up."""
    if connection.vendor == "sqlite" and not _is_there(connection):
        return None
    try:
        return checks_for(None).house
    except (OperationalError, ProgrammingError):
        return None


def _is_there(connection: Any) -> bool:
    """To ask a missing file would make an empty one."""
    return connection.is_in_memory_db() or Path(connection.settings_dict["NAME"]).exists()


def _read() -> _Read:
    global _last
    # The token before the rows: what changes in between is read anew next time, never missed.
    token = TablesState.objects.filter(pk=1).values_list("token", flat=True).first()
    if _last is None or token is None or _last.token != token:
        _last = _Read(token, _house(), _switches())
    return _last


def _switches() -> dict[int, frozenset[str]]:
    rules: dict[int, set[str]] = {}
    for publication, rule in RuleSwitch.objects.values_list("publication", "rule"):
        rules.setdefault(publication, set()).add(rule)
    return {publication: frozenset(names) for publication, names in rules.items()}


def _house() -> House:
    base = shipped()
    return replace(
        base,
        expressions=_over(base.expressions, HouseExpression, expression_of),
        confusables=_over(base.confusables, HouseConfusable, confusable_of),
        leaders=_leaders(base.leaders),
        sensitive=_over(base.sensitive, HouseSensitive, sensitive_of),
        organisations=_organisations(),
    )


def words_of(text: str) -> tuple[str, ...]:
    """The parts of a cell of several."""
    return tuple(text.split())


def expression_of(row: HouseExpression) -> Expression:
    return Expression(row.right, words_of(row.wrong))


def confusable_of(row: HouseConfusable) -> Confusable:
    conditions = {name: words_of(getattr(row, name)) for name in CONDITIONS}
    return Confusable(row.wrong, row.right, **conditions, is_certain=row.is_certain)


def sensitive_of(row: HouseSensitive) -> Sensitive:
    return Sensitive(row.word, row.suggestion, row.note)


def leader_of(row: HouseLeader) -> Leader:
    return Leader(row.name, words_of(row.posts))


def row_of(entry: Expression | Confusable | Sensitive | Leader) -> HouseEntry:
    """A shipped entry as a row that is not stored; of a leader without its position."""
    match entry:
        case Expression():
            return HouseExpression(right=entry.right, wrong=" ".join(entry.wrong))
        case Confusable():
            return HouseConfusable(
                wrong=entry.wrong,
                right=entry.right,
                is_certain=entry.is_certain,
                **{name: " ".join(getattr(entry, name)) for name in CONDITIONS},
            )
        case Sensitive():
            return HouseSensitive(word=entry.word, suggestion=entry.suggestion, note=entry.note)
        case Leader():
            return HouseLeader(name=entry.name, posts=" ".join(entry.posts))


@lru_cache(maxsize=8)
def shipped_rows(model: type[HouseEntry]) -> tuple[HouseEntry, ...]:
    """The shipped entries of a kind, none of units; not to be stored."""
    entries = getattr(shipped(), PART_OF[model]) if model in PART_OF else ()
    rows = tuple(map(row_of, entries))
    for at, row in enumerate(rows, start=1):
        if isinstance(row, HouseLeader):
            row.position = at * LEADER_STEP
    return rows


def key_of(entry: object, model: type[HouseEntry]) -> tuple[str, ...]:
    """What tells `entry`, shipped or a row, from another of its kind."""
    return tuple(getattr(entry, name) for name in model.KEY)


_Entry = TypeVar("_Entry")


def _over(
    shipped_entries: Iterable[_Entry], model: type[HouseEntry], make: Callable[[HouseEntry], _Entry]
) -> tuple[_Entry, ...]:
    """The office's entries first, then the shipped ones about which it says nothing."""
    rows = list(model.objects.order_by("pk"))
    said = {key_of(row, model) for row in rows}
    own = [make(row) for row in rows if row.is_active]
    return (*own, *(entry for entry in shipped_entries if key_of(entry, model) not in said))


def _leaders(shipped_leaders: Iterable[Leader]) -> tuple[Leader, ...]:
    rows = list(HouseLeader.objects.order_by("position", "pk"))
    said = {row.name for row in rows}
    placed = [(row.position, 0, leader_of(row)) for row in rows if row.is_active]
    placed += [
        (at * LEADER_STEP, 1, leader)
        for at, leader in enumerate(shipped_leaders, start=1)
        if leader.name not in said
    ]
    return tuple(leader for *_, leader in sorted(placed, key=lambda each: each[:2]))


def _organisations() -> frozenset[str]:
    """Names somebody answers for: what the ingest met and nobody has put in its place is not among them."""
    known: set[str] = set()
    for names in Organisation.objects.exclude(level=Level.UNSORTED).values_list("name", "short_name"):
        known.update(filter(None, names))
    return frozenset(known.union(HouseUnit.objects.filter(is_active=True).values_list("name", flat=True)))
