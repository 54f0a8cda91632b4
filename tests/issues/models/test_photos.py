"""Photos and originals: their places, and who sees them."""

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts.models import User
from accounts.roles import Role
from issues.models import Article, ArticleStage, Issue, Photo, SourceFile
from issues.models.source import original_path, originals

pytestmark = pytest.mark.django_db


def photo(**fields: object) -> Photo:
    values = {"file": "photos/a.jpg", "thumbnail": "photos/a-thumb.jpg", "width": 4, "height": 3, **fields}
    return Photo.objects.create(**values)


def source(**fields: object) -> SourceFile:
    values = {"name": "来稿.docx", "sha256": "0" * 64, "size": 3, **fields}
    made = SourceFile(**values)
    made.file.save(made.name, ContentFile(b"abc"))
    return made


def refused(make: object, **fields: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**fields)


def test_photos_of_an_article_have_one_position_each(article: Article) -> None:
    photo(article=article, position=1)
    refused(photo, article=article, position=1)
    photo(article=article, position=2)
    photo()
    photo()


def test_a_photo_has_an_article_and_a_position_or_neither(article: Article) -> None:
    refused(photo, article=article)
    refused(photo, position=1)
    refused(photo, width=0)


def test_a_picture_of_an_original_is_taken_out_once() -> None:
    original = source()
    photo(source=original, source_index=0)
    photo(source=original, source_index=1)
    refused(photo, source=original, source_index=1)


def test_an_original_belongs_to_an_article_or_to_an_issue(article: Article, issue: Issue) -> None:
    refused(source, article=article, issue=issue)
    assert list(SourceFile.objects.pending()) == []
    kept = source()
    assert list(SourceFile.objects.pending()) == [kept]


def test_an_original_is_kept_apart_under_a_name_of_our_own(settings: object) -> None:
    kept = source(name="../../../etc/../曲靖来稿.DOCX")
    assert kept.file.path.startswith(str(settings.ORIGINALS_ROOT))
    assert kept.file.name.endswith(".docx")
    assert kept.file.read() == b"abc"
    assert originals().base_url is None
    assert not original_path(kept, "x.h/t").count(".")


def seen(queryset: object, user: User) -> set[Model]:
    return set(queryset.visible_to(user))


def test_who_sees_photos_and_originals(
    organisation: Model,
    issue: Issue,
    correspondent: User,
    editor: User,
    approver: User,
    make_user: object,
) -> None:
    other = make_user("other", Role.CORRESPONDENT)
    mine = Article.objects.create(title="我的", author=correspondent, organisation=organisation)
    sent = Article.objects.create(title="送审", author=correspondent, stage=ArticleStage.REVIEW)
    photos = {name: photo(article=article, position=1) for name, article in (("mine", mine), ("sent", sent))}
    loose = photo(uploaded_by=correspondent)
    files = {name: source(article=article) for name, article in (("mine", mine), ("sent", sent))}
    whole, pending = source(issue=issue), source(uploaded_by=correspondent)
    assert seen(Photo.objects, correspondent) == {*photos.values(), loose}
    assert seen(Photo.objects, editor) == {photos["sent"]}
    assert seen(SourceFile.objects, correspondent) == {*files.values(), pending}
    assert seen(SourceFile.objects, editor) == seen(SourceFile.objects, approver) == {files["sent"], whole}
    for user in (other, make_user("nobody")):
        assert seen(Photo.objects, user) == seen(SourceFile.objects, user) == set()
