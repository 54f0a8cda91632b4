"""Reading our pages in tests: strictly, as a validator would, and then by their marks."""

import re
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse


def parse(response: HttpResponse) -> Element:
    """The page as a tree; raises where the HTML is not valid."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(response.content.decode())


def text(element: Element) -> str:
    """All text in `element`; a line end for any white space that holds one."""
    return re.sub(r"\s*\n\s*", "\n", "".join(element.itertext())).strip()


def texts(root: Element, path: str) -> list[str]:
    return [text(element) for element in root.iterfind(path)]


def links(root: Element, path: str) -> list[tuple[str, str]]:
    """(text, href) of the links at `path`."""
    return [(text(element), element.get("href")) for element in root.iterfind(path)]
