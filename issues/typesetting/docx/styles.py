"""The styles of the Word file, by the names an office knows them by; size and fonts as GB/T 9704-2012 has them.

The page has the grid of 28 characters, for whoever types on. The text itself does not lean on it: a fixed line
pitch and a spacing that lets exactly 28 characters stand in a line give the same lines in Word, in WPS and in
LibreOffice, which takes two cells for a character that is a hair wider than one.

What Word and WPS make of it: a style with snapToGrid off is placed by its own measures and never asks the grid, so
lines lie 28.95 (or 26.55) points apart, of which the 225 mm between the margins hold 22 (or 24), and 28 characters
of 16 points less 0.2 each fill the 156 mm. Paragraphs that somebody adds in 正文 stand like the others; those in a
style of their own, which snap, fall on the same lines and 28 cells, for the grid has the same pitch and width.
"""

from collections.abc import Iterator

from lxml import etree

from issues.typesetting.docx.measures import TIGHTENING, indent
from issues.typesetting.docx.xml import w
from issues.typesetting.style import BODY_SIZE, RED, RED_RULE, SMALL_SIZE, TITLE_SIZE, PageStyle

FANGSONG, KAI, HEI = "仿宋_GB2312", "楷体_GB2312", "黑体"
XIAOBIAOSONG, SONG = "方正小标宋简体", "宋体"
LATIN = "Times New Roman"
BASE = "Normal"


def fonts(chinese: str, latin: str = LATIN) -> etree._Element:
    return w("rFonts", ascii=latin, hAnsi=latin, eastAsia=chinese, cs=latin)


def size(points: float) -> tuple[etree._Element, ...]:
    half = round(points * 2)
    return w("sz", val=half), w("szCs", val=half)


def exact(points: float, before: float = 0, after: float = 0) -> etree._Element:
    return w(
        "spacing",
        before=round(before * 20),
        after=round(after * 20),
        line=round(points * 20),
        lineRule="exact",
    )


def first_line(characters: int = 2) -> etree._Element:
    return w("ind", firstLineChars=characters * 100, firstLine=indent(characters))


def no_indent() -> etree._Element:
    return w("ind", firstLineChars=0, firstLine=0)


def border(side: str, width: float, colour: str = "auto", space: int = 1) -> etree._Element:
    """`width` in millimetres; Word counts in eighths of a point."""
    return w(side, val="single", sz=round(width / 25.4 * 72 * 8), space=space, color=colour)


def tight() -> etree._Element:
    """What is taken from each character of 16 points, so that 28 of them fill the line."""
    return w("spacing", val=TIGHTENING)


def off(name: str) -> etree._Element:
    return w(name, val=0)


def _style(
    kind: str,
    key: str,
    name: str,
    paragraph: tuple[etree._Element, ...] = (),
    run: tuple[etree._Element, ...] = (),
    based_on: str = BASE,
    following: str = "",
) -> etree._Element:
    element = w("style", type=kind, customStyle=1, styleId=key)
    element.append(w("name", val=name))
    if kind == "paragraph":
        element.append(w("basedOn", val=based_on))
        if following:
            element.append(w("next", val=following))
    element.append(w("qFormat"))
    if paragraph:
        element.append(w("pPr", *paragraph))
    if run:
        element.append(w("rPr", *run))
    return element


def all_styles(page: PageStyle) -> Iterator[etree._Element]:
    """Everything below w:styles."""
    yield w(
        "docDefaults",
        w(
            "rPrDefault",
            w(
                "rPr",
                fonts(FANGSONG),
                *size(BODY_SIZE),
                w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"),
            ),
        ),
        w("pPrDefault", w("pPr", off("widowControl"))),
    )
    normal = w("style", type="paragraph", default=1, styleId=BASE)
    # The grid counts from the size said here, not from the defaults.
    look = w("rPr", fonts(FANGSONG), *size(BODY_SIZE))
    normal.extend([w("name", val="Normal"), w("qFormat"), w("pPr", w("jc", val="both")), look])
    yield normal
    character = w("style", type="character", default=1, styleId="DefaultCharacter")
    character.extend([w("name", val="Default Paragraph Font"), w("semiHidden")])
    yield character
    table = w("style", type="table", default=1, styleId="DefaultTable")
    table.extend(
        [
            w("name", val="Normal Table"),
            w("semiHidden"),
            w(
                "tblPr",
                w("tblCellMar", w("left", w=108, type="dxa"), w("right", w=108, type="dxa")),
            ),
        ]
    )
    yield table
    yield from _masthead_styles()
    yield from _text_styles(page.pitch)
    yield from _closing_styles()
    yield from _character_styles()


def _masthead_styles() -> Iterator[etree._Element]:
    red_name = (fonts(XIAOBIAOSONG, XIAOBIAOSONG), w("color", val=RED))
    centred = (off("snapToGrid"), w("jc", val="center"))
    yield _style(
        "paragraph", "Marks", "标志", (off("snapToGrid"), exact(20, after=14)), (fonts(HEI), *size(BODY_SIZE))
    )
    yield _style("paragraph", "NameLead", "名称前行", centred, red_name)
    yield _style("paragraph", "Name", "名称", centred, red_name)
    yield _style("paragraph", "Number", "期号", (*centred, exact(24, before=10, after=10)))
    yield _style(
        "paragraph",
        "Imprint",
        "编印",
        (
            w("pBdr", border("bottom", RED_RULE, RED, space=3)),
            off("snapToGrid"),
            exact(24, after=12),
            w("ind", left=0, right=0),
        ),
    )
    yield _style(
        "paragraph",
        "Remark",
        "补拟说明",
        (off("snapToGrid"), exact(22, before=8), first_line()),
        (fonts(KAI), *size(SMALL_SIZE)),
    )


def _text_styles(pitch: float) -> Iterator[etree._Element]:
    line = (off("snapToGrid"), exact(pitch))
    yield _style("paragraph", "Text", "正文", (*line, first_line()), (tight(),))
    yield _style(
        "paragraph",
        "Section",
        "栏目",
        (
            w("keepNext"),
            w("keepLines"),
            off("snapToGrid"),
            exact(pitch),
            w("jc", val="center"),
            w("outlineLvl", val=0),
        ),
        (fonts(HEI), *size(BODY_SIZE)),
        following="Title",
    )
    yield _style(
        "paragraph",
        "Title",
        "标题",
        (
            w("keepNext"),
            w("keepLines"),
            off("snapToGrid"),
            exact(32, before=12, after=12),
            w("jc", val="center"),
            w("outlineLvl", val=1),
        ),
        (fonts(XIAOBIAOSONG), *size(TITLE_SIZE)),
        following="Text",
    )
    yield _style(
        "paragraph",
        "Subtitle",
        "副标题",
        (w("keepNext"), w("keepLines"), off("snapToGrid"), exact(26, after=12), w("jc", val="center")),
        (fonts(KAI), *size(BODY_SIZE)),
        following="Text",
    )
    for level, font in enumerate((HEI, KAI, FANGSONG), start=1):
        yield _style(
            "paragraph",
            f"Heading{level}",
            f"层次{'一二三'[level - 1]}",
            (w("keepNext"), *line, first_line(), w("outlineLvl", val=level + 1)),
            (fonts(font), tight()),
            following="Text",
        )
    yield _style("paragraph", "Byline", "署名", (*line, w("jc", val="right")), (fonts(KAI), tight()))
    yield _style("paragraph", "Note", "按语", (*line, first_line()), (fonts(KAI), tight()))
    yield _style(
        "paragraph",
        "ContentsHeading",
        "要目标题",
        (
            w("keepNext"),
            off("snapToGrid"),
            exact(30, before=10, after=4),
            w("jc", val="center"),
        ),
        (fonts(HEI), w("spacing", val=160), *size(BODY_SIZE)),
    )
    yield _style(
        "paragraph",
        "ContentsSection",
        "要目栏目",
        (w("keepNext"), off("snapToGrid"), exact(22)),
        (fonts(HEI), *size(SMALL_SIZE)),
    )
    yield _style(
        "paragraph",
        "Contents",
        "要目",
        (off("snapToGrid"), exact(22), w("jc", val="left")),
        size(SMALL_SIZE),
    )
    yield _style("paragraph", "Item", "条目", line, (tight(),))
    yield _style("paragraph", "Quotation", "引文", (*line, first_line()), (fonts(KAI), tight()))
    yield _style("paragraph", "Divider", "分隔线", (off("snapToGrid"), exact(pitch), w("jc", val="center")))
    yield _style(
        "paragraph",
        "Picture",
        "图片",
        (
            w("keepNext"),
            off("snapToGrid"),
            w("spacing", before=120, after=60, line=240, lineRule="auto"),
            w("jc", val="center"),
        ),
    )
    yield _style(
        "paragraph",
        "Caption",
        "图注",
        (off("snapToGrid"), exact(20, after=6), w("jc", val="center")),
        (fonts(KAI), *size(SMALL_SIZE)),
    )
    yield _style(
        "paragraph",
        "TableCaption",
        "表题",
        (w("keepNext"), off("snapToGrid"), exact(22, before=6), w("jc", val="center")),
        (fonts(HEI), *size(SMALL_SIZE)),
    )
    yield _style(
        "paragraph",
        "Cell",
        "表文",
        (off("snapToGrid"), w("spacing", line=400, lineRule="atLeast"), w("jc", val="left")),
        (fonts(FANGSONG), *size(SMALL_SIZE)),
    )


def _closing_styles() -> Iterator[etree._Element]:
    small = (fonts(FANGSONG), *size(SMALL_SIZE))
    yield _style("paragraph", "Closing", "版记", (off("snapToGrid"), exact(20, before=3, after=2)), small)
    yield _style("paragraph", "Thin", "版记前", (w("keepNext"), off("snapToGrid"), exact(2)), size(1))
    yield _style(
        "paragraph",
        "Page",
        "页码",
        (off("snapToGrid"), exact(SMALL_SIZE)),
        (fonts(SONG, SONG), *size(SMALL_SIZE)),
    )


def _character_styles() -> Iterator[etree._Element]:
    yield _style("character", "RunInTitle", "段首标题", run=(fonts(HEI),))
    yield _style("character", "RunInByline", "段末署名", run=(fonts(KAI),))
    yield _style("character", "Label", "说明标签", run=(fonts(HEI),))
    yield _style("character", "Link", "链接", run=(w("u", val="single"),))
