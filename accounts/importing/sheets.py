"""A table file, xlsx or csv, as rows of text; refuses in Chinese what it cannot read."""

import csv
import datetime
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from accounts.importing.columns import KINDS, NOTES_SHEET, Kind
from accounts.storable import storable

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
# The tables of proofreading alone, as shipped, have above two thousand.
MAX_ROWS = 5000
MAX_COLUMNS = 50
# A table's headings stand in one of the first rows, below a title perhaps.
HEADINGS_WITHIN = 5
# Excel keeps empty, coloured rows to the end of the sheet; nobody looks for people there.
LAST_ROW_LOOKED_AT = 20_000
ENCODINGS = ("utf-8-sig", "gb18030")
# What openpyxl raises over a file that is not what it says; it promises nothing narrower.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    EOFError,
    OSError,
    RuntimeError,  # NotImplementedError: an unknown compression; also an encrypted entry
)


class TableRefused(Exception):
    """Why the whole file cannot be used and what to do, in Chinese."""


@dataclass(frozen=True)
class Row:
    """`number` is the row's in the file, as a spreadsheet counts; `cells` has text by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    kind: Kind
    rows: tuple[Row, ...]
    ignored: tuple[str, ...]  # headings that mean nothing here


def read_tables(name: str, content: bytes, kinds: Sequence[Kind] = KINDS) -> list[Table]:
    """The tables of `kinds` in a file called `name`; raises TableRefused."""
    if len(content) > MAX_BYTES:
        raise TableRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请分成几个文件导入。")
    if not content.strip():
        raise TableRefused("文件是空的。请填好后再导入。")
    ending = name.rpartition(".")[2].lower()
    if ending in {"xls", "et", "ods"}:
        raise TableRefused(f"不能读取 .{ending} 文件。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。")
    if ending == "xlsx":
        grids = _read_workbook(content)
    elif ending in {"csv", "txt"}:
        grids = [_read_csv(content)]
    else:
        raise TableRefused("只能导入 .xlsx 或 .csv 文件。请从下面下载模板，填好后再导入。")
    tables = [table for grid in grids if (table := _read_table(grid, kinds)) is not None]
    if not tables:
        names = "、".join(f"“{kind.name_column}”" for kind in kinds)
        raise TableRefused(f"没有找到表头。第一行须有 {names} 这样的列名，请对照模板。")
    if sum(len(table.rows) for table in tables) > MAX_ROWS:
        raise TableRefused(f"超过 {MAX_ROWS} 行。请分成几个文件导入。")
    if not any(table.rows for table in tables):
        raise TableRefused("表头下面没有内容。请填好后再导入。")
    return tables


def _read_workbook(content: bytes) -> list[list[list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise TableRefused("文件解开后太大。请只留下要导入的内容，另存后再导入。")
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [
            [[_text(cell) for cell in row] for row in sheet.iter_rows(**_WINDOW, values_only=True)]
            for sheet in workbook.worksheets
            if sheet.title != NOTES_SHEET
        ]
    except UNREADABLE as error:
        raise TableRefused(
            "文件打不开，可能已损坏或加了密码。请用 Excel 或 WPS 另存为 .xlsx 再导入。"
        ) from error


_WINDOW = {"min_row": 1, "max_row": LAST_ROW_LOOKED_AT, "max_col": MAX_COLUMNS}


def _read_csv(content: bytes) -> list[list[str]]:
    text = _decode(content)
    if "\0" in text:
        raise TableRefused("这不是文本文件。请用 Excel 或 WPS 另存为 .xlsx 再导入。")
    first = text.partition("\n")[0]
    delimiter = max(",，;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise TableRefused("文件的格式不对。请用 Excel 或 WPS 另存为 .xlsx 再导入。") from error
    return [[_text(cell) for cell in line[:MAX_COLUMNS]] for line in lines[:LAST_ROW_LOOKED_AT]]


def _decode(content: bytes) -> str:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableRefused("文字的编码不认识。请用 Excel 或 WPS 另存为 .xlsx 再导入。")


def _text(value: object) -> str:
    """As a person reads the cell: a telephone number that Excel took for a number has no .0"""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return " ".join(storable(str(value)).split())


def _read_table(grid: list[list[str]], kinds: Sequence[Kind]) -> Table | None:
    """The grid as a table of a known kind; None where no row looks like its headings."""
    for at, line in enumerate(grid[:HEADINGS_WITHIN]):
        for kind in kinds:
            columns = [kind.column_for(heading) for heading in line]
            if kind.name_column in columns:
                return _table_below(kind, line, columns, enumerate(grid[at + 1 :], start=at + 2))
    return None


def _table_below(
    kind: Kind, headings: list[str], columns: list[str | None], lines: Iterable[tuple[int, list[str]]]
) -> Table:
    named = [column for column in columns if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise TableRefused(f"“{twice[0]}”这一列出现了两次。请只留一列。")
    ignored = [heading for heading, column in zip(headings, columns, strict=True) if heading and not column]
    return Table(kind, tuple(_rows(kind, columns, lines)), tuple(ignored))


def _rows(kind: Kind, columns: list[str | None], lines: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    for number, line in lines:
        if any(len(cell) > kind.max_cell for cell in line):
            raise TableRefused(f"第 {number} 行有一格超过 {kind.max_cell} 个字。请检查是不是错了行。")
        cells = {column: cell for column, cell in zip(columns, line, strict=False) if column}
        if any(cells.values()):
            yield Row(number, {column: cells.get(column, "") for column in columns if column})
