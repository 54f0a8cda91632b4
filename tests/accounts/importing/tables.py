"""Small table files for the tests of the import."""

import io
from collections.abc import Sequence

from openpyxl import Workbook, load_workbook

ORGANISATION_HEAD = ["单位名称", "简称", "层级", "上级单位"]
USER_HEAD = ["用户名", "姓名", "所属单位", "角色", "电话", "邮箱", "状态"]


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
        for cell in (cell for line in sheet for cell in line if isinstance(cell.value, str)):
            cell.data_type = "s"  # also what begins like a formula
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def cells(content: bytes) -> dict[str, list[list[object]]]:
    """What stands in an xlsx file, by sheet."""
    made = load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in made}
