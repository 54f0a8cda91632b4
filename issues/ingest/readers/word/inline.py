"""The content of one paragraph: runs with their looks, breaks, fields, notes, text boxes and pictures."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lxml import etree

from issues.ingest.readers.word.parts import Embedded, Paragraph, Part
from issues.ingest.readers.word.styles import RunLook, read_run
from issues.ingest.readers.word.symbols import symbol
from issues.ingest.readers.word.xml import child, name_of, relation_id, value, within
from issues.ingest.rich import Run

if TYPE_CHECKING:
    from issues.ingest.readers.word.body import Walker

# Tags that only wrap what is in the text; deletions are not among them.
THROUGH = {
    "sdtContent",
    "customXml",
    "smartTag",
    "ins",
    "moveTo",
    "body",
    "hdr",
    "ftr",
    "txbxContent",
    "dir",
    "bdo",
}
_LINK = re.compile(r'HYPERLINK\s+"([^"]+)"', re.IGNORECASE)
_GENERATED_ALT = re.compile(
    r"自动生成|automatically generated|[\\/]|\.(?:jpe?g|png|gif|bmp|tiff?|webp)$", re.IGNORECASE
)


@dataclass(slots=True)
class Fields:
    """The fields that are open at this point, instructions of which are no text."""

    open: list["_Field"] = field(default_factory=list)

    def mark(self, kind: str | None) -> None:
        if kind == "begin" and len(self.open) < 50:
            self.open.append(_Field())
        elif kind == "separate" and self.open:
            self.open[-1].shown = True
        elif kind == "end" and self.open:
            self.open.pop()

    def instruct(self, text: str) -> None:
        if self.open and not self.open[-1].shown:
            self.open[-1].instruction += text

    @property
    def in_instruction(self) -> bool:
        return any(not one.shown for one in self.open)

    @property
    def href(self) -> str | None:
        found = [_LINK.search(one.instruction) for one in reversed(self.open) if one.shown]
        return next((one[1] for one in found if one), None)


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    shown: bool = False  # what follows is its result, not its instruction


def chosen_form(alternatives: etree._Element) -> etree._Element | None:
    """Of the forms in which a thing is stored, the newer one where it holds anything."""
    choice = child(alternatives, "Choice")
    if choice is not None and len(choice):
        return choice
    return child(alternatives, "Fallback")


class Line:
    """One paragraph's content as it is gathered."""

    def __init__(self, walker: "Walker", paragraph: Paragraph, look: RunLook) -> None:
        self.walker = walker
        self.paragraph = paragraph
        self.look = look
        self.boxes: list[list[Part]] = []
        self.href: str | None = None

    def read(self, container: etree._Element) -> None:
        for element in container:
            name = name_of(element)
            handler: Callable[[etree._Element], None] | None = _INLINE.get(name)
            if handler is not None:
                handler(self, element)
            elif name in THROUGH or name in {"sdtContent", "fldSimple", "rubyBase", "ruby"}:
                self.read(element)

    def _sdt(self, element: etree._Element) -> None:
        content = child(element, "sdtContent")
        if content is not None:
            self.read(content)

    def _hyperlink(self, element: etree._Element) -> None:
        relation = self.walker.relations.get(relation_id(element, "id") or "")
        before, self.href = self.href, relation.target if relation and relation.external else self.href
        self.read(element)
        self.href = before

    def _field(self, element: etree._Element) -> None:
        found = _LINK.search(value(element, "instr") or "")
        before, self.href = self.href, found[1] if found else self.href
        self.read(element)
        self.href = before

    def _alternatives(self, element: etree._Element) -> None:
        chosen = chosen_form(element)
        if chosen is not None:
            self.read_run_content(chosen, self.look)
            self.read(chosen)

    def _math(self, element: etree._Element) -> None:
        self.add("".join(text.text or "" for text in within(element, "t")), self.look)

    def _run(self, element: etree._Element) -> None:
        properties = child(element, "rPr")
        if child(properties, "del") is not None or child(properties, "moveFrom") is not None:
            return
        own = read_run(properties)
        style = value(child(properties, "rStyle"))
        look = own.over(self.walker.styles.run_look(style)) if style else own
        self.read_run_content(element, look.over(self.look))

    def read_run_content(self, element: etree._Element, look: RunLook) -> None:
        for part in element:
            name = name_of(part)
            if name == "t":
                self.add(part.text or "", look)
            elif name == "tab" or name == "ptab":
                self.add("\t", look)
            elif name in {"br", "cr"}:
                self._break(part, look)
            elif name == "noBreakHyphen":
                self.add("-", look)
            elif name == "sym":
                self._symbol(part, look)
            elif name == "fldChar":
                self.walker.fields.mark(value(part, "fldCharType"))
            elif name == "instrText":
                self.walker.fields.instruct(part.text or "")
            elif name in {"footnoteReference", "endnoteReference"}:
                self._note(name.removesuffix("Reference"), value(part, "id"), look)
            elif name in {"drawing", "pict", "object"}:
                if not look.hidden:
                    self._drawing(part)
            elif name == "AlternateContent":
                chosen = chosen_form(part)
                if chosen is not None:
                    self.read_run_content(chosen, look)
            elif name == "ruby":
                base = child(part, "rubyBase")
                if base is not None:
                    self.read(base)

    def add(self, text: str, look: RunLook) -> None:
        if not text or look.hidden or self.walker.fields.in_instruction:
            return
        size = look.size or 0.0
        self.paragraph.sizes[size] = self.paragraph.sizes.get(size, 0) + len(text.strip())
        href = self.href or self.walker.fields.href
        self.paragraph.runs.append(
            Run(
                text,
                bold=bool(look.bold),
                italic=bool(look.italic),
                underline=bool(look.underline) and not href,
                strike=bool(look.strike),
                sub=look.vertical == "subscript",
                sup=look.vertical == "superscript",
                href=href if href and href.startswith(("http://", "https://", "mailto:")) else None,
            )
        )

    def _break(self, element: etree._Element, look: RunLook) -> None:
        kind = value(element, "type")
        if kind == "page":
            if self.paragraph.text.strip():
                self.walker.break_page()
            else:
                self.paragraph.page = True
        elif kind != "column":
            self.add("\n", look)

    def _symbol(self, element: etree._Element, look: RunLook) -> None:
        try:
            code = int(value(element, "char") or "", 16)
        except ValueError:
            return
        self.add(symbol(code, value(element, "font") or ""), look)

    def _note(self, kind: str, key: str | None, look: RunLook) -> None:
        found = self.walker.note(kind, key)
        if found is None:
            return
        count, text = found
        self.add(f"［{count}］", replace(look, vertical="superscript"))
        self.paragraph.notes.append(f"［{count}］{text}")

    def _drawing(self, element: etree._Element) -> None:
        for box in within(element, "txbxContent"):
            if not any(name_of(above) == "txbxContent" for above in _above(box, element)):
                self.boxes.append(list(self.walker.parts(box, boxed=True)))
        for path in within(element, "textpath"):
            words = (path.get("string") or "").strip()
            if words:
                self.boxes.append([Paragraph(runs=[Run(words)], boxed=True)])
        described = next(within(element, "docPr"), None)
        alt = (value(described, "descr") or "").strip() if described is not None else ""
        label = (value(described, "name") or "").strip() if described is not None else ""
        found = False
        for kind, attribute in (("blip", "embed"), ("imagedata", "id")):
            for blip in within(element, kind):
                if any(name_of(above) == "txbxContent" for above in _above(blip, element)):
                    continue
                found = True
                self._picture(relation_id(blip, attribute), "" if _GENERATED_ALT.search(alt) else alt, label)
        if not found and (next(within(element, "chart"), None) is not None or _has_diagram(element)):
            self.walker.unread.append(
                f"文件里的图表{f'“{label}”' if label else ''}没有带入，请在 Word 中把它另存为图片后上传。"
            )

    def _picture(self, key: str | None, alt: str, label: str) -> None:
        relation = self.walker.relations.get(key or "")
        if relation is None or relation.external:
            self.paragraph.pictures.append(Embedded("", label or "链接的图片", alt))
            return
        self.paragraph.pictures.append(Embedded(relation.target, relation.target.rpartition("/")[2], alt))


def _above(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    """The elements between `element` and `top`."""
    above = element.getparent()
    while above is not None and above is not top:
        yield above
        above = above.getparent()


def _has_diagram(element: etree._Element) -> bool:
    return any("diagram" in (data.get("uri") or "") for data in within(element, "graphicData"))


_INLINE: dict[str, Callable[[Line, etree._Element], None]] = {
    "r": Line._run,
    "hyperlink": Line._hyperlink,
    "fldSimple": Line._field,
    "sdt": Line._sdt,
    "AlternateContent": Line._alternatives,
    "oMath": Line._math,
    "oMathPara": Line._math,
}
