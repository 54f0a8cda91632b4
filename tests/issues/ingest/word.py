"""Word files for tests, made with python-docx as an office would make them."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def new_document() -> Document:
    """A4 with the margins of GB/T 9704, 16 pt body text."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "仿宋_GB2312", Pt(16)
    return document


def add(
    document: Document, text: str, align: object = None, style: str | None = None, **look: object
) -> Paragraph:
    """A paragraph; size=22, bold=True are its run's look, indent=2 indents its first line by two characters."""
    paragraph = document.add_paragraph(style=style)
    if align is not None:
        paragraph.alignment = align
    if look.get("indent"):
        ind = parse_xml(
            f'<w:ind {nsdecls("w")} w:firstLineChars="{look["indent"] * 100}" w:firstLine="640"/>'
        )
        paragraph._p.get_or_add_pPr().append(ind)
    run = paragraph.add_run(text)
    run.bold = look.get("bold")
    if look.get("size"):
        run.font.size = Pt(look["size"])
    return paragraph


def to_bytes(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def insert_xml(paragraph: Paragraph, xml: str) -> None:
    """Raw WordprocessingML at the end of a paragraph; the usual prefixes are bound."""
    wrapped = f"<w:r {nsdecls('w', 'r', 'wp', 'a', 'pic')} {_MORE}>{xml}</w:r>"
    for element in list(parse_xml(wrapped)):
        paragraph._p.append(element)


_MORE = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def word_like(manuscript: dict) -> bytes:
    """A bulletin as an office types it in Word: styles and alignment where a text file has blanks."""
    document = new_document()
    if manuscript["publication"]:
        add(document, manuscript["publication"], CENTRE, size=36, bold=True)
    year = f"{manuscript['year']}年" if manuscript["year"] and not manuscript["date"] else ""
    if manuscript.get("supplement"):
        add(document, f"{year}增刊第{manuscript['supplement']}期", CENTRE)
    elif manuscript["number"]:
        total = f"（总第{manuscript['total_number']}期）" if manuscript["total_number"] else ""
        add(document, f"{year}第{manuscript['number']}期{total}", CENTRE)
    elif manuscript["total_number"]:
        add(document, f"{year}总第{manuscript['total_number']}期", CENTRE)
    if manuscript["issuer"] or manuscript["date"]:
        year, month, day = map(int, (manuscript["date"] or "0-0-0").split("-"))
        date = f"{year}年{month}月{day}日" if manuscript["date"] else ""
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = f"{manuscript['issuer'] or ''}编", date
    if manuscript["editors_note"]:
        add(document, f"编者按：{manuscript['editors_note']}", indent=2)
    for section in manuscript["sections"]:
        if section["name"]:
            add(document, f"【{section['name']}】", CENTRE, bold=True)
        for article in section["articles"]:
            if article["title"]:
                add(document, article["title"], CENTRE, style="Heading 1", size=22)
            *paragraphs, last = article["paragraphs"]
            end = byline(article)
            # A name that is no Han one is a byline on a line of its own only.
            alone = bool(end) and not article["organisation"] and not article["source"]
            for paragraph in paragraphs:
                add(document, paragraph, indent=2)
            add(document, last if alone else last + end, indent=2)
            if alone:
                add(document, end, RIGHT)
    for label, kind in (("报", "report"), ("送", "send"), ("发", "issue")):
        names = manuscript["distribution"][kind]
        if names:
            add(document, f"{label}：{'，'.join(names)}。", size=14)
    if manuscript["copies"]:
        add(document, f"（共印{manuscript['copies']}份）", RIGHT, size=14)
    return to_bytes(document)


def byline(article: dict) -> str:
    names = " ".join(filter(None, [article["organisation"], *article["contributors"]]))
    source = f"《{article['source']}》{article.get('source_detail', '')}" if article["source"] else ""
    return f"（{names or source}）" if names or source else ""
