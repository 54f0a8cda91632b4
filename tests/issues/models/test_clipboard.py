"""What is pasted from Word and from WPS: headings, paragraphs, lists and tables come out, looks do not."""

from pathlib import Path

import pytest

from issues.models import sanitise

CLIPBOARD = Path(__file__).with_name("clipboard")
# Both say the same.
BODY = (
    "<p>曲靖市总工会推进<b>产业工人</b>队伍建设改革，全年培训1200人次。</p><p>用空格缩进的一段，也是一段。</p>",
    "<ul><li>建立实训基地</li><li>开展技能竞赛</li></ul><p>步骤如下：</p><ol><li>摸清底数</li><li>分类施策</li></ol>"
    '<table><tbody><tr><td colspan="2"><p>单位</p></td><td><p>人数</p></td></tr>'
    "<tr><td><p>曲靖市</p></td><td><p>麒麟区</p></td><td><p>1200</p></td></tr></tbody></table><p>图后的字。</p>",
)
CLEAN = f"<h3>一、主要做法</h3>{BODY[0]}<h4>（一）抓培训</h4>{BODY[1]}"


def clipboard(program: str) -> str:
    return (CLIPBOARD / f"{program}.html").read_text("utf-8")


def tight(html: str) -> str:
    """Without the line ends between tags."""
    return "".join(line.strip() for line in html.splitlines())


@pytest.mark.parametrize("program", ["word", "wps"])
def test_what_word_and_wps_put_on_the_clipboard_comes_out_clean(program: str) -> None:
    clean = sanitise(clipboard(program))
    assert tight(clean) == CLEAN
    assert sanitise(clean) == clean


def item(text: str, level: int = 1, mark: str = "l") -> str:
    return (
        f"<p class=MsoNormal style='text-indent:-21pt;mso-list:l0 level{level} lfo1'>"
        f"<![if !supportLists]><span style='mso-list:Ignore'>{mark}<span>&nbsp;</span></span><![endif]>{text}<o:p></o:p></p>"
    )


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (item("甲") + item("乙"), "<ul><li>甲</li><li>乙</li></ul>"),
        (item("甲", mark="（一）") + item("乙", mark="a)"), "<ol><li>甲</li><li>乙</li></ol>"),
        (item("甲") + item("乙", mark="1."), "<ul><li>甲</li></ul><ol><li>乙</li></ol>"),
        (
            item("甲") + item("乙", 2, "1.") + item("丙", 2, "2.") + item("丁"),
            "<ul><li>甲<ol><li>乙</li><li>丙</li></ol></li><li>丁</li></ul>",
        ),
        (item("深", 3) + item("浅"), "<ul><li>深</li><li>浅</li></ul>"),
        (
            item("甲") + "<p class=MsoNormal>隔开。</p>" + item("乙"),
            "<ul><li>甲</li></ul><p>隔开。</p><ul><li>乙</li></ul>",
        ),
        ("<p class=MsoNormal style='mso-list:none'>不是项目</p>", "<p>不是项目</p>"),
        ("<h3 class=MsoHeading>小</h3><h2>中</h2><h1>大</h1>", "<h5>小</h5><h4>中</h4><h3>大</h3>"),
        ("<p class=MsoNormal>1 &lt; 2 &amp;amp; 3</p>", "<p>1 &lt; 2 &amp;amp; 3</p>"),
        ("文 &amp;lt;b&amp;gt;<o:p></o:p>", "文 &amp;lt;b&amp;gt;"),
        ("<o:p></o:p>", ""),
        ("<?xml:namespace prefix = o /><p class=MsoNormal>段</p>", "<p>段</p>"),
        ('<?xml version="1.0" encoding="gb2312"?><p class=MsoNormal>段</p>', "<p>段</p>"),
        ("<p class=MsoNormal onclick='x()'>段<script>x()</script></p>", "<p>段</p>"),
    ],
)
def test_office_paragraphs_become_what_they_mean(html: str, clean: str) -> None:
    assert tight(sanitise(html)) == clean
    assert sanitise(sanitise(html)) == sanitise(html)


def test_a_text_about_word_is_left_alone() -> None:
    for text in ("<p>&lt;p class=MsoNormal style=mso-list:x&gt;</p><h3>甲</h3>", "<p>mso-list 是什么</p>"):
        assert sanitise(text) == text
