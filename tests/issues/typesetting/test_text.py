"""The whole issue as text, and the digest for messages."""

from issues.edition.content import (
    Cell,
    Heading,
    Image,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Run,
    Section,
    Table,
)
from issues.typesetting.text import first_sentence, render_digest, render_text
from tests.issues.typesetting.samples import article, content, text

URL = "https://gonghui.example.cn/changai/2021/3/"


def test_issue_as_text_has_everything_in_the_order_of_the_page() -> None:
    issue = content(
        document_code="000123",
        assumed_note="本页报头为补拟。",
        correction_note="第一处。\n第二处。",
        editors_note=text("按语。"),
    )
    assert (
        render_text(issue)
        == """\
内部资料　注意保存　　编号：000123
产业工人队伍建设改革
工作简报
第3期（总第45期）
云南省总工会办公室　　2021年2月5日
────────────────────────────
本页报头为补拟。

更正说明
　　第一处。
　　第二处。

编者按
　　按语。

本期要目
【重点推荐】
※ 曲靖市推进产业工人队伍建设改革

【重点推荐】

曲靖市推进产业工人队伍建设改革
　　12月3日，曲靖市召开推进会议。会议要求抓好落实。
　　各县（市、区）要认真学习。
　　（曲靖市总工会 杨冲美）

────────────────────────────
报：省委深改办，全国总工会办公厅。
抄送：各州市总工会。
本期增发：云铝淯鑫公司。
责任编辑：李娜　签发：王堃
云南省总工会办公室　　2021年2月5日印发
（共印120份）
────────────────────────────
"""
    )


def test_blocks_as_text() -> None:
    rows = ((Cell((Run("单位"),)), Cell((Run("人数"),))), (Cell((Run("曲靖"),)), Cell((Run("12"),))))
    inner = ListBlock(False, (ListItem((Run("丙"),)),))
    blocks = (
        Heading(1, (Run("一、做法"),)),
        Paragraph((Run("第一行\n第二行"),)),
        ListBlock(True, (ListItem((Run("甲"),)), ListItem((Run("乙"),), (inner,)))),
        Table(rows, "人数表"),
        Image("/media/photos/a.jpg", "替代文字", "图为现场"),
        Rule(),
        Quote(text("引用。")),
        Paragraph((Run("见"), Run("通知", href="https://example.cn/1"), Run("。"))),
        Paragraph((Run("https://example.cn/2", href="https://example.cn/2"),)),
    )
    lines = render_text(content(article(blocks=blocks, credits=()))).split("\n")
    begin = lines.index("　　一、做法")
    assert lines[begin : begin + 14] == [
        "　　一、做法",
        "　　第一行",
        "　　第二行",
        "　　1. 甲",
        "　　2. 乙",
        "　　　· 丙",
        "　　人数表",
        "单位 | 人数",
        "曲靖 | 12",
        "　　图为现场",
        "　　────────",
        "　　引用。",
        "　　见通知（https://example.cn/1）。",
        "　　https://example.cn/2",
    ]


def test_digest_has_title_first_sentence_and_link_of_each_article() -> None:
    other = article(2, "工匠\n故事", blocks=text("“当好主人翁！”他说。后来如何。"))
    issue = content(sections=(Section("重点推荐", (article(),)), Section("", (other,))))
    assert (
        render_digest(issue, URL)
        == f"""\
《产业工人队伍建设改革工作简报》2021年第3期（2021年2月5日）

【重点推荐】
1. 曲靖市推进产业工人队伍建设改革
　　12月3日，曲靖市召开推进会议。
{URL}1/

2. 工匠 故事
　　“当好主人翁！”
{URL}2/

全文：{URL}
"""
    )


def test_first_sentence_is_cut_where_it_would_not_end() -> None:
    assert first_sentence(article(blocks=text("很长" * 100))) == "很长" * 60 + "……"


def test_first_sentence_of_an_article_without_paragraphs_is_what_it_says_first() -> None:
    assert first_sentence(article(blocks=(Table(((Cell((Run("甲"),)), Cell((Run("乙"),))),)),))) == "甲"
    assert first_sentence(article(blocks=(Image("/media/photos/a.jpg", "替代"),))) == ""
