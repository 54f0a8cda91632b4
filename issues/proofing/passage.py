"""A text as the rules read it: hard line ends taken out, in paragraphs, with the borders of its words.

Words are found by rjieba (a compiled jieba): a maintained wheel that cuts a million characters in half a second
and loads its 350,000 words in a third of one, where pure Python took 2 s to load and 20 times as long to cut.
A short list of our own would not tell 统战部部长 from 三要要加强.
"""

import re
from bisect import bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import add
from statistics import median
from typing import NamedTuple

from issues.proofing.characters import width

_LINE = re.compile(r"[^\n]*\n?")
_CLAUSE_START = re.compile("[。！？；：，,;:”）][ \u3000]{0,4}")
_LIST_LINE = re.compile(
    r"[ \u3000]*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|[0-9]{1,2}[.、．]|[【※■◆●★·])"
)
_BLANK = " \t\r\n\u3000\xa0\f"


class Span(NamedTuple):
    start: int
    end: int


@lru_cache(maxsize=1)
def _segmenter():
    from rjieba import Jieba

    return Jieba()


def is_word(text: str) -> bool:
    """Does the dictionary of the segmenter know it?"""
    return _segmenter().has_word(text)


class Passage:
    """`text` is what rules see; `locate` turns their places into places of the text that was given."""

    def __init__(self, given: str) -> None:
        self.given = given
        self._kept: list[int] | None = None
        text = given
        self.is_wrapped = _is_wrapped(given)
        if self.is_wrapped:
            self._kept = _unwrap(given)
            text = "".join([given[at] for at in self._kept])
        # What is no text would stop the segmenter; every character stays in its place.
        text = re.sub("[\ud800-\udfff\x00]", "\ufffd", text)
        self.text = text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text

    def locate(self, start: int, end: int) -> Span:
        if self._kept is None:
            return Span(start, end)
        if start >= len(self._kept):
            return Span(len(self.given), len(self.given))
        first = self._kept[start]
        return Span(first, first if end <= start else self._kept[end - 1] + 1)

    @cached_property
    def paragraphs(self) -> list[Span]:
        """The lines that hold something, without the blanks at their ends."""
        spans = []
        for line in _LINE.finditer(self.text):
            stripped = line[0].strip(_BLANK)
            if stripped:
                start = line.start() + line[0].index(stripped[0])
                spans.append(Span(start, start + len(stripped)))
        return spans

    def paragraph_at(self, place: int) -> Span:
        """The paragraph around `place`, or the one before it."""
        at = bisect_right(self.paragraphs, (place, len(self.text) + 1)) - 1
        return self.paragraphs[max(at, 0)]

    @cached_property
    def pairs(self) -> list[str]:
        """Each character with the one after it."""
        return list(map(add, self.text, self.text[1:] + "\n"))

    @cached_property
    def bare_places(self) -> list[int]:
        """Where the characters stand that are no quotes."""
        return [at for at, character in enumerate(self.text) if character not in "“”"]

    @cached_property
    def bare(self) -> str:
        """The text without its quotes."""
        return self.text.replace("“", "").replace("”", "")

    @cached_property
    def bare_pairs(self) -> list[str]:
        return list(map(add, self.bare, self.bare[1:] + "\n"))

    @cached_property
    def clause_starts(self) -> list[int]:
        """Where a clause may begin: at a line's first word, and behind a mark and the spaces after it."""
        starts = {found.end() for found in _CLAUSE_START.finditer(self.text)}
        starts.update(span.start for span in self.paragraphs)
        return sorted(starts)

    @cached_property
    def words(self) -> list[str]:
        return _segmenter().cut(self.text, False)

    @cached_property
    def word_starts(self) -> list[int]:
        return [0, *accumulate(map(len, self.words))][:-1] if self.words else []

    @cached_property
    def _is_border(self) -> bytearray:
        marks = bytearray(len(self.text) + 1)
        marks[len(self.text)] = 1
        for start in self.word_starts:
            marks[start] = 1
        return marks

    def is_border(self, place: int) -> bool:
        """Does a word begin or end at `place`?"""
        return bool(self._is_border[place])

    def is_words(self, start: int, end: int) -> bool:
        """Does the span hold whole words only?"""
        return self.is_border(start) and self.is_border(end)

    def word_index(self, place: int) -> int:
        """The index of the word that covers `place`."""
        return bisect_right(self.word_starts, place) - 1

    def word_at(self, place: int) -> str:
        """The word that covers `place`; empty outside the text."""
        return self.words[self.word_index(place)] if 0 <= place < len(self.text) else ""


def _is_wrapped(text: str) -> bool:
    """Was the text broken at a fixed width, as a printed page or its text layer is?"""
    lines = [line for line in text.split("\n", 4000)[:4000] if line.strip(_BLANK)]
    if len(lines) < 6 or max(map(len, lines)) > 90:
        return False
    widths = sorted(sum(map(width, line.rstrip())) for line in lines)
    full = widths[int(len(widths) * 0.8)]
    if not 15 <= full <= 60:
        return False
    near = sum(1 for each in widths if full - 3 <= each <= full + 3)
    return near >= 0.5 * len(widths) and median(widths) >= full - 3


def _unwrap(text: str) -> list[int]:
    """The places of the characters to keep: a line end, and what blanks stand around it, inside a paragraph goes."""
    lines = list(_LINE.finditer(text))
    widths = sorted(sum(map(width, line[0].rstrip())) for line in lines if line[0].strip(_BLANK))
    full = widths[int(len(widths) * 0.8)]
    kept: list[int] = []
    previous: tuple[str, float] | None = None
    for line in lines:
        content = line[0].rstrip(_BLANK)
        if not content:
            continue
        body = content.lstrip(_BLANK)
        runs_on = (
            previous is not None
            and previous[1] >= full - 3
            and not (previous[0][-1] in "。）" and previous[1] < full - 1.5)
            and not content.startswith(("\u3000", "  "))
            and not _LIST_LINE.match(content)
        )
        if kept and not runs_on:
            kept.append(line.start() - 1)  # the line end before it
        start = line.start() + (len(content) - len(body) if runs_on else 0)
        kept.extend(range(start, line.start() + len(content)))
        previous = (body, sum(map(width, content)))
    return kept
