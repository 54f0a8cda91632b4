"""Where the lines of a paragraph end, on the character grid.

Chinese text stands on a grid, so its line ends can be worked out before any font is asked: a Han character is
one wide, an ASCII character or a curly quote half, and between Han and digits or letters stands a quarter.
What may not begin a line pulls its neighbour down; a closing mark that would be the 29th character hangs in the
margin instead.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from issues.typesetting.style import CHARACTERS, INDENT

_CLOSING = "，。、；：？！）〕】》〉」』”’］｝〗"
NOT_AT_HEAD = frozenset(_CLOSING + "·・々％‰℃°,.;:?!)]}%")
NOT_AT_END = frozenset("（〔【《〈「『“‘［｛〖￥([{$#@№")
HANGING = frozenset("，。、；：？！")
_SQUEEZABLE = frozenset("，。、；：？！）〕】》〉」』（〔【《〈「『")
# Drawn in one stroke: never parted.
_JOINED = frozenset("—…")
_HALF_QUOTES = frozenset("“”‘’")
# Inside a number or an address, never parted from what follows: 45.7, 2021-02-05, 10:30, a/b.
_INNER = frozenset(".,:-/_~%&=+@'")

AUTOSPACE = 0.25
# What the full-width marks inside a line (together) and each of its quotes give up of their white to take in one
# character more. A line with part of a run-in title keeps its spacing.
_SQUEEZE_MARKS = 0.5
_SQUEEZE_QUOTE = 0.125
# A line this much short is worse than a number parted from its unit …
_SHORT_FOR_UNITS = 3.0
# … and this much short is worse than a word broken anywhere.
_SHORT_FOR_WORDS = 4.0
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Line:
    """text[start:end], spaces at its end included; its last `hanging` character stands in the margin.

    `width` is in characters without what hangs. The `last` line of a paragraph, and one that ends where the
    writer broke it, is not drawn out to the full measure.
    """

    start: int
    end: int
    width: float
    hanging: int = 0
    last: bool = False


@lru_cache(maxsize=8192)
def char_width(character: str) -> float:
    """In characters of the grid."""
    if character in _HALF_QUOTES or " " <= character <= "~":
        return 0.5
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in {"W", "F", "A"} else 0.5


@lru_cache(maxsize=8192)
def is_han(character: str) -> bool:
    name = unicodedata.name(character, "")
    return name.startswith(("CJK UNIFIED", "CJK COMPAT")) or character in "〇々"


@lru_cache(maxsize=8192)
def _is_western(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN" and not is_han(character) and char_width(character) < 1


def autospace(before: str, after: str) -> float:
    """What stands between two neighbours beside themselves."""
    if (is_han(before) and _is_western(after)) or (_is_western(before) and is_han(after)):
        return AUTOSPACE
    return 0.0


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in NOT_AT_HEAD or before in NOT_AT_END:
        return False
    if before in _JOINED and before == after:
        return False
    if unicodedata.category(after) in {"Mn", "Me", "Cf"}:
        return False
    return not (_is_inside(before) and _is_inside(after))


def _is_inside(character: str) -> bool:
    return _is_western(character) or character in _INNER


def _parts_number(before: str, after: str) -> bool:
    """A number and the unit it counts: 12月, 45万, 第3."""
    return (before.isdecimal() and is_han(after)) or (before == "第" and after.isdecimal())


def break_lines(
    text: str,
    *,
    measure: float = CHARACTERS,
    indent: float = INDENT,
    scales: Sequence[float] = (),
    spaced: int = 0,
) -> list[Line]:
    """The lines of one paragraph, which together are all of `text`; a newline in it ends a line.

    `indent` is before the first line. `scales` says for each character how much wider than the grid it is set;
    those it does not reach are set on the grid. The first `spaced` characters, a run-in title, keep their spacing.
    """
    if not text:
        return [Line(0, 0, 0.0, last=True)]
    lines: list[Line] = []
    start = 0
    room = measure - indent
    for part in re.findall(r"[^\n]*\n|[^\n]+$", text):
        stop = start + len(part)
        while True:
            line = _next_line(text, start, stop, room, scales, spaced)
            lines.append(line)
            start = line.end
            room = measure
            if start >= stop:
                break
    return lines


def _next_line(text: str, start: int, stop: int, room: float, scales: Sequence[float], spaced: int) -> Line:
    """The longest line from `start` that `room` holds; the whole rest where it fits."""
    width = 0.0
    best: dict[str, Line] = {}
    marks = quotes = 0
    at = start
    while at < stop:
        character = text[at]
        if character == "\n":
            return Line(start, stop, width, last=True)
        scale = scales[at] if at < len(scales) else 1.0
        own = char_width(character) * scale
        gap = autospace(text[at - 1], character) if at > start else 0.0
        limit = room + _SLACK + (_SQUEEZE_MARKS if marks else 0.0) + quotes * _SQUEEZE_QUOTE
        hangs = character in HANGING and width + gap <= limit < width + gap + own
        before, width = width, width + gap + own
        at += 1
        if character == " ":
            # A space at a line's end takes no room.
            if before > limit:
                break
        elif width > limit and not hangs:
            break
        full = before if hangs or character == " " else width
        if at >= stop or text[at:stop].strip() == "":
            return Line(start, stop, full, hanging=int(hangs), last=True)
        kind = _kind(character, text[at])
        best[kind] = Line(start, at, full, hanging=int(hangs))
        if hangs:
            break
        if start >= spaced:
            marks += character in _SQUEEZABLE
            quotes += character in _HALF_QUOTES
    return _choose(best, room) or Line(start, max(at - 1, start + 1), room)


def _kind(before: str, after: str) -> str:
    if before == " " and after != " ":
        return "good"
    if not _may_break(before, after):
        return "forbidden" if after in NOT_AT_HEAD or before in NOT_AT_END or before in _JOINED else "word"
    return "unit" if _parts_number(before, after) else "good"


def _choose(best: dict[str, Line], room: float) -> Line | None:
    """The best ending: a good one, unless it leaves the line too short."""
    chosen = best.get("good")
    for kind, short in (("unit", _SHORT_FOR_UNITS), ("word", _SHORT_FOR_WORDS), ("forbidden", room)):
        other = best.get(kind)
        if other and (chosen is None or (room - chosen.width > short and other.width > chosen.width)):
            chosen = other
    return chosen
