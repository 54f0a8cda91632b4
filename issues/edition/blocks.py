"""Rich text (clean HTML, as the editor's field keeps it) to blocks of runs; no text is ever lost on the way.

A tag that is not known is looked through, text outside any paragraph becomes one, an image inside a paragraph
splits it. White space follows the rules of HTML, except that a line end between two Chinese characters is
nothing, and that the indent somebody typed before a paragraph (　　) goes: the page indents by itself.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import groupby

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
    plain_text,
    runs_text,
)

# Tags nested deeper than this are looked through: nobody prints that, and what renders blocks recurses.
MAX_DEPTH = 24

_LOOKS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "s": "strike",
    "sub": "sub",
    "sup": "sup",
}
_HEADINGS = {"h1": 1, "h2": 1, "h3": 1, "h4": 2, "h5": 3, "h6": 3}
# What stands on lines of its own; the last ones only when they are found outside their list, table or figure.
_PARAGRAPHS = {"p", "div", "li", "tr", "td", "th", "caption", "figcaption"}
_VOID = {"br", "img", "hr"}

_SPACE = re.compile(r"[ \t\r\n\f]+")
_HAN = "[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003fffd]"
_LINE_END_IN_CHINESE = re.compile(rf"(?<={_HAN})[ \t]*[\r\n]\s*(?={_HAN})")
_EDGE = " \n\u3000\xa0"
# Control and non-characters: not allowed in a web page or a Word file, and never meant. Nor are the marks
# that turn the direction of writing: with them a line reads otherwise than it was approved.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def printable(text: str) -> str:
    """`text` without the characters that no page may hold."""
    return _UNPRINTABLE.sub("", text)


def blocks_from_html(html: str) -> tuple[Block, ...]:
    """The blocks of clean HTML (`issues.models.richtext.sanitise`); paragraphs without text go."""
    reader = _TreeReader()
    reader.feed(printable(html))
    reader.close()
    return _flow(reader.root.children, Run(""))


@dataclass
class _Node:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["_Node | str"] = field(default_factory=list)


class _TreeReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self.open = [self.root]
        self.looked_through: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: printable(value or "") for name, value in attrs})
        if tag in _VOID:
            self.open[-1].children.append(node)
        elif len(self.open) > MAX_DEPTH:
            self.looked_through[tag] += 1
        else:
            self.open[-1].children.append(node)
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if self.looked_through[tag]:
            self.looked_through[tag] -= 1
        elif any(node.tag == tag for node in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        # Once more: a character may have been written as &#8238;.
        data = _LINE_END_IN_CHINESE.sub("", printable(data))
        self.open[-1].children.append(_SPACE.sub(" ", data))


class _Flow:
    """Blocks as they are gathered, and the paragraph that is still open."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.runs: list[Run] = []

    def end_paragraph(self, heading: int = 0) -> None:
        runs = _tidy(self.runs)
        self.runs = []
        if runs:
            self.blocks.append(Heading(heading, runs) if heading else Paragraph(runs))

    def add(self, nodes: Iterable["_Node | str"], look: Run) -> None:
        for node in nodes:
            if isinstance(node, str):
                self.runs.append(replace(look, text=node))
            elif node.tag in _LOOKS:
                self.add(node.children, replace(look, **{_LOOKS[node.tag]: True}))
            elif node.tag == "a":
                self.add(node.children, replace(look, href=node.attrs.get("href") or look.href))
            elif node.tag == "br":
                self.runs.append(replace(look, text="\n"))
            elif node.tag in _PARAGRAPHS:
                self.end_paragraph()
                self.add(node.children, look)
                self.end_paragraph()
            elif node.tag in _HEADINGS:
                self.end_paragraph()
                self.add(node.children, look)
                self.end_paragraph(_HEADINGS[node.tag])
            elif node.tag in _BLOCKS:
                self.end_paragraph()
                self.blocks.extend(_BLOCKS[node.tag](node, look))
            else:
                self.add(node.children, look)


def _flow(nodes: Iterable["_Node | str"], look: Run) -> tuple[Block, ...]:
    flow = _Flow()
    flow.add(nodes, look)
    flow.end_paragraph()
    return tuple(flow.blocks)


def _tidy(runs: list[Run]) -> tuple[Run, ...]:
    """Runs with single spaces, none at either end or beside a line break, and equal neighbours made one."""
    tidy: list[Run] = []
    for run in runs:
        text = run.text
        if text == "\n":
            _strip_end(tidy, " ")
        elif tidy and tidy[-1].text[-1] in " \n":
            text = text.lstrip(" ")
        if not tidy:
            text = text.lstrip(_EDGE)
        if text:
            tidy.append(replace(run, text=text))
    _strip_end(tidy, _EDGE)
    looks = groupby(tidy, key=lambda run: replace(run, text=""))
    return tuple(replace(look, text=runs_text(same)) for look, same in looks)


def _strip_end(runs: list[Run], characters: str) -> None:
    while runs:
        last = runs.pop()
        text = last.text.rstrip(characters)
        if text:
            runs.append(replace(last, text=text))
            return


def _holder(blocks: tuple[Block, ...]) -> tuple[tuple[Run, ...], tuple[Block, ...]]:
    """The runs of a leading paragraph, and the rest: how an item and a cell hold their content."""
    if blocks and isinstance(blocks[0], Paragraph):
        return blocks[0].runs, blocks[1:]
    return (), blocks


def _list(node: _Node, look: Run) -> Iterator[Block]:
    items: list[ListItem] = []
    for child in node.children:
        is_item = isinstance(child, _Node) and child.tag == "li"
        blocks = _flow(child.children if is_item else [child], look)
        if not blocks:
            continue
        if not is_item and items and isinstance(blocks[0], ListBlock):
            # A list right inside a list, as Word leaves it, belongs to the item above it.
            items[-1] = replace(items[-1], blocks=items[-1].blocks + blocks)
        else:
            items.append(ListItem(*_holder(blocks)))
    if items:
        yield ListBlock(node.tag == "ol", tuple(items))


def _table(node: _Node, look: Run) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    captions: list[Block] = []
    strays: list[Block] = []
    _gather_rows(node, look, rows, captions, strays)
    yield from strays
    if rows:
        yield Table(tuple(rows), _one_line(captions))
    else:
        yield from captions


def _split(nodes: Iterable["_Node | str"], *tags: str) -> tuple[list[_Node], list["_Node | str"]]:
    """Those of `nodes` that are one of `tags`, and the others."""
    wanted: list[_Node] = []
    others: list[_Node | str] = []
    for node in nodes:
        (wanted if isinstance(node, _Node) and node.tag in tags else others).append(node)
    return wanted, others


def _gather_rows(node: _Node, look: Run, rows: list, captions: list[Block], strays: list[Block]) -> None:
    for child in node.children:
        tag = child.tag if isinstance(child, _Node) else ""
        if tag in ("thead", "tbody", "tfoot"):
            _gather_rows(child, look, rows, captions, strays)
        elif tag == "caption":
            captions.extend(_flow(child.children, look))
        elif tag == "tr":
            cells, others = _split(child.children, "td", "th")
            strays.extend(_flow(others, look))
            if cells:
                rows.append(tuple(_cell(cell, look) for cell in cells))
        else:
            strays.extend(_flow([child], look))


def _cell(node: _Node, look: Run) -> Cell:
    runs, blocks = _holder(_flow(node.children, look))
    return Cell(
        runs, blocks, header=node.tag == "th", colspan=_span(node, "colspan"), rowspan=_span(node, "rowspan")
    )


def _span(node: _Node, name: str) -> int:
    value = node.attrs.get(name, "")
    return min(max(int(value), 1), 100) if re.fullmatch(r"[0-9]{1,4}", value) else 1


def _quote(node: _Node, look: Run) -> Iterator[Block]:
    blocks = _flow(node.children, look)
    if blocks:
        yield Quote(blocks)


def _figure(node: _Node, look: Run) -> Iterator[Block]:
    captions, others = _split(node.children, "figcaption")
    blocks = list(_flow(others, look))
    words = _flow(captions, look)
    if blocks and words and isinstance(blocks[-1], Image | Table) and not blocks[-1].caption:
        blocks[-1] = replace(blocks[-1], caption=_one_line(words))
        words = ()
    yield from blocks
    yield from words


def _one_line(blocks: Iterable[Block]) -> str:
    return plain_text(blocks).replace("\n", " ")


def _image(node: _Node, _look: Run) -> Iterator[Block]:
    if node.attrs.get("src"):
        yield Image(node.attrs["src"], node.attrs.get("alt", "").strip())


def _rule(_node: _Node, _look: Run) -> Iterator[Block]:
    yield Rule()


_BLOCKS = {
    "ul": _list,
    "ol": _list,
    "table": _table,
    "blockquote": _quote,
    "figure": _figure,
    "img": _image,
    "hr": _rule,
}
