"""issue.pdf, issue.docx and issue.txt at an issue's address, and the links to them on its page."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from docx import Document
from lxml import html

from issues.models import Edition, EditionFile, Form
from issues.public.files import size_label
from issues.typesetting.forms import keep_forms, kept_form, typeset
from issues.typesetting.style import PageStyle
from issues.workflow.actions import correct_issue, publish_issue, sign_issue, withdraw_issue
from tests.factories import make_article, make_issue, publish
from tests.issues.typesetting.samples import content

pytestmark = pytest.mark.django_db

URL = "/changai/2021/3/issue"


@pytest.fixture
def edition() -> Edition:
    return publish(make_issue())


@pytest.mark.parametrize(
    ("form", "kind", "begins", "disposition"),
    [
        ("pdf", "application/pdf", b"%PDF-", "inline"),
        (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK\x03\x04",
            "attachment",
        ),
        ("txt", "text/plain; charset=utf-8", "产业工人队伍".encode(), "inline"),
    ],
)
def test_form_of_a_published_issue_is_handed_out(client, edition, form, kind, begins, disposition):
    response = client.get(f"{URL}.{form}")
    assert response.status_code == 200
    assert response["Content-Type"] == kind
    assert response.content.startswith(begins)
    # RFC 5987: the name in UTF-8, percent-encoded.
    assert response["Content-Disposition"] == (
        f"{disposition}; filename*=utf-8''%E4%BA%A7%E4%B8%9A%E5%B7%A5%E4%BA%BA%E9%98%9F%E4%BC%8D%E5%BB%BA%E8%AE%BE"
        f"%E6%94%B9%E9%9D%A9%E5%B7%A5%E4%BD%9C%E7%AE%80%E6%8A%A52021%E5%B9%B4%E7%AC%AC3%E6%9C%9F.{form}"
    )
    kept = EditionFile.objects.get(edition=edition, form=form)
    assert response["ETag"] == f'"{kept.sha256}"'
    assert response["Cache-Control"] == "no-cache"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_reader_who_has_a_file_gets_none(client, edition):
    tag = client.get(f"{URL}.txt")["ETag"]
    again = client.get(f"{URL}.txt", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)


def test_form_is_made_once(client, edition):
    first = client.get(f"{URL}.docx").content
    kept = EditionFile.objects.get()
    assert client.get(f"{URL}.docx").content == first
    assert [(one.pk, one.made_at) for one in EditionFile.objects.all()] == [(kept.pk, kept.made_at)]


def test_file_that_was_lost_is_made_again(client, edition):
    first = client.get(f"{URL}.txt").content
    Path(EditionFile.objects.get().file.path).unlink()
    assert client.get(f"{URL}.txt").content == first
    assert EditionFile.objects.get().is_intact


def test_who_comes_second_keeps_what_the_first_has_made(edition):
    first = EditionFile.objects.keep(edition, Form.TXT, b"first")
    second = EditionFile.objects.keep(edition, Form.TXT, b"second")
    assert (second.pk, second.read()) == (first.pk, b"first")


def test_unpublished_issue_has_no_files(client):
    issue = make_issue()
    assert client.get(f"{URL}.txt").status_code == 404
    sign_issue(issue)
    assert client.get(f"{URL}.txt").status_code == 404
    assert EditionFile.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["issue.doc", "issue.html", "issue.", "issue.pdf/", "Issue.pdf", "issue.PDF"]
)
def test_other_names_are_not_found(client, edition, path):
    assert client.get(f"/changai/2021/3/{path}").status_code == 404


def test_withdrawn_issue_tells_who_asks_for_a_file(client, edition):
    client.get(f"{URL}.txt")
    withdraw_issue(edition.issue, "数字有误")
    for form in Form.values:
        response = client.get(f"{URL}.{form}")
        assert response.status_code == 410
        assert "数字有误" in response.content.decode()


def test_corrected_issue_has_the_new_files(client, edition):
    old = client.get(f"{URL}.txt")
    issue = edition.issue
    correct_issue(issue, "更正第一处。")
    make_article(issue.sections.get(), 2, title="新添的一篇")
    assert client.get(f"{URL}.txt").content == old.content
    sign_issue(issue)
    publish_issue(issue)
    new = client.get(f"{URL}.txt")
    assert "新添的一篇" in new.content.decode()
    assert "更正第一处。" in new.content.decode()
    assert new["ETag"] != old["ETag"]
    assert new["Content-Disposition"].endswith("%EF%BC%88%E6%9B%B4%E6%AD%A3%E7%89%88%EF%BC%89.txt")


def links(client) -> list[tuple[str, str]]:
    page = html.fromstring(client.get("/changai/2021/3/").content)
    found = page.xpath("//*[@class='downloads']//a")
    return [(link.get("href"), "".join(link.itertext())) for link in found]


def test_page_of_an_issue_links_to_its_files_with_their_sizes(client, edition):
    assert links(client) == [
        ("issue.pdf", "下载PDF"),
        ("issue.docx", "下载Word"),
        ("issue.txt", "下载纯文本"),
    ]
    before = client.get("/changai/2021/3/")["ETag"]
    assert keep_forms(edition) == ()
    sizes = [kept_form(edition, form).size for form in Form]
    assert links(client) == [
        ("issue.pdf", f"下载PDF（{size_label(sizes[0])}）"),
        ("issue.docx", f"下载Word（{size_label(sizes[1])}）"),
        ("issue.txt", f"下载纯文本（{size_label(sizes[2])}）"),
    ]
    assert client.get("/changai/2021/3/")["ETag"] != before


@pytest.mark.parametrize(
    ("size", "label"),
    [(1, "1 KB"), (1024, "1 KB"), (319_488, "312 KB"), (1024 * 1024, "1.0 MB"), (1_468_006, "1.4 MB")],
)
def test_size_is_said_shortly(size, label):
    assert size_label(size) == label


def test_issue_that_cannot_be_printed_is_still_read_and_has_its_text(client):
    issue = make_issue()
    # A character of a private area: no font knows it.
    make_article(issue.sections.get(), 2, title="缺字\ue83a")
    edition = publish(issue)
    refused = keep_forms(edition)
    assert len(refused) == 1
    assert "U+E83A" in refused[0]
    assert sorted(edition.files.values_list("form", flat=True)) == ["txt"]
    assert client.get("/changai/2021/3/").status_code == 200
    assert client.get(f"{URL}.txt").status_code == 200
    assert client.get(f"{URL}.pdf").status_code == 404


def test_publishing_by_command_keeps_all_forms():
    issue = make_issue()
    call_command("publish_issue", "changai/2021/3", "--archive")
    forms = issue.editions.get().files.values_list("form", flat=True)
    assert sorted(forms) == ["docx", "pdf", "txt"]


def test_word_file_shows_the_pages_of_the_pdf():
    issue = content()
    data = typeset(issue, PageStyle(sections_on_new_pages=True), Form.DOCX)
    entries = [one.text for one in Document(io.BytesIO(data)).paragraphs if one.style.name == "要目"]
    assert entries == ["曲靖市推进产业工人队伍建设改革\t2"]
