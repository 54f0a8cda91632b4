"""Pictures are encoded anew, whatever was sent; what is no honest picture is refused in Chinese."""

import io

import pytest
from django.core.files.storage import default_storage
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from issues.ingest.pictures import (
    MAX_BYTES,
    MAX_SIDE,
    THUMBNAIL_SIDE,
    PictureRefused,
    encode_picture,
    store_picture,
)
from tests.pictures import SVG, gif_html, gif_script, photograph, picture, png_bomb, png_with_words


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_every_kind_is_kept_as_jpeg_or_png_of_its_size(kind: str) -> None:
    encoded = encode_picture(picture(kind))
    assert (encoded.width, encoded.height) == (60, 40)
    assert opened(encoded.data).format == {"jpg": "JPEG", "png": "PNG"}[encoded.suffix]
    assert encoded.suffix == ("jpg" if kind in {"JPEG", "WEBP"} else "png")
    red, green, blue = opened(encoded.data).convert("RGB").getpixel((5, 20))
    assert red > 200 and green < 60 and blue < 60


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_mode_is_kept(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = opened(picture()).convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = Image.new("I;16", (60, 40), 30_000)
    file = io.BytesIO()
    image.save(file, kind)
    encoded = encode_picture(file.getvalue())
    assert (encoded.width, encoded.height) == (60, 40)


def test_transparency_is_kept() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 128)).save(file, "WEBP", lossless=True)
    encoded = encode_picture(file.getvalue())
    assert encoded.suffix == "png"
    assert opened(encoded.data).getpixel((0, 0))[3] == 128


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (60, 40), (5, 20)), (3, (60, 40), (55, 20)), (6, (40, 60), (20, 5)), (8, (40, 60), (20, 55))],
)
def test_photograph_is_turned_upright(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    encoded = encode_picture(photograph(orientation))
    assert (encoded.width, encoded.height) == size
    assert opened(encoded.data).getpixel(red_at)[0] > 200


@pytest.mark.parametrize("data", [photograph(), png_with_words()], ids=["jpeg", "png"])
def test_metadata_is_gone(data: bytes) -> None:
    assert b"SECRET" in data
    encoded = encode_picture(data)
    for kept in (encoded.data, encoded.thumbnail):
        assert b"SECRET" not in kept
        assert not opened(kept).getexif()
        assert not opened(kept).info.keys() & {"exif", "comment", "icc_profile", "Author", "xmp"}


def test_colours_of_a_wide_profile_become_srgb() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert encode_picture(picture("JPEG", icc_profile=profile)).width == 60
    assert encode_picture(picture("JPEG", icc_profile=b"broken")).width == 60


def test_large_picture_is_scaled_down_and_has_a_thumbnail() -> None:
    encoded = encode_picture(picture("JPEG", (5000, 3000)))
    assert (encoded.width, encoded.height) == (MAX_SIDE, 1440)
    assert opened(encoded.thumbnail).size == (THUMBNAIL_SIDE, 288)


def test_a_photograph_saved_as_png_is_kept_as_jpeg() -> None:
    noise = Image.effect_noise((1800, 1800), 90).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "PNG")
    assert encode_picture(file.getvalue()).suffix == "jpg"


def test_a_moving_picture_keeps_its_first_frame() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert opened(encode_picture(file.getvalue()).data).convert("RGB").getpixel((3, 3)) == (255, 0, 0)


def zip_tail() -> bytes:
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("evil.class", b"payload")
    return picture("JPEG") + file.getvalue()


def test_what_hangs_behind_a_picture_is_not_kept() -> None:
    assert b"evil.class" not in encode_picture(zip_tail()).data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "是空的"),
        (SVG, "SVG"),
        (b"<?xml version='1.0'?>" + SVG, "SVG"),
        (b"<!DOCTYPE html><p>x", "网页"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x00\x00\x20ftypheic" + bytes(40), "HEIC"),
        (b"MZ" + bytes(100), "不是图片"),
        (gif_html(), "夹带"),
        (gif_script(), "已损坏"),
        (picture("PNG")[:8] + b"<html><script>alert(1)</script>", "夹带"),
        (picture("JPEG", comment=b"<?php system($_GET['c']); ?>"), "夹带"),
        (png_bomb(), "像素太多"),
        (png_bomb(30_000, 30_000), "像素太多"),
        (picture("JPEG")[:400], "已损坏"),
        (picture("PNG", (300, 300))[:-60], "已损坏"),
        (b"\xff\xd8\xff" + bytes(50), "已损坏"),
        (picture("JPEG") + bytes(MAX_BYTES), "超过上限 20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_honest_picture_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(PictureRefused, match=words):
        encode_picture(data)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow tells of what it skips
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"]), st.data())
def test_broken_bytes_are_read_or_refused(kind: str, data: st.DataObject) -> None:
    made = bytearray(picture(kind))
    for _ in range(data.draw(st.integers(1, 8))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    try:
        encode_picture(bytes(made))
    except PictureRefused as refused:
        assert str(refused)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("..\\..\\x.png", "x.png"),
        ("a\x00b.html", "ab.html"),
        ("/etc/cron.d/x", "x"),
        ("x.php", "x.php"),
    ],
)
def test_stored_picture_has_a_name_of_our_own(name: str, shown: str) -> None:
    photo = store_picture(picture(), name=name)
    assert photo.file.name.startswith("photos/2") and photo.file.name.endswith(".png")
    assert photo.thumbnail.name == photo.file.name.replace(".png", "-thumb.png")
    assert default_storage.exists(photo.file.name) and default_storage.exists(photo.thumbnail.name)
    assert (photo.width, photo.height) == (60, 40)
    assert photo.original_name == shown


@pytest.mark.django_db
def test_refused_picture_leaves_nothing_behind() -> None:
    with pytest.raises(PictureRefused):
        store_picture(SVG)
    assert not default_storage.exists("photos")
