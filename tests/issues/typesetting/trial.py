"""One generated issue in all its forms, and all that is wrong with them."""

from dataclasses import dataclass, field

from issues.public.pages import issue_page
from issues.typesetting.docx import render_docx
from issues.typesetting.outline import pages_of_articles
from issues.typesetting.pdf import render_pdf
from issues.typesetting.text import render_text
from tests.issues.typesetting.generated import Generated, generate
from tests.issues.typesetting.printed import measured
from tests.issues.typesetting.wordfile import faults
from tests.issues.typesetting.words import (
    closing_stands_alone,
    first_difference,
    overfull,
    words_of_docx,
    words_of_page,
    words_of_pdf,
    words_of_text,
)


@dataclass
class Trial:
    issue: Generated
    pdf: bytes
    docx: bytes
    pages: int
    faults: list[str] = field(default_factory=list)


def try_issue(seed: int) -> Trial:
    made = generate(seed)
    words = words_of_page(issue_page(made.content))
    pdf = render_pdf(made.content, made.style, made.pictures.get)
    starts = pages_of_articles(pdf, made.content.articles)
    docx = render_docx(made.content, made.style, starts, made.pictures.get)
    pages = measured(pdf)
    found = []
    if words_of_docx(docx) != words:
        found.append("the Word file has other words")
    if words_of_text(render_text(made.content)) != words:
        found.append("the text has other words")
    difference = first_difference(words, words_of_pdf(pages))
    if difference:
        found.append(f"the PDF has other words: {difference}")
    if starts.keys() != {article.n for article in made.content.articles}:
        found.append("an article has no bookmark")
    found += [f"overfull, {it}" for it in overfull(pages)[:3]]
    if closing_stands_alone(made.content, pages):
        found.append("the 版记 stands alone on its page")
    found += faults(docx)
    return Trial(made, pdf, docx, len(pages), found)
