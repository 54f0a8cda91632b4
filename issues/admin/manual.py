"""使用手册: the manuals of docs/manual, as pages of the desk, so that nobody has to look for a file."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import path
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from accounts.roles import is_office

FOLDER = Path(settings.BASE_DIR) / "docs" / "manual"
# The name in the address, and the title.
MANUALS = {"correspondent": "通讯员手册", "editor": "编辑和签发人手册", "administrator": "管理员手册"}

_PICTURE = re.compile(r"pictures/([a-z0-9-]+\.png)")


def index(request: HttpRequest) -> HttpResponse:
    return redirect("manual:page", "editor" if is_office(request.user) else "correspondent")


def page(request: HttpRequest, name: str) -> HttpResponse:
    """For everyone who may enter the desk: how the others work is no secret."""
    if name not in MANUALS:
        raise Http404
    html, headings = render_manual((FOLDER / f"{name}.md").read_text("utf-8"))
    context = {
        **admin.site.each_context(request),
        "title": MANUALS[name],
        "manuals": [(key, title, key == name) for key, title in MANUALS.items()],
        "headings": headings,
        # Our own file, not anybody's input; its HTML is off besides.
        "body": mark_safe(html),  # noqa: S308
    }
    return TemplateResponse(request, "admin/manual.html", context)


def render_manual(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The page's HTML, and (anchor, title) of its chapters; pictures come from the static files."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    headings: list[tuple[str, str]] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            anchor = f"c{len(headings) + 1}"
            token.attrSet("id", anchor)
            headings.append((anchor, tokens[at + 1].content))
        for child in token.children or []:
            _find_picture(child)
    # The title stands above the page already.
    if tokens and tokens[0].tag == "h1":
        tokens = tokens[3:]
    return parser.renderer.render(tokens, parser.options, {}), headings


def _find_picture(token: Token) -> None:
    if token.type != "image":
        return
    found = _PICTURE.fullmatch(str(token.attrGet("src")))
    if found:
        token.attrSet("src", static(f"manual/{found[1]}"))
        token.attrSet("loading", "lazy")


urls = (
    [
        path("", admin.site.admin_view(index), name="index"),
        path("<slug:name>/", admin.site.admin_view(page), name="page"),
    ],
    "manual",
)
