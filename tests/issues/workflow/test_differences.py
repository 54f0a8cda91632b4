"""What changed between two texts, as people read it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from issues.workflow.differences import differences, readable_text

MARKS = {"same": "{}", "deleted": "[-{}-]", "inserted": "[+{}+]"}


def marked(old: str, new: str) -> str:
    return "".join(MARKS[piece.kind].format(piece.text) for piece in differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "read"),
    [
        ("", "", ""),
        ("不变。", "不变。", "不变。"),
        ("", "新写。", "[+新写。+]"),
        ("删去。", "", "[-删去。-]"),
        ("三要要加强", "三要加强", "三要[-要-]加强"),
        ("培育产业工作队伍素质", "培育产业工人队伍素质", "培育产业工[-作-][+人+]队伍素质"),
        # A number is read as a whole, and so is a Latin word.
        ("12月3日，共120人", "12月13日，共102人", "12月[-3-][+13+]日，共[-120-][+102+]人"),
        ("关于APP的通知", "关于PPT的通知", "关于[-APP-][+PPT+]的通知"),
        # What is rewritten is not chopped into the characters that happen to be in both.
        ("推进产改", "推动产该", "推[-进产改-][+动产该+]"),
        ("深入学习领会精神实质", "认真贯彻落实会议要求", "[-深入学习领会精神实质-][+认真贯彻落实会议要求+]"),
        (
            "走访慰问。",
            "近日，县总工会走访慰问。\n共慰问120人。",
            "[+近日，县总工会+]走访慰问。[+\n共慰问120人。+]",
        ),
        ("推进改革", "深化改革方案", "[-推进-][+深化+]改革[+方案+]"),
        # Whole sentences where it may as well be read so.
        (
            "会议召开。会议强调三点。",
            "会议召开。会议指出两点。会议强调三点。",
            "会议召开。[+会议指出两点。+]会议强调三点。",
        ),
        (
            "工会，团委，妇联参加。",
            "工会，团委，学联，妇联参加。",
            "工会，团委，[+学联，+]妇联参加。",
        ),
        # Paragraphs: one more, one fewer, split, joined, each changed by itself.
        ("甲段。\n丙段。", "甲段。\n乙段。\n丙段。", "甲段。\n[+乙段。\n+]丙段。"),
        ("甲段。\n乙段。\n丙段。", "甲段。\n丙段。", "甲段。\n[-乙段。\n-]丙段。"),
        ("甲事。乙事。", "甲事。\n乙事。", "甲事。[+\n+]乙事。"),
        ("甲事。\n乙事。", "甲事。乙事。", "甲事。[-\n-]乙事。"),
        ("一月有雨\n二月有雪", "一月无雨\n二月无雪", "一月[-有-][+无+]雨\n二月[-有-][+无+]雪"),
    ],
)
def test_differences_read_as_people_read(old: str, new: str, read: str) -> None:
    assert marked(old, new) == read


SENTENCE = "全省各级工会要深入学习贯彻会议精神，推动新时期产业工人队伍建设改革走深走实。"
LONG = "\n".join(f"第{n}段，{SENTENCE * 3}" for n in range(100))


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        (LONG, LONG.replace("第50段", "第五十段"), 4),
        (LONG, LONG.replace("，", ","), 2 * 100 * 4),
        # Nothing in common, nothing but repetition.
        ("".join(chr(0x4E00 + n) for n in range(12_000)), "".join(chr(0x7000 + n % 900) for n in range(12_000)), None),
        ("啊" * 12_000, "啊" * 11_000, 1_000),
        ("甲乙" * 6_000, "乙丙" * 6_000, 24_000),
        ("甲乙丙丁" * 3_000, "丁丙乙甲" * 3_000, None),
    ],
    ids=["one word", "every comma", "all new", "repeated", "interleaved", "turned round"],
)  # fmt: skip
def test_differences_of_long_articles_stay_whole(old: str, new: str, changed: int | None) -> None:
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "inserted") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "deleted") == new
    if changed is not None:
        assert sum(len(piece.text) for piece in pieces if piece.kind != "same") == changed


texts = st.text(alphabet="甲乙丙，。\n1a", max_size=60) | st.text(max_size=30)


@given(texts, texts)
@example("甲\n\n", "\n甲\n")
def test_differences_lose_nothing_and_alternate(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "inserted") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "deleted") == new
    assert all(piece.text for piece in pieces)
    order = [piece.kind for piece in pieces]
    followers = {"same": {"deleted", "inserted"}, "deleted": {"same", "inserted"}, "inserted": {"same"}}
    assert all(second in followers[first] for first, second in zip(order, order[1:], strict=False))


def test_readable_text_has_a_line_for_each_paragraph_item_and_row() -> None:
    html = (
        "<h3>一、标题</h3><p><strong>甲</strong>段<br>换行</p><ol><li>先</li><li>后<ul><li>细</li></ul></li></ol>"
        "<table><caption>表</caption><tr><th>名</th><td><p>数</p><p>注</p></td></tr></table>"
        '<figure><img src="/media/a.jpg" alt="合影"><figcaption>会场</figcaption></figure>'
        '<p><img src="/media/b.jpg"></p><hr><blockquote><p>引文</p></blockquote>'
    )
    assert readable_text(html).split("\n") == [
        *("一、标题", "甲段", "换行", "1. 先", "2. 后", "· 细", "表", "名 | 数 注"),
        *("［图片：会场］", "［图片］", "——————", "引文"),
    ]
