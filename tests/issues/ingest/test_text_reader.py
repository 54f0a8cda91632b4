"""Bytes to lines: the encodings offices save in, every line end, and what is no text at all."""

import os
from pathlib import Path

import pytest

from issues.ingest.errors import IngestRefused
from issues.ingest.readers import MAX_BYTES, read_lines
from issues.ingest.readers.text import read_text

TEXT = (
    "【重点推荐】\n曲靖市总工会召开产业工人队伍建设改革推进会，市总工会主席出席会议并讲话。\n报：省总工会。"
)
TRADITIONAL = "【重點推薦】\n澳門工會聯合總會舉行職工技能大賽，理事長出席典禮並致辭。\n抄送：各屬會。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_read_text_simplified_encodings(encoding: str) -> None:
    assert read_text(TEXT.encode(encoding)) == TEXT.split("\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be", "big5", "big5hkscs", "gb18030"])
def test_read_text_traditional_encodings(encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert read_text(mark + TRADITIONAL.encode(encoding)) == TRADITIONAL.split("\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85", "\v"])
def test_read_text_line_ends(end: str) -> None:
    assert read_text(end.join(["一行", "", "二行"]).encode()) == ["一行", "", "二行"]


def test_read_text_keeps_form_feed_before_its_line() -> None:
    assert read_text("一页\n\f二页\n".encode()) == ["一页", "", "\f二页", ""]


def test_read_text_with_one_broken_byte_marks_it() -> None:
    data = bytearray((TEXT * 20).encode())
    data[40] = 0xFF
    assert "\ufffd" in "".join(read_text(bytes(data)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "空的"),
        ("\ufeff　\r\n\t \f".encode(), "空的"),
        (bytes(range(256)) * 40, "文件"),
        (b"\x00\x01\x02\x03" * 500, "不是文本文件"),
        (b"PK\x03\x04" + b"\x00" * 100, "Word"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "旧版 Word"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"{\\rtf1 ...", "RTF"),
        (b"\xff\xfe\x00\xd8", "编码"),
        (b"\x81\x20\xff" * 200, "编码"),
    ],
)
def test_read_text_refuses_what_is_no_text(data: bytes, message: str) -> None:
    with pytest.raises(IngestRefused, match=message):
        read_text(data)


def test_read_lines_names_the_file_and_gives_advice(tmp_path: Path) -> None:
    for name, advice in [
        ("一.doc", "另存为"),
        ("二.wps", "另存为"),
        ("三.docx", "另存为"),
        ("四.pdf", "不是 PDF 文件"),
        ("七.rtf", "另存为"),
        ("五.exe", "不认识这种文件（.exe）"),
        ("六", "没有扩展名"),
    ]:
        (tmp_path / name).write_bytes(b"x")
        with pytest.raises(IngestRefused) as refused:
            read_lines(tmp_path / name)
        assert str(refused.value).startswith(f"{name}：")
        assert advice in str(refused.value)


def test_read_lines_refuses_a_missing_and_a_huge_file(tmp_path: Path) -> None:
    with pytest.raises(IngestRefused, match="打不开文件"):
        read_lines(tmp_path / "没有.txt")
    huge = tmp_path / "大.txt"
    with huge.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(IngestRefused, match=f"50 MB，超过上限 {MAX_BYTES // 1048576} MB"):
        read_lines(huge)


def test_read_text_refuses_another_languages_encoding() -> None:
    korean = (
        "노동조합 간부들은 회의를 열고 올해의 사업 계획을 토의하였다. 산업 노동자의 기능을 높이는 일이다. "
        * 6
    )
    with pytest.raises(IngestRefused, match="编码"):
        read_text(korean.encode("euc-kr"))


def test_read_text_mends_one_broken_byte_in_gb18030_too() -> None:
    data = bytearray((TEXT * 20).encode("gb18030"))
    data[41] = 0xFF
    assert "\ufffd" in "".join(read_text(bytes(data)))


def test_read_lines_refuses_what_is_no_plain_file(tmp_path: Path) -> None:
    pipe, loop, endless = tmp_path / "管道.txt", tmp_path / "环.txt", tmp_path / "无尽.txt"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    endless.symlink_to("/dev/zero")
    for path, reason in ((pipe, "不是普通文件"), (endless, "不是普通文件"), (loop, "链接成环")):
        with pytest.raises(IngestRefused, match=reason):
            read_lines(path)
    with pytest.raises(IngestRefused, match="文件名太长"):
        read_lines(tmp_path / f"{'长' * 300}.txt")
