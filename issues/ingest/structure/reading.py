"""Which lines start a block: the cheapest reading of all lines at once, by dynamic programming.

A line that is not the last of its block must be full; a block that has several lines ends a sentence; indents
and empty lines speak where the text uses them. Each broken expectation has a cost, so that one odd line cannot
derail the rest. The costs are relative: 1 is a matter of taste, 3 a clear breach, 12 and more an order.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from issues.ingest.structure.bylines import split_tail
from issues.ingest.structure.geometry import CLAUSE_END, Geometry, ends_sentence
from issues.ingest.structure.lines import MARKS, Line

PUNCTUATED = re.compile(r"[，。；：！？]")
_ROWS = frozenset("｜|│┃")  # a row of a table drawn with marks
_STARTS_NEVER = re.compile(r"[，。、；：！？,;:!?）)】」』》”’%％]")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、]\D|[（(]\d{1,2}[）)])"
)
_WORD = re.compile(r"[A-Za-z0-9.%％,/:+-]+")
_OPENERS = re.compile(r"[“‘《（(【「『〔]+")
_CLOSERS = re.compile(r"[，。、；：！？）】」』》”’…—%％]+")
_HANGING, _OVER = 1.3, 0.8  # em past the measure: by a closing mark, by rounding and squeezed marks
_TITLE_SCALE = 0.12  # a run-in title in larger or bolder type is up to a ninth wider than we count


@dataclass(frozen=True, slots=True)
class Anchors:
    """What is known of lines beforehand, by their numbers."""

    alone: frozenset[int] = frozenset()  # a block of its own whatever stands around it
    heads: frozenset[int] = frozenset()  # starts a block
    tails: frozenset[int] = frozenset()  # ends one


@dataclass(frozen=True, slots=True)
class Facts:
    """What a line is whatever the geometry; computed once, read under every geometry that is tried."""

    line: Line
    ended: bool  # it ends a sentence
    clause: bool  # it ends in ：；” or the like
    punctuated: bool
    sentence: bool  # it has the marks of a sentence, which a heading has not: ，。；
    marked: bool  # ■ ◆ ※ …
    open_mark: bool  # marked, and its text does not end in ，
    never_starts: bool
    numbered: bool
    over: float  # em by which it may pass the measure
    credited: bool  # it ends in a certain byline
    title: str  # up to the first blank, when that stretch has no mark; else ""
    whole_title: bool  # no mark and no blank at all
    piece: str  # first character or word, with the marks that cling to it
    begin: float  # cost of starting a block here, from anchors
    go_on: float  # cost of going on into this line, from anchors


def facts_of(lines: Sequence[Line], anchors: Anchors) -> list[Facts]:
    facts = []
    before: Line | None = None
    for line in lines:
        text = line.text
        title, blank, _ = text.partition(" ")
        plain = not PUNCTUATED.search(title)
        marked = text[0] in MARKS
        order = 0.0
        if line.number in anchors.alone or (before is not None and before.number in anchors.alone):
            order += 50
        if line.number in anchors.heads or (before is not None and before.number in anchors.tails):
            order += 12
        facts.append(
            Facts(
                line=line,
                ended=ends_sentence(text),
                clause=CLAUSE_END.search(text[-1:]) is not None,
                punctuated=PUNCTUATED.search(text) is not None,
                sentence=re.search(r"[，。；]", text) is not None,
                marked=marked,
                open_mark=marked and not text.endswith(("，", "、")),
                never_starts=_STARTS_NEVER.match(text) is not None,
                numbered=_NUMBERED.match(text) is not None,
                over=_HANGING if _CLOSERS.match(text[-1]) else _OVER,
                credited=text.endswith(("）", ")")) and _is_credited(text[-120:]),
                title=title if plain and len(title) >= 2 else "",
                whole_title=plain and not blank and len(title) >= 8,
                piece=_piece(text),
                begin=0.6 + (6 if _STARTS_NEVER.match(text) else 0),
                go_on=order + (4 if marked or text[0] in _ROWS else 0),
            )
        )
        before = line
    return facts


def _piece(text: str) -> str:
    opener = _OPENERS.match(text)
    begin = opener.end() if opener else 0
    word = _WORD.match(text, begin)
    end = word.end() if word else begin + 1
    closers = _CLOSERS.match(text, end)
    return text[: closers.end() if closers else end]


def _is_credited(text: str) -> bool:
    found = split_tail(text)
    return found is not None and found[1].certain


def widths_of(facts: Sequence[Facts], width: Callable[[str], float]) -> list[tuple[float, float]]:
    """(width, width of the first piece) of each line under one way of counting."""
    return [(width(fact.line.text), width(fact.piece)) for fact in facts]


def read(
    facts: Sequence[Facts], widths: Sequence[tuple[float, float]], geometry: Geometry, lost_indent: float
) -> tuple[float, list[bool]]:
    """The cheapest reading: its cost, and for each line whether it starts a block.

    `lost_indent`: em by which a paragraph's first line is indented in print, though the text has lost it.
    """
    scaled = bool(lost_indent) or geometry.indent_parts
    start_cost, more_cost = geometry.bias, float("inf")
    came: list[tuple[bool, bool]] = [(True, True)]  # for each line: whether its predecessor started a block
    second_of_title = False
    for index, (before, fact) in enumerate(pairwise(facts), start=1):
        spare = geometry.measure - before.line.indent - widths[index - 1][0]
        room = spare - widths[index][1]
        begin, go_on = _signs(before, fact, geometry, room, widths[index][0])
        from_first = start_cost + _stop_cost(before, room - lost_indent, first=True)
        from_more = more_cost + _stop_cost(before, room, first=False)
        title_room = 0.0
        if scaled and before.title and (second_of_title or len(before.title) >= 8):
            title_room = _TITLE_SCALE * geometry.width(before.title) + 0.3
        on_first = start_cost + _full_cost(before, spare - lost_indent, room - lost_indent, title_room)
        on_more = more_cost + _full_cost(before, spare, room, title_room if second_of_title else 0.0)
        came.append((from_first <= from_more, on_first <= on_more))
        start_cost, more_cost = min(from_first, from_more) + begin, min(on_first, on_more) + go_on
        second_of_title = before.whole_title
    end_first = start_cost + _stop_cost(facts[-1], 1.0, first=True)
    end_more = more_cost + _stop_cost(facts[-1], 1.0, first=False)
    starts = [False] * len(facts)
    state = end_first <= end_more
    for index in range(len(facts) - 1, -1, -1):
        starts[index] = state
        state = came[index][0] if state else came[index][1]
    return min(end_first, end_more), starts


def _signs(before: Facts, fact: Facts, geometry: Geometry, room: float, width: float) -> tuple[float, float]:
    """What indents, empty lines and first characters say: (cost of a start, cost of going on)."""
    line, previous = fact.line, before.line
    begin, go_on = fact.begin, fact.go_on
    if geometry.indent_parts:
        if line.indent < geometry.indent:
            headed = before.ended and not fact.sentence and width < geometry.measure - 4
            begin += 0.8 if headed else 2.5
        else:
            go_on += 6
    elif line.indent >= 3 and line.indent > previous.indent + 1:
        go_on += 3
    if previous.indent >= 3 and line.indent < previous.indent - 2:
        go_on += 4  # a centred or right-aligned line stands by itself
    if before.credited:
        go_on += 4
    apart = line.gap > geometry.base_gap and not line.page
    if geometry.gap_parts:
        if apart:
            go_on += 6 if before.ended or room > 1.5 else 2
        elif not line.page:
            begin += 2
    elif apart:
        begin -= 0.3
        go_on += 0.7 if before.ended else 0
    if fact.numbered and (before.ended or room > 0.5):
        go_on += 1.5
    return begin, go_on


def _full_cost(fact: Facts, spare: float, room: float, title_room: float) -> float:
    """Cost of going on after a line that has `spare` em left, `room` of them beyond the next piece."""
    if spare < -fact.over:
        return min(6.0, -2 * spare)  # longer than the measure allows
    if room <= 0.3:
        return 0.0
    if room <= title_room:
        return 0.4
    return 3 + min(room, 8) * 0.5


def _stop_cost(fact: Facts, room: float, first: bool) -> float:
    """Cost of a block ending with this line; `first`: it is the only line of its block."""
    if fact.ended:
        return 0.0
    if fact.clause:
        return 0.8
    if first and fact.open_mark:
        return 1.0
    if room <= 0.3:
        if not first:
            return 5.0
        return 4.0 if fact.punctuated else 2.5
    if first:
        return 2.0 if fact.punctuated else 0.8
    return 3.5
