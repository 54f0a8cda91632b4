"""A PDF's text layer gives the lines that were printed, and through them the same manuscript as a text file."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from issues.ingest.errors import IngestRefused
from issues.ingest.readers import read_lines
from issues.ingest.readers.pdf import MAX_PAGES, read_pdf
from issues.ingest.structure import recover
from tests.issues.ingest.print import FONT, LEFT, PITCH, SIZE, new_canvas, print_lines
from tests.issues.ingest.test_bulletins import FILES, comparable
from tests.issues.ingest.test_sample import SAMPLE

PRINTED = [
    *("bulletins/01-text-layer-run-in", "bulletins/10-total-number-only-bar-sections"),
    *("bulletins/18-sentences-beginning-bao-song-fa", "bulletins/29-text-layer-titles-own-line"),
    *("layouts/01", "layouts/08", "layouts/22", "layouts/48", "layouts/66", "offices/02", "offices/26"),
]


def printed_sample() -> list[str]:
    """The sample as it was printed: its text layer has an empty line after each line, more where a page ends."""
    lines: list[str] = []
    empty = 0
    for line in read_lines(SAMPLE):
        if not line.strip():
            empty += 1
            continue
        lines.append(("\f" if empty >= 3 else "") + line.strip())
        empty = 0
    return lines


def without_warnings(manuscript: object) -> dict:
    return {**manuscript.to_dict(), "warnings": []}


def test_sample_as_pdf_gives_the_lines_and_the_manuscript_of_the_text_file() -> None:
    reading = read_pdf(print_lines(printed_sample()))
    assert reading.lines == printed_sample()
    assert without_warnings(recover(reading.lines)) == without_warnings(recover(read_lines(SAMPLE)))


@pytest.mark.parametrize("name", PRINTED)
def test_bulletin_as_pdf_gives_the_manuscript_of_the_text_file(name: str) -> None:
    path = next(path for path in FILES if f"{path.parent.name}/{path.stem}" == name)
    lines = read_lines(path)
    assert comparable(recover(read_pdf(print_lines(lines)).lines).to_dict()) == comparable(
        recover(lines).to_dict()
    )


def test_indents_gaps_and_page_breaks_are_kept() -> None:
    lines = [
        "　　　　　　　　标题",
        "",
        "　　第一段的第一行写到这里为止",
        "第二行在这里。",
        "　　第二段。",
        "\f　　新的一页。",
        "第二行在这里。",
    ]
    lines += ["第三行在这里。", "第四行在这里。"]
    assert read_pdf(print_lines(lines)).lines == lines


def test_parts_of_one_line_are_joined_with_their_distance() -> None:
    canvas, file = new_canvas()
    canvas.drawString(LEFT, 700, "云南省总工会编")
    canvas.drawString(LEFT + 20 * SIZE, 700, "2021年2月5日")
    for n in range(5):
        canvas.drawString(LEFT, 700 - (n + 1) * PITCH, "正文的一行写在这里，")
    canvas.save()
    assert read_pdf(file.getvalue()).lines[0] == "云南省总工会编" + "　" * 12 + "2021年2月5日"


def test_a_title_in_larger_type_over_two_lines_is_one_line() -> None:
    canvas, file = new_canvas()
    canvas.setFont(FONT, 22)
    canvas.drawString(LEFT + 20, 700, "某某市总工会扎实推进产业工人队伍建设改")
    canvas.drawString(LEFT + 200, 670, "革工作")
    canvas.setFont(FONT, SIZE)
    for n in range(8):
        canvas.drawString(
            LEFT + 32 * (n % 4 == 0), 630 - n * PITCH, "正文的一行写在这里，一直写到这一行的最后为止了"
        )
    canvas.save()
    first = read_pdf(file.getvalue()).lines[0]
    assert first == "　　　某某市总工会扎实推进产业工人队伍建设改革工作"


def test_watermark_across_the_page_is_no_text() -> None:
    canvas, file = new_canvas()
    canvas.drawString(LEFT, 700, "正文第一行。")
    canvas.saveState()
    canvas.translate(300, 400)
    canvas.rotate(45)
    canvas.drawString(0, 0, "内部资料严禁外传")
    canvas.restoreState()
    canvas.save()
    assert read_pdf(file.getvalue()).lines == ["正文第一行。"]


def test_two_columns_are_read_one_after_the_other() -> None:
    canvas, file = new_canvas()
    canvas.setFont(FONT, 10)
    for n in range(20):
        canvas.drawString(60, 700 - n * 16, f"左栏第{n:02}行写满这一栏的宽度为止啊啊啊啊")
        canvas.drawString(320, 700 - n * 16, f"右栏第{n:02}行写满这一栏的宽度为止啊啊啊啊")
    canvas.save()
    lines = [line.strip() for line in read_pdf(file.getvalue()).lines]
    assert [line[:2] for line in lines] == ["左栏"] * 20 + ["右栏"] * 20


def picture() -> ImageReader:
    file = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(file, "PNG")
    file.seek(0)
    return ImageReader(file)


def test_pictures_are_named_as_left_out() -> None:
    canvas, file = new_canvas()
    canvas.drawString(LEFT, 700, "正文第一行写在这里。")
    canvas.drawImage(picture(), 100, 100)
    canvas.save()
    assert [doubt.code for doubt in read_pdf(file.getvalue()).doubts] == ["pictures-not-read"]


def scanned() -> bytes:
    canvas, file = new_canvas()
    for n in range(3):
        canvas.drawImage(picture(), 0, 0, 595, 841)
        canvas.drawString(LEFT, 40, f"{n}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def many_pages() -> bytes:
    canvas, file = new_canvas()
    for _ in range(MAX_PAGES + 1):
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (scanned(), "扫描件"),
        (print_lines([""]), "没有文字"),
        (print_lines(["正文。"], password="secret"), "加了密码"),
        (b"", "不是 PDF 文件"),
        (b"<html></html>", "不是 PDF 文件"),
        (b"%PDF-1.7\n" + b"x" * 500, "已损坏"),
        (many_pages(), f"超过上限 {MAX_PAGES} 页"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_with_advice(data: bytes, words: str) -> None:
    with pytest.raises(IngestRefused, match=words):
        read_pdf(data)


def test_half_a_file_is_read_or_refused() -> None:
    whole = print_lines(printed_sample())
    for part in range(1, 12):
        try:
            assert read_pdf(whole[: len(whole) * part // 12]).lines
        except IngestRefused as refused:
            assert str(refused)


def test_files_are_read_at_the_same_time_by_many_people() -> None:
    from concurrent.futures import ThreadPoolExecutor

    data = print_lines(["第一行写在这里。", "第二行写在这里。"])
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: read_pdf(data).lines, range(40)))
    assert results == [["第一行写在这里。", "第二行写在这里。"]] * 40


def test_collection_of_printed_bulletins_is_there() -> None:
    assert {f"{path.parent.name}/{path.stem}" for path in FILES} >= set(PRINTED)
    assert Path(SAMPLE).exists()
