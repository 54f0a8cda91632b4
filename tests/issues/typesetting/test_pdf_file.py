"""What the PDF is as a file: fit for archives, tagged, its fonts inside, read from its own objects."""

import re
from io import BytesIO
from itertools import pairwise

import pdfplumber
import pypdfium2
import pytest
from pdfminer.pdftypes import resolve1

from issues.edition.content import Image, Paragraph, Run
from issues.typesetting.lines import NOT_AT_END, NOT_AT_HEAD
from issues.typesetting.pdf import render_pdf
from issues.typesetting.style import PageStyle
from tests.issues.typesetting.generated import generate
from tests.issues.typesetting.printed import make_content, measured, no_pictures, print_and_measure, words
from tests.issues.typesetting.tagged import read_tags
from tests.issues.typesetting.test_pdf import RICH, a_picture

FIGURES = (
    "全省共有45.7万名职工参加，其中2021年12月14日当天38家单位1,200人次报名，合格率达98.5%，增长3个百分点。"
)


@pytest.fixture(scope="module")
def rich() -> bytes:
    return render_pdf(make_content(RICH), PageStyle(), a_picture)


def test_file_is_one_for_archives_and_for_everybody(rich: bytes) -> None:
    """PDF/A-2a and PDF/UA-1, by what these ask of a file."""
    with pdfplumber.open(BytesIO(rich)) as document:
        catalog = document.doc.catalog
        about = resolve1(catalog["Metadata"]).get_data().decode()
        intent = resolve1(resolve1(catalog["OutputIntents"])[0])
        language = catalog["Lang"].decode()
        marked = resolve1(catalog["MarkInfo"])
        shows_title = resolve1(catalog["ViewerPreferences"])["DisplayDocTitle"]
    for wanted in (
        r"pdfaid:part>2<",
        r"pdfaid:conformance>A<",
        r"pdfuaid:part>1<",
        r"云南工会简报 2021年第3期",
        r"云南省总工会办公室",
    ):
        assert re.search(wanted, about), wanted
    assert intent["S"].name == "GTS_PDFA1"
    assert language == "zh-CN"
    assert marked["Marked"] is True
    assert shows_title is True


def test_fonts_are_inside_and_only_what_is_used_of_them(rich: bytes) -> None:
    found = {}
    with pdfplumber.open(BytesIO(rich)) as document:
        for page in document.pages:
            for font in map(resolve1, resolve1(page.page_obj.resources["Font"]).values()):
                inner = resolve1(resolve1(font["DescendantFonts"])[0])
                descriptor = resolve1(inner["FontDescriptor"])
                name = font["BaseFont"].name
                found[name] = bool({"FontFile2", "FontFile3"} & descriptor.keys())
    assert found
    assert all(found.values())
    assert all(re.match(r"[A-Z]{6}\+", name) for name in found)
    assert len(rich) < 400_000


def test_tags_name_headings_tables_lists_and_figures(rich: bytes) -> None:
    tree = read_tags(rich)
    roles = {tag for run in tree.runs for tag in run.tags}
    assert {"H1", "H2", "H3", "H4", "P", "Table", "TH", "TD", "L", "LI", "LBody", "Link"} <= roles
    headings = {
        level: "".join(run.text for run in tree.runs if level in run.tags)
        for level in ("H1", "H2", "H3", "H4")
    }
    assert headings == {
        "H1": "云南工会简报",
        "H2": "【工作动态】",
        "H3": "第1篇关于竞赛活动的通报",
        "H4": "一、提高站位",
    }
    assert tree.alternatives == ["会场"]
    assert tree.lost == ""


def test_picture_without_words_is_called_one(rich: bytes) -> None:
    content = make_content((*words("正文。"), Image("/media/a.jpg", "", "")))
    assert read_tags(render_pdf(content, PageStyle(), a_picture)).alternatives == ["图片"]


@pytest.mark.parametrize("use", ["publication", "title", "body"])
def test_rare_characters_are_drawn_each_as_itself(use: str) -> None:
    """Were they in no font, all of them would be the same blank box."""
    rare = "𬭚堃淯㛃"
    content = make_content(
        words(f"{rare}。"), publication=f"{rare}简报" if use == "publication" else "工会简报"
    )
    if use == "title":
        content = make_content(words("正文。"), sections=_titled(rare))
    pdf = render_pdf(content, PageStyle(), no_pictures)
    with pypdfium2.PdfDocument(pdf) as document, pdfplumber.open(BytesIO(pdf)) as file:
        wanted = {"publication": 30, "title": 20, "body": 15}[use]
        place, page = next(
            (at, page)
            for at, page in enumerate(file.pages)
            if any(it["text"] in rare and it["size"] > wanted for it in page.chars)
        )
        picture = document[place].render(scale=4).to_pil().convert("L")
        shapes = [
            picture.crop(tuple(round(4 * it[edge]) for edge in ("x0", "top", "x1", "bottom"))).resize(
                (40, 40)
            )
            for it in page.chars
            if it["text"] in rare and it["size"] > wanted
        ]
    assert len(shapes) >= len(rare)
    assert all(shape.getextrema()[0] < 160 for shape in shapes)
    assert len({shape.tobytes() for shape in shapes[: len(rare)]}) == len(rare)


def _titled(title: str) -> tuple:
    (section,) = make_content().sections
    (article,) = section.articles
    return (type(section)(section.name, (type(article)(1, title, article.blocks),)),)


@pytest.mark.parametrize("lines", [22, 24])
def test_numbers_are_not_parted_from_themselves_nor_from_their_units(lines: int) -> None:
    """At every place of a line: each paragraph pushes the figures one character on."""
    blocks = words(*("工" * shift + FIGURES for shift in range(28)))
    for page in print_and_measure(make_content(blocks), PageStyle(lines))[1:-1]:
        texts = ["".join(it.text for it in line).strip() for line in page.lines()]
        for above, below in pairwise(texts):
            parted = above[-1:] + below[:1]
            assert not re.fullmatch(r"[\d.,][\d.,%]|\d[年月日万家个名人]", parted), (above, below)


@pytest.mark.parametrize("seed", [5, 13])
def test_no_line_begins_with_a_closing_or_ends_with_an_opening_mark(seed: int) -> None:
    made = generate(seed)
    pages = measured(render_pdf(made.content, made.style, made.pictures.get))
    ends = []
    for page in pages:
        for line in page.lines():
            body = [it for it in line if it.size == pytest.approx(16) and it.text.strip()]
            if body and body[0].left == pytest.approx(28, abs=0.1):
                ends.append((body[0].text, body[-1].text))
    assert len(ends) > 20
    assert [pair for pair in ends if pair[0] in NOT_AT_HEAD or pair[1] in NOT_AT_END] == []


def test_a_dash_and_an_ellipsis_are_never_parted() -> None:
    blocks = (Paragraph((Run("工" * shift + "甲——乙……" + "工" * 30),)) for shift in range(20, 28))
    for page in print_and_measure(make_content(tuple(blocks))):
        texts = ["".join(it.text for it in line).strip() for line in page.lines()]
        for above, below in pairwise(texts):
            assert (above[-1:] + below[:1]) not in {"——", "……"}
