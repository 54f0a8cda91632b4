"""One article out of a correspondent's file: its title, its byline, its body with its looks."""

import pytest

from issues.ingest.article import read_article
from issues.ingest.errors import IngestRefused
from issues.ingest.manuscript import CreditLine
from issues.ingest.readers import load, read_data
from issues.ingest.readers.reading import Reading
from issues.ingest.rich import RichPicture
from tests.issues.ingest.test_docx_reader import png
from tests.issues.ingest.test_sample import SAMPLE
from tests.issues.ingest.word import CENTRE, RIGHT, add, new_document, to_bytes

SENTENCE = "12月14日，曲靖市总工会召开产业工人队伍建设改革推进会，市人大常委会副主任、市总工会主席出席会议并讲话，各县（市、区）总工会负责人参加会议。"


def read(*lines: str, wrapped: bool | None = False):
    return read_article(Reading(list(lines), wrapped=wrapped))


def codes(draft) -> list[str]:
    return [doubt.code for doubt in draft.doubts]


@pytest.mark.parametrize(
    ("lines", "title", "credits"),
    [
        (
            ["曲靖市召开推进会", f"　　{SENTENCE}（曲靖市总工会 杨冲美）"],
            "曲靖市召开推进会",
            [("曲靖市总工会", ("杨冲美",))],
        ),
        (
            ["　　　　　　曲靖市召开推进会", f"　　{SENTENCE}", "（杨冲美）"],
            "曲靖市召开推进会",
            [(None, ("杨冲美",))],
        ),
        (
            ["标题：曲靖市召开推进会", f"　　{SENTENCE}", "供稿：曲靖市总工会 杨冲美"],
            "曲靖市召开推进会",
            [("曲靖市总工会", ("杨冲美",))],
        ),
        (["曲靖市召开推进会", "——改革进行时", f"　　{SENTENCE}"], "曲靖市召开推进会——改革进行时", []),
        (
            ["　　　　曲靖市深入推进产业工人队伍", "　　　　　　　建设改革工作", f"　　{SENTENCE}"],
            "曲靖市深入推进产业工人队伍建设改革工作",
            [],
        ),
        (
            ["　　　　　曲靖市召开推进会", "　　　　　曲靖市总工会　杨冲美", f"　　{SENTENCE}"],
            "曲靖市召开推进会",
            [("曲靖市总工会", ("杨冲美",))],
        ),
        (
            ["曲靖市召开推进会", f"　　{SENTENCE}（杨冲美）", "联系电话：0874-1234567"],
            "曲靖市召开推进会",
            [(None, ("杨冲美",))],
        ),
    ],
)
def test_title_and_byline_are_split_off(lines: list[str], title: str, credits: list) -> None:
    draft = read(*lines)
    assert draft.article.title == title
    assert draft.article.credits == [CreditLine(unit, names) for unit, names in credits]
    assert draft.article.paragraphs[0] == SENTENCE


def test_sub_headings_are_body_and_no_titles() -> None:
    draft = read(
        "　　　　曲靖市召开推进会",
        "　　一、提高站位",
        f"　　{SENTENCE}",
        "　　二、抓住关键",
        f"　　{SENTENCE}",
    )
    assert draft.article.title == "曲靖市召开推进会"
    assert draft.article.paragraphs == ["一、提高站位", SENTENCE, "二、抓住关键", SENTENCE]
    assert draft.article.paragraph_lines == [2, 3, 4, 5]
    assert draft.html() == f"<p>一、提高站位</p><p>{SENTENCE}</p><p>二、抓住关键</p><p>{SENTENCE}</p>"


def test_doubts_name_what_is_missing_or_uncertain() -> None:
    assert codes(read(SENTENCE, SENTENCE)) == ["missing-title"]
    draft = read("【简讯】", "曲靖市召开推进会", SENTENCE, "联系人：张三", "2021年2月5日")
    assert codes(draft) == ["section-left-out", "not-for-print", "not-for-print"]
    assert draft.article.title == "曲靖市召开推进会"
    run_in = read(f"曲靖市召开产业工人队伍建设推进会 {SENTENCE}")
    assert (run_in.article.title, codes(run_in)) == ("曲靖市召开产业工人队伍建设推进会", ["assumed-title"])
    with pytest.raises(IngestRefused):
        read("", "　　")


def test_a_whole_bulletin_is_recognised() -> None:
    assert codes(read_article(read_data(SAMPLE.name, load(SAMPLE))))[0] == "looks-like-a-bulletin"


def test_hard_wrapped_text_is_joined() -> None:
    lines = [
        "曲靖市召开推进会",
        "",
        *(f"　　{SENTENCE}"[at : at + 28] for at in range(0, len(SENTENCE) + 2, 28)),
    ] * 1
    lines += [f"　　{SENTENCE}"[at : at + 28] for at in range(0, len(SENTENCE) + 2, 28)]
    assert read(*lines, wrapped=None).article.paragraphs == [SENTENCE, SENTENCE]


def test_word_file_keeps_looks_lists_tables_and_pictures_in_order() -> None:
    document = new_document()
    add(document, "曲靖市召开推进会", CENTRE, size=22, bold=True)
    first = add(document, "会议", indent=2)
    first.add_run("强调").bold = True
    first.add_run("，要加强领导。")
    document.add_picture(png())
    add(document, "图为会场", style="Caption")
    add(document, "具体做法", style="Heading 2")
    for text in ("学习", "宣讲"):
        add(document, text, style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "单位", "12人"
    last = add(document, "改革", indent=2)
    last.add_run("不断").italic = True
    last.add_run("深入。（曲靖市总工会 杨冲美）")
    draft = read_article(read_data("来稿.docx", to_bytes(document)))
    assert draft.article.title == "曲靖市召开推进会"
    assert draft.article.credits == [CreditLine("曲靖市总工会", ("杨冲美",))]
    at = next(index for index, block in enumerate(draft.blocks) if isinstance(block, RichPicture))
    assert draft.html({at: "/media/photos/x.png"}) == (
        "<p>会议<strong>强调</strong>，要加强领导。</p>"
        '<figure><img src="/media/photos/x.png" alt=""><figcaption>图为会场</figcaption></figure>'
        "<h4>具体做法</h4><ul><li>学习</li><li>宣讲</li></ul>"
        "<table><tbody><tr><td>单位</td><td>12人</td></tr></tbody></table>"
        "<p>改革<em>不断</em>深入。</p>"
    )
    assert "<img" not in draft.html()


def test_right_aligned_byline_on_its_own_line() -> None:
    document = new_document()
    add(document, "曲靖市召开推进会", CENTRE)
    add(document, SENTENCE, indent=2)
    add(document, "曲靖市总工会　杨冲美", RIGHT)
    draft = read_article(read_data("来稿.docx", to_bytes(document)))
    assert draft.article.credits == [CreditLine("曲靖市总工会", ("杨冲美",))]
    assert draft.article.paragraphs == [SENTENCE]
