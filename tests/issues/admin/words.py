"""Finding words that are not Chinese on a page of the desk."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from django.utils.translation.template import templatize
from lxml.html import HtmlElement

# Names that are the same in Chinese, and what people here typed or chose themselves.
ALLOWED = {
    *("PDF", "MS", "Word", "WPS", "Excel", "SHA", "JSON", "ICP", "MB", "Ctrl", "Shift", "Alt", "ALT"),
    *("Esc", "Delete"),  # as the keys are marked
    *("changai", "pbkdf", "sha"),
}
SHOWN_ATTRIBUTES = ("title", "placeholder", "aria-label", "alt", "data-label", "label")
UNSEEN = {"script", "style", "textarea", "template", "noscript", "code", "pre"}
_WORD = re.compile(r"[A-Za-z]{2,}")
_CHECKSUM = re.compile(r"\b[0-9a-f]{64}\b")


def english_on(html: str, own_words: set[str]) -> list[str]:
    """Texts and attributes of the page with a Latin word that is neither allowed nor the users' own."""
    root = lxml.html.document_fromstring(html)
    known = ALLOWED | own_words
    return [text for text in _texts(root) if set(_WORD.findall(_CHECKSUM.sub("", text))) - known]


def _texts(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return
    for name in SHOWN_ATTRIBUTES:
        yield element.get(name, "").strip()
    if element.tag == "input" and element.get("type") in {"submit", "button", "reset"}:
        yield element.get("value", "").strip()
    if "material-symbols-outlined" not in element.get("class", ""):  # a picture, named in Latin letters
        yield (element.text or "").strip()
        for child in element:
            yield from _texts(child)
            yield (child.tail or "").strip()


def msgids(package: Path) -> Iterator[tuple[str | None, str]]:
    """(context, text) of all that a package's code and templates would translate."""
    for path in sorted(package.rglob("*")):
        if path.suffix == ".html":
            source = templatize(path.read_text("utf-8"), origin=str(path))
            yield from ((None, _literal(found[1])) for found in _CALL.finditer(source) if found[1])
        elif path.suffix == ".py":
            yield from _of_code(ast.parse(path.read_text("utf-8")))


_CALL = re.compile(r"""(?<!\w)(?:_|n?gettext)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_NAMES = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def _literal(source: str) -> str:
    return ast.literal_eval(source)


def _of_code(tree: ast.Module) -> Iterator[tuple[str | None, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if name in _NAMES and texts:
            yield (texts[0], texts[1]) if name.startswith("p") and len(texts) > 1 else (None, texts[0])
