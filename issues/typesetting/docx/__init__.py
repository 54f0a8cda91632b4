"""The Word file of a frozen issue: real styles on the grid of GB/T 9704, everything in it made from the content."""

import datetime
import io
from collections.abc import Iterator, Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from issues.edition.content import Article, EditionContent, Section
from issues.typesetting.docx.blocks import Picture, Writer
from issues.typesetting.docx.closing import closing, keep_end
from issues.typesetting.docx.contents import anchor, contents
from issues.typesetting.docx.lists import Numbering
from issues.typesetting.docx.masthead import masthead, notes
from issues.typesetting.docx.page import set_page, settings
from issues.typesetting.docx.paragraphs import Place, paragraph
from issues.typesetting.docx.runs import plain
from issues.typesetting.docx.styles import all_styles
from issues.typesetting.docx.xml import storable, w
from issues.typesetting.pictures import read_picture
from issues.typesetting.style import PageStyle

# What python-docx's own template holds and no bulletin needs.
_UNUSED = {
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.WEB_SETTINGS,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}
_EPOCH = datetime.date(2000, 1, 1)


def render_docx(
    content: EditionContent,
    style: PageStyle,
    pages: Mapping[int, int] | None = None,
    picture: Picture = read_picture,
) -> bytes:
    """The same content gives the same bytes. `pages` has the page of each article in 本期要目, by its n."""
    document = Document()
    _strip(document)
    writer = Writer(document.part, picture, Numbering())
    body = document.element.body
    for old in body.xpath("./w:p"):
        body.remove(old)
    for element in _body(content, style, writer, pages or {}):
        body.insert(len(body) - 1, element)  # before the properties of the page
    set_page(document, style)
    _replace(document.styles.element, all_styles(style))
    _replace(document.part.numbering_part.element, writer.numbering.elements())
    _replace(document.settings.element, settings())
    _describe(document, content)
    file = io.BytesIO()
    document.save(file)
    return _without_times(file.getvalue())


def _strip(document: WordDocument) -> None:
    for owner in (document.part, document.part.package):
        for key, relation in list(owner.rels.items()):
            if relation.reltype in _UNUSED:
                del owner.rels[key]


def _replace(element: etree._Element, children: Iterator[etree._Element]) -> None:
    for old in list(element):
        element.remove(old)
    element.extend(children)


def _body(
    content: EditionContent, style: PageStyle, writer: Writer, pages: Mapping[int, int]
) -> Iterator[etree._Element]:
    yield from masthead(content)
    yield from notes(content, writer)
    yield from contents(content, pages)
    text = [element for section in content.sections for element in _section(section, style, writer)]
    if content.has_closing:
        keep_end(text)
    yield from text
    yield paragraph("Thin")
    yield from closing(content)
    yield paragraph("Thin", keepNext=w("keepNext", val=0))


def _section(section: Section, style: PageStyle, writer: Writer) -> Iterator[etree._Element]:
    new_page = w("pageBreakBefore") if style.sections_on_new_pages else None
    if section.name:
        # Over a run-in title it stands at the left, as the text does.
        left = w("jc", val="left") if style.run_in_titles else None
        yield paragraph("Section", *plain(f"【{section.name}】"), pageBreakBefore=new_page, jc=left)
        new_page = None
    for article in section.articles:
        yield from _article(article, style, writer, new_page)
        new_page = None


def _article(
    article: Article, style: PageStyle, writer: Writer, new_page: etree._Element | None
) -> Iterator[etree._Element]:
    """A title stands in the middle or runs into the first paragraph; a byline runs on from the last one."""
    body = list(writer.blocks(article.text, Place()))
    name = anchor(article.n)
    if style.run_in_titles:
        if not _is_text(body[:1]):
            body.insert(0, paragraph("Text"))
        title = f"{article.title} " if len(body[0]) > 1 else article.title
        run_in = writer.bookmark(name, *plain(title, w("rStyle", val="RunInTitle")))
        for at, element in enumerate(run_in, start=1):
            body[0].insert(at, element)
        if new_page is not None:
            body[0].pPr.insert(1, new_page)
    else:
        main, subtitle = article.title_parts
        yield paragraph("Title", *writer.bookmark(name, *plain(main)), pageBreakBefore=new_page)
        if subtitle:
            yield paragraph("Subtitle", *plain(subtitle))
    if article.byline and _is_text(body[-1:]):
        body[-1].extend(plain(article.byline, w("rStyle", val="RunInByline")))
    elif article.byline:
        body.append(paragraph("Byline", *plain(article.byline)))
    yield from body
    yield from writer.blocks(article.photos, Place())


def _is_text(blocks: list[etree._Element]) -> bool:
    return any(block.tag == w("p").tag and block.style == "Text" for block in blocks)


def _describe(document: WordDocument, content: EditionContent) -> None:
    properties = document.core_properties
    made = datetime.datetime.combine(content.date or _EPOCH, datetime.time())
    properties.title = storable(f"{content.publication} {content.year_label}")[:255]
    properties.subject = storable(content.full_label)[:255]
    properties.author = properties.last_modified_by = storable(content.issuer)[:255]
    properties.keywords = properties.comments = properties.category = ""
    properties.language = "zh-CN"
    properties.version = str(content.version)
    properties.revision = 1
    properties.created = properties.modified = made


def _without_times(data: bytes) -> bytes:
    """The package with one time on all its parts, so that its bytes depend on nothing but the content."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as made, ZipFile(file, "w", ZIP_DEFLATED) as kept:
        for info in made.infolist():
            kept.writestr(ZipInfo(info.filename, (2000, 1, 1, 0, 0, 0)), made.read(info), ZIP_DEFLATED)
    return file.getvalue()
