"""The PDF, measured from the file itself against the figures of the trade."""

import datetime
from dataclasses import replace
from io import BytesIO

import pdfplumber
import pypdfium2
import pytest
from PIL import Image as Picture

from issues.edition.content import (
    Cell,
    EditionContent,
    Heading,
    Image,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    RecipientGroup,
    Rule,
    Run,
    Section,
    StaffLine,
    Table,
    plain_text,
)
from issues.typesetting.pdf import PrintRefused, render_pdf
from issues.typesetting.style import PageStyle
from tests.issues.typesetting.printed import (
    SENTENCE,
    in_order,
    make_content,
    measured,
    no_pictures,
    print_and_measure,
    squeezed,
    words,
)

NEAR = 0.5  # mm
LONG = words(*["工" * 300] * 6)


def near(value: float) -> object:
    return pytest.approx(value, abs=NEAR)


@pytest.mark.parametrize(("lines", "pitch"), [(22, 10.21), (24, 9.37)])
def test_body_lines_stand_on_the_grid(lines: int, pitch: float) -> None:
    page = print_and_measure(make_content(LONG), PageStyle(lines_per_page=lines))[1]
    *body, _folio = page.lines()
    assert len(body) == lines
    assert {
        round(after[0].baseline - before[0].baseline, 2)
        for before, after in zip(body, body[1:], strict=False)
    } == {pitch}
    full = [line for line in body if len(line) == 28]
    assert len(full) > lines / 2
    for line in full:
        assert (line[0].left, line[-1].right) == (near(28), near(184))
        assert [it.size for it in line] == [pytest.approx(16)] * 28
        steps = [after.left - before.left for before, after in zip(line, line[1:], strict=False)]
        assert steps == [pytest.approx(156 / 28, abs=0.05)] * 27
    # The first line's characters hang from the top of the type area: 0.88 of their size above the baseline.
    assert body[0][0].baseline == near(37 + 0.88 * 16 * 25.4 / 72)


def test_a_paragraph_begins_two_characters_in() -> None:
    body = print_and_measure(make_content(words(SENTENCE * 3)))[0].lines()
    first = next(line for line in body if line[0].text == "近")
    assert first[0].left == near(28 + 2 * 156 / 28)


def test_page_numbers_are_outside_and_seven_mm_below() -> None:
    pages = print_and_measure(make_content(LONG))
    folios = [page.lines()[-1] for page in pages]
    assert ["".join(it.text for it in line) for line in folios] == [
        f"— {n} —" for n in range(1, len(pages) + 1)
    ]
    assert folios[0][-1].right == near(184 - 14 * 25.4 / 72)
    assert folios[1][0].left == near(28 + 14 * 25.4 / 72)
    assert [it.size for it in folios[0]] == [pytest.approx(14)] * 5


def test_the_dashes_of_a_page_number_lie_seven_mm_below_the_type_area() -> None:
    with pypdfium2.PdfDocument(render_pdf(make_content(LONG), PageStyle(), no_pictures)) as document:
        picture = document[0].render(scale=4).to_pil().convert("L")
    mm = picture.height / 297
    strip = picture.crop((round(162.5 * mm), round(264 * mm), round(165.5 * mm), round(276 * mm)))
    _left, top, _right, bottom = strip.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert 264 + (top + bottom) / 2 / mm == near(269)


def test_the_foot_stands_at_the_bottom_of_the_last_page_with_its_rules() -> None:
    *_, last = print_and_measure(make_content(LONG, copies=None))
    left, right, tops, strokes = zip(*last.rules, strict=True)
    assert strokes == (
        pytest.approx(0.35, abs=0.01),
        pytest.approx(0.25, abs=0.01),
        pytest.approx(0.35, abs=0.01),
    )
    assert set(map(round, left)) == {28}
    assert set(map(round, right)) == {184}
    assert tops[-1] == near(262)


def test_recipients_stand_aligned_after_the_colon() -> None:
    names = tuple(f"第{n}州市总工会" for n in range(30))
    *_, last = print_and_measure(make_content(recipients=(RecipientGroup("send", "抄送", names),)))
    lines = last.lines()
    first = next(at for at, line in enumerate(lines) if line[0].text == "抄")
    hanging = list(lines[first + 1 : first + 6])
    assert lines[first][0].left == near(28 + 14 * 25.4 / 72)
    assert {round(line[0].left, 1) for line in hanging} == {round(28 + 4 * 14 * 25.4 / 72, 1)}


@pytest.mark.parametrize("count", [1, 300])
def test_any_number_of_recipients_is_printed(count: int) -> None:
    names = tuple(f"第{n}号收件单位" for n in range(count))
    pages = print_and_measure(make_content(recipients=(RecipientGroup("report", "报", names),)))
    assert squeezed("，".join(names) + "。") in "".join(_without_folio(page.text) for page in pages)
    assert pages[-1].rules[-1][2] > 245


def _without_folio(text: str) -> str:
    return text[: text.rindex("—", 0, len(text) - 1)] if text.endswith("—") else text


@pytest.mark.parametrize("articles", [0, 1, 40])
def test_any_number_of_articles_is_printed_in_order(articles: int) -> None:
    content = make_content(articles=articles)
    text = "".join(page.text for page in print_and_measure(content))
    parts = [content.publication, content.full_label, content.issuer, content.date_label]
    parts += [article.title for article in content.articles]
    for article in content.articles:
        parts += [article.title, article.byline]
    assert in_order([*parts, "报：省委，省政府。", f"{content.date_label}印发", "（共印120份）"], text) == []


RICH = (
    *words("第一段。"),
    Heading(1, (Run("一、提高站位"),)),
    Heading(3, (Run("1.宣讲"),)),
    Paragraph(
        (Run("水是H"), Run("2", sub=True), Run("O，"), Run("重点", bold=True), Run("删去", strike=True))
    ),
    ListBlock(
        True,
        (
            ListItem((Run("第一项"),), (ListBlock(False, (ListItem((Run("子项"),)),)),)),
            ListItem((Run("第二项"),)),
        ),
    ),
    Table(
        (
            (Cell((Run("单位"),), header=True), Cell((Run("篇数"),), header=True)),
            (Cell((Run("曲靖市总工会"),)), Cell((Run("12"),))),
            (Cell((Run("13"),), words("又一段")),),
        ),
        caption="采用情况",
    ),
    Quote(words("引文。")),
    Rule(),
    Image("/media/a.jpg", "会场", "会议现场"),
)


def a_picture(src: str) -> bytes:
    data = BytesIO()
    Picture.new("RGB", (800, 600), "steelblue").save(data, "JPEG")
    return data.getvalue()


@pytest.mark.parametrize("style", [PageStyle(), PageStyle(24, True, True)])
def test_every_kind_of_block_is_printed_in_order(style: PageStyle) -> None:
    content = make_content(
        RICH,
        editors_note=words("编者的话。"),
        correction_note="第1版有误。\n特此更正。",
        assumed_note="报头为补拟。",
        staff=(StaffLine("责任编辑", "张三"), StaffLine("签发", "李四")),
        notice="内部资料",
        document_code="000123",
    )
    pages = measured(render_pdf(content, style, a_picture))
    text = "".join(page.text for page in pages)
    order = [
        "内部资料",
        "编号：000123",
        "云南工会简报",
        "报头为补拟。",
        "更正说明：第1版有误。",
        "特此更正。",
    ]
    order += ["编者按：编者的话。", "本期要目", "【工作动态】", content.articles[0].title, "【工作动态】"]
    order += [content.articles[0].title, *plain_text(RICH).split("\n"), "责任编辑：张三", "签发：李四"]
    # A byline follows the last text; photos come after it.
    order.insert(order.index("会议现场"), "（曲靖市总工会杨冲美）")
    assert in_order(order, text) == []


HOSTILE = (
    "#let x = 1; $a^2$ *粗* _斜_ @ref <label> `code` \\ // 注释 /* */ [括] {花} ~ -- \"引\" 'q'",
    '</script><script>alert(1)</script> #panic() #import "x" {{ x }} {% y %}',
    "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4,
    "网址https://example.com/" + "a" * 150 + "?q=1&r=2，后面。",
    "人名：𬭚、堃、淯、㛃。",
    "，。、）》" * 40,
    "（《“" * 40,
)


def test_hostile_text_is_text_and_stays_inside_the_page() -> None:
    content = make_content(words(*HOSTILE), publication="#工会*简报*", issuer="$总工会$")
    content = replace(content, sections=(Section("#栏目", content.articles),))
    pages = print_and_measure(content)
    text = "".join(page.text for page in pages)
    assert in_order(["#工会*简报*", "$总工会$", "【#栏目】"], text) == []
    folios = [f"—{n}—" for n in range(1, len(pages) + 1)]
    for folio in folios:
        text = text.replace(folio, "", 1)
    assert in_order(HOSTILE, text) == []
    hanging = 16 * 25.4 / 72
    assert max(it.right for page in pages for it in page.characters) <= 184 + hanging + NEAR


def test_a_character_in_no_font_is_refused_by_name() -> None:
    with pytest.raises(PrintRefused, match=r"“\U00050000”（U\+50000）"):
        render_pdf(make_content(words("张\U00050000")), PageStyle(), no_pictures)


def test_a_picture_that_is_gone_leaves_its_words() -> None:
    content = make_content((*words("正文。"), Image("/media/gone.jpg", "会场全景", "会议现场")))
    text = print_and_measure(content)[-1].text
    assert in_order(["会场全景", "会议现场"], text) == []


def opened(content: EditionContent, style: PageStyle | None = None) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(render_pdf(content, style or PageStyle(), a_picture))


@pytest.mark.parametrize("run_in", [False, True])
def test_bookmarks_name_the_bulletin_its_sections_and_articles(run_in: bool) -> None:
    content = make_content(RICH, articles=2)
    with opened(content, PageStyle(run_in_titles=run_in)) as document:
        marks = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    inner = [(3, "一、提高站位"), (4, "1.宣讲")]
    assert marks == [
        (0, "云南工会简报"),
        (1, "【工作动态】"),
        *((2, content.articles[0].title), *inner),
        *((2, content.articles[1].title), *inner),
    ]


def test_the_file_says_what_it_is() -> None:
    data = render_pdf(make_content(), PageStyle(), no_pictures)
    with pypdfium2.PdfDocument(data) as document:
        about = document.get_metadata_dict()
    assert about["Title"] == "云南工会简报 2021年第3期"
    assert about["Author"] == "云南省总工会办公室"
    assert about["CreationDate"].startswith("D:20210205")
    for mark in (b"/MarkInfo", b"/Marked true", b"/Lang(zh-CN)", b"pdfaid:part", b"pdfuaid:part"):
        assert mark in data.replace(b" (", b"("), mark


def test_the_same_issue_gives_the_same_bytes() -> None:
    content = make_content(RICH)
    assert render_pdf(content, PageStyle(), a_picture) == render_pdf(content, PageStyle(), a_picture)


def test_contents_lead_to_the_pages() -> None:
    content = make_content(words(SENTENCE * 12), articles=3)
    pages = print_and_measure(content, PageStyle())
    entries = {}
    for line in pages[0].lines():
        text = squeezed("".join(it.text for it in line)).removeprefix("※")
        for article in content.articles:
            if text.startswith(article.title) and text != article.title:
                entries[article.n] = int(text.removeprefix(article.title))
    starts = {
        article.n: max(at for at, page in enumerate(pages, start=1) if article.title in page.text)
        for article in content.articles
    }
    assert entries == starts


def test_a_supplement_without_sections_date_or_recipients_is_printed() -> None:
    content = make_content(
        kind="supplement", number=1, total_number=None, date=None, recipients=(), copies=None
    )
    content = replace(content, sections=(Section("", content.articles),), issuer="")
    (page,) = print_and_measure(content)
    assert "增刊第1期" in page.text
    assert "印发" not in page.text


def test_sections_stand_on_new_pages_where_the_publication_wants_it() -> None:
    one = make_content(articles=2)
    sections = (Section("甲栏", one.articles[:1]), Section("乙栏", one.articles[1:]))
    content = replace(one, sections=sections, date=datetime.date(2021, 12, 25))
    assert [page.text[:4] for page in print_and_measure(content, PageStyle())][1:] != ["【甲栏】", "【乙栏】"]
    pages = print_and_measure(content, PageStyle(sections_on_new_pages=True))
    assert [page.text[:4] for page in pages[1:]] == ["【甲栏】", "【乙栏】"]


def test_masthead_stands_as_an_office_sets_it() -> None:
    """标志 at the left, 编号 at the right, the name red and in the middle, number below, issuer and date at the rule."""
    content = make_content(notice="内部资料", document_code="000123")
    pdf = render_pdf(content, PageStyle(), no_pictures)
    with pdfplumber.open(BytesIO(pdf)) as document:
        page = document.pages[0]
        name = [it for it in page.chars if it["size"] > 25]
        (rule,) = (it for it in page.lines if it["stroking_color"] != 0.0)
        colours = {it["non_stroking_color"] for it in name}
    red = (0.843, 0.0, 0.059)
    assert [pytest.approx(part, abs=0.005) for part in red] == list(next(iter(colours)))
    assert len(colours) == 1
    assert list(rule["stroking_color"]) == [pytest.approx(part, abs=0.005) for part in red]
    assert (rule["x0"] * 25.4 / 72, rule["x1"] * 25.4 / 72) == (near(28), near(184))
    ink = (name[0]["x0"] + name[-1]["x1"]) / 2 * 25.4 / 72
    assert ink == near(106)
    lines = measured(pdf)[0].lines()
    texts = [squeezed("".join(it.text for it in line)) for line in lines[:4]]
    assert texts == [
        "内部资料编号：000123",
        "云南工会简报",
        "第3期（总第45期）",
        "云南省总工会办公室2021年2月5日",
    ]
    assert (lines[0][0].left, lines[0][-1].right) == (near(28), near(184))
    assert (lines[3][0].left, lines[3][-1].right) == (
        near(28 + 16 * 25.4 / 72),
        near(184 - 16 * 25.4 / 72),
    )


def test_titles_and_headings_have_their_sizes_and_fonts() -> None:
    blocks = (
        *words("正文。"),
        Heading(1, (Run("一、黑体"),)),
        Heading(2, (Run("（一）楷体"),)),
        Heading(3, (Run("1.仿宋"),)),
    )
    style = PageStyle()
    with pdfplumber.open(BytesIO(render_pdf(make_content(blocks), style, no_pictures))) as document:
        chars = [it for page in document.pages for it in page.chars]
    title = [it for it in chars if it["size"] == pytest.approx(22)]
    assert "".join(it["text"] for it in title) == "第1篇关于竞赛活动的通报"
    assert (title[0]["x0"] + title[-1]["x1"]) / 2 * 25.4 / 72 == near(106)
    heading = {it["text"]: it["fontname"] for it in chars if it["text"] in "黑宋"}
    assert "Sans" in heading["黑"] or "Hei" in heading["黑"]
    assert heading["黑"] != heading["宋"]


def test_copies_stand_at_the_right_below_the_last_rule() -> None:
    *_, last = print_and_measure(make_content(copies=120))
    line = next(line for line in last.lines() if "共" in {it.text for it in line})
    assert squeezed("".join(it.text for it in line)) == "（共印120份）"
    # The white half of the last bracket stands outside.
    assert line[-1].right - 7 * 25.4 / 72 == near(184 - 14 * 25.4 / 72)
    assert [it.size for it in line] == [pytest.approx(14)] * len(line)
    assert last.rules[-1][2] < line[0].baseline
