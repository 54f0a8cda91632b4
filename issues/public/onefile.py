"""The page of an issue as one file that needs no site: style and pictures are in it, its links stay in it."""

import base64
from collections.abc import Callable
from mimetypes import guess_type

from lxml import html

from issues.edition.content import EditionContent
from issues.public.pages import issue_page

_KEPT_LINKS = ("#", "http://", "https://", "mailto:")


def page_in_one_file(content: EditionContent, stylesheet: str, picture: Callable[[str], bytes | None]) -> str:
    """`picture` gives the bytes of a picture by its address; one that is gone leaves its words."""
    document = html.document_fromstring(issue_page(content))
    for element in document.xpath(
        "//link | //script | //*[@class='sitehead'] | //*[@class='sitefoot'] | //*[@class='skip']"
        " | //*[@class='share'] | //*[@class='downloads']"
    ):
        element.drop_tree()
    style = html.Element("style")
    style.text = stylesheet
    document.head.append(style)
    for link in document.xpath("//a[@href]"):
        if not link.get("href").startswith(_KEPT_LINKS):
            link.drop_tag()
    for image in document.xpath("//img"):
        source = image.get("src", "")
        data = picture(source)
        if data is not None:
            kind = guess_type(source)[0] or "image/jpeg"
            image.set("src", f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}")
    return html.tostring(document, doctype="<!doctype html>", encoding="unicode") + "\n"
