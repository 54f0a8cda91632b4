"""本期要目: each title with dots and the number of its page, both leading there."""

from collections.abc import Iterator, Mapping

from lxml import etree

from issues.edition.content import EditionContent
from issues.typesetting.docx.lists import CONTENTS
from issues.typesetting.docx.measures import TEXT_TWIPS, indent
from issues.typesetting.docx.paragraphs import paragraph
from issues.typesetting.docx.runs import field, plain
from issues.typesetting.docx.xml import w


def anchor(n: int) -> str:
    """The bookmark of the n-th article."""
    return f"a{n}"


def contents(content: EditionContent, pages: Mapping[int, int]) -> Iterator[etree._Element]:
    """`pages` has the page of each article, as shown until Word has counted for itself."""
    yield paragraph("ContentsHeading", *plain("本期要目"))
    for section in content.sections:
        if section.name:
            yield paragraph("ContentsSection", *plain(f"【{section.name}】"))
        for article in section.articles:
            yield _entry(article.n, article.title, pages.get(article.n))


def _entry(n: int, title: str, page: int | None) -> etree._Element:
    link = w("hyperlink", *plain(title), anchor=anchor(n), history=1)
    return paragraph(
        "Contents",
        link,
        w("r", w("tab")),
        *field(f"PAGEREF {anchor(n)} \\h", str(page or "")),
        numPr=w("numPr", w("ilvl", val=0), w("numId", val=CONTENTS)),
        tabs=w("tabs", w("tab", val="right", leader="dot", pos=TEXT_TWIPS)),
        # No indent at the right: LibreOffice shows nothing that a tab puts beyond one.
        ind=w("ind", left=indent(1.5), hanging=indent(1.5)),
    )
