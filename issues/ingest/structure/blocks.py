"""Lines to blocks: which printed lines belong together, decided for the whole text at once.

Every line either starts a block or continues one. A line that is not the last of its block must be full;
a block that has several lines ends a sentence; indents and empty lines speak where the text uses them.
Each broken expectation has a cost, and the cheapest reading of all lines is found by dynamic programming,
so one odd line cannot derail the rest. Time and memory grow linearly.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from issues.ingest.structure.bylines import split_tail
from issues.ingest.structure.geometry import CLAUSE_END, Geometry, ends_sentence
from issues.ingest.structure.lines import Line

STARTS_NEVER = re.compile(r"^[，。、；：！？,;:!?）)】」』》”’%％]")
NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、]\D|[（(]\d{1,2}[）)])")
MARKS = frozenset("■◆※▲★●○◎□△▼◇☆►▶➤•❖▪▍▌✦✧◈＊")
_WORD = re.compile(r"[A-Za-z0-9.%％,/:+-]+")
_CLOSERS = re.compile(r"[，。、；：！？）】」』》”’…—%％]+")
_PUNCTUATED = re.compile(r"[，。；：！？]")

_JOINT_LATIN = re.compile(r"[A-Za-z,.;:]$")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or heading: its lines, and its text with line ends undone (inner spaces kept)."""

    lines: tuple[Line, ...]
    text: str
    first_slack: float = 0.0  # em by which a first line with others after it falls short of the measure

    @property
    def number(self) -> int:
        return self.lines[0].number

    @property
    def indent(self) -> float:
        return self.lines[0].indent


def join(parts: Sequence[str]) -> str:
    """Undo the line ends of one paragraph; Latin words that a line end parted keep a space."""
    text = parts[0]
    for part in parts[1:]:
        latin = _JOINT_LATIN.search(text) and re.match(r"[A-Za-z]", part)
        text = f"{text} {part}" if latin else text + part
    return text


@dataclass(frozen=True, slots=True)
class Anchors:
    """What is known of lines beforehand, by their numbers."""

    alone: frozenset[int] = frozenset()  # a block of its own whatever stands around it
    heads: frozenset[int] = frozenset()  # starts a block
    tails: frozenset[int] = frozenset()  # ends one


_TRIAL_LINES = 200


def own_line_titles(lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of the marked lines (■ ◆ ※) that hold a whole title, where this text sets marked titles on their own.

    A title that happens to fill its line would otherwise look like the first line of a paragraph.
    """
    marked = [index for index, line in enumerate(lines[:-1]) if line.text[0] in MARKS]
    plain = [index for index in marked if not re.search(r"[，。；：！？]|\u3000|  ", lines[index].text[1:].lstrip("\u3000 "))]
    if not plain or len(plain) < 0.6 * len(marked):
        return frozenset()
    widest = max(len(lines[index].text) for index in plain)
    whole = set()
    for index in plain:
        following = lines[index + 1].text
        if _PUNCTUATED.search(following) or len(following) > 0.9 * widest or following[0] in MARKS:
            whole.add(lines[index].number)
    return frozenset(whole)


def to_blocks(lines: Sequence[Line], geometries: Sequence[Geometry], anchors: Anchors) -> tuple[list[Block], Geometry]:
    """Group lines under the geometry that reads the first of them most cheaply; it is returned too."""
    if geometries[0].measure is None:
        return [Block((line,), line.text) for line in lines], geometries[0]
    trial = lines[:_TRIAL_LINES]
    options = []
    for geometry in geometries:
        options.append((_read(trial, geometry, anchors, 0.0)[0], geometry, 0.0))
        if not geometry.indent_parts:
            # The text layer of a PDF loses the first line's indent: the line is then two characters short.
            options.append((_read(trial, geometry, anchors, 2.0)[0], geometry, 2.0))
    _, geometry, lost = min(options, key=lambda option: option[0])
    _, starts = _read(lines, geometry, anchors, lost)
    blocks: list[Block] = []
    begin = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or starts[index]:
            part = tuple(lines[begin:index])
            slack = 0.0
            if len(part) > 1:
                slack = geometry.measure - lost - part[0].indent - geometry.width(part[0].text)
            blocks.append(Block(part, join([line.text for line in part]), slack))
            begin = index
    return blocks, geometry


def _read(
    lines: Sequence[Line], geometry: Geometry, anchors: Anchors, lost_indent: float
) -> tuple[float, list[bool]]:
    """The cheapest reading: its cost, and for each line whether it starts a block."""
    count = len(lines)
    start_cost, more_cost = 0.0, float("inf")
    came: list[tuple[bool, bool]] = [(True, True)]  # for each line: what its predecessor was, if start / if more
    for index in range(1, count):
        before, line = lines[index - 1], lines[index]
        spare = geometry.measure - before.indent - geometry.width(before.text)
        room = spare - _piece(line, geometry)
        ended = ends_sentence(before.text)
        begin, go_on = _signs(before, line, geometry, ended, room)
        if line.number in anchors.alone or before.number in anchors.alone:
            go_on += 50
        if line.number in anchors.heads or before.number in anchors.tails:
            go_on += 12
        from_first = start_cost + _stop_cost(before, ended, room - lost_indent, first=True)
        from_more = more_cost + _stop_cost(before, ended, room, first=False)
        new_start = min(from_first, from_more) + begin
        title_room = _title_room(before, lost_indent, geometry)
        second_of_title = index >= 2 and " " in before.text and _is_title_start(lines[index - 2])
        on_first = start_cost + _full_cost(spare - lost_indent, room - lost_indent, title_room if _is_title_start(before) else 0.0)
        on_more = more_cost + _full_cost(spare, room, title_room if second_of_title else 0.0)
        new_more = min(on_first, on_more) + go_on
        came.append((from_first <= from_more, on_first <= on_more))
        start_cost, more_cost = new_start, new_more
    last_ended = ends_sentence(lines[-1].text)
    end_first = start_cost + _stop_cost(lines[-1], last_ended, 1.0, first=True)
    end_more = more_cost + _stop_cost(lines[-1], last_ended, 1.0, first=False)
    starts = [False] * count
    state = end_first <= end_more
    for index in range(count - 1, -1, -1):
        starts[index] = state
        state = came[index][0] if state else came[index][1]
    return min(end_first, end_more), starts


def _piece(line: Line, geometry: Geometry) -> float:
    """Width of the first unbreakable piece of a line: a character or a word, with the marks that cling to it."""
    word = _WORD.match(line.text)
    piece = word.group() if word else line.text[:1]
    closers = _CLOSERS.match(line.text, len(piece))
    if closers:
        piece += closers.group()
    return geometry.width(piece)


def _signs(before: Line, line: Line, geometry: Geometry, ended: bool, room: float) -> tuple[float, float]:
    """What indents, empty lines and first characters say: (cost of a start, cost of going on)."""
    begin, go_on = 0.6, 0.0
    if geometry.indent_parts:
        if line.indent < 1.5:
            headed = ended and not _PUNCTUATED.search(line.text) and geometry.width(line.text) < geometry.measure - 4
            begin += 0.8 if headed else 2.5
        else:
            go_on += 6
    elif line.indent >= 3 and line.indent > before.indent + 1:
        go_on += 3
    if before.indent >= 3 and line.indent < before.indent - 2:
        go_on += 4  # a centred or right-aligned line stands by itself
    if line.text[0] in MARKS:
        go_on += 4
    if before.text.endswith(("）", ")")) and _is_credited(before.text):
        go_on += 4
    apart = line.gap > geometry.base_gap and not line.page
    if geometry.gap_parts:
        if apart:
            go_on += 6 if ended or room > 1.5 else 2
        elif not line.page:
            begin += 2
    elif apart:
        begin -= 0.3
    if STARTS_NEVER.match(line.text):
        begin += 6
    if NUMBERED.match(line.text) and (ended or room > 0.5):
        go_on += 1.5
    return begin, go_on


def _is_credited(text: str) -> bool:
    found = split_tail(text)
    return found is not None and found[1].certain


def _is_title_start(line: Line) -> bool:
    """Whether a line may open with a run-in title: a long stretch without a mark, up to a blank or the end."""
    title = line.text.split(" ", 1)[0]
    return len(title) >= 8 and not _PUNCTUATED.search(title)


def _title_room(line: Line, lost_indent: float, geometry: Geometry) -> float:
    """Em by which a run-in title's larger or bolder type may shorten its line in our counting."""
    title = line.text.split(" ", 1)[0]
    if (not lost_indent and not geometry.indent_parts) or _PUNCTUATED.search(title):
        return 0.0
    return 0.12 * geometry.width(title) + 0.3


def _full_cost(spare: float, room: float, title_room: float) -> float:
    """Cost of going on after a line that has `spare` em left, `room` of them beyond the next piece."""
    if spare < -1.3:
        return min(6.0, -2 * spare)  # longer than the measure allows, even with a hanging mark
    if room <= 0.3:
        return 0.0
    if room <= title_room:
        return 0.4
    return 3 + min(room, 8) * 0.5


def _stop_cost(line: Line, ended: bool, room: float, first: bool) -> float:
    """Cost of a block ending with this line."""
    if ended:
        return 0.0
    if CLAUSE_END.search(line.text):
        return 0.8
    if first and line.text[0] in MARKS and not line.text.endswith(("，", "、")):
        return 1.0
    if room <= 0.3:
        if not first:
            return 5.0
        return 4.0 if _PUNCTUATED.search(line.text) else 2.5
    if first:
        return 0.8 if not _PUNCTUATED.search(line.text) else 2.0
    return 3.5
