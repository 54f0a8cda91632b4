"""Characters with their places on pages -> printed lines with leading blanks, gaps and page breaks.

Nothing here knows where the characters come from: a PDF's text layer now, a text recogniser perhaps later.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MAX_INDENT = 30.0  # em
_LARGER = 1.12  # times the body's size from which a line is set for display
_MUCH, _A_LITTLE = 0.2, 1.2  # of the most, times that size
_DISPLAY_INDENT = 3.0  # em: a centred title stays centred though it fills its line
_APART = 1.5  # em of nothing between two characters that belong to different parts of a page
_SAME_LINE = 0.4  # em that two baselines may differ by on one line: a raised note mark does


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character; x grows to the right, y upwards, in points. Those of one `run` follow each other in print."""

    char: str
    x: float
    y: float
    right: float
    size: float
    run: int


@dataclass(slots=True)
class _Segment:
    """Characters of one run side by side."""

    glyphs: list[Glyph]
    em: float
    body: float  # the size most of the text is set in, as the file counts sizes
    more: list["_Segment"] = field(default_factory=list)  # the further lines of a title

    @property
    def size(self) -> float:
        return median(glyph.size for glyph in self.glyphs)

    @property
    def left(self) -> float:
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        last = self.glyphs[-1]
        return max(last.right, last.x + (self.em if _HAN.match(last.char) else 0.4 * self.em))

    @property
    def y(self) -> float:
        return median(glyph.y for glyph in self.glyphs)

    @property
    def text(self) -> str:
        scaled = self.em * self.size / self.body
        return _spaced(self.glyphs, scaled) + "".join(one.text for one in self.more)


def print_pages(pages: Sequence[Sequence[Glyph]]) -> list[str]:
    """The lines of all pages; a form feed stands at the head of each page's first line but the first's."""
    em = _em(glyph for glyphs in pages for glyph in glyphs)
    body = _body_size(glyph for glyphs in pages for glyph in glyphs)
    laid = [_with_whole_titles(_in_order(_segments(glyphs, em, body), em), body) for glyphs in pages]
    edges = _left_edges(laid, em)
    pitch = _pitch(laid, em)
    right = _right_edge(laid, em)
    lines: list[str] = []
    for rows, edge in zip(laid, edges, strict=True):
        above: float | None = None
        first = bool(lines)
        for row in rows:
            y = row[0].y
            if above is not None and above > y:
                lines.extend([""] * min(max(round((above - y) / pitch) - 1, 0), 3))
            above = y
            indent = min(max((row[0].left - edge) / em, 0.0), _MAX_INDENT)
            if _is_display(row, edge, right, em):
                indent = max(indent, _DISPLAY_INDENT)
            lines.append(("\f" if first else "") + _indent(indent) + _row_text(row, em))
            first = False
    return lines


def _em(glyphs: Iterable[Glyph]) -> float:
    """The advance of a Han character in the size that most of the text is set in."""
    steps: Counter[float] = Counter()
    sizes: Counter[float] = Counter()
    before: Glyph | None = None
    for glyph in glyphs:
        sizes[round(glyph.size, 1)] += 1
        if (
            before is not None
            and before.run == glyph.run
            and _HAN.match(before.char)
            and _HAN.match(glyph.char)
        ):
            step = glyph.x - before.x
            if 3 < step < 80 and abs(glyph.y - before.y) < 1:
                steps[round(step * 2) / 2] += 1
        before = glyph
    if steps:
        return steps.most_common(1)[0][0]
    return max(sizes.most_common(1)[0][0], 1.0) if sizes else 12.0


def _segments(glyphs: Sequence[Glyph], em: float, body: float) -> list[_Segment]:
    segments: list[_Segment] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if glyph.char in "\r\n":
            before = None
            continue
        apart = (
            before is None
            or glyph.run != before.run
            or abs(glyph.y - before.y) > _SAME_LINE * em
            or glyph.x < before.x - 0.5 * em
            or _gap(before, glyph, em) >= _APART
        )
        if apart:
            segments.append(_Segment([], em, body))
        segments[-1].glyphs.append(glyph)
        before = glyph
    for segment in segments:
        while segment.glyphs and segment.glyphs[0].char.isspace():
            segment.glyphs.pop(0)
        while segment.glyphs and segment.glyphs[-1].char.isspace():
            segment.glyphs.pop()
    return [segment for segment in segments if segment.glyphs]


def _in_order(segments: list[_Segment], em: float) -> list[list[_Segment]]:
    """Rows from the top down, each from left to right; a page in two columns, column by column."""
    gutter = _gutter(segments, em)
    if gutter is None:
        return _rows(segments, em)
    left = [one for one in segments if one.right <= gutter + 0.5 * em]
    right = [one for one in segments if one.left >= gutter - 0.5 * em]
    taken = {id(one) for one in (*left, *right)}
    across = sorted((one for one in segments if id(one) not in taken), key=lambda one: -one.y)
    rows: list[list[_Segment]] = []
    ceiling = float("inf")
    for floor in [*(one.y for one in across), float("-inf")]:
        for column in (left, right):
            rows.extend(_rows([one for one in column if floor < one.y <= ceiling], em))
        rows.extend([one] for one in across if one.y == floor)
        ceiling = floor
    return rows


def _gutter(segments: list[_Segment], em: float) -> float | None:
    """The x of a blank stripe that parts a page in two columns; None where lines cross the page."""
    if len(segments) < 24:
        return None
    begin, end = min(one.left for one in segments), max(one.right for one in segments)
    for step in range(40, 61):
        x = begin + (end - begin) * step / 100
        left = sum(1 for one in segments if one.right <= x + 0.5 * em)
        right = sum(1 for one in segments if one.left >= x - 0.5 * em)
        wide = sum(1 for one in segments if one.right - one.left > 0.35 * (end - begin))
        if min(left, right) >= 10 and left + right >= 0.85 * len(segments) and wide >= 0.5 * len(segments):
            return x
    return None


def _rows(segments: list[_Segment], em: float) -> list[list[_Segment]]:
    rows: list[list[_Segment]] = []
    for segment in sorted(segments, key=lambda one: -one.y):
        if rows and abs(rows[-1][0].y - segment.y) <= _SAME_LINE * em:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda one: one.left)
    return rows


def _body_size(glyphs: Iterable[Glyph]) -> float:
    """The size that most is set in, or one a little larger that much is: 要目 and 版记 may outnumber a short text."""
    sizes = Counter(round(glyph.size, 1) for glyph in glyphs)
    if not sizes:
        return 12.0
    usual, times = sizes.most_common(1)[0]
    return max(size for size, count in sizes.items() if count >= _MUCH * times and size <= _A_LITTLE * usual)


def _with_whole_titles(rows: list[list[_Segment]], body: float) -> list[list[_Segment]]:
    """Rows of one size larger than the body's that follow each other are one title, broken by its width alone."""
    whole: list[list[_Segment]] = []
    floor = 0.0  # of the row last seen, which the first row of a joined title no longer tells
    for row in rows:
        size, y = row[0].size, row[0].y
        above = whole[-1] if whole else None
        if (
            above is not None
            and size >= _LARGER * body
            and abs(above[0].size - size) <= 0.03 * size
            and 0 < floor - y <= 2.2 * above[0].em * size / body
            and len(above) == len(row) == 1
        ):
            above[0].more.append(row[0])
        else:
            whole.append(row)
        floor = y
    return whole


def _row_text(row: list[_Segment], em: float) -> str:
    text = row[0].text
    for before, segment in zip(row, row[1:], strict=False):
        gap = (segment.left - before.right) / em
        text += ("　" * min(round(gap), 12) if gap >= 0.8 else " " if gap > 0.3 else "") + segment.text
    return text


def _spaced(glyphs: Sequence[Glyph], em: float) -> str:
    """The text of a segment, with blanks where there is more room than the type's own spacing makes.

    Between two Han characters nothing but a blank makes room, save that a justified line is stretched all
    along; beside digits and letters Word sets a quarter of an em by itself.
    """
    gaps = [_gap(before, glyph, em) for before, glyph in zip(glyphs, glyphs[1:], strict=False)]
    stretched = median(gap for gap in gaps) if gaps else 0.0
    parts = [glyphs[0].char]
    for before, glyph, gap in zip(glyphs, glyphs[1:], gaps, strict=False):
        room = gap - max(stretched, 0.0)
        if not (before.char.isspace() or glyph.char.isspace()):
            han = bool(_HAN.match(before.char)), bool(_HAN.match(glyph.char))
            words = before.char.isalnum() and glyph.char.isalnum()
            least = _ROOM[han] if words else 0.6
            if room >= 0.8:
                parts.append("　" * min(round(room), 12))
            elif room > least:
                parts.append(" ")
        parts.append(glyph.char)
    return "".join(parts)


# Em that part two words, by whether the character before and the one after are Han.
_ROOM = {(True, True): 0.15, (True, False): 0.38, (False, True): 0.38, (False, False): 0.15}


def _gap(before: Glyph, glyph: Glyph, em: float) -> float:
    size = max(em, 1.0)
    # The ink of ，and ） fills half of their square; what follows stands after the square.
    end = before.right if before.char.isascii() else max(before.right, before.x + size)
    return (glyph.x - end) / size


def _left_edges(pages: Sequence[list[list[_Segment]]], em: float) -> list[float]:
    """Where the text area begins on each page: the leftmost place at which several lines do."""

    def edge(rows: Iterable[list[_Segment]]) -> float | None:
        places = Counter(round(row[0].left / (0.5 * em)) for row in rows)
        total = sum(places.values())
        often = [place for place, times in places.items() if times >= max(3, 0.15 * total)]
        return min(often) * 0.5 * em if often else None

    whole = edge(row for rows in pages for row in rows)
    if whole is None:
        starts = [row[0].left for rows in pages for row in rows]
        whole = min(starts, default=0.0)
    edges = []
    for rows in pages:
        own = edge(rows)
        # Odd and even pages may have other margins; a page with only first lines must not look flush.
        edges.append(own if own is not None and abs(own - whole) > 3 * em else min(own or whole, whole))
    return edges


def _right_edge(pages: Sequence[list[list[_Segment]]], em: float) -> float:
    """The x at which most lines end."""
    places = Counter(round(row[-1].right / em) for rows in pages for row in rows)
    return places.most_common(1)[0][0] * em if places else 0.0


def _is_display(row: list[_Segment], left: float, right: float, em: float) -> bool:
    """A line in larger type with as much room on its left as on its right, or one that goes on below."""
    one = row[0]
    if len(row) > 1 or one.size < _LARGER * one.body:
        return False
    return bool(one.more) or abs((one.left - left) - (right - one.right)) <= 2 * em


def _pitch(pages: Sequence[list[list[_Segment]]], em: float) -> float:
    """The usual distance of two lines, in points."""
    steps: Counter[int] = Counter()
    for rows in pages:
        for above, below in zip(rows, rows[1:], strict=False):
            step = above[0].y - below[0].y
            if 0.8 * em <= step <= 4 * em:
                steps[round(step)] += 1
    return float(steps.most_common(1)[0][0]) if steps else 1.75 * em


def _indent(em: float) -> str:
    halves = round(em * 2)
    return "　" * (halves // 2) + " " * (halves % 2)
