"""Files kept as they came, and what is made of them: an article or an issue, with pictures and credits."""

import datetime

import pytest
from django.core.files.storage import default_storage

from accounts.models import Organisation
from issues.ingest.errors import IngestRefused
from issues.ingest.intake import Placement
from issues.ingest.manuscript import CreditLine, ManuscriptArticle
from issues.ingest.readers import load
from issues.ingest.sources import discard, draft_of, keep, take_in_article, take_in_source
from issues.models import Article, ArticleStage, Contributor, Issue, Photo, Purpose, SourceFile
from tests.issues.ingest.test_docx_reader import png
from tests.issues.ingest.test_sample import SAMPLE
from tests.issues.ingest.word import CENTRE, add, new_document, to_bytes

pytestmark = pytest.mark.django_db
SENTENCE = "12月14日，曲靖市总工会召开推进会，市人大常委会副主任、市总工会主席出席会议并讲话。"
PLACEMENT = Placement(publication="changai", year=2021, number=3, date=datetime.date(2021, 2, 5))


def article_file() -> bytes:
    document = new_document()
    add(document, "曲靖市召开推进会", CENTRE)
    add(document, SENTENCE, indent=2)
    document.add_picture(png())
    add(document, "会后参观。（曲靖市总工会 杨冲美）", indent=2)
    return to_bytes(document)


def bulletin_file() -> bytes:
    document = new_document()
    document.add_picture(png("green"))  # a sign in the masthead
    for name in ("重点推荐", "简讯速览"):
        add(document, f"【{name}】", CENTRE)
        for n in (1, 2):
            add(document, f"某某市总工会推进第{n}项改革工作", CENTRE)
            paragraph = add(document, SENTENCE, indent=2)
            paragraph.add_run("特别强调").bold = True
            paragraph.add_run("落实。")
            document.add_picture(png("red" if n == 1 else "blue"))
            add(document, f"{SENTENCE}（曲靖市总工会 杨冲美）", indent=2)
    add(document, "送：各州市总工会。")
    return to_bytes(document)


def test_file_is_kept_byte_by_byte_with_its_name_and_hash(correspondent) -> None:
    data = article_file()
    source = keep("C:\\来稿\\曲靖来稿.docx", data, correspondent, Purpose.ARTICLE)
    source.refresh_from_db()
    assert (source.name, source.size, len(source.sha256)) == ("曲靖来稿.docx", len(data), 64)
    assert source.file.read() == data
    assert (source.uploaded_by, source.article, source.issue) == (correspondent, None, None)


@pytest.mark.parametrize(
    ("name", "data"), [("x.doc", b"x"), ("x.docx", b"x"), ("x.txt", b""), ("x.exe", b"MZ")]
)
def test_file_that_cannot_be_read_is_not_kept(name: str, data: bytes, settings) -> None:
    with pytest.raises(IngestRefused):
        keep(name, data, None, Purpose.ARTICLE)
    assert not SourceFile.objects.exists()
    assert list(settings.ORIGINALS_ROOT.rglob("*.*")) == []


def test_name_in_an_encoding_of_another_system_is_kept_as_far_as_it_can() -> None:
    """A Chinese archive unpacked on Linux gives names that are no UTF-8; Python reads them as half surrogates."""
    data = article_file()
    source = keep("简\0报\udcbc\udcf2.docx", data, None, Purpose.ARTICLE)
    source.refresh_from_db()
    assert source.name == "简报??.docx"
    assert source.file.read() == data


def test_long_name_keeps_its_ending() -> None:
    source = keep("长" * 300 + ".docx", article_file(), None, Purpose.ARTICLE)
    assert len(source.name) == 255 and source.name.endswith(".docx")


def test_draft_keeps_its_pictures_once(correspondent) -> None:
    source = keep("来稿.docx", article_file(), correspondent, Purpose.ARTICLE)
    first, again = draft_of(source, correspondent), draft_of(source, correspondent)
    photo = Photo.objects.get()
    assert (photo.source, photo.uploaded_by, photo.article) == (source, correspondent, None)
    assert (
        first[1]
        == again[1]
        == (f'<p>{SENTENCE}</p><figure><img src="{photo.file.url}" alt=""></figure><p>会后参观。</p>')
    )
    assert first[0].article.credits == [CreditLine("曲靖市总工会", ("杨冲美",))]


def confirmed(source: SourceFile, user) -> Article:
    draft, html = draft_of(source, user)
    return take_in_article(source, Article(title=draft.article.title, body=html), draft.article, user)


def test_article_is_its_senders_draft_with_credits_and_its_file(correspondent, organisation) -> None:
    source = keep("来稿.docx", article_file(), correspondent, Purpose.ARTICLE)
    article = confirmed(source, correspondent)
    article.refresh_from_db()
    assert (article.author, article.organisation, article.stage) == (
        correspondent,
        organisation,
        ArticleStage.DRAFT,
    )
    assert (article.title, article.original_name) == ("曲靖市召开推进会", "来稿.docx")
    assert [str(credit) for credit in article.credits.all()] == ["曲靖市总工会 杨冲美"]
    assert list(article.source_files.all()) == [source]
    assert Photo.objects.get().file.url in article.body


def test_second_time_is_refused(correspondent) -> None:
    source = keep("来稿.docx", article_file(), correspondent, Purpose.ARTICLE)
    confirmed(source, correspondent)
    with pytest.raises(IngestRefused, match="已经存过"):
        confirmed(source, correspondent)
    assert Article.objects.count() == 1


def test_correspondents_do_not_open_units_and_editors_do(correspondent, editor) -> None:
    read = ManuscriptArticle(credits=[CreditLine("昆明市总工会", ("张三",))])
    with pytest.raises(IngestRefused, match="没有名为“昆明市总工会”的单位"):
        take_in_article(
            keep("a.docx", article_file(), correspondent, Purpose.ARTICLE),
            Article(title="一"),
            read,
            correspondent,
        )
    assert not Contributor.objects.exists() and not Article.objects.exists()
    take_in_article(
        keep("b.docx", article_file(), editor, Purpose.ARTICLE), Article(title="二"), read, editor
    )
    assert Article.objects.get().organisation == Organisation.objects.get(name="昆明市总工会")


def test_bulletin_keeps_bold_and_pictures_with_their_articles(publication, editor) -> None:
    source = keep("简报.docx", bulletin_file(), editor, Purpose.BULLETIN)
    taken = take_in_source(source, PLACEMENT, editor)
    bodies = [article.body for article in Article.objects.order_by("section__position", "position")]
    assert len(bodies) == 4
    addresses = [photo.file.url for photo in Photo.objects.order_by("source_index")]
    assert [next((at for at, one in enumerate(addresses) if one in body), None) for body in bodies] == [
        1,
        2,
        3,
        4,
    ]
    assert bodies[0] == (
        f"<p>{SENTENCE}<strong>特别强调</strong>落实。</p>"
        f'<figure><img src="{addresses[1]}" alt=""></figure><p>{SENTENCE}</p>'
    )
    source.refresh_from_db()
    assert (source.issue, source.article) == (taken.issue, None)
    assert "missing-masthead" in {doubt["code"] for doubt in source.doubts}


def test_refused_bulletin_leaves_its_file_and_no_pictures(publication, settings) -> None:
    source = keep("简报.docx", bulletin_file(), None, Purpose.BULLETIN)
    with pytest.raises(IngestRefused, match="年份"):
        take_in_source(source, Placement(publication="changai"), None)
    assert (Issue.objects.count(), Photo.objects.count(), SourceFile.objects.pending().count()) == (0, 0, 1)
    assert list(settings.MEDIA_ROOT.rglob("*.png")) == []
    assert take_in_source(source, PLACEMENT, None).articles == 4


def test_text_file_becomes_an_issue_too(publication) -> None:
    source = keep(SAMPLE.name, load(SAMPLE), None, Purpose.BULLETIN)
    assert take_in_source(source, PLACEMENT, None).articles == 8


def test_discarded_file_is_gone_with_its_pictures(correspondent, settings) -> None:
    source = keep("来稿.docx", article_file(), correspondent, Purpose.ARTICLE)
    draft_of(source, correspondent)
    name = Photo.objects.get().file.name
    discard(source)
    assert not SourceFile.objects.exists() and not Photo.objects.exists()
    assert not default_storage.exists(name)
    assert list(settings.ORIGINALS_ROOT.rglob("*.docx")) == []
