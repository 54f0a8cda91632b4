"""Lines to blocks: which printed lines belong together, and their text with the line ends undone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from issues.ingest.structure.geometry import Geometry
from issues.ingest.structure.lines import MARKS, Line
from issues.ingest.structure.reading import PUNCTUATED, Anchors, facts_of, read, widths_of

_TRIAL_LINES = 200
_ENDS_LATIN = re.compile(r"[A-Za-z,.;:]")
_STARTS_LATIN = re.compile(r"[A-Za-z]")


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
    pieces = [parts[0]]
    for part in parts[1:]:
        if _ENDS_LATIN.match(pieces[-1][-1]) and _STARTS_LATIN.match(part):
            pieces.append(" ")
        pieces.append(part)
    return "".join(pieces)


def own_line_titles(lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of the marked lines (■ ◆ ※) that hold a whole title, where this text sets marked titles on their own.

    A title that happens to fill its line would otherwise look like the first line of a paragraph.
    """
    marked = [index for index, line in enumerate(lines[:-1]) if line.text[0] in MARKS]
    plain = [index for index in marked if not _has_body(lines[index].text)]
    if not plain or len(plain) < 0.6 * len(marked):
        return frozenset()
    widest = max(len(lines[index].text) for index in plain)
    whole = set()
    for index in plain:
        following = lines[index + 1].text
        if PUNCTUATED.search(following) or len(following) > 0.9 * widest or following[0] in MARKS:
            whole.add(lines[index].number)
    return frozenset(whole)


def _has_body(text: str) -> bool:
    """Whether a marked line holds more than a title: a sentence's marks, or a wide blank inside."""
    return re.search(r"[，。；：！？]|\u3000|  ", text[1:].lstrip("\u3000 ")) is not None


def to_blocks(
    lines: Sequence[Line], geometries: Sequence[Geometry], anchors: Anchors
) -> tuple[list[Block], Geometry]:
    """Group lines under the geometry that reads the first of them most cheaply; it is returned too."""
    if geometries[0].measure is None:
        return [Block((line,), line.text) for line in lines], geometries[0]
    facts = facts_of(lines, anchors)
    trial = facts[:_TRIAL_LINES]
    widths: dict[Callable[[str], float], list[tuple[float, float]]] = {}
    options = []
    for geometry in geometries:
        if geometry.width not in widths:
            widths[geometry.width] = widths_of(trial, geometry.width)
        # The text layer of a PDF loses the first line's indent: the line is then two characters short.
        for lost in (0.0,) if geometry.indent_parts else (0.0, 2.0):
            options.append((read(trial, widths[geometry.width], geometry, lost)[0], geometry, lost))
    _, geometry, lost = min(options, key=lambda option: option[0])
    _, starts = read(facts, widths_of(facts, geometry.width), geometry, lost)
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
