"""The editor's picture upload: who may, what is refused, how it answers."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from issues.models import Photo
from tests.pictures import SVG, gif_html, photograph, picture, png_bomb

URL = "/ckeditor/upload/"
pytestmark = pytest.mark.django_db


def sent(data: bytes, name: str = "会场.jpg") -> dict:
    return {"upload": SimpleUploadedFile(name, data, "image/jpeg")}


@pytest.mark.parametrize("path", [URL, URL + "?responseType=json", "/ckeditor/upload/&responseType=json"])
def test_picture_is_kept_and_its_address_told(client: Client, correspondent, path: str) -> None:
    client.force_login(correspondent)
    response = client.post(path, sent(photograph(6)))
    photo = Photo.objects.get()
    assert response.json() == {
        "uploaded": 1,
        "fileName": "会场.jpg",
        "url": photo.file.url,
        "width": 40,
        "height": 60,
        "id": photo.pk,
        "thumbnail": photo.thumbnail.url,
    }
    assert re.fullmatch(r"/media/photos/\d{4}/\d\d/[0-9a-f]{32}\.jpg", photo.file.url)
    assert (photo.uploaded_by, photo.article, photo.position) == (correspondent, None, None)
    assert client.get(photo.file.url).status_code == 200


@pytest.mark.parametrize(
    ("data", "words", "status"),
    [
        (SVG, "SVG", 400),
        (gif_html(), "夹带", 400),
        (png_bomb(), "像素太多", 400),
        (picture("JPEG")[:300], "已损坏", 400),
        (b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>", "夹带", 400),
        (b"x" * (30 * 1024 * 1024), "30 MB，超过上限 20 MB", 413),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_traps_are_refused_in_chinese(client: Client, editor, data: bytes, words: str, status: int) -> None:
    client.force_login(editor)
    response = client.post(URL, sent(data))
    assert response.status_code == status
    assert response.json()["uploaded"] == 0
    assert words in response.json()["error"]["message"]
    assert not Photo.objects.exists()


@pytest.mark.parametrize("name", ["../../../etc/passwd.png", "x.html", "x.php.png", "..\\..\\boot.ini"])
def test_names_that_lead_elsewhere_are_forgotten(client: Client, editor, name: str) -> None:
    client.force_login(editor)
    url = client.post(URL, sent(picture(), name)).json()["url"]
    assert re.fullmatch(r"/media/photos/\d{4}/\d\d/[0-9a-f]{32}\.png", url)


def test_only_those_who_write_may(client: Client, approver, make_user) -> None:
    assert client.post(URL, sent(picture())).status_code == 403
    for user in (approver, make_user("nobody"), make_user("staff", is_staff=True)):
        client.force_login(user)
        response = client.post(URL, sent(picture()))
        assert (response.status_code, response.json()["uploaded"]) == (403, 0)
    assert not Photo.objects.exists()


def test_a_forged_request_is_refused(editor) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(URL, sent(picture())).status_code == 403
    page = client.get("/admin/issues/article/add/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert client.post(URL, sent(picture()), headers={"X-CSRFToken": token}).status_code == 200


def test_only_posts_are_answered(client: Client, editor) -> None:
    client.force_login(editor)
    assert client.get(URL).status_code == 405
    assert client.post(URL, {}).json()["error"]["message"] == "没有收到图片。请重新选择。"
