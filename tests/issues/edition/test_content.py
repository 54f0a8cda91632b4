"""Edition content: how it is printed, its canonical JSON and its SHA-256."""

import datetime
import hashlib
import json
from dataclasses import replace

import pytest

from issues.edition.content import (
    Article,
    Cell,
    ContentError,
    Credit,
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
    from_json,
    sha256,
    to_json,
)

BARE = EditionContent("工会简报", "jianbao", "市总工会", "regular", 2021, 3, ())

FULL = replace(
    BARE,
    total_number=45,
    date=datetime.date(2021, 2, 5),
    notice="内部资料 注意保存",
    document_code="0001",
    assumed_note="报头为补拟。",
    editors_note=(Paragraph((Run("编者的话。"),)),),
    sections=(
        Section(
            "重点推荐",
            (
                Article(
                    1,
                    "推进改革——曲靖的做法",
                    (
                        Paragraph((Run("一"), Run("二", bold=True, href="https://example.org/"))),
                        Heading(2, (Run("（一）"),)),
                        ListBlock(
                            True, (ListItem((Run("甲"),), (ListBlock(False, (ListItem((Run("子"),)),)),)),)
                        ),
                        Table(((Cell((Run("a"),), header=True, colspan=2),), (Cell((), (Rule(),)),)), "表"),
                        Image("/media/a.jpg", "会场", "图一"),
                        Quote((Paragraph((Run("引"),)),)),
                        Rule(),
                    ),
                    (Credit("曲靖市总工会", ("杨冲美",)),),
                    "工人日报",
                    "2021年1月5日第3版",
                ),
            ),
        ),
        Section("", (Article(2, "简讯", ()),)),
    ),
    recipients=(
        RecipientGroup("report", "报", ("省委深改办",)),
        RecipientGroup("issue", "本期增发", ("各县",), extra=True),
    ),
    staff=(StaffLine("责任编辑", "张三"),),
    copies=120,
    version=2,
    correction_note="更正第2页。",
)


@pytest.mark.parametrize("content", [BARE, FULL])
def test_json_comes_back_as_the_same_content_and_the_same_bytes(content):
    written = to_json(content)
    assert from_json(written) == content
    assert to_json(from_json(written)) == written
    assert written == json.dumps(
        json.loads(written), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_json_of_blocks_names_their_type_and_leaves_out_plain_looks():
    article = json.loads(to_json(FULL))["sections"][0]["articles"][0]
    assert article["blocks"][0] == {
        "type": "paragraph",
        "runs": [{"text": "一"}, {"text": "二", "bold": True, "href": "https://example.org/"}],
    }
    assert [block["type"] for block in article["blocks"]] == [
        "paragraph",
        "heading",
        "list",
        "table",
        "image",
        "quote",
        "rule",
    ]


def test_sha256_is_that_of_the_utf8_bytes():
    assert sha256("简报") == hashlib.sha256("简报".encode()).hexdigest()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"schema":1}', to_json(FULL).replace('"runs"', '"rums"')]
)
def test_from_json_refuses_what_is_no_content(text):
    with pytest.raises(ContentError, match="定稿内容不完整"):
        from_json(text)


def test_from_json_refuses_a_bad_date_and_a_later_schema():
    with pytest.raises(ContentError, match="定稿内容不完整"):
        from_json(to_json(FULL).replace("2021-02-05", "2021-02-31"))
    with pytest.raises(ContentError, match="定稿格式版本 2 无法识别"):
        from_json(to_json(FULL).replace('"schema":1', '"schema":2'))


@pytest.mark.parametrize(
    ("credits", "source", "detail", "byline"),
    [
        ((), None, "", ""),
        ((Credit("曲靖市总工会", ("杨冲美",)),), None, "", "（曲靖市总工会 杨冲美）"),
        ((Credit("曲靖市总工会", ("杨冲美", "姜楠")),), None, "", "（曲靖市总工会 杨冲美 姜楠）"),
        ((Credit(None, ("张三", "李四")),), None, "", "（张三 李四）"),
        ((Credit("曲靖市总工会", ()),), None, "", "（曲靖市总工会供稿）"),
        (
            (Credit("曲靖市总工会", ()), Credit("省交投集团", ())),
            None,
            "",
            "（曲靖市总工会、省交投集团供稿）",
        ),
        (
            (Credit("曲靖市总工会", ("杨冲美",)), Credit("省交投集团", ()), Credit(None, ("王五",))),
            None,
            "",
            "（曲靖市总工会 杨冲美；省交投集团供稿；王五）",
        ),
        ((), "工人日报", "", "（《工人日报》）"),
        ((), "工人日报", "——改革进行时", "（《工人日报》——改革进行时）"),
        ((), "中工网", "2021年1月5日", "（来源：中工网2021年1月5日）"),
        ((Credit(None, ("张三",)),), "工人日报", "", "（张三）（《工人日报》）"),
    ],
)
def test_byline_is_printed_as_in_a_bulletin(credits, source, detail, byline):
    assert Article(1, "题", (), credits, source, detail).byline == byline


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("推进改革", ("推进改革", "")),
        ("推进改革——曲靖的做法", ("推进改革", "——曲靖的做法")),
        ("——没有主标题", ("——没有主标题", "")),
        ("没有副标题——", ("没有副标题——", "")),
        ("一——二——三", ("一", "——二——三")),
    ],
)
def test_title_parts_are_the_whole_title(title, parts):
    assert Article(1, title, ()).title_parts == parts


def test_labels_are_printed_as_in_a_bulletin():
    supplement = replace(BARE, kind="supplement", number=1)
    assert [
        (content.label, content.full_label, content.year_label, content.path_number, content.date_label)
        for content in (BARE, FULL, supplement)
    ] == [
        ("第3期", "第3期", "2021年第3期", "3", ""),
        ("第3期", "第3期（总第45期）", "2021年第3期", "3", "2021年2月5日"),
        ("增刊第1期", "增刊第1期", "2021年增刊第1期", "s1", ""),
    ]


def test_photos_that_follow_the_text_are_told_from_those_inside_it():
    words, photo = Paragraph((Run("字"),)), Image("/media/photos/a.jpg")
    article = Article(n=1, title="题", blocks=(photo, words, photo, photo))
    assert (article.text, article.photos) == ((photo, words), (photo, photo))
    alone = Article(n=1, title="题", blocks=(photo, photo))
    assert (alone.text, alone.photos) == ((photo, photo), ())
    plain = Article(n=1, title="题", blocks=(words,))
    assert (plain.text, plain.photos) == ((words,), ())


def test_last_line_says_when_it_was_printed():
    assert replace(BARE, date=datetime.date(2021, 2, 5)).printed_label == "2021年2月5日印发"
    assert replace(BARE, date=None).printed_label == ""
