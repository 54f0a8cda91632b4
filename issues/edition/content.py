"""The format-neutral content of one frozen issue; page, PDF and Word file are rendered from this alone.

Everything is an immutable dataclass and knows how it is printed where that is the same in every format
(第3期（总第45期）, （曲靖市总工会 杨冲美）).

It is kept as canonical JSON, which means: the same content is the same bytes. Keys are sorted, nothing is
escaped that need not be, no spaces. A run leaves out what is not set, since nearly every run is plain; all
else is written in full.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date as Date
from typing import ClassVar, get_args

from issues.models.issue import Numbered

SCHEMA = 1

# Where a reprint's source is a site or a station and not a printed work, 书名号 would be wrong.
_WITHOUT_TITLE_MARKS = ("网", "网站", "公众号", "客户端", "微博", "电视台", "电台", "新华社", "中新社")

# The word for what it is, at the end of a bulletin's name; a long name is set in two lines before it.
_BULLETIN_WORD = re.compile(r"(?:工作)?(?:简报|快报|快讯|通讯|动态|信息|专报|通报|内参|要情|月报|周报|导刊)$")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. A line break inside a paragraph is a newline in `text`."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    sub: bool = False
    sup: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    type: ClassVar = "paragraph"

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside an article's body; 1 is the highest of three levels."""

    type: ClassVar = "heading"

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """`runs` is the item's first line; what follows it (a nested list, a second paragraph) is in `blocks`."""

    runs: tuple[Run, ...]
    blocks: tuple["Block", ...] = ()


@dataclass(frozen=True, slots=True)
class ListBlock:
    type: ClassVar = "list"

    ordered: bool
    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """`runs` is the cell's first paragraph, `blocks` the rest of it, as in a ListItem."""

    runs: tuple[Run, ...]
    blocks: tuple["Block", ...] = ()
    header: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    type: ClassVar = "table"

    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    type: ClassVar = "image"

    src: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    type: ClassVar = "quote"

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across, between two parts of a text."""

    type: ClassVar = "rule"


Block = Paragraph | Heading | ListBlock | Table | Image | Quote | Rule


@dataclass(frozen=True, slots=True)
class Credit:
    """A unit and its people; either may be missing, not both."""

    organisation: str | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """`n` counts through the whole issue from 1; it is the last part of the article's address."""

    n: int
    title: str
    blocks: tuple[Block, ...]
    credits: tuple[Credit, ...] = ()
    source: str | None = None
    source_detail: str = ""

    @property
    def title_parts(self) -> tuple[str, str]:
        """The title and its —— subtitle (empty where there is none); together they are the whole title."""
        at = self.title.find("——")
        if at <= 0 or at + 2 >= len(self.title):
            return self.title, ""
        return self.title[:at], self.title[at:]

    @property
    def text(self) -> tuple[Block, ...]:
        """The blocks without the photos that follow the text; the byline stands between the two."""
        return self.blocks[: self._photos_from]

    @property
    def photos(self) -> tuple[Block, ...]:
        """The photos that follow the text."""
        return self.blocks[self._photos_from :]

    @property
    def _photos_from(self) -> int:
        kinds = [isinstance(block, Image) for block in self.blocks]
        # Photos alone are the text.
        return len(kinds) - kinds[::-1].index(False) if False in kinds else len(kinds)

    @property
    def byline(self) -> str:
        """The closing parenthesis as it is printed, e.g. （曲靖市总工会 杨冲美）; empty where nobody is named."""
        return "".join(f"（{part}）" for part in (self._credit_line(), self._source_line()) if part)

    def _credit_line(self) -> str:
        if self.credits and not any(credit.names for credit in self.credits):
            return "、".join(credit.organisation or "" for credit in self.credits) + "供稿"
        groups = []
        for credit in self.credits:
            if credit.names:
                groups.append(" ".join(filter(None, (credit.organisation, *credit.names))))
            else:
                groups.append(f"{credit.organisation}供稿")
        return "；".join(groups)

    def _source_line(self) -> str:
        if not self.source:
            return ""
        if self.source.endswith(_WITHOUT_TITLE_MARKS):
            return f"来源：{self.source}{self.source_detail}"
        return f"《{self.source}》{self.source_detail}"


@dataclass(frozen=True, slots=True)
class Section:
    """`name` is empty in a bulletin without sections."""

    name: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class RecipientGroup:
    """One line of the footer: its kind (report, send, issue), its printed label, who gets it.

    `extra` is 本期增发: recipients of this one issue beside the usual ones of that kind.
    """

    kind: str
    label: str
    names: tuple[str, ...]
    extra: bool = False


@dataclass(frozen=True, slots=True)
class StaffLine:
    """责任编辑, 审核, 签发 and who did it."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class EditionContent(Numbered):
    """All of one issue. `kind` is regular or supplement; `total_number` is null where it is not printed."""

    publication: str
    slug: str
    issuer: str
    kind: str
    year: int
    number: int
    sections: tuple[Section, ...]
    total_number: int | None = None
    date: Date | None = None
    notice: str = ""
    document_code: str = ""
    assumed_note: str = ""
    editors_note: tuple[Block, ...] = ()
    recipients: tuple[RecipientGroup, ...] = ()
    staff: tuple[StaffLine, ...] = ()
    copies: int | None = None
    version: int = 1
    correction_note: str = ""
    schema: int = SCHEMA

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(article for section in self.sections for article in section.articles)

    @property
    def name_parts(self) -> tuple[str, str]:
        """A long name as its two lines in the masthead, 推进产业工人队伍建设改革 and 工作简报; a short one is ("", name)."""
        word = _BULLETIN_WORD.search(self.publication)
        if word is None or len(self.publication) <= 9 or word.start() < 4:
            return "", self.publication
        return self.publication[: word.start()], word[0]

    @property
    def full_label(self) -> str:
        """第3期（总第45期）, without the parenthesis where no total number is printed."""
        return f"{self.label}（总第{self.total_number}期）" if self.total_number else self.label

    @property
    def year_label(self) -> str:
        """2021年第3期: the label where the year is not plain from what stands around it."""
        return f"{self.year}年{self.label}"

    @property
    def printed_label(self) -> str:
        """2021年2月5日印发, at the end of the last line."""
        return f"{self.date_label}印发" if self.date else ""

    def file_name(self, ending: str, mark: str = "") -> str:
        """推进产改工作简报2021年第3期.pdf, as it is saved; `mark` such as （预览） stands before the ending."""
        corrected = "（更正版）" if self.correction_note else ""
        name = f"{self.publication}{self.year_label}"
        # What no file system takes; some count bytes, and three for a character.
        name = "".join("_" if char in '\\/:*?"<>|' or char < " " else char for char in name)[:60]
        return f"{name}{corrected}{mark}.{ending}"

    @property
    def has_closing(self) -> bool:
        """Whether there is anything to print at the foot beside who printed it and when."""
        return bool(self.recipients or self.staff or self.copies)

    @property
    def date_label(self) -> str:
        """2021年2月5日, without zeros in front, as GB/T 9704 has it."""
        return f"{self.date.year}年{self.date.month}月{self.date.day}日" if self.date else ""


def plain_text(blocks: Iterable[Block]) -> str:
    """All text of `blocks` in order, a line for each paragraph, item, cell and caption."""
    return "\n".join(_lines(blocks))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(runs=runs) | Heading(runs=runs):
                yield runs_text(runs)
            case Quote(blocks=inner):
                yield from _lines(inner)
            case ListBlock(items=holders):
                yield from _holder_lines(holders)
            case Table(rows=rows, caption=caption):
                if caption:
                    yield caption
                for row in rows:
                    yield from _holder_lines(row)
            case Image(caption=caption) if caption:
                yield caption


def _holder_lines(holders: Iterable[ListItem | Cell]) -> Iterator[str]:
    for holder in holders:
        if holder.runs:
            yield runs_text(holder.runs)
        yield from _lines(holder.blocks)


def runs_text(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


_BLOCK_TYPES: dict[str, type] = {block.type: block for block in get_args(Block)}
_RUN_DEFAULTS = asdict(Run(text=""))


class ContentError(ValueError):
    """The JSON is not the content of an edition (or of a schema this program does not know)."""


def to_json(content: EditionContent) -> str:
    """The canonical JSON of `content`."""
    return json.dumps(_encode(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(canonical: str) -> str:
    """The hexadecimal SHA-256 of canonical JSON as UTF-8."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def from_json(text: str) -> EditionContent:
    """The content that `to_json` wrote. Raises ContentError for anything else."""
    try:
        data = json.loads(text)
        schema = data["schema"]
        content = _content(data) if schema == SCHEMA else None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ContentError(f"定稿内容不完整，无法读取：{error}") from error
    if content is None:
        raise ContentError(f"定稿格式版本 {schema} 无法识别，本程序只认识版本 {SCHEMA}。")
    return content


def _encode(value: object) -> object:
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Run):
        written = {name: getattr(value, name) for name in _RUN_DEFAULTS}
        return {name: it for name, it in written.items() if name == "text" or it != _RUN_DEFAULTS[name]}
    if isinstance(value, Date):
        return value.isoformat()
    if not hasattr(value, "__dataclass_fields__"):
        return value
    encoded = {field.name: _encode(getattr(value, field.name)) for field in fields(value)}
    if hasattr(value, "type"):
        encoded["type"] = value.type
    return encoded


def _runs(data: list) -> tuple[Run, ...]:
    return tuple(Run(**run) for run in data)


def _blocks(data: list) -> tuple[Block, ...]:
    return tuple(_block(item) for item in data)


def _block(data: dict) -> Block:
    values = {name: value for name, value in data.items() if name != "type"}
    if "runs" in values:
        values["runs"] = _runs(values["runs"])
    if "blocks" in values:
        values["blocks"] = _blocks(values["blocks"])
    if "items" in values:
        values["items"] = tuple(_holder(ListItem, item) for item in values["items"])
    if "rows" in values:
        values["rows"] = tuple(tuple(_holder(Cell, cell) for cell in row) for row in values["rows"])
    return _BLOCK_TYPES[data["type"]](**values)


def _holder(kind: type, data: dict) -> ListItem | Cell:
    return kind(**{**data, "runs": _runs(data["runs"]), "blocks": _blocks(data["blocks"])})


def _article(data: dict) -> Article:
    credits = tuple(Credit(credit["organisation"], tuple(credit["names"])) for credit in data["credits"])
    return Article(**{**data, "blocks": _blocks(data["blocks"]), "credits": credits})


def _content(data: dict) -> EditionContent:
    return EditionContent(
        **{
            **data,
            "date": Date.fromisoformat(data["date"]) if data["date"] else None,
            "editors_note": _blocks(data["editors_note"]),
            "sections": tuple(
                Section(section["name"], tuple(_article(article) for article in section["articles"]))
                for section in data["sections"]
            ),
            "recipients": tuple(
                RecipientGroup(**{**group, "names": tuple(group["names"])}) for group in data["recipients"]
            ),
            "staff": tuple(StaffLine(**line) for line in data["staff"]),
        }
    )
