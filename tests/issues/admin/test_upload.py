"""The upload pages: who may, one article, a whole bulletin, many at once, and nothing typed is lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from issues.models import Article, ArticleStage, Issue, Photo, Purpose, Recipient, SourceFile
from tests.issues.ingest.test_sample import SAMPLE, TITLES
from tests.issues.ingest.test_sources import SENTENCE, article_file, bulletin_file
from tests.issues.ingest.word import CENTRE, add, new_document, to_bytes

pytestmark = pytest.mark.django_db
CHOOSE = "/admin/upload/"


def upload(
    client: Client, *files: tuple[str, bytes], mode: str = "article", json: bool = False, **more: object
):
    data = {"files": [SimpleUploadedFile(name, data) for name, data in files], "mode": mode, **more}
    return client.post(CHOOSE, data, headers={"Accept": "application/json"} if json else {})


def numbered(number: int, head: bool = True) -> bytes:
    document = new_document()
    if head:
        add(document, "产业工人队伍建设改革工作简报", CENTRE, size=36)
        add(document, f"第{number}期（总第{40 + number}期）", CENTRE)
        add(document, "云南省总工会编　　　　2021年2月5日")
    add(document, "【简讯】", CENTRE)
    add(document, f"某某市总工会推进第{number}项改革工作", CENTRE)
    add(document, SENTENCE, indent=2)
    add(document, "送：各州市总工会。")
    return to_bytes(document)


def fields(page) -> dict[str, object]:
    """What the browser would send back of the forms in the page's context."""
    data: dict[str, object] = {}
    forms = [page.context["form"]] if "form" in page.context else []
    if "articles" in page.context:
        forms = [
            page.context["head"],
            page.context["articles"].management_form,
            *page.context["articles"].forms,
        ]
    for form in forms:
        for bound in form:
            value = bound.field.prepare_value(bound.value())
            if value is not None:
                data[bound.html_name] = getattr(value, "pk", value)
    return data


# --- who may -------------------------------------------------------------------------------------


def test_only_those_who_write_articles_may_upload(client, approver, make_user, correspondent, editor) -> None:
    assert client.get(CHOOSE).url.startswith(reverse("admin:login"))
    for user, status in ((approver, 403), (correspondent, 200), (editor, 200)):
        client.force_login(user)
        assert client.get(CHOOSE).status_code == status
    client.force_login(approver)
    assert upload(client, ("a.docx", article_file())).status_code == 403
    assert not SourceFile.objects.exists()


def test_correspondents_upload_articles_only(client, correspondent, editor) -> None:
    client.force_login(correspondent)
    assert "历史简报" not in client.get(CHOOSE).content.decode()
    for mode in ("bulletin", "archive"):
        assert upload(client, ("a.docx", bulletin_file()), mode=mode).status_code == 200
    assert not SourceFile.objects.exists() and not Issue.objects.exists()
    source = SourceFile.objects.get(pk=pending(client, correspondent).pk)
    assert client.post(f"{CHOOSE}{source.pk}/purpose/").status_code == 403
    source.purpose = Purpose.BULLETIN
    source.save()
    assert client.get(f"{CHOOSE}{source.pk}/").status_code == 403
    client.force_login(editor)
    assert "历史简报" in client.get(CHOOSE).content.decode()


def pending(client: Client, user, data: bytes | None = None, mode: str = "article") -> SourceFile:
    client.force_login(user)
    response = upload(client, ("来稿.docx", data or article_file()), mode=mode)
    source = SourceFile.objects.latest("pk")
    assert response.url == f"{CHOOSE}{source.pk}/"
    return source


def test_a_waiting_file_is_its_senders_alone(client, correspondent, editor, superuser) -> None:
    source = pending(client, correspondent)
    for user in (editor, superuser):
        client.force_login(user)
        assert client.get(f"{CHOOSE}{source.pk}/").status_code == 404
        assert client.post(f"{CHOOSE}{source.pk}/discard/").status_code == 404
        assert client.get(f"{CHOOSE}{source.pk}/original/").status_code == 404


def test_changes_are_posted_with_a_token(correspondent) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(correspondent)
    assert upload(client, ("a.docx", article_file())).status_code == 403
    source = pending(Client(), correspondent)
    client.force_login(correspondent)
    for path in ("", "discard/", "purpose/"):
        assert client.post(f"{CHOOSE}{source.pk}/{path}").status_code == 403
    for path in ("discard/", "purpose/"):
        assert client.get(f"{CHOOSE}{source.pk}/{path}").status_code == 405


# --- one article ---------------------------------------------------------------------------------


def test_article_is_shown_for_confirmation_and_stored_as_a_draft(
    client, correspondent, organisation, publication
) -> None:
    source = pending(client, correspondent)
    page = client.get(f"{CHOOSE}{source.pk}/")
    html = page.content.decode()
    assert not Article.objects.exists()
    sent = fields(page)
    assert (sent["title"], sent["credits"]) == ("曲靖市召开推进会", "曲靖市总工会：杨冲美")
    assert sent["publication"] == publication.pk
    assert Photo.objects.get().file.url in sent["body"]
    assert 'id="l2" value="2"' in html and SENTENCE in html
    response = client.post(f"{CHOOSE}{source.pk}/", {**sent, "title": "改过的标题"})
    article = Article.objects.get()
    assert response.url == reverse("admin:issues_article_change", args=[article.pk])
    assert (article.title, article.author, article.organisation) == (
        "改过的标题",
        correspondent,
        organisation,
    )
    assert (article.stage, article.publication) == (ArticleStage.DRAFT, publication)
    assert [str(credit) for credit in article.credits.all()] == ["曲靖市总工会 杨冲美"]
    again = client.post(f"{CHOOSE}{source.pk}/", sent)
    assert again.url == response.url and Article.objects.count() == 1
    assert client.get(response.url).status_code == 200


def test_bad_input_loses_nothing_typed(client, correspondent) -> None:
    source = pending(client, correspondent)
    sent = fields(client.get(f"{CHOOSE}{source.pk}/"))
    wrong = {
        **sent,
        "title": "",
        "body": "<p>改过的正文</p>",
        "credits": "昆明市总工会：张三",
        "source_detail": "第3版",
    }
    page = client.post(f"{CHOOSE}{source.pk}/", wrong)
    html = page.content.decode()
    assert page.status_code == 200 and not Article.objects.exists()
    assert "没有名为“昆明市总工会”的单位" in html
    assert "填了来源细目，还须填写转载来源" in html
    assert {name: fields(page)[name] for name in ("body", "credits", "source_detail")} == {
        name: wrong[name] for name in ("body", "credits", "source_detail")
    }


def test_hostile_html_typed_into_the_form_is_sanitised(client, correspondent) -> None:
    source = pending(client, correspondent)
    sent = fields(client.get(f"{CHOOSE}{source.pk}/"))
    client.post(f"{CHOOSE}{source.pk}/", {**sent, "body": "<p onclick=x>好</p><script>alert(1)</script>"})
    assert Article.objects.get().body == "<p>好</p>"


def test_doubts_are_marked_at_their_lines(client, editor) -> None:
    document = new_document()
    add(document, SENTENCE)
    add(document, SENTENCE)
    html = client.get(f"{CHOOSE}{pending(client, editor, to_bytes(document)).pk}/").content.decode()
    assert re.search(
        r'<li id="l1" value="1" class="upload-marked">.*?没有认出标题，请补上。', html, re.DOTALL
    )


def test_a_file_can_be_given_up(client, correspondent) -> None:
    source = pending(client, correspondent)
    assert client.post(f"{CHOOSE}{source.pk}/discard/").url == CHOOSE
    assert not SourceFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "words"), [("旧.doc", "另存为"), ("旧.docx", "损坏"), ("图.exe", "不认识这种文件")]
)
def test_file_that_cannot_be_read_is_refused_on_the_page(
    client, correspondent, name: str, words: str
) -> None:
    client.force_login(correspondent)
    page = upload(client, (name, b"PKxx"))
    assert page.status_code == 200 and words in page.content.decode()
    assert upload(client, (name, b"PKxx"), json=True).json()["outcomes"][0]["state"] == "refused"
    assert not SourceFile.objects.exists()


def test_nothing_chosen_is_said(client, correspondent) -> None:
    client.force_login(correspondent)
    assert "请先选择文件。" in client.post(CHOOSE, {"mode": "article"}).content.decode()


# --- a whole bulletin ----------------------------------------------------------------------------


def test_bulletin_is_confirmed_and_becomes_an_issue(client, editor, publication) -> None:
    client.force_login(editor)
    response = upload(client, (SAMPLE.name, SAMPLE.read_bytes()), mode="bulletin")
    page = client.get(response.url)
    assert not Issue.objects.exists()
    sent = fields(page)
    assert sent["article-TOTAL_FORMS"] == 8
    assert [sent[f"article-{n}-title"] for n in range(8)] == TITLES
    refused = client.post(response.url, sent)
    assert refused.status_code == 200 and "请填写年份，或填写日期。" in refused.content.decode()
    assert not Issue.objects.exists()
    sent |= {
        "date": "2021-02-05",
        "number": 3,
        "article-0-title": "改过的标题",
        "article-1-fate": "drop",
        "article-2-section": "新栏目",
        "send": "各州市总工会\n各成员单位",
        "assumed_note": "报头为补拟",
    }
    done = client.post(response.url, sent)
    issue = Issue.objects.get()
    assert done.url == reverse("admin:issues_issue_change", args=[issue.pk])
    assert (issue.year, issue.number, issue.assumed_note, issue.created_by) == (2021, 3, "报头为补拟", editor)
    assert [(section.name, section.articles.count()) for section in issue.sections.order_by("position")] == [
        ("重点推荐", 1),
        ("新栏目", 1),
        ("简讯速览", 4),
        ("他山之石", 1),
    ]
    assert Article.objects.filter(title="改过的标题").exists()
    assert list(Recipient.objects.filter(kind="send").values_list("name", flat=True)) == [
        "各州市总工会",
        "各成员单位",
    ]
    assert SourceFile.objects.get().issue == issue


def test_articles_are_merged_and_split_on_the_page(client, editor, publication) -> None:
    source = pending(client, editor, bulletin_file(), mode="bulletin")
    sent = fields(client.get(f"{CHOOSE}{source.pk}/"))
    first, second = (sent[f"article-{n}-paragraphs"].split("\n") for n in (0, 3))
    sent |= {
        "year": 2021,
        "article-1-fate": "merge",
        "article-3-paragraphs": "\n".join([second[0], "＃ 断开的一篇", *second[1:]]),
    }
    client.post(f"{CHOOSE}{source.pk}/", sent)
    titles = list(Article.objects.order_by("section__position", "position").values_list("title", flat=True))
    assert titles == ["某某市总工会推进第1项改革工作"] * 2 + ["某某市总工会推进第2项改革工作", "断开的一篇"]
    bodies = list(Article.objects.order_by("section__position", "position").values_list("body", flat=True))
    assert bodies[0].count("<p>") == 2 * len(first) + 1 and bodies[0].count("<img") == 2
    assert "<strong>特别强调</strong>" in bodies[2] and "<img" in bodies[2]


def test_an_article_without_title_is_sent_back_and_the_rest_kept(client, editor, publication) -> None:
    source = pending(client, editor, bulletin_file(), mode="bulletin")
    sent = fields(client.get(f"{CHOOSE}{source.pk}/")) | {
        "year": 2021,
        "article-2-title": "",
        "copies": "120",
    }
    page = client.post(f"{CHOOSE}{source.pk}/", sent)
    assert "请填写标题" in page.content.decode()
    assert fields(page)["copies"] == "120"
    taken = client.post(f"{CHOOSE}{source.pk}/", sent | {"article-2-title": "补上的标题"})
    assert taken.status_code == 302 and Issue.objects.get().copies == 120


def test_a_number_that_is_taken_is_said_on_the_page(client, editor, publication, issue) -> None:
    source = pending(client, editor, numbered(3), mode="bulletin")
    sent = fields(client.get(f"{CHOOSE}{source.pk}/"))
    page = client.post(f"{CHOOSE}{source.pk}/", sent)
    assert "已有这一期" in page.content.decode() and Issue.objects.count() == 1


def test_purpose_can_be_changed(client, editor) -> None:
    source = pending(client, editor, bulletin_file())
    page = client.get(f"{CHOOSE}{source.pk}/").content.decode()
    assert "这份文件像是一整期简报" in page and "这是一整期简报" in page
    assert client.post(f"{CHOOSE}{source.pk}/purpose/").url == f"{CHOOSE}{source.pk}/"
    assert "核对无误，入库" in client.get(f"{CHOOSE}{source.pk}/").content.decode()


# --- many legacy bulletins -----------------------------------------------------------------------


def test_legacy_bulletins_are_taken_in_with_a_report(client, editor, publication) -> None:
    client.force_login(editor)
    files = [
        ("第1期.docx", numbered(1)),
        ("第2期.docx", numbered(2)),
        ("无头.docx", numbered(5, head=False)),
        ("旧.doc", b"x"),
    ]
    page = upload(client, *files, mode="archive")
    assert [one.state for one in page.context["outcomes"]] == ["done", "done", "check", "refused"]
    assert sorted(Issue.objects.values_list("number", flat=True)) == [1, 2]
    html = page.content.decode()
    for issue in Issue.objects.all():
        assert reverse("admin:issues_issue_change", args=[issue.pk]) in html
    waiting = SourceFile.objects.pending().get()
    assert [doubt["code"] for doubt in waiting.doubts] == ["refused"]
    confirm = client.get(f"{CHOOSE}{waiting.pk}/").content.decode()
    assert "请指明刊物" in confirm and "--publication" not in confirm


def test_each_file_is_answered_as_json_for_the_script(client, editor, publication) -> None:
    client.force_login(editor)
    first = upload(client, ("第1期.docx", numbered(1)), mode="archive", json=True).json()["outcomes"]
    issue = Issue.objects.get()
    assert first == [
        {
            "name": "第1期.docx",
            "state": "done",
            "message": f"已入库：{issue}，1篇。",
            "url": reverse("admin:issues_issue_change", args=[issue.pk]),
            "doubts": 0,
        }
    ]
    again = upload(client, ("改名.docx", numbered(1)), mode="archive", json=True).json()["outcomes"][0]
    assert again["state"] in {"done", "check"} and Issue.objects.count() == 1


def test_the_same_file_is_not_taken_in_twice(client, editor, publication) -> None:
    client.force_login(editor)
    data = numbered(1)
    upload(client, ("第1期.docx", data), mode="archive")
    again = upload(client, ("第1期.docx", data), mode="archive", json=True).json()["outcomes"][0]
    assert "以前已经入库" in again["message"]
    assert (Issue.objects.count(), SourceFile.objects.count()) == (1, 1)


def test_headless_legacy_files_go_to_the_chosen_publication(client, editor, publication) -> None:
    client.force_login(editor)
    page = upload(client, ("无头.docx", numbered(5, head=False)), mode="archive", publication=publication.pk)
    assert "请补填年份或日期" in page.content.decode()


# --- the original --------------------------------------------------------------------------------


def test_original_is_fetched_by_those_who_see_the_article(
    client, correspondent, editor, make_user, organisation
) -> None:
    from accounts.roles import Role

    source = pending(client, correspondent)
    client.post(f"{CHOOSE}{source.pk}/", fields(client.get(f"{CHOOSE}{source.pk}/")))
    colleague = make_user("colleague", Role.CORRESPONDENT, organisation=organisation)
    stranger = make_user("stranger", Role.CORRESPONDENT)
    for user, status in ((correspondent, 200), (colleague, 200), (stranger, 404), (editor, 404)):
        client.force_login(user)
        assert client.get(f"{CHOOSE}{source.pk}/original/").status_code == status
    Article.objects.update(stage=ArticleStage.REVIEW)
    response = client.get(f"{CHOOSE}{source.pk}/original/")
    assert b"".join(response.streaming_content) == article_file_of(source)
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_original_is_fetched_from_the_articles_page(client, correspondent, editor) -> None:
    source = pending(client, correspondent)
    client.post(f"{CHOOSE}{source.pk}/", fields(client.get(f"{CHOOSE}{source.pk}/")))
    Article.objects.update(stage=ArticleStage.REVIEW)
    for user in (correspondent, editor):
        client.force_login(user)
        page = client.get(reverse("admin:issues_article_change", args=[Article.objects.get().pk]))
        assert f'href="{CHOOSE}{source.pk}/original/" download>{source.name}</a>' in page.content.decode()


def article_file_of(source: SourceFile) -> bytes:
    with source.file.open("rb") as file:
        return file.read()


@pytest.mark.parametrize(
    "name", ['a"; filename="evil.html', "a\r\nSet-Cookie: x=1.docx", "来稿 100%.docx", "../../x.docx"]
)
def test_original_has_a_safe_disposition(client, correspondent, name: str) -> None:
    source = pending(client, correspondent)
    SourceFile.objects.update(name=name)
    response = client.get(f"{CHOOSE}{source.pk}/original/")
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "\r" not in disposition and "\n" not in disposition
    assert "Set-Cookie" not in response
    assert "text/html" not in response["Content-Type"]


def test_whole_bulletins_original_is_the_offices(client, editor, correspondent, publication) -> None:
    client.force_login(editor)
    upload(client, ("第1期.docx", numbered(1)), mode="archive")
    Issue.objects.update(stage="published")
    source = SourceFile.objects.get()
    assert client.get(f"{CHOOSE}{source.pk}/original/").status_code == 200
    client.force_login(correspondent)
    assert client.get(f"{CHOOSE}{source.pk}/original/").status_code == 404


def test_pages_cost_the_same_however_much_was_uploaded(
    client, editor, publication, django_assert_max_num_queries
) -> None:
    client.force_login(editor)
    for n in range(1, 9):
        upload(client, (f"第{n}期.docx", numbered(n)), mode="archive")
    with django_assert_max_num_queries(12):
        assert client.get(CHOOSE).status_code == 200
