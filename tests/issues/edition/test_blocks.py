"""Rich text becomes blocks of runs, and none of its text is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.edition.blocks import MAX_DEPTH, blocks_from_html, printable
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
    Table,
    plain_text,
)


def paragraph(*texts: str) -> Paragraph:
    return Paragraph(tuple(Run(text) for text in texts))


def item(text: str, *blocks) -> ListItem:
    return ListItem((Run(text),), blocks)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ()),
        ("<p>\xa0</p><p><br></p>\n<p> </p>", ()),
        ("<p>一段。</p>\n\n<p>又一段。</p>", (paragraph("一段。"), paragraph("又一段。"))),
        (
            "裸露的文字<p>一段</p>又是裸露",
            (paragraph("裸露的文字"), paragraph("一段"), paragraph("又是裸露")),
        ),
        ("<p>　　手敲的缩进　</p>", (paragraph("手敲的缩进"),)),
        ("<p>第一行<br>　　第二行<br></p>", (paragraph("第一行\n　　第二行"),)),
        ("<p>中文在此\n  断行，an English\n  line.</p>", (paragraph("中文在此断行，an English line."),)),
        ("<p>a &lt;b&gt; &amp; “c”</p>", (paragraph("a <b> & “c”"),)),
        ("<hr>", (Rule(),)),
        (
            "<p>一<strong>二</strong><em><strong>三</strong></em><u>四</u><s>五</s>H<sub>2</sub>m<sup>2</sup></p>",
            (
                Paragraph(
                    (
                        Run("一"),
                        Run("二", bold=True),
                        Run("三", bold=True, italic=True),
                        Run("四", underline=True),
                        Run("五", strike=True),
                        Run("H"),
                        Run("2", sub=True),
                        Run("m"),
                        Run("2", sup=True),
                    )
                ),
            ),
        ),
        (
            "<p>见 <a href='https://example.org/a?b=1&amp;c=2'>原<b>文</b></a>。</p>",
            (
                Paragraph(
                    (
                        Run("见 "),
                        Run("原", href="https://example.org/a?b=1&c=2"),
                        Run("文", bold=True, href="https://example.org/a?b=1&c=2"),
                        Run("。"),
                    )
                ),
            ),
        ),
        (
            "<p>a <b> b</b> <i>c </i></p>",
            (Paragraph((Run("a "), Run("b", bold=True), Run(" "), Run("c", italic=True))),),
        ),
        (
            "<h3>一、大标题</h3><h4>（一）中</h4><h5>1.小</h5>",
            (Heading(1, (Run("一、大标题"),)), Heading(2, (Run("（一）中"),)), Heading(3, (Run("1.小"),))),
        ),
        (
            "<p>前<img src='/media/a.jpg' alt='会场'>后</p>",
            (paragraph("前"), Image("/media/a.jpg", "会场"), paragraph("后")),
        ),
        (
            "<figure><img src='/media/a.jpg' alt=''><figcaption>会场<br>一角</figcaption></figure>",
            (Image("/media/a.jpg", "", "会场 一角"),),
        ),
        ("<figure><figcaption>只有图注</figcaption></figure>", (paragraph("只有图注"),)),
        (
            "<blockquote><p>甲</p>乙<ul><li>丙</li></ul></blockquote>",
            (Quote((paragraph("甲"), paragraph("乙"), ListBlock(False, (item("丙"),)))),),
        ),
        (
            "<ol>\n<li>甲\n<ul><li>子<ol><li>孙</li></ol></li></ul></li>\n<li><p>乙</p><p>续</p></li><li> </li></ol>",
            (
                ListBlock(
                    True,
                    (
                        item("甲", ListBlock(False, (item("子", ListBlock(True, (item("孙"),))),))),
                        item("乙", paragraph("续")),
                    ),
                ),
            ),
        ),
        (
            "<ul><li>甲</li><ul><li>词处理软件的嵌套</li></ul>散落</ul>",
            (ListBlock(False, (item("甲", ListBlock(False, (item("词处理软件的嵌套"),))), item("散落"))),),
        ),
        (
            "<table><caption>表一</caption><thead><tr><th colspan='2'>单位</th></tr></thead>"
            "<tbody><tr><td rowspan='900'><p>甲</p><p>乙</p></td><td></td></tr></tbody></table>",
            (
                Table(
                    (
                        (Cell((Run("单位"),), header=True, colspan=2),),
                        (Cell((Run("甲"),), (paragraph("乙"),), rowspan=100), Cell(())),
                    ),
                    "表一",
                ),
            ),
        ),
        ("<table><caption>空表</caption></table>", (paragraph("空表"),)),
        ("<li>无主的项</li><td>无主的格</td>", (paragraph("无主的项"), paragraph("无主的格"))),
    ],
)
def test_blocks_from_html_gives_the_blocks(html, expected):
    assert blocks_from_html(html) == expected


def test_blocks_from_html_looks_through_what_is_nested_too_deep():
    blocks = blocks_from_html("<blockquote>" * 5000 + "深处" + "</blockquote>" * 5000 + "<p>之后</p>")
    depth, inner = 0, blocks[0]
    while isinstance(inner, Quote):
        depth, inner = depth + 1, inner.blocks[0]
    assert (depth, inner, blocks[1]) == (MAX_DEPTH, paragraph("深处"), paragraph("之后"))


def test_blocks_from_html_stays_fast_on_thousands_of_line_breaks():
    (block,) = blocks_from_html("<p>" + "一行<br>" * 20000 + "</p>")
    assert block == paragraph("\n".join(["一行"] * 20000))


def test_printable_drops_what_no_page_may_hold():
    assert printable("甲\x00\x0b乙\ufffe\ud800丙\U0001ffff\n丁\t\u3000") == "甲乙丙\n丁\t\u3000"


def test_printable_drops_what_turns_the_direction_of_writing():
    marks = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    assert printable(f"共{marks}12{marks}人") == "共12人"
    assert blocks_from_html("<p>甲&#x202e;乙<b>&#8238;丙</b></p>") == (
        Paragraph((Run("甲乙"), Run("丙", bold=True))),
    )
    assert blocks_from_html("<img src='/media/a.jpg' alt='会&#8238;场'>") == (Image("/media/a.jpg", "会场"),)


TAGS = (
    "p b strong em u s sub sup h3 h4 h5 ul ol li blockquote table tbody tr th td caption a figure figcaption"
)
WORDS = st.text("甲乙丙abc &<>“”（）12", min_size=1, max_size=8)


def element(children):
    return st.builds(
        lambda tag, inner: f"<{tag}>{''.join(inner)}</{tag}>",
        st.sampled_from(TAGS.split()),
        st.lists(children, max_size=4),
    )


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(st.lists(st.recursive(WORDS.map(escape) | st.just("<br>"), element, max_leaves=30), max_size=5))
def test_no_character_of_text_is_lost_or_added(parts):
    html = "".join(parts)
    words = re.sub(r"<[^>]*>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert sorted(re.sub(r"\s", "", plain_text(blocks_from_html(html)))) == sorted(re.sub(r"\s", "", words))
