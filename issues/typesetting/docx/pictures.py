"""A picture in the line, as large as in the PDF."""

import io
import warnings

from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.image.image import Image as WordImage
from docx.parts.document import DocumentPart
from docx.shared import Emu
from lxml import etree
from PIL import Image, UnidentifiedImageError

from issues.typesetting.docx.xml import storable, w
from issues.typesetting.style import PICTURE_HEIGHT, PICTURE_USUAL_WIDTH, PICTURE_WIDTH

_EMU = 36000  # of a millimetre
_DENSITY = 72  # pixels of an inch, as the PDF counts them
_WORD_READS = {"JPEG", "PNG"}


def drawing(part: DocumentPart, data: bytes | None, alt: str, key: int) -> etree._Element | None:
    """None where there is no picture, or none that can be read; `alt` is read to those who cannot see it."""
    readable = _readable(data) if data else None
    if readable is None:
        return None
    data, width, height = readable
    least = max(25.4 / _DENSITY, PICTURE_USUAL_WIDTH / width)
    scale = min(least, PICTURE_WIDTH / width, PICTURE_HEIGHT / height)
    inline = part.new_pic_inline(
        io.BytesIO(data),
        Emu(max(round(width * scale * _EMU), 1)),
        Emu(max(round(height * scale * _EMU), 1)),
    )
    inline.docPr.set("id", str(key))
    inline.docPr.set("name", f"图片 {key}")
    inline.docPr.set("descr", storable(alt))
    return w("drawing", inline)


def _readable(data: bytes) -> tuple[bytes, int, int] | None:
    """The bytes in a form that Word reads, with width and height in pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                width, height = picture.size
                if picture.format in _WORD_READS and _is_known(data):
                    return data, width, height
                file = io.BytesIO()
                picture.convert("RGBA" if "A" in picture.getbands() else "RGB").save(file, "PNG")
                return file.getvalue(), width, height
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None


def _is_known(data: bytes) -> bool:
    """Whether python-docx can tell what it is: it knows JPEGs by their JFIF or Exif mark alone."""
    try:
        WordImage.from_blob(data)
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        return False
    return True
