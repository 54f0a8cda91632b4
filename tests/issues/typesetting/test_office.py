"""LibreOffice prints our Word file on as many pages as the PDF has, give or take one, the 版记 never alone."""

from pathlib import Path

import pytest

from issues.typesetting.docx import render_docx
from issues.typesetting.pdf import render_pdf
from issues.typesetting.style import PageStyle
from tests.issues.typesetting.generated import generate
from tests.issues.typesetting.office import page_count, print_docx, require_soffice
from tests.issues.typesetting.printed import measured
from tests.issues.typesetting.samples import article, content, text
from tests.issues.typesetting.words import closing_stands_alone

SENTENCE = "会议指出，要把产业工人队伍建设改革摆在重要位置，健全机制、压实责任，让改革成果惠及广大职工。"


@pytest.mark.parametrize("style", [PageStyle(), PageStyle(24, True, True)], ids=["own-line", "run-in"])
def test_word_file_takes_as_many_pages_as_the_pdf(style: PageStyle, tmp_path: Path) -> None:
    program = require_soffice()
    issue = content(
        *(article(title=f"第{n}篇关于推进改革的通报", blocks=text(*[SENTENCE * 5] * 4)) for n in range(6))
    )
    printed = page_count(print_docx(program, render_docx(issue, style), tmp_path))
    assert abs(printed - page_count(render_pdf(issue, style, {}.get))) <= 1


def test_generated_word_file_opens_in_libreoffice(tmp_path: Path) -> None:
    program = require_soffice()
    made = generate(7)
    data = render_docx(made.content, made.style, picture=made.pictures.get)
    expected = page_count(render_pdf(made.content, made.style, made.pictures.get))
    assert abs(page_count(print_docx(program, data, tmp_path)) - expected) <= 1


def test_the_closing_is_on_no_page_alone_wherever_the_text_ends(tmp_path: Path) -> None:
    """Four lengths around the one at which the 版记 no longer fits under the text."""
    program = require_soffice()
    counts = set()
    for lines in range(18, 26, 2):
        issue = content(article(blocks=text(*["工" * 24] * lines)))
        folder = tmp_path / str(lines)
        folder.mkdir()
        pages = measured(print_docx(program, render_docx(issue, PageStyle()), folder).read_bytes())
        assert not closing_stands_alone(issue, pages), lines
        counts.add(len(pages))
    assert counts == {2, 3}
