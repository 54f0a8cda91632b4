"""The measure of a text: is it hard-wrapped, at what width, and how do its paragraphs show?

Nothing here knows a word of Chinese beyond which marks end a sentence; all is counted from widths,
indents and empty lines.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from issues.ingest.structure.lines import Line

_QUOTES = re.compile(r"[“”‘’]")
_DASHES = re.compile(r"[—…·–]")

SENTENCE_END = re.compile(r"[。！？!?…][”’』」）)]*$|[）)”』」]$")
CLAUSE_END = re.compile(r"[：；:;]$")


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


def ends_sentence(text: str) -> bool:
    return SENTENCE_END.search(text) is not None


def measure(lines: Sequence[Line]) -> Geometry:
    """Measure body lines; headings and a few stray long lines do no harm."""
    best: tuple[float, float, Callable[[str], float]] | None = None
    for width in METRICS:
        found = _measure_with(lines, width)
        if found is not None and (best is None or found[0] > best[0]):
            best = (*found, width)
    if best is None:
        return Geometry(_em, None)
    _, full, width = best
    return _paragraph_signs(lines, width, full)


def _measure_with(lines: Sequence[Line], width: Callable[[str], float]) -> tuple[float, float] | None:
    """(how many lines end exactly at the measure, the measure) under one way of counting, or None."""
    extents = [(line.indent + width(line.text), ends_sentence(line.text)) for line in lines]
    extents = [(extent, ended) for extent, ended in extents if extent >= 8]
    if len(extents) < 2:
        return None
    bins = Counter(round(extent * 2) for extent, _ in extents)
    cut = Counter(round(extent * 2) for extent, ended in extents if not ended)
    total = len(extents)
    over = 0
    best: tuple[float, float] | None = None
    # From the widest down: `over` counts the lines that would not fit the measure under test.
    edge = max(bins) + 1
    widest = max(bins)
    for candidate in range(widest, 19, -1):
        while edge > candidate + 2:
            edge -= 1
            over += bins.get(edge, 0)
        if cut.get(candidate, 0) == 0:
            continue
        near = sum(cut.get(candidate + step, 0) for step in (-2, -1, 0, 1, 2))
        if over > 0.2 * total or near < 2:
            continue
        score = near - 1.5 * over
        if best is None or score > best[0]:
            best = (score, candidate)
    if best is None:
        return None
    near_all = {candidate: cut.get(candidate, 0) for candidate in range(int(best[1]) - 2, int(best[1]) + 3)}
    peak = max(near_all, key=lambda candidate: (near_all[candidate], candidate))
    cut_total = sum(cut.values())
    near = sum(near_all.values())
    if near < 0.35 * cut_total or near < 0.12 * total:
        return None
    beyond = sum(number for extent, number in bins.items() if extent > peak + 2)
    return cut.get(peak, 0) + 0.3 * near - beyond, peak / 2


def _paragraph_signs(lines: Sequence[Line], width: Callable[[str], float], full: float) -> Geometry:
    gaps_inside: Counter[int] = Counter()
    ended: list[int] = []
    indented = flush = 0
    for line, following in zip(lines, lines[1:], strict=False):
        extent = line.indent + width(line.text)
        done = ends_sentence(line.text)
        if not done and extent >= full - 1.25 and not following.page:
            gaps_inside[following.gap] += 1
            if following.indent < 1.5:
                flush += 1
        elif done and extent < full - 2.5:
            ended.append(following.gap)
        if 1.5 <= following.indent <= 2.6:
            indented += 1
    base = gaps_inside.most_common(1)[0][0] if gaps_inside else 0
    apart = sum(1 for gap in ended if gap > base)
    return Geometry(
        width,
        full,
        base_gap=base,
        gap_parts=len(ended) >= 2 and apart >= 0.7 * len(ended),
        indent_parts=indented >= 2 and indented >= 0.06 * len(lines) and flush >= 1,
    )
