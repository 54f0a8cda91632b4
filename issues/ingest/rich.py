"""What a Word file holds besides its lines: bold, links, lists, tables, pictures, each with the line it is at.

The lines alone decide what is a title or a byline (structure/); these parts are matched to the paragraphs
that are left, so that they reach the article with their looks.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Protocol

_BLANK = re.compile(r"\s+")
_LOOKS = (
    ("sub", "sub"),
    ("sup", "sup"),
    ("strike", "s"),
    ("underline", "u"),
    ("italic", "em"),
    ("bold", "strong"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look; a line break inside a paragraph is a newline in it."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    sub: bool = False
    sup: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    runs: tuple[Run, ...]
    header: bool = False
    colspan: int = 1
    rowspan: int = 1


def runs_text(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


@dataclass(frozen=True, slots=True)
class RichText:
    """A paragraph, a heading (`level` 1 to 3) or a list's item (`kind` ul or ol, `depth` from 0)."""

    line: int
    runs: tuple[Run, ...]
    level: int = 0
    kind: str = ""
    depth: int = 0
    caption: bool = False  # 题注: it belongs to the picture or table beside it
    label: str = ""  # the number or mark of a list's item, as the lines show it

    @property
    def text(self) -> str:
        return self.label + runs_text(self.runs)


@dataclass(frozen=True, slots=True)
class RichTable:
    line: int
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def text(self) -> str:
        return "\n".join(runs_text(cell.runs) for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class RichPicture:
    """A picture as it lies in the file; `name` is what people are told when it cannot be used."""

    line: int
    name: str
    data: bytes
    alt: str = ""
    text: str = ""


RichBlock = RichText | RichTable | RichPicture


def key_of(text: str) -> str:
    """A text without any blank: how a rich part and a paragraph are known to be the same."""
    return _BLANK.sub("", text)


class Article(Protocol):
    """What is needed of a ManuscriptArticle, which knows nothing of looks."""

    line: int
    paragraphs: list[str]


@dataclass(frozen=True, slots=True)
class Looks:
    """A file's rich parts, and where those of its pictures that are kept have their address, by index."""

    blocks: Sequence[RichBlock] = ()
    addresses: Mapping[int, str] = field(default_factory=dict)

    def bodies(self, articles: Sequence[Article]) -> Iterator[str]:
        """The body of each article as HTML, from the parts between its first line and the next one's."""
        lines = [block.line for block in self.blocks]
        starts = [bisect_left(lines, begin) for begin in _begins(articles, self.blocks)]
        for article, start, end in zip(articles, starts, [*starts[1:], len(lines)], strict=True):
            yield body_html(article.paragraphs, self.blocks[start:end], self.addresses, start)

    @property
    def pictures(self) -> Iterator[tuple[int, "RichPicture"]]:
        return ((index, block) for index, block in enumerate(self.blocks) if isinstance(block, RichPicture))


def _begins(articles: Sequence[Article], blocks: Sequence[RichBlock]) -> list[int]:
    """Where each article begins; one that a person split off begins below the last paragraph above it."""
    begins: list[int | None] = []
    last = -1
    for above, article in zip([None, *articles], articles, strict=False):
        line: int | None = article.line
        if above is not None and line <= last:
            end = _line_of(above.paragraphs[-1:], blocks, last - 1) or last
            line = _line_of(article.paragraphs[:1], blocks, end)
        begins.append(line)
        last = last if line is None else line
    # One whose place is not found leaves all to the article before it.
    settled: list[int] = []
    following = blocks[-1].line + 1 if blocks else 0
    for begin in reversed(begins):
        following = following if begin is None else begin
        settled.append(following)
    return settled[::-1]


def _line_of(paragraph: Sequence[str], blocks: Sequence[RichBlock], after: int) -> int | None:
    """Where the one paragraph stands, below a line; None where it is not found or there is none."""
    key = key_of("".join(paragraph))
    return next(
        (one.line for one in blocks if key and one.line > after and key_of(one.text).startswith(key)), None
    )


def body_html(
    paragraphs: Sequence[str],
    blocks: Sequence[RichBlock],
    addresses: Mapping[int, str] | None = None,
    first: int = 0,
) -> str:
    """The paragraphs as HTML, in their rich form wherever a block says the same; pictures in their places.

    `addresses` are where stored pictures are, by the index of their block, counted from `first`; a picture
    without one is left out.
    """
    writer = _Writer()
    at = 0
    for index, block in enumerate(blocks):
        if isinstance(block, RichPicture):
            writer.picture((addresses or {}).get(first + index), block)
            continue
        key = key_of(block.text)
        found = _find(paragraphs, at, key)
        if found is None and isinstance(block, RichText) and at < len(paragraphs):
            tail = key.removeprefix(key_of(paragraphs[-1]))
            if tail != key and tail.startswith(("（", "(")):  # the byline was cut off the last paragraph
                block, found = without_tail(block, tail), (len(paragraphs) - 1, len(paragraphs))
        if found is None:
            continue
        begin, end = found
        writer.plain(paragraphs[at:begin])
        writer.block(block)
        at = end
    writer.plain(paragraphs[at:])
    return writer.html()


def without_tail(block: RichText, text: str) -> RichText:
    """`block` without the last characters, blanks aside, that `text` holds: a byline cut from a paragraph."""
    left = len(key_of(text))
    runs = list(block.runs)
    while runs and left:
        run = runs.pop()
        kept = run.text
        while kept and left:
            left -= not kept[-1].isspace()
            kept = kept[:-1]
        if kept:
            runs.append(replace(run, text=kept))
    while runs and not runs[-1].text.strip():
        runs.pop()
    return replace(block, runs=tuple(runs))


# How far a block may be from the next paragraph: what lies between was edited or left out.
_REACH = 12


def _find(paragraphs: Sequence[str], at: int, key: str) -> tuple[int, int] | None:
    """(first, after the last) of the paragraphs from `at` on whose texts together are `key`."""
    if not key:
        return None
    for begin in range(at, min(at + _REACH, len(paragraphs))):
        rest = key
        end = begin
        while rest and end < len(paragraphs):
            part = key_of(paragraphs[end])
            if not part or not rest.startswith(part):
                break
            rest = rest[len(part) :]
            end += 1
        if not rest:
            return begin, end
    return None


class _Writer:
    """HTML as it grows; lists stay open while their items follow each other."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lists: list[str] = []

    def html(self) -> str:
        self._close_lists(0)
        return "".join(self.parts)

    def plain(self, paragraphs: Iterable[str]) -> None:
        for text in paragraphs:
            if text.strip():
                self._close_lists(0)
                self.parts.append(f"<p>{escape(text, quote=False)}</p>")

    def picture(self, address: str | None, block: RichPicture) -> None:
        if address is None:
            return
        self._close_lists(0)
        self.parts.append(f'<figure><img src="{escape(address)}" alt="{escape(block.alt)}"></figure>')

    def block(self, block: RichText | RichTable) -> None:
        if isinstance(block, RichTable):
            self._close_lists(0)
            self.parts.append(_table(block))
        elif block.kind:
            self._item(block)
        elif block.caption and self.parts and self.parts[-1].endswith("></figure>"):
            self._close_lists(0)
            caption = escape(block.text.strip(), quote=False)
            self.parts[-1] = (
                self.parts[-1].removesuffix("</figure>") + f"<figcaption>{caption}</figcaption></figure>"
            )
        else:
            self._close_lists(0)
            tag = f"h{block.level + 2}" if block.level else "p"
            # A heading is bold by itself.
            runs = [replace(run, bold=False) for run in block.runs] if block.level else block.runs
            self.parts.append(f"<{tag}>{''.join(_runs(runs))}</{tag}>")

    def _item(self, block: RichText) -> None:
        depth = min(block.depth, len(self.lists))
        self._close_lists(depth + 1)
        if len(self.lists) == depth + 1 and self.lists[-1] != block.kind:
            self._close_lists(depth)
        if len(self.lists) == depth + 1:
            self.parts.append("</li>")
        else:
            self.lists.append(block.kind)
            self.parts.append(f"<{block.kind}>")
        self.parts.append(f"<li>{''.join(_runs(block.runs))}")

    def _close_lists(self, depth: int) -> None:
        while len(self.lists) > depth:
            self.parts.append(f"</li></{self.lists.pop()}>")


def _table(block: RichTable) -> str:
    rows = []
    for row in block.rows:
        cells = []
        for cell in row:
            tag = "th" if cell.header else "td"
            spans = "".join(
                f' {name}="{count}"'
                for name, count in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
                if count > 1
            )
            cells.append(f"<{tag}{spans}>{''.join(_runs(cell.runs))}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def _runs(runs: Iterable[Run]) -> Iterator[str]:
    for run in _merged(runs):
        html = escape(run.text, quote=False).replace("\n", "<br>")
        for name, tag in _LOOKS:
            if getattr(run, name):
                html = f"<{tag}>{html}</{tag}>"
        if run.href:
            html = f'<a href="{escape(run.href)}">{html}</a>'
        yield html


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of one look as one: Word parts a sentence into many runs for its own purposes."""
    merged: list[Run] = []
    for run in runs:
        if merged and replace(merged[-1], text="") == replace(run, text=""):
            merged[-1] = replace(run, text=merged[-1].text + run.text)
        elif run.text:
            merged.append(run)
    return merged
