"""Files that people send: kept as they came, read, and made into an article or an issue."""

import hashlib
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import Organisation, User
from accounts.roles import is_desk
from issues.ingest.article import ArticleDraft, read_article
from issues.ingest.bulletin import read_bulletin
from issues.ingest.credits import contributors_of, credit_keys
from issues.ingest.errors import IngestRefused
from issues.ingest.intake import Intake, Placement, take_in
from issues.ingest.manuscript import Doubt, Manuscript, ManuscriptArticle
from issues.ingest.names import file_name
from issues.ingest.pictures import PictureRefused, store_picture
from issues.ingest.readers import check_kind, check_size, read_data
from issues.ingest.readers.reading import Reading
from issues.ingest.rich import Looks
from issues.models import Article, Credit, Photo, Purpose, SourceFile
from issues.models.versions import keep_what_belongs, mark


def keep(name: str, data: bytes, by: User | None, purpose: Purpose) -> SourceFile:
    """Keep a file that can be read, as it was sent; raises IngestRefused for one that cannot."""
    name = file_name(name) or "未命名"
    check_kind(name)
    check_size(name, len(data))
    read_data(name, data)
    source = SourceFile(
        name=name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=by,
        purpose=purpose,
    )
    source.file.save(name, ContentFile(data), save=False)
    source.save()
    return source


def discard(source: SourceFile) -> None:
    """Drop a file that nothing was made of, with the pictures taken out of it."""
    with transaction.atomic():
        photos = list(source.photos.filter(article__isnull=True))
        Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
        source.delete()
    for photo in photos:
        _remove_files(photo)
    source.file.storage.delete(source.file.name)


def read_source(source: SourceFile) -> Reading:
    """Raises IngestRefused where the kept file is gone."""
    try:
        with source.file.open("rb") as file:
            return read_data(source.name, file.read())
    except FileNotFoundError as error:
        raise IngestRefused(f"{source.name}：保存的原件不见了，请重新上传。") from error


@dataclass(slots=True)
class Kept:
    """Where the pictures of a file now are, by the index of their block; why some are not."""

    addresses: dict[int, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    new: list[Photo] = field(default_factory=list)


def keep_pictures(source: SourceFile, reading: Reading, by: User | None) -> Kept:
    """Keep the pictures of a file, each once however often its page is opened."""
    kept = Kept()
    already = {photo.source_index: photo for photo in source.photos.all()}
    for index, picture in Looks(reading.blocks).pictures:
        photo = already.get(index)
        if photo is None:
            try:
                photo = store_picture(picture.data, by, picture.name, source, index)
            except PictureRefused as refused:
                kept.doubts.append(
                    Doubt("picture-left-out", picture.line, f"{picture.name}没有带入：{refused}")
                )
                continue
            kept.new.append(photo)
        kept.addresses[index] = photo.file.url
    return kept


def draft_of(source: SourceFile, by: User | None) -> tuple[ArticleDraft, str]:
    """The article a file holds, nothing of it written but its pictures; with its body as HTML."""
    reading = read_source(source)
    draft = read_article(reading)
    kept = keep_pictures(source, reading, by)
    draft.doubts = sorted([*draft.doubts, *kept.doubts], key=lambda doubt: doubt.line)
    return draft, draft.html(kept.addresses)


def take_in_source(
    source: SourceFile, placement: Placement, by: User | None, manuscript: Manuscript | None = None
) -> Intake:
    """Make an issue of a kept file; `manuscript` is what a person confirmed, else what the file says.

    Raises IngestRefused, and then nothing is written.
    """
    reading = read_source(source)
    manuscript = manuscript or read_bulletin(reading)
    kept = Kept()
    try:
        with transaction.atomic():
            source = _lock_pending(source)
            kept = keep_pictures(source, reading, by)
            looks = Looks(reading.blocks, kept.addresses)
            taken = take_in(manuscript, placement, by, source.name, looks)
            taken.doubts = sorted([*taken.doubts, *kept.doubts], key=lambda doubt: doubt.line)
            source.issue = taken.issue
            source.purpose = Purpose.BULLETIN
            source.doubts = as_json(taken.doubts)
            source.save(update_fields=["issue", "purpose", "doubts"])
    except IngestRefused:
        for photo in kept.new:  # their rows went with the transaction
            _remove_files(photo)
        raise
    return taken


def take_in_article(source: SourceFile, article: Article, read: ManuscriptArticle, by: User) -> Article:
    """Store a confirmed article as its sender's draft, with its credits and the file it came from.

    `article` is not saved yet; `read` holds its credits. Raises IngestRefused, and then nothing is written.
    """
    with transaction.atomic():
        source = _lock_pending(source)
        unknown = [unit for unit in units_of(read) if not known_units([unit])]
        if unknown and not is_desk(by):
            raise IngestRefused(f"没有名为“{unknown[0]}”的单位，请核对全称；新单位请编辑先建立。")
        contributors = contributors_of([read], [])
        credited = list({id(contributors[key]): contributors[key] for key in credit_keys(read)}.values())
        article.author = by
        credited_unit = next((one.organisation for one in credited if one.organisation), None)
        # What a correspondent sends comes from the own unit; an editor types in what others sent.
        article.organisation = (is_desk(by) and credited_unit) or by.organisation or credited_unit
        article.original_name = source.name
        mark(article, by)
        article.save()
        Credit.objects.bulk_create(
            Credit(article=article, contributor=contributor, position=position)
            for position, contributor in enumerate(credited, start=1)
        )
        keep_what_belongs(article, just_stored=True)
        source.article = article
        source.purpose = Purpose.ARTICLE
        source.save(update_fields=["article", "purpose", "doubts"])
    return article


def units_of(read: ManuscriptArticle) -> list[str]:
    return list(dict.fromkeys(credit.organisation for credit in read.credits if credit.organisation))


def known_units(names: list[str]) -> set[str]:
    """Those of the names that are a unit's full or short one."""
    found = set(Organisation.objects.filter(name__in=names).values_list("name", flat=True))
    return found | set(Organisation.objects.filter(short_name__in=names).values_list("short_name", flat=True))


def as_json(doubts: list[Doubt]) -> list[dict]:
    return [{"code": doubt.code, "line": doubt.line, "message": doubt.message} for doubt in doubts]


def _lock_pending(source: SourceFile) -> SourceFile:
    """The row held until the transaction ends; raises IngestRefused when something was made of it already."""
    locked = SourceFile.objects.select_for_update(of=("self",)).filter(pk=source.pk).first()
    if locked is None:
        raise IngestRefused("这个文件已经放弃，请重新上传。")
    if locked.article_id is not None or locked.issue_id is not None:
        raise IngestRefused("这个文件已经存过了，没有再存一次。")
    return locked


def _remove_files(photo: Photo) -> None:
    for file in (photo.file, photo.thumbnail):
        default_storage.delete(file.name)
