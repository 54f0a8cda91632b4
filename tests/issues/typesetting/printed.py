"""Contents to print, and what can be measured in the PDF that comes of them."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import pdfplumber

from issues.edition.content import (
    Article,
    Block,
    Credit,
    EditionContent,
    Paragraph,
    RecipientGroup,
    Run,
    Section,
)
from issues.typesetting.pdf import render_pdf
from issues.typesetting.style import MM, PageStyle

SENTENCE = "近日，县总工会召开会议，研究部署“安康杯”竞赛活动有关事项，要求各基层工会高度重视，精心组织。"


def words(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Run(text),)) for text in texts)


def make_content(
    blocks: Sequence[Block] = words(SENTENCE), *, articles: int = 1, **fields: object
) -> EditionContent:
    """An issue of one section, with `articles` articles that all hold `blocks`."""
    made = tuple(
        Article(n, f"第{n}篇关于竞赛活动的通报", tuple(blocks), (Credit("曲靖市总工会", ("杨冲美",)),))
        for n in range(1, articles + 1)
    )
    values: dict = {
        "publication": "云南工会简报",
        "slug": "gonghui",
        "issuer": "云南省总工会办公室",
        "kind": "regular",
        "year": 2021,
        "number": 3,
        "total_number": 45,
        "date": datetime.date(2021, 2, 5),
        "sections": (Section("工作动态", made),) if made else (),
        "recipients": (RecipientGroup("report", "报", ("省委", "省政府")),),
        "copies": 120,
    }
    return EditionContent(**{**values, **fields})


def no_pictures(src: str) -> None:
    return None


@dataclass(frozen=True)
class Character:
    """One character of the PDF; places in mm from the top left corner of its page, `baseline` too."""

    text: str
    left: float
    right: float
    baseline: float
    size: float  # pt


@dataclass(frozen=True)
class Page:
    characters: tuple[Character, ...]
    rules: tuple[tuple[float, float, float, float], ...]  # left, right, top, thickness in mm
    pictures: tuple[float, ...] = ()  # their tops in mm

    def lines(self) -> list[list[Character]]:
        """Characters of one baseline, from the top; half a mm apart is another line."""
        found: dict[int, list[Character]] = {}
        for it in self.characters:
            found.setdefault(round(it.baseline * 2), []).append(it)
        return [sorted(found[key], key=lambda it: it.left) for key in sorted(found)]

    @property
    def text(self) -> str:
        return squeezed("".join(it.text for it in self.characters))


def measured(pdf: bytes) -> list[Page]:
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [_page(page) for page in document.pages]


def _page(page: pdfplumber.page.Page) -> Page:
    characters = tuple(
        Character(
            it["text"],
            it["x0"] / MM,
            it["x1"] / MM,
            (float(page.height) - it["matrix"][5]) / MM if it["matrix"][3] > 0 else it["matrix"][5] / MM,
            it["size"],
        )
        for it in page.chars
    )
    rules = tuple(
        (it["x0"] / MM, it["x1"] / MM, it["top"] / MM, it["linewidth"] / MM)
        for it in page.lines
        if it["x1"] - it["x0"] > 50 * MM
    )
    return Page(characters, rules, tuple(it["top"] / MM for it in page.images))


def squeezed(text: str) -> str:
    """Text without the white that lines and justification put in or take out."""
    return "".join(text.split()).replace("\u200b", "")


def print_and_measure(content: EditionContent, style: PageStyle | None = None) -> list[Page]:
    return measured(render_pdf(content, style or PageStyle(), no_pictures))


def in_order(parts: Iterable[str], text: str) -> list[str]:
    """Those of `parts` that do not follow one another in `text`."""
    missing, at = [], 0
    for part in map(squeezed, parts):
        found = text.find(part, at)
        if found < 0:
            missing.append(part)
        else:
            at = found + len(part)
    return missing
