"""A whole text proofread: the sample's slips, places that hold, hostile texts, articles and issues."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.models import Issue, Section
from issues.proofing import Finding, Severity, proofread
from tests.factories import make_article
from tests.issues.management.test_ingest_bulletin import SAMPLE

SLIPS = {
    "产业工作队伍": "产业工人队伍",
    "要要": "要",
    "人民当家作主体系": "人民当家作主制度体系",
    "12 月 14 日": "12月14日",
    "。。": "。",
    ",": "，",
}


def applied(text: str, findings: list[Finding]) -> str:
    for finding in reversed(findings):
        if finding.suggestion is not None:
            text = text[: finding.start] + finding.suggestion + text[finding.end :]
    return text


def test_sample_shows_its_certain_slips_with_their_fixes() -> None:
    found = {finding.text: finding.suggestion for finding in proofread(SAMPLE.read_text("utf-8"))}
    assert SLIPS.items() <= found.items()


def test_sample_corrected_has_no_error_and_nothing_said_of_its_traps() -> None:
    text = SAMPLE.read_text("utf-8")
    left = proofread(applied(text, proofread(text)))
    assert [finding for finding in left if finding.severity == Severity.ERROR] == []
    marked = "".join(finding.text for finding in left)
    assert not re.search("部部|组组|年年|卫星|主席|统战", marked)


def holds(text: str) -> None:
    for finding in proofread(text):
        assert 0 <= finding.start <= finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text


ALPHABET = (
    "的要要工会会员，。。、；：“”‘’（）《》〈〉()\"' \u3000\n\r\t0123456789０１２%-—…～.一二三四五六七八九十百千万年月日第是号"
    "〔〕[]【】截止即既又也劳模精神产业工人队伍😀𠀀\u202e\u200f\x00\x07\ud800\ufffe"
)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=80) | st.text(max_size=60))
def test_places_hold_for_any_text(text: str) -> None:
    holds(text)


def test_two_thousand_random_texts_raise_nothing() -> None:
    chance = random.Random(20260101)  # noqa: S311 - no secret, the same texts every time
    for _ in range(2000):
        holds("".join(chance.choices(ALPHABET, k=chance.randrange(60))))


@pytest.mark.parametrize(
    "piece",
    [
        "工会会员", "“", "”", "（", "《“", "》", "一是", "第一、", "1.", "2月30日", "，", "。", "…", "-", " ", "\n", "\r",
        "0", "零", "一", "十", "63-", "〔2021〕", "的", "要要", "产业工人队", "即要，又", "😀", "\u202e", "本期要目\n", "报：", "送：\n",
        "四个意识", "约100多", "中国特色社会主义", "其其格（", "张建国主席",
    ],
)  # fmt: skip
def test_one_endless_line_is_read_in_linear_time(piece: str) -> None:
    """In a rule that looks back this would take minutes; it need only end here."""
    text = piece * (20_000 // len(piece))
    holds(text)


def test_line_of_a_megabyte_of_prose_is_read() -> None:
    line = "市总工会召开会议，部署产业工人队伍建设改革工作，一是加强领导，二是落实责任。"
    text = line * (1_000_000 // len(line))
    holds(text)


def test_hard_line_ends_do_not_hide_an_expression(db: None) -> None:
    lines = ["全市各级工会要认真贯彻落实会议精神切实抓好产业工"] + [
        "作队伍建设改革各项任务的落实工作推动改革向纵深发展"
    ]
    text = "\n".join(lines * 4) + "。"
    assert [(finding.text, finding.suggestion) for finding in proofread(text)][:1] == [
        ("产业工\n作队伍", "产业工人队伍")
    ]


def test_rule_switched_off_is_not_asked() -> None:
    assert proofread("氛围。。好", switched_off=["repeated-punctuation"]) == []


def test_article_is_proofread_in_its_title_and_its_body(issue: Issue) -> None:
    section = Section.objects.create(issue=issue, name="校对", position=9)
    article = make_article(section, title="会议召开。", body="<p>要<b>布</b>署工作。</p>")
    assert [(f.part, f.rule, f.start, f.text, f.suggestion, f.article) for f in proofread(article)] == [
        ("title", "title-stop", 4, "。", "", article.pk),
        ("body", "confusable", 1, "布署", "部署", article.pk),
    ]


def test_issue_compares_names_over_its_articles(issue: Issue) -> None:
    section = Section.objects.create(issue=issue, name="校对", position=9)
    make_article(section, 1, body="<p>主席张建萍主持会议。</p><p>张建萍主席指出，要抓落实。</p>")
    second = make_article(section, 2, body="<p>会后，主席张剑萍主持座谈。</p>")
    assert [(f.rule, f.article, f.start, f.text, f.suggestion) for f in proofread(issue)] == [
        ("name-variant", second.pk, 5, "张剑萍", "张建萍")
    ]
