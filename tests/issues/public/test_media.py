"""Pictures as readers get them: as pictures only, for good, and nothing beside them."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from issues.ingest.pictures import store_picture
from tests.pictures import picture

pytestmark = pytest.mark.django_db


def test_picture_and_thumbnail_are_served_with_their_type_and_for_good(client: Client) -> None:
    photo = store_picture(picture())
    for file in (photo.file, photo.thumbnail):
        response = client.get(file.url)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "Set-Cookie" not in response
        assert b"".join(response.streaming_content)[:4] == b"\x89PNG"
    again = client.get(photo.file.url, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 200
    assert client.get(photo.thumbnail.url, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.head(photo.file.url).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "photos/2021/02/" + "0" * 32 + ".png",
        "photos/2021/02/x.html",
        "photos/2021/02/" + "0" * 32 + ".svg",
        "../bulletin.sqlite3",
        "photos/../../bulletin.sqlite3",
        "photos/2021/02/..%2f..%2f..%2fsecret-key",
        "",
        "photos/",
        "evil.html",
    ],
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    default_storage.save("evil.html", ContentFile(b"<script>alert(1)</script>"))
    assert client.get(f"/media/{path}").status_code == 404


def test_pictures_are_only_read(client: Client) -> None:
    url = store_picture(picture()).file.url
    assert client.post(url).status_code == 405
    assert client.delete(url).status_code == 405
