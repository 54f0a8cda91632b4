"""Rich text: what a reader reads, its way back to the HTML, and fixes that keep bold and links."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.models import sanitise
from issues.proofing import Finding, Severity, proofread
from issues.proofing.richtext import StaleFinding, apply, readable


def finding(start: int, text: str, suggestion: str | None) -> Finding:
    return Finding("x", Severity.ERROR, start, start + len(text), text, suggestion, "")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一<b>二</b>三</p>", "一二三"),
        ("<p>一</p>\n<p>二</p>", "一\n二"),
        ("<ul><li>甲</li><li>乙</li></ul>", "甲\n乙"),
        ("<p>甲<br>乙&amp;丙&nbsp;丁</p>", "甲\n乙&丙\xa0丁"),
        ("<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>", "甲\n乙"),
        ("", ""),
    ],
)
def test_readable_text_has_a_line_for_each_paragraph(html: str, text: str) -> None:
    assert readable(html).text == text


@pytest.mark.parametrize(
    ("html", "start", "old", "new", "after"),
    [
        ("<p>要<b>布</b>署工作</p>", 1, "布署", "部署", "<p>要<b>部</b>署工作</p>"),
        ('<p>见<a href="https://a.example/">氛围。</a>。好</p>', 3, "。。", "。", '<p>见<a href="https://a.example/">氛围。</a>好</p>'),
        ("<p>产业<b>工作</b>队伍</p>", 0, "产业工作队伍", "产业工人队伍", "<p>产业<b>工人</b>队伍</p>"),
        ("<p>当家作主<i>体系</i></p>", 0, "当家作主体系", "当家作主制度体系", "<p>当家作主制度<i>体系</i></p>"),
        ("<p>甲&amp;乙,丙</p>", 3, ",", "，", "<p>甲&amp;乙，丙</p>"),
        ("<p>甲</p><p>要要办</p>", 2, "要要", "要", "<p>甲</p><p>要办</p>"),
        ("<p>甲</p>", 1, "", "<b>&", "<p>甲&lt;b&gt;&amp;</p>"),
    ],
)  # fmt: skip
def test_fix_keeps_bold_and_links(html: str, start: int, old: str, new: str, after: str) -> None:
    assert apply(html, finding(start, old, new)) == after


def test_fix_of_a_text_that_has_changed_is_refused() -> None:
    with pytest.raises(StaleFinding):
        apply("<p>别的话</p>", finding(0, "布署", "部署"))
    with pytest.raises(ValueError, match="没有修改建议"):
        apply("<p>布署</p>", finding(0, "布署", None))


_INLINE = st.sampled_from(["b", "i", "u", "strong", "em"])
_WORDS = st.text(alphabet="工会要布署，。、12&<“” 人", max_size=6)
_RUN = st.one_of(
    _WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    st.tuples(_INLINE, _WORDS).map(
        lambda pair: f"<{pair[0]}>{pair[1].replace('&', '&amp;').replace('<', '&lt;')}</{pair[0]}>"
    ),
)
_HTML = st.lists(
    st.lists(_RUN, max_size=4).map(lambda runs: f"<p>{''.join(runs)}</p>"), min_size=1, max_size=4
).map(lambda paragraphs: sanitise("".join(paragraphs)))


@settings(max_examples=200, deadline=None)
@given(_HTML, st.data())
def test_fix_changes_the_text_and_no_tag(html: str, data: st.DataObject) -> None:
    text = readable(html).text
    line = data.draw(st.sampled_from(text.split("\n")))
    at = text.index(line)
    start = at + data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, at + len(line)))
    new = data.draw(st.text(alphabet="新的字", min_size=1, max_size=4))
    after = apply(html, finding(start, text[start:end], new))
    assert readable(after).text == text[:start] + new + text[end:]
    assert re.findall("<[^<>]*>", after) == re.findall("<[^<>]*>", html)


@settings(max_examples=200, deadline=None)
@given(_HTML)
def test_every_finding_of_rich_text_can_be_applied(html: str) -> None:
    text = readable(html).text
    for each in proofread(text):
        if each.suggestion is not None:
            expected = text[: each.start] + each.suggestion + text[each.end :]
            assert readable(apply(html, each)).text.strip("\n ") == expected.strip("\n ")
