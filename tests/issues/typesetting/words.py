"""The words that a rendered issue holds, in their order, read back from the page or the file itself.

White space goes, and so does what each form adds of its own: page numbers, dots, list marks, rules.
"""

import io
import re
from zipfile import ZipFile

from lxml import etree, html

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINE_MARK = re.compile(r"^[\s　]*(?:[※·•○■●]|\d+\.(?=\s))\s*", re.MULTILINE)
_RULE = re.compile(r"^[\s　]*─+$", re.MULTILINE)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words_of_page(page: str) -> str:
    sheet = html.fromstring(page).find(".//main/div")
    return squeezed("".join(sheet.itertext()))


def words_of_text(text: str) -> str:
    return squeezed(_LINE_MARK.sub("", _RULE.sub("", text)).replace(" | ", " "))


def words_of_docx(data: bytes) -> str:
    """The text of the body; results of fields are page numbers, so they are left out."""
    with ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    parts: list[str] = []
    depth = 0
    for element in body.iter():
        if element.tag == f"{W}fldChar":
            depth += {"begin": 1, "end": -1}.get(element.get(f"{W}fldCharType"), 0)
        elif element.tag == f"{W}t" and not depth:
            parts.append(element.text or "")
    # On paper they run into the text, after a colon.
    return squeezed("".join(parts)).replace("更正说明：", "更正说明", 1).replace("编者按：", "编者按", 1)
