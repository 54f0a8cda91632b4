"""An Edition's content as what the PDF's template sets: paragraphs with their line ends, pictures, tables.

Everything is plain data for JSON, and every text in it is a string, so that nothing a correspondent writes can
ever be markup. A paragraph is a list of lines, a line a list of pieces.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from issues.edition.content import (
    Block,
    Cell,
    Heading,
    Image,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from issues.typesetting.lines import HANGING, break_lines, char_width
from issues.typesetting.style import CHARACTERS, INDENT
from issues.typesetting.tables import Placed, place_cells, widths

# The font of a heading inside an article, by its level: 一、 （一） 1.
_HEADING_USES = {1: "hei", 2: "kai", 3: "body"}
_QUOTE_INSET = 2
_MARK_WIDTH = 2  # characters, of a list's mark or number with the white after it
_NARROWEST = 10  # characters: deeper quotes are not set narrower
_SUB_SCALE = 0.6

_LOOKS = ("bold", "italic", "underline", "strike", "sub", "sup")
_QUOTES, _DASHES = frozenset("“”‘’"), frozenset("—")


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one look in one font; `scale` is against the grid, `heading` marks what is the heading's text."""

    text: str
    use: str = "body"
    looks: tuple[str, ...] = ()
    href: str | None = None
    scale: float = 1.0
    heading: bool = False
    spaced: bool = False  # keeps its spacing: no mark near it is squeezed


def spans_of(runs: Iterable[Run], use: str = "body") -> list[Span]:
    return [
        Span(
            text=run.text,
            use="hei" if run.bold else "kai" if run.italic else use,
            looks=tuple(look for look in _LOOKS[2:] if getattr(run, look)),
            href=run.href,
            scale=_SUB_SCALE if run.sub or run.sup else 1.0,
        )
        for run in runs
    ]


def paragraph(
    spans: Sequence[Span], *, measure: float = CHARACTERS, indent: float = INDENT, size: str = "body"
) -> dict:
    """A paragraph with its lines. `size` names the size of its type in the template."""
    text = "".join(span.text for span in spans)
    spaced = sum(len(span.text) for span in spans if span.spaced)
    scales: list[float] = []
    if any(span.scale != 1.0 for span in spans):
        scales = [span.scale for span in spans for _ in span.text]
    lines = []
    for line in break_lines(text, measure=measure, indent=indent, scales=scales, spaced=spaced):
        body_end = line.end
        while body_end > line.start and text[body_end - 1] in " \n":
            body_end -= 1
        hung = line.hanging and text[body_end - 1] in HANGING
        pieces = list(_pieces(_cut(spans, line.start, body_end - 1 if hung else body_end)))
        written = sum(len(piece.get("t", "")) for piece in pieces)
        entry: dict = {"p": pieces, "n": written}
        room = measure - (0 if line.start else indent)
        if not line.last or line.width >= room:
            entry["full"] = True
        if hung:
            entry["hang"] = list(_pieces(_cut(spans, body_end - 1, body_end)))
        lines.append(entry)
    return {"kind": "par", "measure": measure, "indent": indent, "size": size, "lines": lines}


def _cut(spans: Iterable[Span], start: int, end: int) -> Iterator[Span]:
    at = 0
    for span in spans:
        low, high = max(start - at, 0), min(end - at, len(span.text))
        if low < high:
            yield replace(span, text=span.text[low:high])
        at += len(span.text)


def _pieces(spans: Iterable[Span]) -> Iterator[dict]:
    """Pieces that one font feature suits, with a joint wherever two full-width marks meet.

    At a joint the setter does not see them as neighbours and so leaves them their width: the grid has its way.
    A joint stands at either end of a line too.
    """
    yield {}
    before = ""
    for span in spans:
        piece = ""
        for character in span.text:
            if piece and (_feature(character) != _feature(piece[-1])):
                yield _piece(span, piece)
                piece = ""
            if _is_mark(before) and _is_mark(character):
                if piece:
                    yield _piece(span, piece)
                    piece = ""
                yield {}
            piece += character
            before = character
        if piece:
            yield _piece(span, piece)
    yield {}


def _is_mark(character: str) -> bool:
    return character != "" and character in "，。、；：？！）〕】》〉」』（〔【《〈「『“”‘’"


def _feature(character: str) -> str:
    """Which variant of the glyph the grid counts on: a narrow quote, a full dash, half-width ASCII."""
    if character in _QUOTES:
        return "q"
    if character in _DASHES:
        return "d"
    return "a" if " " <= character <= "~" else ""


def _piece(span: Span, text: str) -> dict:
    piece: dict = {"t": text}
    if span.use != "body":
        piece["use"] = span.use
    if feature := _feature(text[0]):
        piece["f"] = feature
    if span.scale != 1.0 and not {"sub", "sup"} & set(span.looks):
        piece["scale"] = span.scale
    if span.looks:
        piece["looks"] = list(span.looks)
    if span.href:
        piece["href"] = span.href
    if span.heading:
        piece["head"] = True
    return piece


def _small(item: dict) -> dict:
    """An item as it is set in a cell: in small type, and exactly as wide as it says."""
    if item["kind"] == "par":
        return item | {"size": "small", "tight": True}
    if item["kind"] == "list":
        return item | {"items": [[_small(inner) for inner in entry] for entry in item["items"]]}
    if item["kind"] == "quote":
        return item | {"body": [_small(inner) for inner in item["body"]]}
    return item


class Flow:
    """Blocks to items of the template. `picture` gives the file name under which a picture was laid out."""

    def __init__(self, picture: Callable[[Image], str | None]) -> None:
        self.picture = picture

    def blocks(
        self,
        blocks: Iterable[Block],
        *,
        depth: int,
        use: str = "body",
        measure: float = CHARACTERS,
        indent: float = INDENT,
        lead: Sequence[Span] = (),
        trail: Sequence[Span] = (),
        trail_at: int | None = None,
    ) -> list[dict]:
        """`depth` is the level of the heading that the blocks stand under.

        `lead` runs into the first block and `trail` after block `trail_at`; both are paragraphs.
        """
        items: list[dict] = []
        deepest = depth
        for at, block in enumerate(blocks):
            match block:
                case Paragraph(runs=runs):
                    before = lead if at == 0 else ()
                    after = trail if at == trail_at else ()
                    spans = [*before, *spans_of(runs, use), *after]
                    items.append(paragraph(spans, measure=measure, indent=indent))
                    if before:
                        items[-1]["level"] = depth
                case Heading(level=level, runs=runs):
                    # No level is left out on the way down: a reader's program counts them.
                    deepest = min(depth + level, deepest + 1)
                    spans = [replace(span, use=_HEADING_USES[level], heading=True) for span in spans_of(runs)]
                    item = paragraph(spans, measure=measure, indent=indent)
                    items.append(item | {"level": deepest, "sticky": True})
                case ListBlock(ordered=ordered, items=entries):
                    items.append(
                        self._list(ordered, entries, depth=deepest, use=use, measure=measure, inset=indent)
                    )
                case Table():
                    items.append(self._table(block, depth=deepest))
                case Image():
                    items.append(self._image(block))
                case Quote(blocks=inner):
                    narrow = max(measure - 2 * _QUOTE_INSET, _NARROWEST)
                    body = self.blocks(inner, depth=deepest, use="kai", measure=narrow, indent=indent)
                    items.append({"kind": "quote", "body": body, "inset": _QUOTE_INSET})
                case Rule():
                    items.append({"kind": "rule"})
        return items

    def run_on(
        self, blocks: Sequence[Block], *, depth: int, use: str = "body", lead: Sequence[Span], trail: str = ""
    ) -> list[dict]:
        """Blocks with `lead` run into their first paragraph and `trail` run on from their last.

        Where no paragraph stands there, each has a line of its own.
        """
        items: list[dict] = []
        if lead and not (blocks and isinstance(blocks[0], Paragraph)):
            items.append(paragraph(lead) | {"level": depth})
            lead = ()
        runs_on = bool(blocks) and isinstance(blocks[-1], Paragraph)
        byline = [Span(trail, "kai")] if trail else []
        items += self.blocks(
            blocks,
            depth=depth,
            use=use,
            lead=lead,
            trail=byline,
            trail_at=len(blocks) - 1 if runs_on else None,
        )
        if byline and not runs_on:
            items.append(paragraph(byline, indent=0) | {"align": "right"})
        return items

    def _list(
        self,
        ordered: bool,
        entries: Sequence[ListItem],
        *,
        depth: int,
        use: str,
        measure: float,
        inset: float,
    ) -> dict:
        """`inset` is before its marks; a list in another, or in a cell, has none."""
        narrow = max(measure - inset - _MARK_WIDTH, 1)
        made = []
        for entry in entries:
            first = [paragraph(spans_of(entry.runs, use), measure=narrow, indent=0)] if entry.runs else []
            made.append([*first, *self.blocks(entry.blocks, depth=depth, use=use, measure=narrow, indent=0)])
        return {"kind": "list", "ordered": ordered, "items": made, "inset": inset}

    def _table(self, table: Table, *, depth: int) -> dict:
        placed, columns = place_cells(table.rows)
        shares = widths(placed, columns)
        heads = 0
        for row in table.rows:
            if not row or not all(cell.header for cell in row):
                break
            heads += 1
        return {
            "kind": "table",
            "columns": shares,
            "heads": heads if heads < len(table.rows) else 0,
            "caption": table.caption,
            "cells": [self._cell(cell, shares, depth) for cell in placed],
        }

    def _cell(self, placed: Placed, shares: Sequence[float], depth: int) -> dict:
        cell: Cell = placed.cell
        room = max(sum(shares[placed.x : placed.x + placed.colspan]) - 1.0, 1.0)
        use = "hei" if cell.header else "body"
        blocks = (Paragraph(cell.runs), *cell.blocks) if cell.runs else cell.blocks
        body = self.blocks(blocks, depth=depth, use=use, measure=room, indent=0)
        long = sum(char_width(it) for run in cell.runs for it in run.text) > room
        return {
            "x": placed.x,
            "y": placed.y,
            "colspan": placed.colspan,
            "rowspan": placed.rowspan,
            "align": "left" if long or cell.blocks else "center",
            "body": [_small(item) for item in body],
        }

    def _image(self, image: Image) -> dict:
        caption = _small(paragraph([Span(image.caption, "kai")], indent=0)) if image.caption else None
        return {
            "kind": "image",
            "file": self.picture(image),
            "alt": image.alt or image.caption or "图片",
            "caption": caption,
        }
