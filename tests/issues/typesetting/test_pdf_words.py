"""The PDF of generated issues: the page's words in the page's order, nothing past its edges, no 版记 alone."""

import pytest

from issues.public.pages import issue_page
from issues.typesetting.pdf import render_pdf
from tests.issues.typesetting.generated import generate
from tests.issues.typesetting.printed import Page, measured, without_marks, words_of_pdf
from tests.issues.typesetting.words import words_of_page

HANGING = 16 * 25.4 / 72  # mm, one character in the margin


# In none of these does a cell reach over two rows, for such a cell is drawn after its neighbours.
@pytest.mark.parametrize("seed", [0, 1, 2, 4, 7, 9])
def test_generated_issue_is_printed_as_readers_see_it(seed: int) -> None:
    made = generate(seed)
    pdf = render_pdf(made.content, made.style, made.pictures.get)
    page = words_of_page(issue_page(made.content))
    words = words_of_pdf(pdf).replace("更正说明：", "更正说明", 1).replace("编者按：", "编者按", 1)
    assert without_marks(words, page) == page
    pages = measured(pdf)
    for number, sheet in enumerate(pages, start=1):
        assert max(it.right for it in sheet.characters) < 184 + HANGING + 0.2, number
        assert all(it.baseline < 262.2 or it.baseline > 270 for it in sheet.characters), number
    if made.content.articles:
        assert stands_with_text(pages[-1])


def stands_with_text(page: Page) -> bool:
    """Whether something stands above the first rule of the 版记."""
    top = min(rule[2] for rule in page.rules if rule[3] == pytest.approx(0.35, abs=0.01))
    return any(it.baseline < top for it in page.characters)
