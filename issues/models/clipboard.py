"""What Word and WPS put on the clipboard, brought to what it means: headings, lists, paragraphs.

How something looks goes in any case, by the policy. But there some things are said by looks alone: an item of a list is
a paragraph with a typed mark before it, an indent is two wide spaces, and a chapter's name is a heading of a size that
a bulletin has no use for.
"""

import re
from html import escape

from lxml import etree, html

_OFFICE = re.compile(r"""<\w[^<>]*\s(?:class=["']?Mso|style=[^<>]*\bmso-|data-wps-)|<o:p\b""", re.IGNORECASE)
_LIST = re.compile(r"mso-list:\s*(?!ignore|none|skip)\S+\s+level(\d)", re.IGNORECASE)
_IGNORED = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
# A number or a letter as Word types it before an item; any other mark is a bullet.
_ORDERED = re.compile(r"[（(]?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})[.)、．）]")
_LISTS = ("ul", "ol")
_LOWER = {"h1": "h3", "h2": "h4", "h3": "h5"}
_SPACE = r"(?:[ \t\r\n\u00a0\u3000]|&nbsp;)"
_BEGIN = r"<(?:strong|b|em|i|u|s)>"
_INDENT = re.compile(rf"(<(?:p|h[345])>)((?:{_BEGIN}|{_SPACE})+)")
_EMPTY = re.compile(rf"<p>{_SPACE}*</p>\s*")
_HOLLOW = re.compile(r"<(a|b|i|u|strong|em)></\1>")
_LARGE = re.compile(r"(</?)h[12](?=[\s>/])", re.IGNORECASE)
_SMALL = re.compile(r"(</?)h6(?=[\s>/])", re.IGNORECASE)

_PARSER = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def is_office(text: str) -> bool:
    return _OFFICE.search(text) is not None


def from_office(text: str) -> str:
    """HTML of Word or WPS with headings, lists and paragraphs as such; still to be sanitised."""
    # Conditions that any other program reads as comments; what they enclose is there for such programs.
    text = re.sub(r"<!\[(?:if [^\]>]*|endif)\]>", "", text)
    try:
        body = html.document_fromstring(text.encode(), parser=_PARSER).find("body")
    except etree.ParserError:  # nothing in it
        return ""
    if body is None:
        return ""
    items = [element for element in body.iter("p") if _LIST.search(element.get("style", ""))]
    # Only below a larger one does a heading move: what was brought here once stays as it is.
    headings = list(body.iter("h1", "h2", "h3"))
    if any(element.tag != "h3" for element in headings):
        for element in headings:
            element.tag = _LOWER[element.tag]
    for bold in [one for one in body.iter("b", "strong") if _is_in_heading(one)]:
        bold.drop_tag()  # a heading is bold by itself
    for item in items:
        _into_list(item)
    parts = (etree.tostring(child, encoding="unicode", method="html") for child in body)
    return (escape(body.text or "", quote=False) + "".join(parts)).strip()


def plain_headings(text: str) -> str:
    """Headings larger or smaller than a bulletin has, brought to those it has."""
    return _SMALL.sub(r"\1h5", _LARGE.sub(r"\1h3", text))


def without_indents(text: str) -> str:
    """Sanitised HTML without the spaces that somebody typed to indent a paragraph."""
    return _INDENT.sub(lambda found: found[1] + "".join(re.findall(_BEGIN, found[2])), text)


def without_leavings(text: str) -> str:
    """Sanitised HTML without what Word leaves empty: its blank lines, anchors and ends of bold."""
    return _EMPTY.sub("", _HOLLOW.sub("", text)).strip()


def _is_in_heading(element: html.HtmlElement) -> bool:
    return any(above.tag in {"h3", "h4", "h5"} for above in element.iterancestors())


def _into_list(item: html.HtmlElement) -> None:
    """Make an item of a paragraph, in the list of the item before it or in one of its own; levels become nested."""
    mark = ""
    for span in [one for one in item.iter("span") if _IGNORED.search(one.get("style", ""))]:
        mark = mark or "".join(span.itertext()).strip()
        span.drop_tree()
    kind = "ol" if _ORDERED.match(mark) else "ul"
    level = int(_LIST.search(item.get("style", ""))[1])
    top = item.getprevious()
    is_list = top is not None and top.tag in _LISTS and not (top.tail or "").strip()
    if not is_list or (level == 1 and top.tag != kind):
        top = html.Element(kind)
        item.addprevious(top)
    target = top
    for _ in range(level - 1):
        if not len(target):
            break
        last = target[-1]
        if not len(last) or last[-1].tag not in _LISTS:
            last.append(html.Element(kind))
        target = last[-1]
    top.tail, item.tail = item.tail, None
    item.tag = "li"
    target.append(item)
