"""An Edition as PDF: tagged, with bookmarks, its fonts embedded, fit for archives (PDF/A-2a and PDF/UA-1)."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from django.conf import settings

from issues.edition.content import EditionContent, Image
from issues.typesetting import fonts, qr
from issues.typesetting.sheet import sheet
from issues.typesetting.style import PageStyle

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "typesetting" / "issue.typ"
STANDARDS = ["a-2a", "ua-1"]
# What may be found to stand alone, one thing after the other, and then the last.
_MOST_PASSES = 4
# Typst remembers what it laid out over so many compilations, about 6 MB for an issue.
_REMEMBERED = 11
# How the pictures that Typst knows begin.
_KINDS = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF8", "gif"), (b"RIFF", "webp"))

Pictures = Callable[[str], bytes | None]


class PrintRefused(Exception):
    """The issue cannot be printed; the message says why in Chinese, and what to do."""


def render_pdf(content: EditionContent, style: PageStyle, pictures: Pictures, address: str = "") -> bytes:
    """The PDF of one issue; the same content, style and fonts give the same bytes.

    `pictures` gives the bytes of the picture at an address, or None: then its words stand in its place.
    `address` is the issue's page, for the QR code; none is drawn without.
    Raises PrintRefused.
    """
    with TemporaryDirectory(prefix="print-") as folder:
        root = Path(folder)
        shutil.copyfile(TEMPLATE, root / TEMPLATE.name)
        data = sheet(content, style, _Laid(root, pictures))
        data["qr"] = _lay_code(root, address) if address else None
        try:
            data["fonts"] = fonts.families_for("".join(_strings(data)) + "0123456789—¶")
        except fonts.MissingCharacters as error:
            raise PrintRefused(str(error)) from error
        data["own_title_font"] = fonts.has_own("title")
        try:
            return _set(root, data, content)
        except typst.TypstError as error:
            raise PrintRefused(f"PDF 没有排成，请把这句话告诉系统管理员：{error.message}") from error
        finally:
            _forget(root)


def _set(root: Path, data: dict, content: EditionContent) -> bytes:
    """Set once, and again where the 版记 or its end came to stand on a page alone: then lines go with it."""
    moment = datetime(content.year, 1, 1, tzinfo=UTC)
    if content.date:
        moment = datetime(content.date.year, content.date.month, content.date.day, tzinfo=UTC)
    for _ in range(_MOST_PASSES):
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        compiler = _compiler(root)
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=moment)
        alone = json.loads(compiler.query("<alone>", field="value", one=True))
        # One after the other: with the first mended, the second often stands well.
        wanted = next(
            (name for name, stands_alone in alone.items() if stands_alone and name not in data), None
        )
        if wanted is None:
            break
        data[wanted] = True
    return pdf


def _forget(root: Path) -> None:
    """Age what Typst remembers, by empty documents, until it drops it: no other issue is laid out like this one."""
    (root / "empty.typ").touch()
    empty = _compiler(root, "empty.typ")
    for _ in range(_REMEMBERED):
        empty.compile(format="pdf")


def _compiler(root: Path, name: str = TEMPLATE.name) -> typst.Compiler:
    return typst.Compiler(
        input=str(root / name),
        root=root,
        font_paths=fonts.installed(),
        ignore_system_fonts=True,
    )


def _lay_code(root: Path, address: str) -> dict:
    (root / "qr.svg").write_text(qr.as_svg(address), "utf-8")
    return {"file": "qr.svg", "alt": f"二维码，内容是网址 {address}", "caption": qr.CAPTION}


class _Laid:
    """Puts pictures where the template finds them, each once."""

    def __init__(self, root: Path, pictures: Pictures) -> None:
        self.root = root
        self.pictures = pictures
        self.names: dict[str, str | None] = {}

    def __call__(self, image: Image) -> str | None:
        if image.src not in self.names:
            self.names[image.src] = self._lay(image.src)
        return self.names[image.src]

    def _lay(self, src: str) -> str | None:
        data = self.pictures(src)
        kind = next((kind for head, kind in _KINDS if data and data.startswith(head)), None)
        if not data or kind is None:
            return None
        name = f"picture-{len(self.names) + 1}.{kind}"
        (self.root / name).write_bytes(data)
        return name


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
