"""Styles: how a paragraph and a run look once everything they inherit is counted in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from issues.ingest.readers.word.xml import child, children, is_on, number, value

_DEFAULT_SIZE = 10.5  # 五号, what Word and WPS start with in Chinese
_MAX_CHAIN = 32
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE_NAMES = {"title", "标题", "文档标题"}
_CAPTION_NAMES = {"caption", "题注"}


@dataclass(frozen=True, slots=True)
class RunLook:
    """None: not said here, so the next style in the chain is asked."""

    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    strike: bool | None = None
    vertical: str | None = None
    hidden: bool | None = None
    size: float | None = None  # points
    font: str | None = None

    def over(self, base: "RunLook") -> "RunLook":
        """This look, with what it does not say taken from `base`."""
        given = {name: own for name in self.__slots__ if (own := getattr(self, name)) is not None}
        return replace(base, **given)


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    align: str | None = None
    level: int | None = None  # of its heading, from 1; 0: body text
    numbering: tuple[str, int] | None = None  # (numId, level in the list)
    page_before: bool | None = None
    indents: tuple[tuple[str, float], ...] = ()
    caption: bool | None = None

    def over(self, base: "ParagraphLook") -> "ParagraphLook":
        given = {name: own for name in self.__slots__ if (own := getattr(self, name)) is not None}
        given["indents"] = tuple({**dict(base.indents), **dict(self.indents)}.items())
        return replace(base, **given)

    def first_indent(self, size: float) -> float:
        """Em by which the first line begins to the right of the margin; `size` is the body's in points."""
        indents = dict(self.indents)
        left = _em(indents, ("leftChars", "startChars"), ("left", "start"), size)
        hanging = _em(indents, ("hangingChars",), ("hanging",), size)
        first = _em(indents, ("firstLineChars",), ("firstLine",), size)
        return max(0.0, left - hanging if hanging else left + first)


def _em(
    indents: dict[str, float], by_characters: tuple[str, ...], by_twips: tuple[str, ...], size: float
) -> float:
    for name in by_characters:
        if indents.get(name):
            return indents[name] / 100
    for name in by_twips:
        if name in indents:
            return indents[name] / 20 / size
    return 0.0


@dataclass(slots=True)
class Style:
    kind: str
    based_on: str | None
    run: RunLook
    paragraph: ParagraphLook


@dataclass(slots=True)
class Styles:
    """All styles of a file, by id; looks are resolved once each."""

    styles: dict[str, Style] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)  # kind -> id
    run_default: RunLook = RunLook(size=_DEFAULT_SIZE)
    paragraph_default: ParagraphLook = ParagraphLook()
    _runs: dict[str | None, RunLook] = field(default_factory=dict)
    _paragraphs: dict[str | None, ParagraphLook] = field(default_factory=dict)

    def run_look(self, style: str | None) -> RunLook:
        """What a run of this paragraph or character style looks like, the document's defaults left out."""
        if style not in self._runs:
            look = RunLook()
            for one in self._chain(style):
                look = look.over(one.run)
            self._runs[style] = look
        return self._runs[style]

    def paragraph_look(self, style: str | None) -> ParagraphLook:
        if style is None:
            style = self.defaults.get("paragraph")
        if style not in self._paragraphs:
            look = ParagraphLook()
            for one in self._chain(style):
                look = look.over(one.paragraph)
            self._paragraphs[style] = look.over(self.paragraph_default)
        return self._paragraphs[style]

    def paragraph_run_look(self, style: str | None) -> RunLook:
        """What a run without any look of its own has in a paragraph of this style."""
        style = style if style is not None else self.defaults.get("paragraph")
        return self.run_look(style).over(self.run_default)

    def _chain(self, style: str | None) -> Iterator[Style]:
        for _ in range(_MAX_CHAIN):
            found = self.styles.get(style) if style else None
            if found is None:
                return
            yield found
            style = found.based_on


def read_styles(root: etree._Element | None) -> Styles:
    styles = Styles()
    if root is None:
        return styles
    defaults = child(root, "docDefaults")
    styles.run_default = read_run(child(defaults, "rPrDefault", "rPr")).over(styles.run_default)
    styles.paragraph_default = read_paragraph(child(defaults, "pPrDefault", "pPr"))
    for element in children(root, "style"):
        key, kind = value(element, "styleId"), value(element, "type") or "paragraph"
        if not key:
            continue
        name = (value(child(element, "name")) or "").strip()
        paragraph = read_paragraph(child(element, "pPr"))
        level = paragraph.level if paragraph.level is not None else _named_level(name)
        caption = True if name.lower() in _CAPTION_NAMES else None
        styles.styles[key] = Style(
            kind,
            value(child(element, "basedOn")),
            read_run(child(element, "rPr")),
            replace(paragraph, level=level, caption=caption),
        )
        if (value(element, "default") or "").lower() in {"1", "true", "on"}:
            styles.defaults.setdefault(kind, key)
    return styles


def _named_level(name: str) -> int | None:
    found = _HEADING_NAME.fullmatch(name)
    if found:
        return int(found[1])
    return 1 if name.lower() in _TITLE_NAMES else None


def read_run(properties: etree._Element | None) -> RunLook:
    """What a w:rPr says."""
    if properties is None:
        return RunLook()
    underline = child(properties, "u")
    size = number(child(properties, "sz"))
    fonts = child(properties, "rFonts")
    return RunLook(
        bold=is_on(child(properties, "b")),
        italic=is_on(child(properties, "i")),
        underline=None if underline is None else (value(underline) or "single") != "none",
        strike=is_on(child(properties, "strike")) or is_on(child(properties, "dstrike")),
        vertical=value(child(properties, "vertAlign")),
        hidden=is_on(child(properties, "vanish")),
        size=size / 2 if size and 2 <= size <= 400 else None,
        font=value(fonts, "ascii"),
    )


def read_paragraph(properties: etree._Element | None) -> ParagraphLook:
    """What a w:pPr says."""
    if properties is None:
        return ParagraphLook()
    outline = number(child(properties, "outlineLvl"))
    listed = child(properties, "numPr")
    indents = child(properties, "ind")
    numbering = None
    if listed is not None:
        numbering = (value(child(listed, "numId")) or "0", int(number(child(listed, "ilvl")) or 0))
    return ParagraphLook(
        align=value(child(properties, "jc")),
        level=None if outline is None else (int(outline) + 1 if 0 <= outline <= 8 else 0),
        numbering=numbering,
        page_before=is_on(child(properties, "pageBreakBefore")),
        indents=_indents(indents),
    )


def _indents(element: etree._Element | None) -> tuple[tuple[str, float], ...]:
    if element is None:
        return ()
    found = []
    for name in (
        *("left", "start", "leftChars", "startChars"),
        *("hanging", "hangingChars", "firstLine", "firstLineChars"),
    ):
        amount = number(element, name)
        if amount is not None:
            found.append((name, amount))
    return tuple(found)
