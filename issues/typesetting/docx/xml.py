"""Elements of WordprocessingML, whose children always stand in the schema's order."""

import re
from copy import deepcopy

from docx.oxml import OxmlElement
from lxml import etree

# What XML 1.0 has no place for.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# The order in which ISO/IEC 29500 wants the properties that are used here; Word repairs what stands otherwise.
ORDER = {
    "pPr": (
        *(
            "pStyle",
            "keepNext",
            "keepLines",
            "pageBreakBefore",
            "widowControl",
            "numPr",
            "pBdr",
            "shd",
            "tabs",
        ),
        *("wordWrap", "overflowPunct", "snapToGrid", "spacing", "ind", "contextualSpacing", "jc"),
        *("textAlignment", "outlineLvl", "rPr"),
    ),
    "rPr": (
        *(
            "rStyle",
            "rFonts",
            "b",
            "bCs",
            "i",
            "iCs",
            "strike",
            "snapToGrid",
            "color",
            "spacing",
            "w",
            "kern",
        ),
        *("sz", "szCs", "u", "vertAlign", "rtl", "lang"),
    ),
    "tblPr": (
        *("tblStyle", "tblpPr", "tblOverlap", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar"),
        *("tblLook", "tblCaption", "tblDescription"),
    ),
    "trPr": ("cantSplit", "tblHeader"),
    "tcPr": ("tcW", "gridSpan", "vMerge", "tcBorders", "vAlign"),
}


def w(name: str, /, *children: etree._Element | None, **attributes: object) -> etree._Element:
    """<w:name> with w: attributes; children that are None are left out, properties are put in order.

    A child that stands in another element already is copied, so that a look can be used many times.
    """
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(_qualified(f"w:{key}"), str(value))
    given = [
        child if child.getparent() is None else deepcopy(child) for child in children if child is not None
    ]
    order = ORDER.get(name)
    if order:
        given.sort(key=lambda child: order.index(etree.QName(child).localname))
    element.extend(given)
    return element


def _qualified(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


def set_attribute(element: etree._Element, name: str, value: str) -> None:
    """Set an attribute by its prefixed name, such as r:id."""
    element.set(_qualified(name), value)


def storable(text: str) -> str:
    """`text` without the characters that an XML file cannot hold."""
    return _NOT_XML.sub("", text)


def text_of(text: str) -> etree._Element:
    element = w("t")
    element.text = text
    set_attribute(element, "xml:space", "preserve")
    return element
