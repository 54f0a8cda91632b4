"""Paragraphs and tables to printed lines: indents, centring and page breaks as the geometry expects them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from issues.ingest.manuscript import Doubt
from issues.ingest.readers.reading import Reading
from issues.ingest.readers.word.parts import Embedded, Paragraph, Part, Table, TableCell
from issues.ingest.rich import Cell, RichBlock, RichPicture, RichTable, RichText, Run, key_of

_CENTRED, _RIGHT = {"center", "distribute", "mediumKashida"}, {"right", "end"}
_GAP = "　　"  # between the cells of a row, and for a tab inside a line
_VECTOR = (".emf", ".wmf", ".emz", ".wmz", ".svg", ".pict", ".pct", ".wdp", ".cgm", ".eps")
_LEVELS = 3
_CENTRE_AT_LEAST, _RIGHT_AT_LEAST = 3.0, 6.0


@dataclass(frozen=True, slots=True)
class Page:
    width: float = 442.3  # points of the text area: 156 mm


def lay_out(
    parts: Sequence[Part],
    page: Page,
    picture: Callable[[str], bytes | None],
    unread: Sequence[str] = (),
    aside: Sequence[str] = (),
) -> Reading:
    """`picture` gives the bytes of a part; `aside` are texts of headers and footers, which are left out."""
    layout = _Layout(page, _body_size(parts), picture)
    layout.flow(parts)
    blocks = tuple(_settle_lists(layout.blocks))
    for message in unread:
        layout.doubts.append(Doubt("not-read", max(len(layout.lines), 1), message))
    whole = key_of("".join(layout.lines))
    for text in aside:
        if key_of(text) not in whole:
            shown = text if len(text) <= 40 else f"{text[:40]}…"
            layout.doubts.append(
                Doubt("page-furniture", 1, f"页眉或页脚里的文字没有读入：“{shown}”，需要的话请补上。")
            )
    return Reading(layout.lines, blocks, tuple(layout.doubts), None if layout.looks_wrapped() else False)


def _body_size(parts: Iterable[Part]) -> float:
    """The size that most of the text is set in, in points."""
    sizes: Counter[float] = Counter()

    def count(parts: Iterable[Part]) -> None:
        for part in parts:
            if isinstance(part, Paragraph):
                sizes.update(part.sizes)
            else:
                for row in part.rows:
                    for cell in row:
                        count(cell.parts)

    count(parts)
    sizes.pop(0.0, None)
    return sizes.most_common(1)[0][0] if sizes else 16.0


def _width(text: str) -> float:
    """Em of a text set in one size: a half for what is in ASCII."""
    return sum(0.5 if char < "\x80" else 1.0 for char in text)


class _Layout:
    def __init__(self, page: Page, size: float, picture: Callable[[str], bytes | None]) -> None:
        self.size = size
        self.measure = page.width / size
        self.picture = picture
        self.lines: list[str] = []
        self.blocks: list[RichBlock] = []
        self.doubts: list[Doubt] = []
        self.widths: list[tuple[float, bool]] = []  # of each line of text: em, whether it is set apart
        self.pictures = 0
        self.page = False

    def flow(self, parts: Iterable[Part]) -> None:
        for part in parts:
            if isinstance(part, Paragraph):
                self.paragraph(part)
            else:
                self.table(part)

    def looks_wrapped(self) -> bool:
        """Whether the paragraphs are printed lines, as when somebody pasted the text of a PDF."""
        if any(width > 1.5 * self.measure for width, _ in self.widths):
            return False
        plain = sorted(width for width, apart in self.widths if not apart)
        usual = plain[int(0.9 * len(plain))] if plain else 0.0  # a few lines hold a hanging mark more
        full = sum(1 for width in plain if abs(width - usual) <= 1.5)
        return usual >= 12 and full >= 6 and full >= 0.3 * len(plain)

    def paragraph(self, paragraph: Paragraph) -> None:
        self.page = self.page or paragraph.page
        runs, label = _labelled(paragraph)
        text = label + "".join(run.text for run in runs)
        if not text.strip():
            if not paragraph.pictures:
                self._line("")
            self._pictures(paragraph.pictures)
            return
        number = len(self.lines) + 1
        for index, line in enumerate(text.split("\n")):
            self._line(self._blanks(paragraph, line, first=index == 0))
            self.widths.append((_width(line.strip()), paragraph.look.align in _CENTRED | _RIGHT))
        level = min(paragraph.look.level or 0, _LEVELS)
        listed = paragraph.label if label else None
        self.blocks.append(
            RichText(
                number,
                tuple(_clean(runs)),
                level=level,
                kind=listed.kind if listed else "",
                depth=paragraph.look.numbering[1] if listed and paragraph.look.numbering else 0,
                caption=bool(paragraph.look.caption),
                label=label,
            )
        )
        self._pictures(paragraph.pictures)
        for note in paragraph.notes:
            self._line(note)
            self.blocks.append(RichText(len(self.lines), (Run(note),)))
            self.doubts.append(Doubt("footnote", len(self.lines), "这里原是脚注，已放在该段之后，请核对。"))

    def _blanks(self, paragraph: Paragraph, line: str, first: bool) -> str:
        """The line with its indent as leading blanks, tabs inside it as wide ones."""
        align = paragraph.look.align
        bare = line.strip()
        scale = (paragraph.size or self.size) / self.size
        if align in _CENTRED:
            return _indent(max((self.measure - _width(bare) * scale) / 2, _CENTRE_AT_LEAST)) + _spread(bare)
        if align in _RIGHT:
            return _indent(max(self.measure - _width(bare) * scale, _RIGHT_AT_LEAST)) + _spread(bare)
        look = paragraph.look
        if paragraph.label is not None and not look.indents:
            look = replace(look, indents=paragraph.label.look.indents)
        typed = line[: len(line) - len(line.lstrip())]
        indent = look.first_indent(self.size) if first else 0.0
        return _indent(indent) + typed + _spread(line.strip())

    def _line(self, text: str) -> None:
        self.lines.append(f"\f{text}" if self.page else text)
        self.page = False

    # --- tables ---------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        """Rows become lines; a table that only frames text or places it on the page is read as the text it holds."""
        if _only_frames(table):
            for row in table.rows:
                for cell in row:
                    self.flow(cell.parts)
            return
        number = len(self.lines) + 1
        for row in table.rows:
            texts = [_cell_text(cell) for cell in row]
            self.page = self.page or any(one.page for cell in row for one in _paragraphs(cell))
            line = _GAP.join(text for text in texts if text)
            if line:
                self._line(line)
                self.widths.append((0.0, True))
        if len(self.lines) >= number:
            self.blocks.append(RichTable(number, tuple(_grid(table))))
        for row in table.rows:
            for cell in row:
                for paragraph in _paragraphs(cell):
                    self._pictures(paragraph.pictures)

    # --- pictures -------------------------------------------------------------------------------

    def _pictures(self, pictures: Iterable[Embedded]) -> None:
        for one in pictures:
            self.pictures += 1
            line = max(len(self.lines), 1)
            named = f"第{self.pictures}幅图片（{one.name}）"
            data = self.picture(one.part) if one.part else None
            if data is None:
                why = "不在文件里，没有带入。请另外上传。"
            elif one.name.lower().endswith(_VECTOR) or _is_metafile(data):
                why = "是矢量图（EMF、WMF 之类），网页上显示不了，没有带入。请截图或另存为 PNG 后上传。"
            else:
                self.blocks.append(RichPicture(line, named, data, one.alt))
                continue
            self.doubts.append(Doubt("picture-left-out", line, f"{named}{why}"))


def _is_metafile(data: bytes) -> bool:
    return data.startswith((b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00\x00\x03")) or data[40:44] == b" EMF"


def _indent(em: float) -> str:
    halves = min(max(round(em * 2), 0), 120)
    return "　" * (halves // 2) + " " * (halves % 2)


def _spread(text: str) -> str:
    return text.replace("\t", _GAP)


def _labelled(paragraph: Paragraph) -> tuple[list[Run], str]:
    """(the runs, the number of a list that HTML can count by itself); any other number joins the runs."""
    runs = list(paragraph.runs)
    label = paragraph.label
    if label is None or not paragraph.text.strip():
        return runs, ""
    text = label.text
    first = paragraph.text.lstrip()[0]
    if text and text[-1] in ".．)0123456789" and first < "\x80":
        text += " "
    if label.kind:
        return runs, text
    return [replace(runs[0], text=text, sub=False, sup=False, href=None), *runs], ""


def _clean(runs: Iterable[Run]) -> list[Run]:
    """Runs without the blanks at either end: an indent that was typed is no text."""
    found = [replace(run, text=_spread(run.text)) for run in runs if run.text]
    while found and not found[0].text.lstrip():
        found.pop(0)
    while found and not found[-1].text.rstrip():
        found.pop()
    if found:
        found[0] = replace(found[0], text=found[0].text.lstrip())
        found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    return found


def _paragraphs(cell: TableCell) -> list[Paragraph]:
    found: list[Paragraph] = []
    for part in cell.parts:
        if isinstance(part, Paragraph):
            found.append(part)
        else:
            found.extend(one for row in part.rows for inner in row for one in _paragraphs(inner))
    return found


def _cell_text(cell: TableCell) -> str:
    texts = [_spread(one.text).replace("\n", " ").strip() for one in _paragraphs(cell)]
    return " ".join(text for text in texts if text)


def _only_frames(table: Table) -> bool:
    """One column, or cells that hold whole articles: nobody reads such a table row by row."""
    if max(len(row) for row in table.rows) == 1:
        return True
    for row in table.rows:
        for cell in row:
            paragraphs = [one for one in _paragraphs(cell) if one.text.strip()]
            if len(paragraphs) >= 3 and sum(len(one.text) for one in paragraphs) > 150:
                return True
    return False


def _grid(table: Table) -> list[tuple[Cell, ...]]:
    """Rows of cells with their spans; a cell that continues one above is part of it."""
    rows: list[list[Cell]] = []
    open_above: dict[int, tuple[int, int]] = {}  # column -> (row, index) of the cell that goes on there
    for at, row in enumerate(table.rows):
        cells: list[Cell] = []
        column = 0
        for cell in row:
            above = open_above.get(column)
            if cell.merged == "continue" and above is not None:
                owner = rows[above[0]][above[1]]
                rows[above[0]][above[1]] = replace(owner, rowspan=at - above[0] + 1)
            else:
                header = at < table.header_rows
                cells.append(Cell(tuple(_cell_runs(cell)), header=header, colspan=cell.colspan))
                if cell.merged == "restart":
                    open_above[column] = (at, len(cells) - 1)
                else:
                    open_above.pop(column, None)
            column += cell.colspan
        rows.append(cells)
    return [tuple(cells) for cells in rows]


def _cell_runs(cell: TableCell) -> list[Run]:
    runs: list[Run] = []
    for paragraph in _paragraphs(cell):
        own, label = _labelled(paragraph)
        found = _clean([Run(label), *own] if label else own)
        if found and runs:
            runs.append(Run("\n"))
        runs.extend(found)
    return runs


def _settle_lists(blocks: Sequence[RichBlock]) -> list[RichBlock]:
    """A numbered list stays one where its numbers are 1, 2, 3 … without a break; elsewhere they become text."""
    settled: list[RichBlock] = []
    for same, group in groupby(blocks, key=_list_of):
        items = list(group)
        labels = [one.label.strip(" .．") for one in items if isinstance(one, RichText)]
        counted = len(items) >= 2 and labels == [str(n) for n in range(1, len(labels) + 1)]
        settled.extend(items if same is None or counted else map(_number_as_text, items))
    return settled


def _list_of(block: RichBlock) -> int | None:
    """The depth of a numbered item; None for anything else."""
    return block.depth if isinstance(block, RichText) and block.kind == "ol" else None


def _number_as_text(block: RichText) -> RichText:
    first = block.runs[:1] or (Run(""),)
    label = replace(first[0], text=block.label, sub=False, sup=False, href=None)
    return replace(block, kind="", label="", runs=(label, *block.runs))
