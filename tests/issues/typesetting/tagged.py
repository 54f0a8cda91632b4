"""A PDF read as its tags say: in the logical order, the one that a screen reader follows.

The drawing has another order in two places, so it is the tags that are asked: Typst draws a cell that reaches over
several rows when it comes to the last of them, and draws a table's heading rows again at the head of each page that
the table reaches. The second time they are no content but artifacts, as the numbers of pages are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO

import pdfplumber
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from issues.typesetting.style import MM, TOP, TYPE_HEIGHT

_MARK = "※"  # before a title of the contents
_FOOT = (TOP + TYPE_HEIGHT + 1) * MM


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of content with the tags it stands in, from the outermost."""

    text: str
    tags: tuple[str, ...]
    is_reference: bool = False  # the number of the page that a link of the contents leads to


@dataclass(frozen=True, slots=True)
class Tree:
    runs: tuple[Run, ...]  # in the logical order
    lost: str  # what is drawn as content and stands in no tag
    alternatives: list[str]  # what is read out for figures
    repeated: tuple[
        tuple[int, str, bool], ...
    ]  # artifacts above the page number: page, text, whether at its head

    @property
    def words(self) -> str:
        """Without the marks of lists and the numbers of pages, which the print adds."""
        return "".join(run.text for run in self.runs if not run.is_reference and "Lbl" not in run.tags)

    @property
    def references(self) -> list[str]:
        return [run.text for run in self.runs if run.is_reference]


def read_tags(pdf: bytes) -> Tree:
    with pdfplumber.open(BytesIO(pdf)) as document:
        pieces: dict[tuple[int, int], str] = {}
        repeated = []
        for page in document.pages:
            kept = [it for it in page.chars if it["mcid"] is not None]
            for it in kept:
                key = (page.page_obj.pageid, it["mcid"])
                pieces[key] = pieces.get(key, "") + _drawn(it["text"])
            beside = [
                it
                for it in page.chars
                if it["mcid"] is None and it["top"] < _FOOT and it["text"] not in (" ", _MARK)
            ]
            if beside:
                lowest = max(it["bottom"] for it in beside)
                at_head = all(it["top"] >= lowest for it in kept)
                repeated.append((page.page_number, "".join(_drawn(it["text"]) for it in beside), at_head))
        root = resolve1(document.doc.catalog["StructTreeRoot"])["K"]
        runs = tuple(_walk(root, (), None, pieces))
        alternatives = [decode_text(node["Alt"]) for node in _elements(root) if "Alt" in node]
    return Tree(runs, "".join(pieces.values()), alternatives, tuple(repeated))


def _drawn(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")


def _walk(
    node: object, tags: tuple[str, ...], page: object, pieces: dict[tuple[int, int], str]
) -> Iterator[Run]:
    """The content below `node`, each piece taken out of `pieces`."""
    node = resolve1(node)
    if isinstance(node, list):
        for inner in node:
            yield from _walk(inner, tags, page, pieces)
    elif isinstance(node, int):
        yield Run(pieces.pop((page.objid, node), ""), tags)
    elif "MCID" in node:
        yield from _walk(node["MCID"], tags, node.get("Pg", page), pieces)
    elif "S" in node:
        runs = list(_walk(node.get("K", []), (*tags, node["S"].name), node.get("Pg", page), pieces))
        if node["S"].name == "Link" and _leads_inside(node):
            runs[-1] = replace(runs[-1], is_reference=True)
        yield from runs


def _elements(node: object) -> Iterator[dict]:
    node = resolve1(node)
    if isinstance(node, list):
        for inner in node:
            yield from _elements(inner)
    elif isinstance(node, dict) and "S" in node:
        yield node
        yield from _elements(node.get("K", []))


def _leads_inside(link: dict) -> bool:
    """Whether it is one of the contents, and not one that leads to an address."""
    children = [resolve1(child) for child in resolve1(link["K"])]
    annotations = [resolve1(child["Obj"]) for child in children if isinstance(child, dict) and "Obj" in child]
    return bool(annotations) and not any("URI" in resolve1(it.get("A", {})) for it in annotations)
