"""A PDF's text layer as printed lines: page breaks, indents in em and the gaps between lines are kept."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_double

import pypdfium2
import pypdfium2.raw as pdfium

from issues.ingest.errors import IngestRefused
from issues.ingest.manuscript import Doubt
from issues.ingest.readers.printed import Glyph, print_pages
from issues.ingest.readers.reading import Reading

MAX_PAGES = 400
MAX_GLYPHS = 1_000_000
_LEAST_ON_A_PAGE = 10  # characters: a page number and a date are no text layer
_NARROW = frozenset("iIjlftr1.,:;!'|()[]")
# PDFium is not made for threads: one file at a time.
_ONE_AT_A_TIME = threading.Lock()

_SCANNED = (
    "这个 PDF 里只有图片、没有文字，多半是扫描件。"
    "请找到它的 Word 原稿上传；没有原稿的，先用文字识别（OCR）软件转成文字，存为“.docx”或“.txt”再上传。"
)
_GARBLED = "这个 PDF 的文字没有编码，读出来是乱码。请找到它的 Word 原稿上传，或用文字识别（OCR）软件转成文字后再上传。"


def read_pdf(data: bytes) -> Reading:
    """Raises IngestRefused for what is no PDF, is locked, damaged, scanned or garbled."""
    if b"%PDF-" not in data[:1024]:
        raise IngestRefused("这不是 PDF 文件，或者已经损坏。请确认选对了文件，或改用它的 Word 原稿。")
    with _ONE_AT_A_TIME, _opened(data) as document:
        if len(document) > MAX_PAGES:
            raise IngestRefused(
                f"这个 PDF 有 {len(document)} 页，超过上限 {MAX_PAGES} 页。请拆成几个再上传。"
            )
        pages: list[list[Glyph]] = []
        pictures = count = 0
        for index in range(len(document)):
            glyphs, drawn = _read_page(document, index)
            pages.append(glyphs)
            pictures += drawn
            count += len(glyphs)
            if count > MAX_GLYPHS:
                raise IngestRefused("这个 PDF 的文字多得异常，没有读。请确认选对了文件，或拆成几个再上传。")
    _refuse_without_text(pages, pictures)
    doubts = []
    if pictures:
        doubts.append(
            Doubt("pictures-not-read", 1, f"PDF 里的图片（约{pictures}处）没有带入，需要的请另外上传。")
        )
    return Reading(print_pages(pages), doubts=tuple(doubts))


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise IngestRefused("这个 PDF 加了密码，无法读取。请取消密码，另存后再上传。") from error
        raise IngestRefused("PDF 文件已损坏，无法打开。请用阅读器打开，能打开的话另存一份再上传。") from error
    try:
        yield document
    finally:
        document.close()


def _read_page(document: pypdfium2.PdfDocument, index: int) -> tuple[list[Glyph], int]:
    """(the characters of a page with their places, how many pictures it shows); a broken page is empty."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return [], 0
    pictures = sum(1 for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    text = page.get_textpage()
    glyphs = list(_glyphs(text.raw))
    text.close()
    page.close()
    return glyphs, pictures


def _glyphs(page: object) -> Iterator[Glyph]:
    x, y = c_double(), c_double()
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    loose = pdfium.FS_RECTF()
    run = 0
    count = min(pdfium.FPDFText_CountChars(page), MAX_GLYPHS)
    for index in range(count):
        code = _code(page, index)
        if code is None:
            continue
        if pdfium.FPDFText_IsGenerated(page, index) == 1:
            # PDFium's own guess of a line's end or of a blank; our guess is made from the places.
            run += code in (10, 13)
            continue
        if abs(pdfium.FPDFText_GetCharAngle(page, index)) > 0.1:
            continue  # a watermark across the page
        if not pdfium.FPDFText_GetCharOrigin(page, index, byref(x), byref(y)):
            continue
        pdfium.FPDFText_GetCharBox(page, index, byref(left), byref(right), byref(bottom), byref(top))
        if code < 128 and chr(code) in _NARROW and pdfium.FPDFText_GetLooseCharBox(page, index, byref(loose)):
            # The ink of these ends long before their place does, most of all where all letters are half a square.
            right.value = max(right.value, loose.right)
        size = pdfium.FPDFText_GetFontSize(page, index)
        yield Glyph(chr(code) if _is_text(code) else "\ufffd", x.value, y.value, right.value, size, run)


def _code(page: object, index: int) -> int | None:
    """The code point; a rare character comes as the two halves of UTF-16, the second of which is None."""
    code = pdfium.FPDFText_GetUnicode(page, index)
    if 0xD800 <= code < 0xDC00:
        low = pdfium.FPDFText_GetUnicode(page, index + 1)
        return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) if _is_low(low) else code
    if _is_low(code) and index and 0xD800 <= pdfium.FPDFText_GetUnicode(page, index - 1) < 0xDC00:
        return None
    return code


def _is_low(code: int) -> bool:
    return 0xDC00 <= code < 0xE000


def _is_text(code: int) -> bool:
    return 0 < code < 0x110000 and not 0xD800 <= code < 0xE000


def _refuse_without_text(pages: list[list[Glyph]], pictures: int) -> None:
    texts = [glyph.char for glyphs in pages for glyph in glyphs if not glyph.char.isspace()]
    if pictures and len(texts) < _LEAST_ON_A_PAGE * len(pages):
        raise IngestRefused(_SCANNED)
    if not texts:
        raise IngestRefused("这个 PDF 里没有文字。请确认选对了文件，或改用它的 Word 原稿。")
    lost = sum(1 for char in texts if char in "\ufffd\ufffe" or "\ue000" <= char <= "\uf8ff")
    if lost > 0.2 * len(texts):
        raise IngestRefused(_GARBLED)
