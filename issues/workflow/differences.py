"""What changed between two texts, as people read it: characters that went, characters that came.

difflib alone would take minutes for a long article, and chop Chinese into confetti. So the two texts are first
pinned together where a run of characters stands exactly once in either; difflib compares what lies between two
pins; and what it finds equal between two changes is given up where it is shorter than they are.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from issues.edition.readable import readable_text

__all__ = ["Piece", "differences", "readable_text"]

Kind = Literal["same", "deleted", "inserted"]


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` may hold line ends: one between each two paragraphs."""

    kind: Kind
    text: str


# A number and a Latin word change as a whole; in Chinese every character stands for itself.
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[A-Za-z]+|.", re.DOTALL)
# How many tokens pin two texts together: long runs first, short ones only between the pins of long ones.
_PINS = (24, 8, 4, 2)
# Pairs of equal tokens that difflib may look at in one stretch; beyond, the stretch counts as rewritten.
_MOST_PAIRS = 4_000

# How far a change is moved to where a sentence ends, and how much better it stands there.
_SLIDE = 80
_AFTER = {"\n": 4} | dict.fromkeys("。！？；", 3) | dict.fromkeys("，、：）》”", 2)
_BEFORE = dict.fromkeys("（《“", 2)


@dataclass(slots=True)
class _Change:
    """What stays, or else what becomes of what."""

    same: str
    deleted: str = ""
    inserted: str = ""

    @property
    def size(self) -> int:
        """How much it outweighs what stays beside it; what only came or only went leaves its neighbours alone."""
        size = max(len(self.deleted), len(self.inserted))
        return size if self.deleted and self.inserted else size // 3


_Tokens = Sequence[str]
# Stretches of either text, [start, end), that are equal or replace each other.
_Stretch = tuple[bool, int, int, int, int]


def differences(old: str, new: str) -> tuple[Piece, ...]:
    """From `old` to `new`; what is same and deleted makes up the one, what is same and inserted the other.

    Of a change what was deleted comes first.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    changes: list[_Change] = []
    for same, start, end, new_start, new_end in _stretches(before, after, 0, 0, _PINS):
        gone, come = "".join(before[start:end]), "".join(after[new_start:new_end])
        if same:
            # A line end that stays is held on to: what changes then changes within its paragraph.
            changes += [_Change(part) for part in re.split(r"(\n)", gone) if part]
        else:
            changes.append(_Change("", gone, come))
    return tuple(_pieces(_slid(_tidied(changes))))


def _stretches(
    old: _Tokens, new: _Tokens, old_at: int, new_at: int, pins: tuple[int, ...]
) -> Iterator[_Stretch]:
    """The stretches of two lists of tokens that begin at `old_at` and `new_at` of the whole."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    if head:
        yield True, old_at, old_at + head, new_at, new_at + head
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if left or right:
        yield from _inner_stretches(left, right, old_at + head, new_at + head, pins)
    if tail:
        yield True, *_ends(old_at, old, tail), *_ends(new_at, new, tail)


def _ends(at: int, tokens: _Tokens, tail: int) -> tuple[int, int]:
    return at + len(tokens) - tail, at + len(tokens)


def _inner_stretches(
    old: _Tokens, new: _Tokens, old_at: int, new_at: int, pins: tuple[int, ...]
) -> Iterator[_Stretch]:
    if not old or not new:
        yield False, old_at, old_at + len(old), new_at, new_at + len(new)
        return
    counts = Counter(new)
    if sum(counts[token] for token in old) <= _MOST_PAIRS:
        for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, False).get_opcodes():
            yield tag == "equal", old_at + start, old_at + end, new_at + new_start, new_at + new_end
        return
    if not pins:
        yield False, old_at, old_at + len(old), new_at, new_at + len(new)
        return
    size, *shorter = pins
    at, new_from = 0, 0
    for place, new_place in _pinned(old, new, size):
        if place < at or new_place < new_from:  # the pin before reaches over this one
            continue
        yield from _stretches(
            old[at:place], new[new_from:new_place], old_at + at, new_at + new_from, tuple(shorter)
        )
        yield True, old_at + place, old_at + place + size, new_at + new_place, new_at + new_place + size
        at, new_from = place + size, new_place + size
    yield from _stretches(old[at:], new[new_from:], old_at + at, new_at + new_from, tuple(shorter))


def _common(old: _Tokens, new: _Tokens) -> int:
    """How many tokens both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(old), len(new)))


def _pinned(old: _Tokens, new: _Tokens, size: int) -> list[tuple[int, int]]:
    """Where runs of `size` tokens that stand once in either text stand: the most of them in the same order."""
    here, there = _unique_runs(old, size), _unique_runs(new, size)
    pairs = [(place, there[run]) for run, place in here.items() if run in there]
    ends: list[int] = []  # of the chains of each length, the lowest place in `new` that one ends at
    chain: list[int] = []  # and which pair that is
    previous: list[int] = []
    for n, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        chain[length : length + 1] = [n]
        previous.append(chain[length - 1] if length else -1)
    found: list[tuple[int, int]] = []
    n = chain[-1] if chain else -1
    while n >= 0:
        found.append(pairs[n])
        n = previous[n]
    return found[::-1]


def _unique_runs(tokens: _Tokens, size: int) -> dict[tuple[str, ...], int]:
    """Each run of tokens that stands once, in order, and where it begins."""
    runs = [tuple(tokens[n : n + size]) for n in range(len(tokens) - size + 1)]
    counts = Counter(runs)
    return {run: n for n, run in enumerate(runs) if counts[run] == 1}


def _tidied(changes: list[_Change]) -> list[_Change]:
    """What stays never beside what stays, no change beside a change, and no scrap between two changes."""
    tidied: list[_Change] = []
    for change in changes:
        if change.same:
            tidied.append(change)
            continue
        while tidied and (not tidied[-1].same or _is_scrap(tidied, change)):
            scrap = tidied.pop().same if tidied[-1].same else ""
            last = tidied.pop()
            change = _Change(
                "", last.deleted + scrap + change.deleted, last.inserted + scrap + change.inserted
            )
        tidied.append(change)
    joined: list[_Change] = []
    for change in tidied:
        if change.same and joined and joined[-1].same:
            joined[-1] = _Change(joined[-1].same + change.same)
        else:
            joined.append(change)
    return joined


def _is_scrap(before: list[_Change], change: _Change) -> bool:
    """Whether what stays before `change` is less than what changes on either side of it."""
    if len(before) < 2 or before[-2].same or before[-1].same == "\n":
        return False
    size = len(before[-1].same)
    return size == 1 or size < min(before[-2].size, change.size)


def _slid(changes: list[_Change]) -> list[_Change]:
    """What only came or only went, moved to begin or end with a sentence where it may as well stand there."""
    for before, change, after in zip(changes, changes[1:], changes[2:], strict=False):
        if change.same or (change.deleted and change.inserted):
            continue
        text = change.deleted or change.inserted
        whole = before.same + text + after.same
        start, size = len(before.same), len(text)
        # What stays does not vanish between two changes.
        first, last = int(before is not changes[0]), len(whole) - int(after is not changes[-1])
        places = [start]
        while (at := places[-1]) > first and start - at < _SLIDE and whole[at - 1] == whole[at + size - 1]:
            places.append(at - 1)
        at = start
        while at + size < last and at - start < _SLIDE and whole[at] == whole[at + size]:
            at += 1
            places.append(at)
        best = max(places, key=lambda at: _fit(whole, at) + _fit(whole, at + size))
        moved = whole[best : best + size]
        before.same, after.same = whole[:best], whole[best + size :]
        change.deleted, change.inserted = (moved, "") if change.deleted else ("", moved)
    return changes


def _fit(text: str, at: int) -> int:
    """How well a change begins or ends between two characters, or at an end of the text."""
    if at in (0, len(text)):
        return 4
    return max(_AFTER.get(text[at - 1], 0), _BEFORE.get(text[at], 0))


def _pieces(changes: list[_Change]) -> Iterator[Piece]:
    for change in changes:
        for kind in ("same", "deleted", "inserted"):
            if text := getattr(change, kind):
                yield Piece(kind, text)
