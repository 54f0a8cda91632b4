"""The measure of a text: is it hard-wrapped, at what width, and how do its paragraphs show?

Nothing here knows a word of Chinese beyond which marks end a sentence; all is counted from widths,
indents and empty lines.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from issues.ingest.structure.lines import Line

_QUOTES = re.compile(r"[“”‘’]")
_DIGIT_SPACE = re.compile(r"[\u4e00-\u9fff] \d|\d [\u4e00-\u9fff]")
_DASHES = re.compile(r"[—…·–]")

SENTENCE_END = re.compile(r"[。！？!?…][”’』」）)]*$|[）)]$")
CLAUSE_END = re.compile(r"[：；:;”』」》]$")


def _counts(text: str) -> tuple[int, int, int, int, int]:
    ascii_all = len(text.encode("ascii", "ignore"))
    spaces = text.count(" ")
    quotes = len(_QUOTES.findall(text))
    dashes = len(_DASHES.findall(text))
    return len(text) - ascii_all - quotes - dashes, ascii_all - spaces, spaces, quotes, dashes


def _em(text: str) -> float:
    full, half, spaces, quotes, dashes = _counts(text)
    return full + 0.5 * half + 0.5 * spaces + quotes + dashes


def _east_asian(text: str) -> float:
    full, half, spaces, quotes, dashes = _counts(text)
    return full + 0.5 * (half + spaces + quotes + dashes)


def _printed(text: str) -> float:
    full, half, spaces, quotes, dashes = _counts(text)
    return full + 0.5 * half + 0.25 * spaces + 0.5 * quotes + dashes


def _characters(text: str) -> float:
    return float(len(text))


# The ways in which the programs of the field count a line: by the em, by East Asian width (curly quotes and
# dashes narrow), as a PDF's text layer prints it (a space between Han and digits a quarter), by characters.
METRICS: tuple[Callable[[str], float], ...] = (_em, _east_asian, _printed, _characters)


@dataclass(frozen=True, slots=True)
class Geometry:
    """`measure` is the full width of a line in em, None when the text is not hard-wrapped."""

    width: Callable[[str], float]
    measure: float | None
    base_gap: int = 0  # empty lines between two lines of one paragraph
    gap_parts: bool = False  # an extra empty line separates paragraphs
    indent_parts: bool = False  # a paragraph's first line is indented
    indent: float = 1.5  # em from which a line counts as indented
    bias: float = 0.0  # cost that a reading under this geometry starts with


UNWRAPPED = Geometry(_em, None)


def ends_sentence(text: str) -> bool:
    return SENTENCE_END.search(text) is not None


def measures(lines: Sequence[Line]) -> list[Geometry]:
    """The geometries worth trying for body lines, likeliest first; one without a measure when not hard-wrapped."""
    found = []
    for width in METRICS:
        for score, full in _measure_with(lines, width):
            found.append((score, full, width))
    if not found:
        return [UNWRAPPED]
    found.sort(key=lambda option: -option[0])
    text_layer = _has_digit_spaces(lines)
    geometries = [_paragraph_signs(lines, width, full) for _, full, width in found]
    return [
        replace(geometry, bias=1.5) if text_layer and geometry.width is not _printed else geometry
        for geometry in geometries
    ]


def _has_digit_spaces(lines: Sequence[Line]) -> bool:
    """Spaces between Han and digits: the mark of a PDF's text layer, whose lines are as wide as printed."""
    sample = lines[:500]
    return sum(1 for line in sample if _DIGIT_SPACE.search(line.text)) >= max(3, 0.05 * len(sample))


def _measure_with(lines: Sequence[Line], width: Callable[[str], float]) -> list[tuple[float, float]]:
    """The two likeliest measures under one way of counting, with a score; none when lines do not end alike."""
    extents = [(line.indent + width(line.text), ends_sentence(line.text)) for line in lines]
    extents = [(extent, ended) for extent, ended in extents if extent >= 8]
    if len(extents) < 2:
        return []
    bins = Counter(round(extent * 2) for extent, _ in extents)
    cut = Counter(round(extent * 2) for extent, ended in extents if not ended)
    total = len(extents)
    cut_total = sum(cut.values())
    options = []
    over, edge = 0, max(bins) + 1
    # From the widest down: `over` counts the lines that would not fit the measure under test.
    for candidate in range(max(bins), 19, -1):
        while edge > candidate + 2:
            edge -= 1
            over += bins.get(edge, 0)
        near = sum(cut.get(candidate + step, 0) for step in (-2, -1, 0, 1, 2))
        if (
            not cut.get(candidate)
            or over > 0.2 * total
            or near < 2
            or near < 0.25 * cut_total
            or near < 0.1 * total
        ):
            continue
        options.append((cut[candidate] + 0.3 * near - over, candidate / 2))
    options.sort(reverse=True)
    distinct: list[tuple[float, float]] = []
    for option in options:
        if len(distinct) < 3 and all(abs(option[1] - other[1]) >= 1 for other in distinct):
            distinct.append(option)
    return distinct


def _paragraph_signs(lines: Sequence[Line], width: Callable[[str], float], full: float) -> Geometry:
    indent = _first_indent(lines)
    gaps_inside: Counter[int] = Counter()
    ended: list[int] = []
    indented = flush = 0
    for line, following in zip(lines, lines[1:], strict=False):
        extent = line.indent + width(line.text)
        done = ends_sentence(line.text)
        if not done and extent >= full - 1.25 and not following.page:
            gaps_inside[following.gap] += 1
            if following.indent < 0.75 * indent:
                flush += 1
        elif done and extent < full - 2.5:
            ended.append(following.gap)
        if 0.75 * indent <= following.indent <= 1.3 * indent:
            indented += 1
    base = gaps_inside.most_common(1)[0][0] if gaps_inside else 0
    apart = sum(1 for gap in ended if gap > base)
    return Geometry(
        width,
        full,
        base_gap=base,
        gap_parts=len(ended) >= 2 and apart >= 0.7 * len(ended),
        indent_parts=indented >= 2 and indented >= 0.06 * len(lines) and flush >= 1,
        indent=0.75 * indent,
    )


def _first_indent(lines: Sequence[Line]) -> float:
    """Em by which a paragraph's first line is indented: two by rule, one where half-width spaces were typed."""
    after = Counter(
        following.indent
        for line, following in zip(lines, lines[1:], strict=False)
        if ends_sentence(line.text) and 1 <= following.indent <= 4.5
    )
    return min(after.most_common(1)[0][0], 2.0) if after else 2.0
