"""The Word file: its styles, its page, its parts, and that Word takes it as it is."""

import io
from dataclasses import replace

import pytest
from docx import Document
from docx.shared import Mm, Pt, Twips
from lxml import etree
from PIL import Image as Picture

from issues.edition.content import (
    Cell,
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
    Table,
)
from issues.typesetting.docx import render_docx
from issues.typesetting.style import PageStyle
from tests.issues.typesetting.generated import generate
from tests.issues.typesetting.samples import article, content, text
from tests.issues.typesetting.wordfile import W, faults, parts, xml
from tests.issues.typesetting.words import words_of_docx

OWN_LINE, RUN_IN = PageStyle(), PageStyle(24, sections_on_new_pages=True, run_in_titles=True)


def rendered(issue: object, style: PageStyle = OWN_LINE, **given: object) -> Document:
    data = render_docx(issue, style, **given)
    assert faults(data) == []
    return Document(io.BytesIO(data))


def styled(document: Document) -> list[tuple[str, str]]:
    """(style, text) of the paragraphs outside tables."""
    return [(one.style.name, one.text) for one in document.paragraphs if one.text]


def test_parts_of_an_issue_have_the_styles_an_office_knows() -> None:
    assert styled(rendered(content())) == [
        ("标志", "内部资料　注意保存"),
        ("名称前行", "产业工人队伍建设改革"),
        ("名称", "工作简报"),
        ("期号", "第3期（总第45期）"),
        ("编印", "云南省总工会办公室\t2021年2月5日"),
        ("要目标题", "本期要目"),
        ("要目栏目", "【重点推荐】"),
        ("要目", "曲靖市推进产业工人队伍建设改革\t"),
        ("栏目", "【重点推荐】"),
        ("标题", "曲靖市推进产业工人队伍建设改革"),
        ("正文", "12月3日，曲靖市召开推进会议。会议要求抓好落实。"),
        ("正文", "各县（市、区）要认真学习。（曲靖市总工会 杨冲美）"),
    ]


def test_title_and_byline_run_into_the_text_where_the_publication_wants_it() -> None:
    assert styled(rendered(content(), RUN_IN))[8:] == [
        ("栏目", "【重点推荐】"),
        ("正文", "曲靖市推进产业工人队伍建设改革 12月3日，曲靖市召开推进会议。会议要求抓好落实。"),
        ("正文", "各县（市、区）要认真学习。（曲靖市总工会 杨冲美）"),
    ]


def test_title_runs_into_nothing_where_an_article_begins_and_ends_with_no_paragraph() -> None:
    table = Table(((Cell((Run("甲"),)),),))
    made = rendered(content(article(blocks=(table,))), RUN_IN)
    assert styled(made)[9:] == [
        ("正文", "曲靖市推进产业工人队伍建设改革"),
        ("署名", "（曲靖市总工会 杨冲美）"),
    ]


def test_subtitle_has_a_line_of_its_own() -> None:
    assert styled(rendered(content(article(title="工匠——记杨冲美"))))[9:11] == [
        ("标题", "工匠"),
        ("副标题", "——记杨冲美"),
    ]


def test_byline_stands_before_the_photos_that_follow_the_text() -> None:
    image = Image("/media/photos/a.jpg", caption="图为现场")
    assert styled(rendered(content(article(blocks=(*text("见图。"), image, image)))))[10:] == [
        ("正文", "见图。（曲靖市总工会 杨冲美）"),
        ("图注", "图为现场"),
        ("图注", "图为现场"),
    ]


def test_notes_stand_between_masthead_and_contents() -> None:
    issue = content(
        assumed_note="本页报头为补拟。",
        correction_note="第一处更正。\n第二处更正。",
        editors_note=text("按语一。", "按语二。"),
    )
    assert styled(rendered(issue))[4:12] == [
        ("编印", "云南省总工会办公室\t2021年2月5日"),
        ("补拟说明", "本页报头为补拟。"),
        ("按语", "更正说明：第一处更正。"),
        ("按语", "第二处更正。"),
        ("按语", "编者按：按语一。"),
        ("按语", "按语二。"),
        ("要目标题", "本期要目"),
        ("要目栏目", "【重点推荐】"),
    ]


def test_classified_issue_has_its_number_at_the_right() -> None:
    assert styled(rendered(content(document_code="000123")))[0] == (
        "标志",
        "内部资料　注意保存\t编号：000123",
    )


def test_blocks_of_a_text_have_their_styles() -> None:
    blocks = (
        Heading(1, (Run("一、主要做法"),)),
        Heading(2, (Run("（一）抓机制"),)),
        Heading(3, (Run("1.建制度"),)),
        ListBlock(
            True,
            (ListItem((Run("甲"),)), ListItem((Run("乙"),), (ListBlock(False, (ListItem((Run("丙"),)),)),))),
        ),
        Quote(text("引用。")),
        Rule(),
        *text("完。"),
    )
    assert styled(rendered(content(article(blocks=blocks, credits=()))))[10:] == [
        ("层次一", "一、主要做法"),
        ("层次二", "（一）抓机制"),
        ("层次三", "1.建制度"),
        ("条目", "甲"),
        ("条目", "乙"),
        ("条目", "丙"),
        ("引文", "引用。"),
        ("正文", "完。"),
    ]


def test_ordered_lists_each_count_from_one() -> None:
    one = ListBlock(True, (ListItem((Run("甲"),)), ListItem((Run("乙"),))))
    document = rendered(content(article(blocks=(one, *text("间。"), one))))
    numbers = [
        paragraph._p.pPr.numPr.numId.val
        for paragraph in document.paragraphs
        if paragraph.style.name == "条目"
    ]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_page_is_that_of_the_standard() -> None:
    section = rendered(content()).sections[0]
    near = [
        (section.page_width, Mm(210)),
        (section.page_height, Mm(297)),
        (section.top_margin, Mm(37)),
        (section.left_margin, Mm(28)),
        (section.page_width - section.left_margin - section.right_margin, Mm(156)),
        (section.page_height - section.top_margin - section.bottom_margin, Mm(225)),
    ]
    assert [abs(is_ - wanted) < Mm(0.2) for is_, wanted in near] == [True] * 6


@pytest.mark.parametrize(("lines", "pitch"), [(22, 579), (24, 531)])
def test_page_has_the_grid_of_28_characters(lines: int, pitch: int) -> None:
    section = rendered(content(), PageStyle(lines)).sections[0]
    grid = section._sectPr.find(f"{W}docGrid")
    assert dict(grid.attrib) == {
        f"{W}type": "linesAndChars",
        f"{W}linePitch": str(pitch),
        f"{W}charSpace": grid.get(f"{W}charSpace"),
    }
    # 28 characters of 16 points and what the grid adds to each fill the line, and no 29th fits.
    character = 16 + int(grid.get(f"{W}charSpace")) / 4096
    width = (section.page_width - section.left_margin - section.right_margin) / Pt(1)
    assert int(width / character) == 28
    assert (
        lines * pitch
        <= (section.page_height - section.top_margin - section.bottom_margin) / Twips(1)
        < (lines + 1) * pitch
    )


def test_lines_of_the_text_hold_28_characters_without_the_grid() -> None:
    document = rendered(content())
    section, style = document.sections[0], document.styles["正文"]
    assert style.font.size is None
    assert document.styles["Normal"].font.size.pt == 16
    tightened = 16 + int(style.element.rPr.find(f"{W}spacing").get(f"{W}val")) / 20
    assert int((section.page_width - section.left_margin - section.right_margin) / Pt(1) / tightened) == 28
    assert style.paragraph_format.line_spacing.pt == 28.95


def test_page_numbers_are_fields_at_the_outer_edge() -> None:
    document = rendered(content())
    section = document.sections[0]
    found = []
    for footer in (section.footer, section.even_page_footer):
        paragraph = footer.paragraphs[0]
        codes = [one.text.strip() for one in paragraph._p.iter(f"{W}instrText")]
        found.append((paragraph.text, codes, paragraph.alignment.name))
    assert found == [("— 1 —", ["PAGE"], "RIGHT"), ("— 1 —", ["PAGE"], "LEFT")]
    assert document.settings.odd_and_even_pages_header_footer is True


def test_contents_lead_to_the_articles_with_dots_and_pages() -> None:
    document = rendered(content(article(), article(title="另一篇")), pages={1: 2, 2: 5})
    entries = [one for one in document.paragraphs if one.style.name == "要目"]
    links = [one._p.find(f"{W}hyperlink") for one in entries]
    assert [link.get(f"{W}anchor") for link in links] == ["a1", "a2"]
    codes = [[code.text.strip() for code in one._p.iter(f"{W}instrText")] for one in entries]
    assert codes == [["PAGEREF a1 \\h"], ["PAGEREF a2 \\h"]]
    assert [one.text for one in entries] == ["曲靖市推进产业工人队伍建设改革\t2", "另一篇\t5"]
    assert [one._p.pPr.find(f"{W}tabs/{W}tab").get(f"{W}leader") for one in entries] == ["dot", "dot"]


def test_sections_begin_pages_where_the_publication_wants_it() -> None:
    issue = content()
    issue = replace(issue, sections=(*issue.sections, Section("", (article(2, "另一篇"),))))

    def breaks(style: PageStyle) -> list[str]:
        paragraphs = rendered(issue, style).paragraphs
        return [one.text[:6] for one in paragraphs if one.paragraph_format.page_break_before]

    assert breaks(PageStyle()) == []
    assert breaks(PageStyle(sections_on_new_pages=True)) == ["【重点推荐】", "另一篇"]
    assert breaks(RUN_IN) == ["【重点推荐】", "另一篇 12"]


def closing_table(document: Document) -> object:
    return document.tables[-1]


def test_closing_has_its_rules_and_is_aligned_after_the_colon() -> None:
    table = closing_table(rendered(content()))
    cells = [row.cells[0] for row in table.rows]
    assert [cell.text.split("\n") for cell in cells] == [
        [
            "报：省委深改办，全国总工会办公厅。",
            "抄送：各州市总工会。",
            "本期增发：云铝淯鑫公司。",
            "责任编辑：李娜　签发：王堃",
        ],
        ["云南省总工会办公室\t2021年2月5日印发"],
        ["（共印120份）"],
    ]
    hanging = [-one.paragraph_format.first_line_indent.pt for one in cells[0].paragraphs[:3]]
    assert hanging == [2 * 14, 3 * 14, 5 * 14]
    assert [rules(cell) for cell in cells] == [{"top": 0.35}, {"top": 0.26, "bottom": 0.35}, {}]
    place = table._tbl.tblPr.find(f"{W}tblpPr")
    assert (place.get(f"{W}vertAnchor"), place.get(f"{W}tblpYSpec")) == ("margin", "bottom")


def rules(cell: object) -> dict[str, float]:
    """Widths in millimetres; Word counts eighths of a point."""
    edges = cell._tc.tcPr.find(f"{W}tcBorders")
    return {etree.QName(edge).localname: round(int(edge.get(f"{W}sz")) / 8 / 72 * 25.4, 2) for edge in edges}


def test_closing_that_is_too_long_for_the_foot_flows_over_pages() -> None:
    names = tuple(f"第{number}届工会委员会" for number in range(300))
    document = rendered(content(recipients=(RecipientGroup("issue", "发", names),)))
    assert document.tables == []
    begin = next(
        at for at, one in enumerate(document.paragraphs) if one.text.startswith("发：第0届工会委员会，")
    )
    lines = document.paragraphs[begin - 1 : begin + 7]
    assert [one.text for one in lines[2:]] == [
        "责任编辑：李娜　签发：王堃",
        "",
        "云南省总工会办公室\t2021年2月5日印发",
        "",
        "（共印120份）",
        "",
    ]
    widths = [
        round(int(edge.get(f"{W}sz")) / 8 / 72 * 25.4, 2) if edge is not None else None
        for edge in (one._p.find(f"{W}pPr/{W}pBdr/{W}top") for one in lines)
    ]
    assert widths == [0.35, None, None, 0.26, None, 0.35, None, None]
    # The lines after the last recipient stay together.
    assert [one.paragraph_format.keep_with_next for one in lines[2:7]] == [True, None, True, None, None]


def test_the_end_of_the_text_stays_with_the_closing() -> None:
    """Its last paragraph, a picture with its caption, the last row of a table; not what stands before them."""
    table = Table(tuple((Cell((Run(mark),)),) for mark in "甲乙"))
    picture = io.BytesIO()
    Picture.new("RGB", (30, 10), "red").save(picture, "PNG")
    for ending, kept in (
        ((), ["结束。"]),
        ((Image("/media/a.png", "会场", "图为现场"),), ["图为现场"]),
        ((table,), ["乙"]),
    ):
        issue = content(article(blocks=(*text("开头。", "结束。"), *ending), credits=()))
        body = rendered(issue, picture=lambda src: picture.getvalue()).element.body
        marked = body.xpath(".//w:p[w:pPr/w:keepNext[not(@w:val='0')] and .//w:t]")
        texts = ["".join(it.text for it in one.xpath(".//w:t")) for one in marked]
        assert texts == kept


def test_issue_without_recipients_has_no_closing() -> None:
    assert rendered(content(recipients=(), staff=(), copies=None)).tables == []


def test_picture_has_its_caption_and_words_for_who_cannot_see_it() -> None:
    file = io.BytesIO()
    Picture.new("RGB", (3000, 1000), "red").save(file, "WEBP")
    image = Image("/media/photos/a.webp", alt="大会现场", caption="图为大会现场")
    document = rendered(
        content(article(blocks=(*text("见图。"), image))), picture={image.src: file.getvalue()}.get
    )
    shape = document.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "大会现场"
    assert shape.width <= Mm(156.1)
    assert abs(shape.width / shape.height - 3) < 0.01
    assert ("图注", "图为大会现场") in styled(document)


@pytest.mark.parametrize("data", [None, b"", b"no picture", b"\xff\xd8\xff\xe0broken"])
def test_picture_that_is_gone_leaves_its_caption(data: bytes | None) -> None:
    image = Image("/media/photos/a.jpg", caption="图为大会现场")
    document = rendered(content(article(blocks=(*text("见图。"), image))), picture=lambda src: data)
    assert len(document.inline_shapes) == 0
    assert ("图注", "图为大会现场") in styled(document)


def test_table_keeps_its_merged_cells() -> None:
    rows = (
        (Cell((Run("单位"),), header=True, rowspan=2), Cell((Run("人数"),), header=True, colspan=2)),
        (Cell((Run("男"),), header=True), Cell((Run("女"),), header=True)),
        (Cell((Run("曲靖"),)), Cell((Run("12"),)), Cell((Run("9"),))),
        (Cell((Run("缺"),)),),
    )
    document = rendered(content(article(blocks=(Table(rows, "人数表"),))))
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["单位", "人数", "人数"],
        ["单位", "男", "女"],
        ["曲靖", "12", "9"],
        ["缺", "", ""],
    ]
    assert ("表题", "人数表") in styled(document)


def test_table_wider_than_word_can_have_it_loses_nothing() -> None:
    rows = (tuple(Cell((Run(f"第{at}格"),)) for at in range(70)),)
    document = rendered(content(article(blocks=(Table(rows),)), recipients=(), staff=(), copies=None))
    assert document.tables == []
    assert [words for style, words in styled(document) if style == "表文"] == [
        f"第{at}格" for at in range(70)
    ]


def test_cell_that_spans_more_columns_than_there_are_takes_one() -> None:
    rows = ((Cell((Run("全表"),), colspan=99),), (Cell((Run("甲"),), rowspan=99), Cell((Run("乙"),))))
    table = rendered(content(article(blocks=(Table(rows),)))).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["全表"] * 3, ["甲", "乙", ""]]


def test_links_lead_where_they_should_and_a_bad_one_is_only_text() -> None:
    hrefs = {
        "一": "https://example.cn/?a=1&b=2",
        "二": "https://例子.中国/路 径",
        "三": "http://[half",
        "四": f"https://example.cn/{'a' * 3000}",
        "五": 'http://example.cn/"<>',
    }
    runs = tuple(Run(name, href=href) for name, href in hrefs.items())
    document = rendered(content(article(blocks=(Paragraph(runs),))))
    targets = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert targets == {
        "https://example.cn/?a=1&b=2",
        "https://xn--fsqu00a.xn--fiqs8s/%E8%B7%AF%20%E5%BE%84",
        "http://example.cn/%22%3C%3E",
    }
    assert ("正文", "一二三四五（曲靖市总工会 杨冲美）") in styled(document)


def test_fonts_and_language_are_chinese() -> None:
    styles = xml(parts(render_docx(content(), OWN_LINE))["word/styles.xml"])
    fonts = {}
    for style in styles.iter(f"{W}style"):
        given = style.find(f"{W}rPr/{W}rFonts")
        if given is not None:
            fonts[style.find(f"{W}name").get(f"{W}val")] = given.get(f"{W}eastAsia")
    wanted = {
        "Normal": "仿宋_GB2312",
        "名称": "方正小标宋简体",
        "标题": "方正小标宋简体",
        "栏目": "黑体",
        "层次一": "黑体",
        "层次二": "楷体_GB2312",
        "版记": "仿宋_GB2312",
        "页码": "宋体",
    }
    assert wanted.items() <= fonts.items()
    defaults = styles.find(f"{W}docDefaults")
    assert next(defaults.iter(f"{W}lang")).get(f"{W}eastAsia") == "zh-CN"


def test_file_says_what_it_is() -> None:
    properties = rendered(content()).core_properties
    assert properties.title == "产业工人队伍建设改革工作简报 2021年第3期"
    assert (properties.author, properties.language) == ("云南省总工会办公室", "zh-CN")
    assert (properties.keywords, properties.comments) == ("", "")


def test_same_content_gives_the_same_bytes() -> None:
    made = generate(1)
    first, second = (render_docx(made.content, made.style, picture=made.pictures.get) for _ in range(2))
    assert first == second


HOSTILE = [
    "控制\x00\x01\x08\x0b\x1f\x7f字符",
    "半个\ud83d代理",
    "非字符\ufffe\uffff",
    "表情😀👨‍👩‍👧‍👦",
    "阿拉伯 السلام عليكم 希伯来 שלום",
    "生僻字𬭚堃淯㛃𠮷",
    "组合e\u0301\u0327" + "\u0300" * 200,
    "很长" * 5000,
    "w" * 20000,
    "<w:p/>&amp;]]>--><!--",
    "制表\t换行\n回车\r尾",
    "零宽\u200b\u200d\u2060\ufeff",
]


@pytest.mark.parametrize("style", [OWN_LINE, RUN_IN], ids=["own-line", "run-in"])
@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_gives_a_file_that_word_takes(words: str, style: PageStyle) -> None:
    runs = (Run(words), Run(words, bold=True, href=f"https://example.cn/{words}"))
    cell = Cell(runs, text(words))
    one = article(
        title=words,
        blocks=(
            Paragraph(runs),
            Heading(1, runs),
            Table(((cell, cell),), words),
            Image("x", words, words),
            Quote(text(words)),
        ),
        source=words,
    )
    issue = content(
        one,
        publication=words,
        issuer=words,
        notice=words,
        document_code=words,
        assumed_note=words,
        correction_note=words,
        editors_note=text(words),
        recipients=(RecipientGroup("report", words[:8], (words,) * 3),),
    )
    data = render_docx(issue, style)
    assert faults(data) == []
    kept = "".join(char for char in words if is_xml(char) and not char.isspace())
    assert words_of_docx(data).count(kept) >= 12


def is_xml(char: str) -> bool:
    """XML 1.0, production 2."""
    return char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char >= "\U00010000"


@pytest.mark.parametrize("seed", range(12))
def test_generated_issue_gives_a_file_that_word_takes(seed: int) -> None:
    made = generate(seed)
    assert faults(render_docx(made.content, made.style, picture=made.pictures.get)) == []
