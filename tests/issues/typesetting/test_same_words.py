"""Page, Word file and text of generated issues hold the same words in the same order, read from what was made."""

import pytest

from issues.public.pages import issue_page
from issues.typesetting.docx import render_docx
from issues.typesetting.text import render_text
from tests.issues.typesetting.generated import generate
from tests.issues.typesetting.words import words_of_docx, words_of_page, words_of_text


@pytest.mark.parametrize("seed", range(12))
def test_generated_issue_says_the_same_in_every_form(seed: int) -> None:
    made = generate(seed)
    page = words_of_page(issue_page(made.content))
    assert page
    assert words_of_docx(render_docx(made.content, made.style, picture=made.pictures.get)) == page
    assert words_of_text(render_text(made.content)) == page
