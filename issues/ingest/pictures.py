"""A picture in: refused unless it is one, then decoded, turned upright, scaled and encoded anew.

What is kept was written by us pixel by pixel: nothing of the sent file's bytes, names or metadata is left.
"""

import io
import struct
import uuid
import warnings
import zlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageCms, ImageOps

from accounts.models import User
from issues.ingest.errors import IngestRefused
from issues.ingest.names import file_name
from issues.models import Photo, SourceFile

MAX_BYTES = 20 * 1024 * 1024
MAX_SIDE = 2400
THUMBNAIL_SIDE = 480
# JPEG is decoded at a reduced scale, so a large photograph costs little; all else is decoded in full.
MAX_PIXELS = {"JPEG": 110_000_000, "MPO": 110_000_000}
MAX_PIXELS_OTHER = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
KINDS = "JPG、PNG、WebP、GIF、BMP、TIFF"
_TOO_LARGE = "图片的像素太多，展开后大得异常。请先缩小（长边 2400 像素就够），再上传。"
_JPEG_QUALITY = 86
_PNG_AT_MOST = 3 * 1024 * 1024  # a photograph saved as PNG is kept as JPEG instead

# What no picture contains and every trap for a browser does.
_MARKUP = (b"<script", b"<!doctype", b"<html", b"<?php", b"<iframe", b"<svg ", b"javascript:")
_SIGNATURES = (
    (b"\xff\xd8\xff", 0),
    (b"\x89PNG\r\n\x1a\n", 0),
    (b"GIF87a", 0),
    (b"GIF89a", 0),
    (b"WEBP", 8),
    (b"BM", 0),
    (b"II*\x00", 0),
    (b"MM\x00*", 0),
)
# Our own limits are lower than the size at which Pillow begins to warn.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
# What Pillow's decoders raise for broken data, as found by the tests.
_BROKEN = (
    *(OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, EOFError),
    *(OverflowError, MemoryError, struct.error, zlib.error),
)


class PictureRefused(IngestRefused):
    """The picture is not kept; the message is in Chinese and says what to do next."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture and its thumbnail as they will be kept, of one format; `suffix` is jpg or png."""

    data: bytes
    thumbnail: bytes
    suffix: str
    width: int
    height: int


def encode_picture(data: bytes) -> Encoded:
    """Raises PictureRefused for what is too large, no picture, more than a picture, or damaged."""
    _refuse_by_bytes(data)
    image = _decode(data)
    transparent = image.mode in {"RGBA", "LA"}
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    # A drawing or a screenshot stays sharp as PNG; a photograph is a tenth of the size as JPEG.
    lossless = transparent or image.info.pop("lossless", False)
    kept = _save(image, "PNG") if lossless else b""
    suffix = "png"
    if not lossless or (len(kept) > _PNG_AT_MOST and not transparent):
        kept, suffix = _save(image, "JPEG"), "jpg"
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Encoded(kept, _save(small, "PNG" if suffix == "png" else "JPEG"), suffix, *image.size)


def store_picture(
    data: bytes,
    by: User | None = None,
    name: str = "",
    source: SourceFile | None = None,
    source_index: int | None = None,
) -> Photo:
    """Keep a picture under a name of our own; it belongs to no article yet. Raises PictureRefused."""
    encoded = encode_picture(data)
    stem = f"photos/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}"
    file = default_storage.save(f"{stem}.{encoded.suffix}", ContentFile(encoded.data))
    thumbnail = default_storage.save(f"{stem}-thumb.{encoded.suffix}", ContentFile(encoded.thumbnail))
    return Photo.objects.create(
        file=file,
        thumbnail=thumbnail,
        width=encoded.width,
        height=encoded.height,
        original_name=file_name(name),
        source=source,
        source_index=source_index,
        uploaded_by=by,
    )


def _refuse_by_bytes(data: bytes) -> None:
    if not data:
        raise PictureRefused("图片是空的。请重新选择。")
    if len(data) > MAX_BYTES:
        raise PictureRefused(
            f"图片有 {len(data) / 1048576:.0f} MB，超过上限 {MAX_BYTES // 1048576} MB。"
            "请先缩小（长边 2400 像素就够），再上传。"
        )
    if not any(data[at : at + len(mark)] == mark for mark, at in _SIGNATURES):
        raise PictureRefused(f"{_actual(data)}能用的图片是 {KINDS}。请另存为其中一种再上传。")
    folded = data.lower()
    if any(mark in folded for mark in _MARKUP) or b"%pdf-" in folded[:1024]:
        raise PictureRefused(
            "图片文件里夹带了网页或程序代码，为安全起见没有接收。请用看图软件打开，另存为 JPG 再上传。"
        )


def _actual(data: bytes) -> str:
    head = data[:1024].lstrip().lower()
    if head.startswith((b"<svg", b"<?xml")) or b"<svg" in head:
        return "这是 SVG 矢量图，其中可以夹带程序，不能接收。"
    if head.startswith((b"<!doctype", b"<html")):
        return "这是网页，不是图片。"
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        return "这是苹果手机的 HEIC 照片。"
    if data.startswith(b"%PDF"):
        return "这是 PDF，不是图片。"
    return "这不是图片，或者是认不出的格式。"


def _decode(data: bytes) -> Image.Image:
    """The first frame, upright, in sRGB, of a mode that can be saved; `info` says only whether it was lossless."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = image.size
        if width < 1 or height < 1:
            raise PictureRefused("图片没有大小。请用看图软件打开，另存后再上传。")
        if width * height > MAX_PIXELS.get(image.format or "", MAX_PIXELS_OTHER):
            raise PictureRefused(_TOO_LARGE)
        lossless = image.format in {"PNG", "GIF", "BMP", "TIFF"}
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))
        image.load()
        image = ImageOps.exif_transpose(image)
        image = _plain(_in_srgb(image))
    except Image.DecompressionBombError as error:
        raise PictureRefused(_TOO_LARGE) from error
    except _BROKEN as error:
        raise PictureRefused("图片已损坏，无法打开。请用看图软件打开，另存为 JPG 再上传。") from error
    image.info = {"lossless": lossless}
    return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as they were meant: the profile goes with the metadata, so it is applied first."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK"}:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a profile that cannot be used says nothing about the pixels


def _plain(image: Image.Image) -> Image.Image:
    """L, RGB or RGBA; 16-bit grey is brought down to eight."""
    if image.mode.startswith("I") or image.mode == "F":
        low, high = image.getextrema()
        span = max(high - low, 1)
        return image.point(lambda value: (value - low) * (255 / span)).convert("L")
    if image.mode in {"L", "RGB"}:
        return image.convert("RGBA") if "transparency" in image.info else image
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        image = image.convert("RGBA")
        # A fully opaque picture needs no transparency.
        return image if image.getextrema()[3][0] < 255 else image.convert("RGB")
    return image.convert("L" if image.mode == "1" else "RGB")


def _save(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    # A bare copy: whatever hung on the image (comments, profiles, EXIF) is not written by accident.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    if kind == "JPEG":
        bare.save(file, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    else:
        bare.save(file, "PNG", optimize=True)
    return file.getvalue()
