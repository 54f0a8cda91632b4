"""Whatever the text, the reader gives a manuscript or one clear refusal, and its cost stays linear."""

import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issues.ingest.errors import IngestRefused
from issues.ingest.readers.text import read_text
from issues.ingest.structure import recover

PIECES = st.sampled_from(
    [
        "市总工会召开推进会",
        "会议指出，要加强领导。",
        "（曲靖市总工会 杨冲美）",
        "【重点推荐】",
        "◎要闻",
        "■",
        "※ ",
        "报：省总工会。",
        "送：",
        "发：",
    ]
    + [
        "第3期",
        "（总第45期）",
        "2021年2月5日",
        "增刊",
        "本期要目",
        "编者按：",
        "——",
        "……",
        "— 3 —",
        "3",
        "\f",
        "　　",
        "    ",
        "\t",
        "一、",
        "（一）",
    ]
    + [
        "1. ",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        "(",
        ")",
        "共印120份",
        "责任编辑：李静",
        "来源：",
        "摘自《工人日报》",
        "\u200b",
        "\ufffd",
        "😀",
        "‮",
    ]
    + [
        "────────",
        "\u2028",
        "𬭚",
        "ﷺ",
        "12 月 3日",
        "省委办公厅，省政府办公厅，",
        "\x00",
        "\ud7ff",
        "以下简称“产改”",
    ]
)
LINES = st.lists(st.lists(PIECES, max_size=6).map("".join), max_size=40).map("\n".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES)
def test_recover_never_fails_on_pieces_of_bulletins(text: str) -> None:
    _read(text.encode())


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=2000))
def test_recover_never_fails_on_any_text(text: str) -> None:
    _read(text.encode())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3000))
def test_read_text_never_fails_on_any_bytes(data: bytes) -> None:
    _read(data)


def _read(data: bytes) -> None:
    try:
        manuscript = recover(read_text(data))
    except IngestRefused as refusal:
        assert str(refusal)
        return
    assert manuscript.to_dict()["warnings"] == sorted(
        manuscript.to_dict()["warnings"], key=lambda w: w["line"]
    )


def test_ten_thousand_articles_are_read() -> None:
    titles = [f"第{n}车间开展劳动竞赛活动" for n in range(10_000)]
    lines = [line for title in titles for line in (title, "　　车间职工踊跃参加，共有三十人获奖。")]
    assert [article.title for article in recover(lines).articles] == titles


def test_recover_loses_no_letter_of_the_body() -> None:
    text = [f"{letter}市总工会召开推进会，会上{letter}介绍了经验。" for letter in string.ascii_letters]
    manuscript = recover(["各地推进改革工作情况", *text])
    assert "".join(p for article in manuscript.articles for p in article.paragraphs) == "".join(text)
