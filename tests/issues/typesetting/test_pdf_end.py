"""How an issue ends on paper: the 版记 is never alone, and what goes to its page takes its headings along."""

from dataclasses import replace
from itertools import pairwise

import pytest

from issues.edition.content import Article, Block, Heading, RecipientGroup, Run, Section
from issues.typesetting.outline import pages_of_articles
from issues.typesetting.pdf import render_pdf
from issues.typesetting.style import PageStyle
from tests.issues.typesetting.printed import (
    Page,
    make_content,
    measured,
    no_pictures,
    print_and_measure,
    squeezed,
    words,
)
from tests.issues.typesetting.tagged import read_tags
from tests.issues.typesetting.words import closing_stands_alone

LINE = "工" * 26
STYLES = [PageStyle(), PageStyle(24, True, True)]
STYLE_NAMES = ["own-line", "run-in"]


def last_lines(pages: list[Page]) -> list[str]:
    """What each page but the last ends with, above its number."""
    return [squeezed("".join(it.text for it in page.lines()[-2])) for page in pages[:-1]]


@pytest.mark.parametrize("style", STYLES, ids=STYLE_NAMES)
def test_the_foot_is_never_alone(style: PageStyle) -> None:
    """However the text ends on its page, some of it stands with the 版记."""
    for count in range(18, 24):
        *_, last = print_and_measure(make_content(words(*[LINE] * count)), style)
        foot = last.text.index("报：")
        assert last.text[:foot].strip() != "", count
        assert last.rules[-1][2] > 240


@pytest.mark.parametrize("style", STYLES, ids=STYLE_NAMES)
def test_a_short_last_article_goes_to_the_foot_with_its_title_and_section(style: PageStyle) -> None:
    """The contents name the page it went to."""
    moved = False
    for count in range(20, 32, 2):
        one = make_content(words(*[LINE] * count))
        end = Article(2, "末篇要闻", words("结束。"))
        section = Section("末栏", (end,))
        content = replace(one, sections=(*one.sections, section), copies=None)
        pdf = render_pdf(content, replace(style, sections_on_new_pages=False), no_pictures)
        pages = measured(pdf)
        assert not closing_stands_alone(content, pages), count
        ends = last_lines(pages)
        assert not any("末" in end for end in ends), (count, ends)
        assert read_tags(pdf).references == [
            str(it) for it in pages_of_articles(pdf, content.articles).values()
        ]
        moved |= pages[-1].text.startswith("【末栏】")
    assert moved


def test_a_heading_goes_to_the_foot_with_the_line_under_it() -> None:
    moved = False
    for count in range(23, 33, 2):
        blocks: tuple[Block, ...] = (
            *words(*[LINE] * count),
            Heading(1, (Run("一、小结"),)),
            *words("结束。"),
        )
        content = make_content(blocks)
        pages = print_and_measure(content)
        assert not closing_stands_alone(content, pages), count
        assert "一、小结" not in last_lines(pages), count
        moved |= pages[-1].text.startswith("一、小结")
    assert moved


def test_an_issue_of_empty_sections_ends_with_its_foot_on_the_page_of_the_last() -> None:
    """Headings are not kept with text that they do not have."""
    for count in (1, *range(3, 7), 20):
        sections = tuple(Section(f"第{n}栏", ()) for n in range(count))
        names = tuple(f"第{n}号收件单位" for n in range(12))
        content = make_content(sections=sections, recipients=(RecipientGroup("report", "报", names),))
        pages = print_and_measure(content)
        assert not closing_stands_alone(content, pages), count
        assert "本期要目" in pages[0].text
        assert pages[-1].rules[-1][2] > 240, count


def test_the_end_of_a_long_foot_is_not_alone_and_not_parted_without_need() -> None:
    """Over the lengths at which it passes from one page to the next."""
    for count in range(130, 150, 4):
        names = tuple(f"第{n}号收件单位" for n in range(count))
        content = make_content(recipients=(RecipientGroup("report", "报", names),))
        pages = print_and_measure(content)
        assert not closing_stands_alone(content, pages), count
        heights = [max(it.baseline for line in page.lines()[:-1] for it in line) for page in pages]
        # A page of the 版记 before its last is full.
        begin = next(at for at, page in enumerate(pages) if "报：" in page.text)
        assert all(height > 240 for height in heights[begin:-1]), count


def test_a_foot_of_almost_a_page_follows_the_text_where_both_do_not_fit() -> None:
    title = "关于" + "全省产业工人队伍建设改革推进情况" * 5
    for count in range(88, 112, 4):
        names = tuple(f"第{n}号收件单位" for n in range(count))
        content = make_content(
            sections=(Section("末栏", (Article(1, title, words("结束。")),)),),
            recipients=(RecipientGroup("report", "报", names),),
        )
        pages = print_and_measure(content)
        assert not closing_stands_alone(content, pages), count
        tops = [[line[0].baseline for line in page.lines()] for page in pages]
        assert all(below > above for page in tops for above, below in pairwise(page))
