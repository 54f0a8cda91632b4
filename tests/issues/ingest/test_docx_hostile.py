"""Word files that are traps, damaged, locked or something else altogether: one clear Chinese refusal each."""

import io
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issues.ingest.errors import IngestRefused
from issues.ingest.readers import read_data
from issues.ingest.readers.docx import read_docx
from tests.issues.ingest.word import add, new_document, to_bytes

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'


def pack(body: str | bytes) -> bytes:
    """A minimal .docx: nothing but the document's XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", body)
    return file.getvalue()


def document(inside: str, space: str = W) -> str:
    return f"<w:document {space}><w:body>{inside}</w:body></w:document>"


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def refusal(data: bytes) -> str:
    with pytest.raises(IngestRefused) as caught:
        read_docx(data)
    return str(caught.value)


@pytest.mark.parametrize("space", [W, STRICT])
def test_minimal_file_is_read_in_either_form(space: str) -> None:
    assert read_docx(pack(document(paragraph("正文。"), space))).lines == ["正文。"]


def test_compression_bomb_is_refused_at_once() -> None:
    begun = time.monotonic()
    bomb = pack(document(paragraph("a" * 12_000_000)))
    assert len(bomb) < 40_000
    assert "大得异常" in refusal(bomb)
    assert "大得异常" in refusal(pack(b"<a/>" * 30_000_000))
    assert time.monotonic() - begun < 10


def test_many_entries_and_huge_totals_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", document(paragraph("正文。")))
        for n in range(6000):
            package.writestr(f"x{n}", b"")
    assert "大得异常" in refusal(file.getvalue())


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(prolog: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{prolog}{document(paragraph("&a;" if "ENTITY" in prolog else "正文"))}'
    assert "为安全起见" in refusal(pack(text.encode(encoding)))


def test_billion_laughs_are_refused_quickly() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>{document(paragraph("&l11;"))}'
    assert refusal(pack(text))


def test_deep_nesting_is_refused_and_nested_tables_are_read() -> None:
    assert refusal(pack(document("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000)))
    table, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    assert read_docx(pack(document(table * 40 + paragraph("深") + end * 40))).lines == ["深"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "旧版 Word（.doc）或 WPS"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "加了密码",
        ),
        (b"%PDF-1.7 ...", "其实是 PDF"),
        (b"{\\rtf1 ...}", "其实是 RTF"),
        (b"<html><body>x</body></html>", "其实是网页"),
        (b"", "文件是空的"),
        ("只是文字".encode(), "不是 Word 文件"),
        (b"PK\x03\x04 broken", "已损坏"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files_renamed_to_docx_are_recognised(data: bytes, words: str) -> None:
    assert words in refusal(data)


@pytest.mark.parametrize(
    ("part", "words"),
    [("xl__workbook.xml", "Excel"), ("OFD.xml", "OFD"), ("content.xml", "OpenDocument"), ("a.txt", "压缩包")],
)
def test_other_zips_renamed_to_docx_are_recognised(part: str, words: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(part.replace("__", "/"), b"<x/>")
    assert words in refusal(file.getvalue())


def test_macros_renamed_to_docx_are_refused() -> None:
    file = io.BytesIO(pack(document(paragraph("正文。"))))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert "带有宏" in refusal(file.getvalue())


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"<html><script>1</script>", b"\xff\xd8\xff\xe0JFIF", b"MZ"])
def test_a_word_file_behind_another_kinds_head_is_refused(head: bytes) -> None:
    assert "请" in refusal(head + pack(document(paragraph("正文。"))))


@pytest.mark.parametrize("name", ["大.docx", "大.txt", "大.pdf"])
def test_thirty_megabytes_are_refused(name: str) -> None:
    with pytest.raises(IngestRefused, match="文件有 30 MB，超过上限 25 MB。请"):
        read_data(name, bytes(30 * 1024 * 1024))


def test_truncated_file_is_refused() -> None:
    made = new_document()
    add(made, "正文。")
    data = to_bytes(made)
    assert "已损坏" in refusal(data[: len(data) // 2])


def test_damaged_part_is_refused() -> None:
    assert "已损坏" in refusal(pack(b"<w:document"))
    data = bytearray(pack(document(paragraph("正文" * 500))))
    at = data.index(b"word/document.xml") + 40
    data[at : at + 8] = b"\xff" * 8
    assert refusal(bytes(data))


@pytest.mark.parametrize("name", ["旧.doc", "旧.wps", "宏.docm", "版式.ofd", "图.jpg", "没有扩展名", "x.DOC"])
def test_kinds_that_are_not_read_come_with_advice(name: str) -> None:
    with pytest.raises(IngestRefused, match="请"):
        read_data(name, b"x")


def test_pictures_outside_the_file_are_not_fetched() -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/image" Target="http://127.0.0.1:1/a.png" TargetMode="External"/>'
        '<Relationship Id="r2" Type="x/image" Target="../../../../etc/passwd"/></Relationships>'
    )
    blip = (
        '<w:p><w:r><w:t>文</w:t></w:r><w:r><w:drawing xmlns:a="urn:a" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<a:blip r:embed="r1"/><a:blip r:embed="r2"/></w:drawing></w:r></w:p>'
    )
    reading = read_docx(_with_rels(blip, rels))
    assert [doubt.code for doubt in reading.doubts] == ["picture-left-out"] * 2


def _with_rels(inside: str, rels: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", document(inside))
        package.writestr("word/_rels/document.xml.rels", rels)
    return file.getvalue()


PIECES = st.sampled_from(
    [
        *("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>字</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>"),
        *("<w:tc>", "</w:tc>", "<w:br/>", '<w:br w:type="page"/>', "<w:tab/>", "<w:ins>", "</w:ins>"),
        *("<w:del>", "</w:del>", '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>'),
        *('<w:sym w:char="F06C" w:font="Wingdings"/>', '<w:sym w:char="zz"/>', "<w:pPr><w:jc/></w:pPr>"),
        *(
            '<w:pPr><w:ind w:left="99999999999"/><w:numPr><w:numId w:val="x"/></w:numPr></w:pPr>',
            "<w:drawing/>",
        ),
        *('<w:rPr><w:sz w:val="-1"/><w:b w:val="maybe"/></w:rPr>', '<w:footnoteReference w:id="9"/>'),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_arrangement_of_tags_is_read_or_refused(inside: str) -> None:
    _read(pack(document(inside)))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_refused(data: bytes) -> None:
    _read(data)
    _read(pack(data))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_file_with_broken_bytes_is_read_or_refused(data: st.DataObject) -> None:
    made = bytearray(_whole())
    for _ in range(data.draw(st.integers(1, 6))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    _read(bytes(made))


def _whole() -> bytes:
    if not hasattr(_whole, "made"):
        made = new_document()
        add(made, "正文。" * 50)
        _whole.made = to_bytes(made)
    return _whole.made


def _read(data: bytes) -> None:
    try:
        reading = read_docx(data)
    except IngestRefused as refused:
        assert str(refused)
        return
    assert any(line.strip() for line in reading.lines)
