"""Rich text for proofreading: the words a reader sees, with a map back to the HTML, and a fix put in there.

The readable text has one line for each paragraph, heading, item and cell. A fix changes characters of text and
nothing else, so bold, links and lists stay as they are.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from html import escape, unescape

from issues.models import sanitise
from issues.proofing.finding import Finding

_TOKEN = re.compile(r"<[^<>]*>|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|[^<&]+|[<&]")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_LINES = frozenset(
    [
        "p",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "ul",
        "ol",
        "li",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "div",
    ]
)


class StaleFinding(Exception):
    """The text is no longer what the finding was made for."""


@dataclass(frozen=True)
class Piece:
    """`length` characters of readable text from `start` on, written at `source` to `source_end` of the HTML.

    An entity is a piece of its own; a line end that stands for tags has no width in the HTML.
    """

    start: int
    length: int
    source: int
    source_end: int
    is_plain: bool


@dataclass(frozen=True)
class Readable:
    html: str
    text: str
    pieces: tuple[Piece, ...]

    def source_spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where the HTML holds the characters from `start` to `end`: one span for each run, without line ends."""
        spans: list[tuple[int, int]] = []
        starts = [piece.start for piece in self.pieces]
        at = max(bisect_right(starts, start) - 1, 0)
        for piece in self.pieces[at:]:
            if piece.start >= end:
                break
            low, high = max(start, piece.start), min(end, piece.start + piece.length)
            if low >= high or piece.source == piece.source_end:
                continue
            if piece.is_plain:
                span = (piece.source + low - piece.start, piece.source + high - piece.start)
            else:
                span = (piece.source, piece.source_end)
            if spans and spans[-1][1] == span[0]:
                spans[-1] = (spans[-1][0], span[1])
            else:
                spans.append(span)
        return spans


def readable(html: str) -> Readable:
    """The words of clean HTML (`issues.models.sanitise`)."""
    text: list[str] = []
    pieces: list[Piece] = []
    length = 0
    pending = False
    for token in _TOKEN.finditer(html):
        written = token[0]
        if written.startswith("<") and len(written) > 1:
            name = _NAME.match(written)
            if name and name[1].lower() in _LINES and length:
                pending = True
            continue
        is_plain = not (written.startswith("&") and len(written) > 1)
        shown = written if is_plain else unescape(written)
        if is_plain:
            # The editor writes a line end between tags; a reader sees a space at most.
            shown = re.sub(r"[\t\r\n]", " ", shown)
        if pending and not shown.strip(" "):
            continue
        if pending:
            text.append("\n")
            pieces.append(Piece(length, 1, token.start(), token.start(), False))
            length += 1
            pending = False
        text.append(shown)
        pieces.append(Piece(length, len(shown), token.start(), token.end(), is_plain))
        length += len(shown)
    return Readable(html, "".join(text), tuple(pieces))


def apply(html: str, finding: Finding) -> str:
    """`html` with the finding's suggestion in place of its text, sanitised.

    What is new goes into the run that holds the place of the change; characters that stay keep their own looks.
    Raises StaleFinding when the text has changed since, ValueError when the finding has no suggestion.
    """
    if finding.suggestion is None:
        raise ValueError("这条意见没有修改建议，请自行修改。")
    shown = readable(html)
    if shown.text[finding.start : finding.end] != finding.text:
        raise StaleFinding("正文已有改动，请重新校对后再采纳。")
    for start, end, new in reversed(_edits(finding.text, finding.suggestion)):
        html = _replace(shown, html, finding.start + start, finding.start + end, new)
    return sanitise(html)


def _edits(old: str, new: str) -> list[tuple[int, int, str]]:
    """What to change, least first: the ends that are equal stay, and so do characters of the same length."""
    front = 0
    while front < min(len(old), len(new)) and old[front] == new[front]:
        front += 1
    back = 0
    while back < min(len(old), len(new)) - front and old[-1 - back] == new[-1 - back]:
        back += 1
    middle, replacement = old[front : len(old) - back], new[front : len(new) - back]
    if len(middle) == len(replacement):
        return [
            (front + at, front + at + 1, replacement[at])
            for at in range(len(middle))
            if middle[at] != replacement[at]
        ]
    return [(front, len(old) - back, replacement)] if middle or replacement else []


def _replace(shown: Readable, html: str, start: int, end: int, new: str) -> str:
    """Later places first: `html` may differ from `shown.html` only behind `end`."""
    written = escape(new, quote=False)
    spans = shown.source_spans(start, end)
    if not spans:
        at = _insertion(shown, start)
        return html[:at] + written + html[at:]
    for low, high in reversed(spans[1:]):
        html = html[:low] + html[high:]
    low, high = spans[0]
    return html[:low] + written + html[high:]


def _insertion(shown: Readable, place: int) -> int:
    """Where in the HTML something new goes that stands at `place` of the text: behind the character before it."""
    before = shown.source_spans(place - 1, place) if place else []
    if before:
        return before[-1][1]
    after = shown.source_spans(place, place + 1)
    return after[0][0] if after else len(shown.html)
