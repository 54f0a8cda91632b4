"""What Word insists on in a file, checked from its parts: where one of these is broken, it offers to repair.

The sequences are those of ISO/IEC 29500-1, A.1; only what our files may use is listed, so anything new fails.
"""

import io
from collections.abc import Iterator
from zipfile import ZipFile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PR = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

SEQUENCES = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd "
    "tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "tr": "tblPrEx trPr tc",
    "trPr": "cantSplit tblHeader",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl",
    "pBdr": "top left bottom right between bar",
    "numPr": "ilvl numId",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat "
    "locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "num": "abstractNumId lvlOverride",
    "lvlOverride": "startOverride lvl",
    "settings": "writeProtection view zoom removePersonalInformation bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter defaultTabStop evenAndOddHeaders drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "characterSpacingControl noLineBreaksAfter noLineBreaksBefore compat rsids themeFontLang clrSchemeMapping "
    "decimalSymbol listSeparator",
    "compat": "spaceForUL balanceSingleByteDoubleByteWidth doNotLeaveBackslashAlone ulTrailSpace "
    "doNotExpandShiftReturn adjustLineHeightInTable useFELayout compatSetting",
}
_MANY = {
    *("tr", "tc", "style", "abstractNum", "num", "lvl", "lvlOverride", "compatSetting"),
    *("headerReference", "footerReference"),
}


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def xml(data: bytes) -> etree._Element:
    return etree.fromstring(data)


def faults(data: bytes) -> list[str]:
    """Everything in the file that Word would not take as it is; empty when it opens without repair."""
    package = parts(data)
    document = xml(package["word/document.xml"])
    styles = xml(package["word/styles.xml"])
    numbering = xml(package["word/numbering.xml"])
    trees = {
        name: xml(text)
        for name, text in package.items()
        if name.startswith("word/") and name.endswith(".xml")
    }
    found = [fault for name, tree in trees.items() for fault in _out_of_order(name, tree)]
    found += _package_faults(package)
    found += _table_faults(document)
    found += _dangling(document, styles, numbering, xml(package["word/_rels/document.xml.rels"]))
    found += _doubled("bookmark", [one.get(f"{W}id") for one in document.iter(f"{W}bookmarkStart")])
    found += _doubled("bookmark name", [one.get(f"{W}name") for one in document.iter(f"{W}bookmarkStart")])
    found += _doubled("drawing", [one.get("id") for one in document.iter(f"{WP}docPr")])
    found += _doubled("style", [one.get(f"{W}styleId") for one in styles.iter(f"{W}style")])
    found += _doubled("style name", [one.find(f"{W}name").get(f"{W}val") for one in styles.iter(f"{W}style")])
    body = document.find(f"{W}body")
    if body[-1].tag != f"{W}sectPr" or body[-2].tag != f"{W}p":
        found.append("the body does not end with a paragraph and the page")
    return found


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _out_of_order(name: str, tree: etree._Element) -> Iterator[str]:
    for element in tree.iter(*(f"{W}{parent}" for parent in SEQUENCES)):
        order = SEQUENCES[_local(element)].split()
        children = [_local(child) for child in element if child.tag.startswith(W)]
        unknown = [child for child in children if child not in order]
        if unknown:
            yield f"{name}: {unknown} in {_local(element)}"
            continue
        places = [order.index(child) for child in children]
        if places != sorted(places):
            yield f"{name}: {children} in {_local(element)}"
        once = [child for child in children if child not in _MANY]
        yield from _doubled(f"{name}: child of {_local(element)}", once)
    for paragraph in tree.iter(f"{W}p"):
        if any(_local(child) == "pPr" for child in paragraph[1:]):
            yield f"{name}: properties that do not open their paragraph"


def _doubled(what: str, keys: list[str | None]) -> list[str]:
    return [f"{what} {key} twice" for key in {key for key in keys if keys.count(key) > 1}]


def _package_faults(package: dict[str, bytes]) -> Iterator[str]:
    types = xml(package["[Content_Types].xml"])
    defaults = {one.get("Extension").lower() for one in types.iter(f"{CT}Default")}
    overrides = {one.get("PartName").lstrip("/") for one in types.iter(f"{CT}Override")}
    for name in package:
        if (
            name != "[Content_Types].xml"
            and name not in overrides
            and name.rpartition(".")[2] not in defaults
        ):
            yield f"{name} has no type"
    yield from (f"{name} is not there" for name in overrides - package.keys())
    for name in package:
        if name.endswith(".rels"):
            folder = name.replace("_rels/", "").rpartition("/")[0]
            for one in xml(package[name]).iter(f"{PR}Relationship"):
                target = one.get("Target")
                if one.get("TargetMode") == "External":
                    if len(target) > 2079 or set(target) & set(' "<>\\^`{|}'):
                        yield f"{name}: {target[:60]} is no address"
                elif f"{folder}/{target}".lstrip("/") not in package and target.lstrip("/") not in package:
                    yield f"{name}: {target} is not there"


def _table_faults(document: etree._Element) -> Iterator[str]:
    for table in document.iter(f"{W}tbl"):
        columns = len(table.find(f"{W}tblGrid"))
        if not 1 <= columns <= 63:
            yield f"a table of {columns} columns"
        for row in table.iterchildren(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iterchildren(f"{W}tc")]
            width = sum(1 if span is None else int(span.get(f"{W}val")) for span in spans)
            if width != columns:
                yield f"a row of {width} in a table of {columns} columns"
        for cell in table.iter(f"{W}tc"):
            if cell[-1].tag != f"{W}p":
                yield "a cell that does not end with a paragraph"


def _dangling(
    document: etree._Element, styles: etree._Element, numbering: etree._Element, relations: etree._Element
) -> Iterator[str]:
    known = {one.get(f"{W}styleId") for one in styles.iter(f"{W}style")}
    used = [*document.iter(f"{W}pStyle", f"{W}rStyle"), *styles.iter(f"{W}basedOn", f"{W}next")]
    yield from (f"no style {one.get(f'{W}val')}" for one in used if one.get(f"{W}val") not in known)
    numbers = {one.get(f"{W}numId") for one in numbering.iter(f"{W}num")}
    yield from (
        f"no list {one.get(f'{W}val')}"
        for one in document.iter(f"{W}numId")
        if one.get(f"{W}val") not in numbers
    )
    keys = {one.get("Id") for one in relations.iter(f"{PR}Relationship")}
    for element in document.iter():
        for name in ("id", "embed"):
            key = element.get(f"{R}{name}")
            if key is not None and key not in keys:
                yield f"no relation {key}"
    marks = {one.get(f"{W}name") for one in document.iter(f"{W}bookmarkStart")}
    for link in document.iter(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor")
        if anchor is not None and anchor not in marks:
            yield f"no bookmark {anchor}"
