"""Reading table files: the kinds that offices have, and those that are refused."""

import io
import random
import zipfile

import pytest

from accounts.importing.columns import ORGANISATIONS, USERS
from accounts.importing.files import template_csv, template_workbook
from accounts.importing.sheets import MAX_BYTES, MAX_ROWS, Row, Table, TableRefused, read_tables
from tests.accounts.importing.tables import ORGANISATION_HEAD, USER_HEAD, workbook

CSV = "用户名,姓名,电话\r\nyangchongmei,杨冲美,13908711234\r\n,,\r\n,缺用户名,\r\n"
ROWS = (
    Row(2, {"用户名": "yangchongmei", "姓名": "杨冲美", "电话": "13908711234"}),
    Row(4, {"用户名": "", "姓名": "缺用户名", "电话": ""}),
)


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode("utf-8-sig"),
        CSV.encode(),
        CSV.encode("gb18030"),
        CSV.encode("utf-16"),
        CSV.replace(",", ";").encode("gb18030"),
        CSV.replace(",", "\t").encode("utf-8-sig"),
        CSV.replace("\r\n", "\n").encode(),
        CSV.replace("用户名,姓名", "登录名*,姓名").replace("电话", "手机号").encode(),
    ],
)
def test_csv_is_read_as_excel_and_wps_write_it(content: bytes) -> None:
    assert read_tables("用户.csv", content) == [Table(USERS, ROWS, ())]


def test_a_workbook_is_read_with_its_row_numbers_and_numbers_as_people_see_them() -> None:
    lines = [
        ["全省通讯员名单"],
        [],
        ["序号", *USER_HEAD],
        [1, "zhao", "赵", None, "通讯员", 13908711234.0, None, True],
    ]
    lines += [[], [2, " qian  yi ", "钱　乙"]]
    (table,) = read_tables("a.XLSX", workbook(名单=lines, 别的=[["随便"], [1]]))
    assert table.ignored == ("序号",)
    assert [
        (row.number, row.cells["用户名"], row.cells["姓名"], row.cells["电话"]) for row in table.rows
    ] == [
        (4, "zhao", "赵", "13908711234"),
        (6, "qian yi", "钱 乙", ""),
    ]


def test_both_kinds_come_from_one_workbook() -> None:
    users, organisations = [USER_HEAD, ["zhao"]], [ORGANISATION_HEAD, ["某总工会"]]
    tables = read_tables("a.xlsx", workbook(用户=users, 单位=organisations))
    assert [(table.kind, len(table.rows)) for table in tables] == [(USERS, 1), (ORGANISATIONS, 1)]


def test_templates_are_read_back_as_empty() -> None:
    for name, content in (
        ("a.xlsx", template_workbook()),
        ("a.csv", template_csv(USERS)),
        ("b.csv", template_csv(ORGANISATIONS)),
    ):
        with pytest.raises(TableRefused, match="表头下面没有内容"):
            read_tables(name, content)


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 30_000_000)
    return file.getvalue()


def with_entities() -> bytes:
    """A workbook whose sheet declares entities that grow a thousandfold each."""
    source, file = zipfile.ZipFile(io.BytesIO(workbook(用户=[USER_HEAD, ["zhao"]]))), io.BytesIO()
    doctype = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(file, "w") as archive:
        for entry in source.namelist():
            content = source.read(entry).decode()
            if entry.endswith("sheet1.xml"):
                head, xml, rest = content.rpartition("?>")
                content = head + xml + doctype + rest
                assert doctype in content
            archive.writestr(entry, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "文件是空的"),
        ("a.csv", b"\xef\xbb\xbf \r\n", "没有找到表头"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "另存为 .xlsx"),
        ("a.docx", b"PK", "只能导入 .xlsx 或 .csv"),
        ("a", b"PK", "只能导入 .xlsx 或 .csv"),
        ("a.xlsx", b"PK\x03\x04 broken", "文件打不开"),
        ("a.xlsx", CSV.encode(), "文件打不开"),
        ("a.xlsx", with_entities(), "文件打不开"),
        ("a.xlsx", bomb(), "解开后太大"),
        ("a.csv", b"x" * (MAX_BYTES + 1), "超过 2 MB"),
        ("a.csv", b"\xff\xff\xff\xff", "编码不认识"),
        ("a.csv", "用户名,姓名\0\n".encode(), "这不是文本文件"),
        ("a.csv", "姓名,电话\n张三,1\n".encode(), "没有找到表头"),
        ("a.csv", "用户名,登录名\na,b\n".encode(), "“用户名”这一列出现了两次"),
        ("a.csv", f"用户名,姓名\na,{'长' * 501}\n".encode(), "第 2 行有一格超过 500 个字"),
        ("a.csv", ("用户名\n" + "a\n" * (MAX_ROWS + 1)).encode(), f"超过 {MAX_ROWS} 行"),
        ("a.csv", ('用户名\n"' + "a" * 200_000 + '"\n').encode(), "格式不对"),
    ],
)
def test_files_that_cannot_be_used_are_refused_in_chinese(name: str, content: bytes, words: str) -> None:
    with pytest.raises(TableRefused, match=words):
        read_tables(name, content)


def test_broken_workbooks_never_crash() -> None:
    whole = workbook(用户=[USER_HEAD, ["zhao", "赵", "某总工会", "编辑", 1, "a@b.cn", "在用"]])
    chance = random.Random(20261123)  # noqa: S311 - no secret
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        del broken[chance.randrange(len(broken)) :: chance.choice([1, 10_000, 100_000])]
        try:
            read_tables("a.xlsx", bytes(broken))
        except TableRefused as refused:
            assert str(refused)
