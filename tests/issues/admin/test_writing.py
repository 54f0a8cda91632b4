"""What is being written is kept as its writer's own, offered again, and forgotten once it is saved."""

import json
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Organisation, User
from accounts.roles import Role
from issues.models import Article, ArticleStage, Contributor, Credit, Presence, Stage, WorkingCopy
from issues.workflow.writing import MAX_COPIES
from tests.issues.admin.desk import desk_url, form_data

NEW = "/admin/issues/article/keep/"
HOSTILE = '<p onclick="steal()">正文</p><script>steal()</script>'


@pytest.fixture
def own(correspondent: User, organisation: Organisation) -> Article:
    return Article.objects.create(
        title="来稿", body="<p>原文。</p>", author=correspondent, organisation=organisation
    )


def keep(client: Client, target: Article | None = None, **sent: object) -> HttpResponse:
    url = f"/admin/issues/article/{target.pk}/keep/" if target else NEW
    return client.post(url, json.dumps(sent), content_type="application/json")


def page_of(response: HttpResponse) -> dict:
    return response.context["writing"]["page"]


def test_a_new_article_is_kept_offered_filled_in_and_forgotten_when_saved(
    client: Client, correspondent: User, contributor: Contributor
) -> None:
    client.force_login(correspondent)
    opened = client.get(desk_url(Article, "add"))
    key = page_of(opened)["key"]
    fields = {name: [str(value)] for name, value in form_data(opened).items()}
    fields |= {"title": ["写到一半"], "body": [HOSTILE], "credits-0-contributor": [str(contributor.pk)]}
    assert keep(client, key=key, fields=fields).json()["kept_at"] is not None
    assert Article.objects.count() == 0
    assert WorkingCopy.objects.get().first("body") == "<p>正文</p>"

    again = client.get(desk_url(Article, "add"))
    (offer,) = again.context["writing"]["offered"]
    assert "恢复上次未保存的内容" in again.content.decode()
    assert client.get(desk_url(Article, "changelist")).content.decode().count("写到一半") > 0
    filled = client.get(offer["url"])
    data = form_data(filled)
    assert (data["title"], data["body"], data["credits-0-contributor"]) == (
        "写到一半",
        "<p>正文</p>",
        str(contributor.pk),
    )
    assert filled.context["errors"] == []
    assert page_of(filled)["from"] == key
    taken = page_of(filled)
    keep(client, key=taken["key"], fields=fields, **{"from": taken["from"], "from_at": taken["from_at"]})
    assert [str(copy.key) for copy in WorkingCopy.objects.all()] == [taken["key"]]

    saved = client.post(desk_url(Article, "add"), data | {"_copy": taken["key"]})
    assert saved.status_code == 302
    article = Article.objects.get()
    assert (article.title, article.body, article.credits.get().contributor) == (
        "写到一半",
        "<p>正文</p>",
        contributor,
    )
    assert not WorkingCopy.objects.exists()


def test_a_copy_that_was_kept_again_elsewhere_is_not_taken_over(
    client: Client, correspondent: User, own: Article
) -> None:
    client.force_login(correspondent)
    first, second = str(uuid4()), str(uuid4())
    keep(client, own, key=first, fields={"title": ["甲"]})
    page = page_of(client.get(f"{desk_url(own, 'change')}?copy={first}"))
    keep(client, own, key=first, fields={"title": ["甲乙"]})
    taken = {"from": page["from"], "from_at": page["from_at"]}
    keep(client, own, key=second, fields={"title": ["丙"]}, **taken)
    assert sorted(copy.first("title") for copy in WorkingCopy.objects.all()) == ["丙", "甲乙"]


def test_what_is_kept_reaches_nobody_else(
    client: Client, correspondent: User, editor: User, superuser: User, own: Article
) -> None:
    Article.objects.update(stage=ArticleStage.RETURNED)
    client.force_login(correspondent)
    key = str(uuid4())
    keep(client, own, key=key, fields={"title": ["半成品"], "body": ["<p>半成品</p>"]})
    for user in (editor, superuser):
        client.force_login(user)
        pages = [desk_url(own, "change"), f"{desk_url(own, 'change')}?copy={key}"]
        pages += [desk_url(Article, "changelist"), "/admin/", desk_url(own, "history")]
        for url in pages:
            assert "半成品" not in client.get(url).content.decode(), url
        assert client.get(f"/admin/issues/article/unsaved/{key}/").status_code == 302
        assert client.post(f"/admin/issues/article/unsaved/{key}/").status_code == 302
        keep(client, own, key=key, fields={"title": ["别人的"]})
    assert Article.objects.get().title == "来稿"
    assert WorkingCopy.objects.get(user=correspondent).first("title") == "半成品"


def test_who_may_not_write_an_article_keeps_nothing_of_it(
    client: Client, make_user: Callable[..., User], approver: User, own: Article, organisation: Organisation
) -> None:
    stranger = make_user("stranger", Role.CORRESPONDENT)
    colleague = make_user("colleague", Role.CORRESPONDENT, organisation=organisation)
    key = str(uuid4())
    statuses = []
    for user in (stranger, colleague, approver):
        client.force_login(user)
        statuses.append(keep(client, own, key=key, fields={"title": ["甲"]}).status_code)
    assert statuses == [404, 403, 404]
    assert keep(client, key=key, fields={"title": ["甲"]}).status_code == 403
    client.logout()
    answer = client.post(NEW, {}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert (answer.status_code, answer.json()["error"]) == (401, "signed-out")
    assert not WorkingCopy.objects.exists()
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(colleague)
    assert keep(forged, key=key, fields={}).status_code == 403


def test_a_text_that_was_begun_in_time_is_kept_although_the_article_closed(
    client: Client, correspondent: User, own: Article
) -> None:
    client.force_login(correspondent)
    key = str(uuid4())
    keep(client, own, key=key, fields={"title": ["甲"]})
    Article.objects.update(stage=ArticleStage.REVIEW)
    answer = keep(client, own, key=key, fields={"title": ["甲"], "body": ["<p>最后一句</p>"]})
    assert (answer.status_code, answer.json()["editable"]) == (200, False)
    refused = keep(client, own, key=str(uuid4()), fields={"title": ["乙"]})
    assert (refused.status_code, "不能修改" in refused.json()["message"]) == (403, True)
    page = client.get(desk_url(own, "change")).content.decode()
    assert "可以打开查看、复制" in page
    assert "恢复上次未保存的内容" not in page
    assert "最后一句" in client.get(f"/admin/issues/article/unsaved/{key}/").content.decode()
    assert "最后一句" not in client.get(f"{desk_url(own, 'change')}?copy={key}").content.decode()


def test_what_was_written_of_a_deleted_article_makes_a_new_one(
    client: Client, editor: User, article: Article, contributor: Contributor
) -> None:
    Credit.objects.create(article=article, contributor=contributor, position=1)
    client.force_login(editor)
    opened = client.get(desk_url(article, "change"))
    fields = {name: [str(value)] for name, value in form_data(opened).items()} | {"title": ["还在写"]}
    keep(client, article, key=page_of(opened)["key"], fields=fields)
    assert client.post(desk_url(article, "delete"), {"post": "yes"}).status_code == 302
    (offer,) = client.get(desk_url(Article, "add")).context["writing"]["offered"]
    data = form_data(client.get(offer["url"])) | {"section": "", "position": ""}
    assert client.post(desk_url(Article, "add"), data).status_code == 302
    made = Article.objects.get()
    assert (made.title, made.credits.get().contributor) == ("还在写", contributor)


def test_a_copy_is_thrown_away_after_a_question(client: Client, correspondent: User, own: Article) -> None:
    client.force_login(correspondent)
    key = str(uuid4())
    keep(client, own, key=key, fields={"title": ["甲"]})
    page = client.get(desk_url(own, "change")).content.decode()
    assert "确认放弃" in page
    assert client.get(f"/admin/issues/article/unsaved/{key}/").status_code == 200
    assert WorkingCopy.objects.exists()
    gone = client.post(f"/admin/issues/article/unsaved/{key}/", follow=True)
    assert gone.redirect_chain == [(desk_url(own, "change"), 302)]
    assert not WorkingCopy.objects.exists()
    lost = client.get(f"{desk_url(own, 'change')}?copy={key}").content.decode()
    assert "已经不在了" in lost


def test_what_the_server_does_not_even_read_is_refused_in_chinese(
    client: Client, correspondent: User
) -> None:
    client.force_login(correspondent)
    answer = keep(client, key=str(uuid4()), fields={"body": ["甲" * 1_000_000]})
    assert (answer.status_code, "内容太长" in answer.json()["message"]) == (413, True)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"key": "x", "fields": {}},
        {"key": str(uuid4()), "fields": []},
        {"key": str(uuid4()), "fields": {"title": "甲"}},
        {"key": str(uuid4()), "fields": {"title": [1]}},
        {"key": str(uuid4()), "fields": {"body": ["a" * 2_000_001]}},
        {"key": str(uuid4()), "fields": {str(n): ["甲"] for n in range(3_001)}},
    ],
    ids=["nothing", "no key", "a list", "no list", "a number", "too long", "too many"],
)
def test_what_is_no_form_is_refused(client: Client, correspondent: User, sent: dict) -> None:
    client.force_login(correspondent)
    answer = keep(client, **sent)
    assert answer.status_code == 400
    assert re.search("[一-龥]", answer.json()["message"])
    assert not WorkingCopy.objects.exists()


def test_odd_characters_are_kept_without_what_no_database_takes(client: Client, correspondent: User) -> None:
    client.force_login(correspondent)
    sent = '{"key": "%s", "fields": {"title": ["甲\\u0000乙\\ud800丙"], "_save": ["1"], "csrfmiddlewaretoken": ["t"]}}'
    assert client.post(NEW, sent % uuid4(), content_type="application/json").status_code == 200
    assert WorkingCopy.objects.get().fields == {"title": ["甲乙?丙"]}
    assert client.post(NEW, "{", content_type="application/json").status_code == 400
    assert client.get(NEW).status_code == 405


def test_nobody_keeps_without_end(client: Client, correspondent: User) -> None:
    client.force_login(correspondent)
    WorkingCopy.objects.bulk_create(WorkingCopy(user=correspondent) for _ in range(MAX_COPIES))
    answer = keep(client, key=str(uuid4()), fields={"title": ["甲"]})
    assert (answer.status_code, f"{MAX_COPIES} 份" in answer.json()["message"]) == (400, True)
    pages = [client.get(desk_url(Article, "add")), client.get(desk_url(Article, "changelist"))]
    assert [page.status_code for page in pages] == [200, 200]


def test_keeping_is_no_activity(client: Client, correspondent: User, settings: object) -> None:
    client.force_login(correspondent)
    session = client.session
    session["last_seen"] = 1
    session.save()
    settings.IDLE_MINUTES = 0
    headers = {"X-Background-Request": "1"}
    client.post(NEW, {"key": str(uuid4())}, content_type="application/json", headers=headers)
    assert client.session["last_seen"] == 1


def test_who_else_has_it_open_is_told_until_the_page_is_left(
    client: Client, editor: User, administrator: User, article: Article
) -> None:
    User.objects.filter(pk=editor.pk).update(display_name="李编辑")
    version = page_of_version(client, editor, article)
    first, second, third = (str(uuid4()) for _ in range(3))
    assert keep(client, article, key=first, version=version).json()["others"] == []
    client.force_login(administrator)
    others = keep(client, article, key=second, version=version).json()["others"]
    assert len(others) == 1
    assert re.fullmatch(r"李编辑（\d\d:\d\d 打开）", others[0])
    again = keep(client, article, key=third, version=version).json()["others"]
    assert [name.partition("（")[0] for name in again] == ["李编辑", "您在另一个窗口"]
    assert "李编辑" in str(client.get(desk_url(article, "change")).context["writing"]["others"])
    client.force_login(editor)
    keep(client, article, key=first, leaving=True)
    assert set(Presence.objects.values_list("user__username", flat=True)) == {"administrator"}


def page_of_version(client: Client, user: User, article: Article) -> str:
    client.force_login(user)
    return form_data(client.get(desk_url(article, "change")))["version"]


def test_presence_ends_by_itself(client: Client, editor: User, administrator: User, article: Article) -> None:
    version = page_of_version(client, editor, article)
    keep(client, article, key=str(uuid4()), version=version)
    Presence.objects.update(seen_at="2021-02-05T00:00Z")
    client.force_login(administrator)
    assert keep(client, article, key=str(uuid4()), version=version).json()["others"] == []
    assert Presence.objects.count() == 1


def test_a_page_hears_that_there_is_a_newer_version(
    client: Client, editor: User, administrator: User, article: Article
) -> None:
    version = page_of_version(client, editor, article)
    key = str(uuid4())
    assert keep(client, article, key=key, version=version).json()["newer"] is False
    Article.objects.update(stage=ArticleStage.REVIEW, section=None, position=None)
    Article.objects.update(title="另一个题目")
    assert keep(client, article, key=key, version=version).json()["newer"] is True


def test_what_comes_back_with_mistakes_is_sanitised(client: Client, editor: User) -> None:
    client.force_login(editor)
    data = form_data(client.get(desk_url(Article, "add"))) | {"title": "", "body": HOSTILE}
    page = client.post(desk_url(Article, "add"), data)
    assert page.status_code == 200
    assert "steal" not in page.content.decode()
    assert "&lt;p&gt;正文&lt;/p&gt;" in page.content.decode()


def test_a_signed_issue_s_article_keeps_what_was_typed(
    client: Client, editor: User, article: Article
) -> None:
    client.force_login(editor)
    key = str(uuid4())
    keep(client, article, key=key, fields={"title": ["甲"]})
    article.section.issue.stage = Stage.SIGNED
    article.section.issue.save()
    answer = keep(client, article, key=key, fields={"title": ["甲乙"]}).json()
    assert answer["editable"] is False
    assert WorkingCopy.objects.get().first("title") == "甲乙"
