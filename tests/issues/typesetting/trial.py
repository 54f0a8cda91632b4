"""One generated issue in all its forms, and all that is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os.path import commonprefix

from issues.public.pages import issue_page
from issues.typesetting.docx import render_docx
from issues.typesetting.outline import pages_of_articles
from issues.typesetting.pdf import render_pdf
from issues.typesetting.qr import CAPTION
from issues.typesetting.text import render_text
from tests.issues.typesetting.generated import Generated, generate
from tests.issues.typesetting.printed import measured
from tests.issues.typesetting.tagged import read_tags
from tests.issues.typesetting.wordfile import faults
from tests.issues.typesetting.words import (
    closing_stands_alone,
    falsely_repeated,
    overfull,
    overlapping,
    words_of_docx,
    words_of_page,
    words_of_pdf,
    words_of_text,
)

ADDRESS = "https://bulletin.example.org.cn/changai/2021/3/"


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
    pdf = render_pdf(made.content, made.style, made.pictures.get, ADDRESS if made.style.qr_code else "")
    starts = pages_of_articles(pdf, made.content.articles)
    docx = render_docx(made.content, made.style, starts, made.pictures.get)
    pages = measured(pdf)
    found = []
    if words_of_docx(docx) != words:
        found.append("the Word file has other words")
    if words_of_text(render_text(made.content)) != words:
        found.append("the text has other words")
    found += _pdf_faults(made, pdf, words, starts)
    found += [f"overfull, {it}" for it in overfull(pages)[:3]]
    found += [f"one over the other, {it}" for it in overlapping(pages)[:3]]
    if closing_stands_alone(made.content, pages):
        found.append("the 版记 stands alone on its page")
    found += faults(docx)
    return Trial(made, pdf, docx, len(pages), found)


def _pdf_faults(made: Generated, pdf: bytes, words: str, starts: Mapping[int, int]) -> Iterator[str]:
    tree = read_tags(pdf)
    read = words_of_pdf(tree)
    if made.style.qr_code:
        if read.count(CAPTION) != 1:
            yield "the QR code has no caption"
        read = read.replace(CAPTION, "", 1)
    if read != words:
        at = len(commonprefix([read, words]))
        yield f"the PDF has other words: {read[max(at - 9, 0) : at + 9]} for {words[max(at - 9, 0) : at + 9]}"
    if tree.lost:
        yield f"in the PDF without a tag: {tree.lost[:40]}"
    yield from (f"drawn twice, {it}" for it in falsely_repeated(made.content, tree))
    if starts.keys() != {article.n for article in made.content.articles}:
        yield "an article has no bookmark"
    if tree.references != [str(page) for page in starts.values()]:
        yield "the contents name other pages than the bookmarks"
