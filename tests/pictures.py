"""Pictures for tests, good ones and traps."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin


def picture(
    kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object
) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    image.convert(mode).save(file, kind, **options)
    return file.getvalue()


def photograph(orientation: int = 1, size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG with a place, a camera, a comment and its orientation in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", size, exif=exif, comment=b"SECRET-COMMENT", quality=95)


def png_with_words() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "SECRET-AUTHOR")
    return picture("PNG", pnginfo=info)


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few hundred bytes that say they are 3.6 thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def gif_html() -> bytes:
    """A GIF that a careless browser would run."""
    return picture("GIF") + b"<html><script>alert(1)</script></html>"


def gif_script() -> bytes:
    """A valid script that begins like a GIF."""
    return b"GIF89a/*" + bytes(20) + b"*/=1;alert(1);"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
