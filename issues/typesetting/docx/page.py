"""The page: its measures, its grid, the number at its outer foot, and the settings of the whole file."""

from collections.abc import Iterator

from docx.document import Document
from docx.section import Section, _Footer
from docx.shared import Mm, Twips
from lxml import etree

from issues.typesetting.docx.measures import (
    CHARACTER_SPACE,
    FOOTER,
    LEFT_TWIPS,
    RIGHT_TWIPS,
    SMALL_TWIPS,
    line_pitch,
)
from issues.typesetting.docx.paragraphs import paragraph
from issues.typesetting.docx.runs import field, plain
from issues.typesetting.docx.xml import w
from issues.typesetting.style import BOTTOM, PAGE_HEIGHT, PAGE_WIDTH, TOP, PageStyle

# What must not stand at a line's head, and at its end.
_NO_HEAD = (
    "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
)
_NO_END = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"


def set_page(document: Document, style: PageStyle) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Twips(LEFT_TWIPS), Twips(RIGHT_TWIPS)
    section.header_distance, section.footer_distance = Mm(15), Mm(FOOTER)
    section.gutter = Twips(0)
    _number_pages(section)
    properties = section._sectPr
    for old in properties.xpath("./w:docGrid"):
        properties.remove(old)
    properties.append(
        w("docGrid", type="linesAndChars", linePitch=line_pitch(style), charSpace=CHARACTER_SPACE)
    )


def _number_pages(section: Section) -> None:
    """— 1 — a character in from the outer edge: odd pages right, even pages left."""
    aside = w("ind", left=SMALL_TWIPS, right=SMALL_TWIPS)
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _fill(footer, paragraph("Page", *_page_number(), ind=aside, jc=w("jc", val=side)))


def _fill(footer: _Footer, line: etree._Element) -> None:
    footer.is_linked_to_previous = False
    element = footer._element
    for old in list(element):
        element.remove(old)
    element.append(line)


def _page_number() -> Iterator[etree._Element]:
    yield from plain("— ")
    yield from field("PAGE", "1")
    yield from plain(" —")


def settings() -> Iterator[etree._Element]:
    """All below w:settings, in its order."""
    yield w("zoom", percent=100)
    yield w("bordersDoNotSurroundHeader")
    yield w("bordersDoNotSurroundFooter")
    yield w("defaultTabStop", val=420)
    yield w("evenAndOddHeaders")
    yield w("drawingGridHorizontalSpacing", val=160)
    yield w("displayHorizontalDrawingGridEvery", val=0)
    yield w("displayVerticalDrawingGridEvery", val=2)
    yield w("characterSpacingControl", val="doNotCompress")
    yield w("noLineBreaksAfter", lang="zh-CN", val=_NO_END)
    yield w("noLineBreaksBefore", lang="zh-CN", val=_NO_HEAD)
    yield w(
        "compat",
        w("spaceForUL"),
        w("balanceSingleByteDoubleByteWidth"),
        w("doNotLeaveBackslashAlone"),
        w("ulTrailSpace"),
        w("doNotExpandShiftReturn"),
        w("adjustLineHeightInTable"),
        w("useFELayout"),
        w(
            "compatSetting",
            name="compatibilityMode",
            uri="http://schemas.microsoft.com/office/word",
            val=15,
        ),
    )
    yield w("themeFontLang", val="en-US", eastAsia="zh-CN")
    yield w(
        "clrSchemeMapping",
        bg1="light1",
        t1="dark1",
        bg2="light2",
        t2="dark2",
        accent1="accent1",
        accent2="accent2",
        accent3="accent3",
        accent4="accent4",
        accent5="accent5",
        accent6="accent6",
        hyperlink="hyperlink",
        followedHyperlink="followedHyperlink",
    )
    yield w("decimalSymbol", val=".")
    yield w("listSeparator", val=",")
