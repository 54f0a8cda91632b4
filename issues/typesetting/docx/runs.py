"""Text of one paragraph: runs with their looks, line breaks, links and fields."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit, urlunsplit

from django.utils.encoding import iri_to_uri
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from lxml import etree

from issues.edition.content import Run
from issues.typesetting.docx.xml import set_attribute, storable, text_of, w

# Word takes a file with a longer address for damaged.
_MAX_HREF = 2000


def plain(text: str, *look: etree._Element) -> list[etree._Element]:
    """`text` as one run, with `look` as its properties; a newline is a line break."""
    properties = w("rPr", *look) if look else None
    return [w("r", properties, *_pieces(text))] if text else []


def _pieces(text: str) -> Iterator[etree._Element]:
    for index, line in enumerate(storable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if index:
            yield w("br")
        if line:
            yield text_of(line.replace("\t", " "))


def rich(runs: Iterable[Run], part: Part) -> Iterator[etree._Element]:
    """Runs with their looks; links become relations of `part`."""
    for run in runs:
        href = link_target(run.href)
        elements = plain(run.text, *_look(run, bool(href)))
        if href:
            link = w("hyperlink", *elements, history=1)
            set_attribute(link, "r:id", part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            yield link
        else:
            yield from elements


def _look(run: Run, linked: bool) -> Iterator[etree._Element]:
    if linked:
        yield w("rStyle", val="Link")
    if run.bold:
        yield w("b")
    if run.italic:
        yield w("i")
    if run.strike:
        yield w("strike")
    if run.underline and not linked:
        yield w("u", val="single")
    if run.sub or run.sup:
        yield w("vertAlign", val="subscript" if run.sub else "superscript")


def link_target(href: str | None) -> str:
    """An address that Word can keep; empty where it would call the file damaged."""
    if not href:
        return ""
    try:
        parts = urlsplit(storable(href).strip())
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
        address = iri_to_uri(urlunsplit(parts._replace(netloc=host)))
    except ValueError:  # of the host, in every case
        return ""
    return address if len(address) <= _MAX_HREF and not set(address) & set(' "<>\\^`{|}') else ""


def field(instruction: str, shown: str, *look: etree._Element) -> Iterator[etree._Element]:
    """A field with the result it had when the file was made; Word works it out anew."""

    def one(element: etree._Element) -> etree._Element:
        return w("r", w("rPr", *look) if look else None, element)

    code = w("instrText")
    code.text = f" {instruction} "
    set_attribute(code, "xml:space", "preserve")
    yield one(w("fldChar", fldCharType="begin"))
    yield one(code)
    yield one(w("fldChar", fldCharType="separate"))
    yield from plain(shown, *look)
    yield one(w("fldChar", fldCharType="end"))
