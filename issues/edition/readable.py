"""Blocks as a person reads them aloud: one line for each paragraph, list item and row of a table."""

from collections.abc import Iterable, Iterator

from issues.edition.blocks import blocks_from_html
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
    Table,
    plain_text,
    runs_text,
)


def readable_text(html: str) -> str:
    """Rich text as lines without any mark-up; how it looks (bold, links) is not told."""
    return readable_blocks(blocks_from_html(html))


def readable_blocks(blocks: Iterable[Block]) -> str:
    return "\n".join(_lines(blocks))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(runs=runs) | Heading(runs=runs):
                yield runs_text(runs)
            case Quote(blocks=inner):
                yield from _lines(inner)
            case ListBlock(ordered=ordered, items=items):
                for n, item in enumerate(items, start=1):
                    yield from _item(f"{n}. " if ordered else "· ", item)
            case Table(rows=rows, caption=caption):
                yield from filter(None, [caption])
                yield from (" | ".join(map(_cell, row)) for row in rows)
            case Image(alt=alt, caption=caption):
                yield f"［图片{'：' if caption or alt else ''}{caption or alt}］"
            case Rule():
                yield "——————"


def _item(mark: str, item: ListItem) -> Iterator[str]:
    if item.runs:
        yield mark + runs_text(item.runs)
    yield from _lines(item.blocks)


def _cell(cell: Cell) -> str:
    parts = [runs_text(cell.runs), plain_text(cell.blocks)]
    return " ".join(filter(None, parts)).replace("\n", " ")
