"""The table files one can download: templates to fill in, rows that were wrong, first passwords."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from accounts.importing.columns import KINDS, NOTES_SHEET, Kind
from accounts.importing.planning import Plan
from accounts.importing.rows import Status
from accounts.models import User

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER, REASON = "原行号", "要改正的地方"
HEAD = PatternFill("solid", fgColor="F3E9E7")


def template_workbook(kinds: Sequence[Kind] = KINDS) -> bytes:
    """One sheet of each kind with its headings, and one that explains the columns."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for kind in kinds:
        _fill(workbook.create_sheet(kind.label), kind.columns, ())
    notes = [(kind.label, *note) for kind in kinds for note in kind.notes]
    notes.append(("", "", "空着的格子不改动原来的内容。不需要的列可以删去，不用的表可以空着。"))
    _fill(workbook.create_sheet(NOTES_SHEET), ("表", "列", "怎样填"), notes)
    return _bytes(workbook)


def template_csv(kind: Kind) -> bytes:
    """With a byte order mark, by which Excel knows UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerow(kind.columns)
    return text.getvalue().encode("utf-8-sig")


def wrong_rows_workbook(plan: Plan, kinds: Sequence[Kind] = KINDS) -> bytes:
    """The rows that were not taken, each with its reasons, to be mended and sent again."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for kind in kinds:
        rows = [
            (
                *(row.row.cells.get(column, "") for column in kind.columns),
                row.row.number,
                "".join(row.problems),
            )
            for row in plan.of(kind, Status.WRONG)
        ]
        if rows:
            _fill(workbook.create_sheet(kind.label), (*kind.columns, NUMBER, REASON), rows)
    if not workbook.worksheets:
        _fill(workbook.create_sheet("没有错"), (REASON,), ())
    return _bytes(workbook)


def tables_workbook(tables: Iterable[tuple[Kind, Iterable[Sequence[object]]]]) -> bytes:
    """A sheet for each table, as it could be imported again."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for kind, rows in tables:
        _fill(workbook.create_sheet(kind.label), kind.columns, rows)
    return _bytes(workbook)


def passwords_workbook(given: Iterable[tuple[User, str]]) -> bytes:
    workbook = Workbook()
    rows = [(str(user.organisation or ""), str(user), user.username, password) for user, password in given]
    rows.append(())
    rows.append(("一次性密码，登录后须改成自己的。分发后请删除本文件。",))
    _fill(workbook.active, ("单位", "姓名", "用户名", "一次性密码"), rows)
    workbook.active.title = "初始密码"
    return _bytes(workbook)


def _fill(sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Text stays text: what begins with = is no formula in our files."""
    widths = [len(heading) * 2 for heading in headings]
    for at, line in enumerate((headings, *rows), start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(at, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
                cell.number_format = "@"
                if len(line) == len(headings):
                    widths[column - 1] = max(widths[column - 1], 2 * len(value))
            if at == 1:
                cell.font, cell.fill = Font(bold=True), HEAD
            elif column == len(headings) and isinstance(value, str):
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(60, width + 4)
    sheet.freeze_panes = "A2"


def _bytes(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()
