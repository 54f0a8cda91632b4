"""The photos after an article's text: sent first, then captioned, ordered and saved with it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from issues.models import Article, Photo
from tests.issues.admin.desk import desk_url, form_data
from tests.pictures import photograph

pytestmark = pytest.mark.django_db


def send(client: Client) -> Photo:
    sent = {"upload": SimpleUploadedFile("会场.jpg", photograph(), "image/jpeg")}
    return Photo.objects.get(pk=client.post("/ckeditor/upload/", sent).json()["id"])


def rows(*photos: Photo, initial: int = 0, **fields: str) -> dict[str, object]:
    data: dict[str, object] = {"photos-TOTAL_FORMS": len(photos), "photos-INITIAL_FORMS": initial}
    for n, photo in enumerate(photos):
        data |= {
            f"photos-{n}-uploaded": photo.pk,
            f"photos-{n}-caption": f"图{n}",
            f"photos-{n}-position": "",
        }
    return data | fields


def test_sent_photos_are_captioned_ordered_and_taken_away(
    client: Client, editor: User, article: Article
) -> None:
    client.force_login(editor)
    first, second = send(client), send(client)
    url = desk_url(article, "change")
    data = form_data(client.get(url)) | rows(first, second)
    assert client.post(url, data).status_code == 302
    assert list(article.photos.order_by("position").values_list("pk", "position", "caption")) == [
        (first.pk, 1, "图0"),
        (second.pk, 2, "图1"),
    ]
    page = client.get(url)
    assert first.thumbnail.url in page.content.decode()
    data = form_data(page) | {"photos-0-position": "2", "photos-1-position": "1", "photos-0-alt": "台下坐满"}
    assert client.post(url, data).status_code == 302
    assert list(article.photos.order_by("position").values_list("pk", "alt")) == [
        (second.pk, ""),
        (first.pk, "台下坐满"),
    ]
    assert client.post(url, form_data(client.get(url)) | {"photos-0-DELETE": "on"}).status_code == 302
    assert [photo.pk for photo in article.photos.all()] == [first.pk]


def test_only_ones_own_photo_that_stands_nowhere_is_taken(
    client: Client, editor: User, administrator: User, article: Article
) -> None:
    client.force_login(administrator)
    foreign = send(client)
    client.force_login(editor)
    placed = send(client)
    Photo.objects.filter(pk=placed.pk).update(article=Article.objects.create(title="别的稿件"), position=1)
    url = desk_url(article, "change")
    blank = form_data(client.get(url))
    for photo in (foreign, placed):
        answer = client.post(url, blank | rows(photo))
        assert "没有收到这幅图片" in answer.content.decode()
    answer = client.post(url, blank | rows(placed) | {"photos-0-uploaded": ""})
    assert "请先选择图片" in answer.content.decode()
    assert not article.photos.exists()


def test_a_sent_photo_is_still_shown_when_the_form_comes_back(
    client: Client, editor: User, article: Article
) -> None:
    client.force_login(editor)
    photo = send(client)
    url = desk_url(article, "change")
    answer = client.post(url, form_data(client.get(url)) | rows(photo) | {"title": ""})
    assert answer.status_code == 200
    assert photo.thumbnail.url in answer.content.decode()
