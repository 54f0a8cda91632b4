"""The thread on an article's desk page: sent by itself, seen by those who see the article, nothing typed is lost."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from accounts.roles import Role
from issues.models import Article, Remark
from issues.workflow.notes import MAX_TEXT, add_note
from issues.workflow.submissions import move_article

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def sent(correspondent, organisation) -> Article:
    article = Article.objects.create(
        title="来稿", body="<p>参加培训1200人。</p>", author=correspondent, organisation=organisation
    )
    move_article(article, "submit", correspondent)
    return article


def thread_url(article: Article) -> str:
    return reverse("admin:issues_article_thread", args=[article.pk])


def page(client: Client, article: Article) -> str:
    return client.get(reverse("admin:issues_article_change", args=[article.pk])).content.decode()


def test_a_thread_note_is_written_and_answered(client, sent, editor, correspondent):
    client.force_login(editor)
    answer = client.post(thread_url(sent), {"text": "请核对人数。", "quote": "1200人"})
    assert answer["Location"].endswith(f"/issues/article/{sent.pk}/change/#thread")
    client.force_login(correspondent)
    shown = page(client, sent)
    assert "请核对人数。" in shown and "1 条待处理" in shown and "标为已解决" not in shown
    client.post(thread_url(sent), {"text": "已核对。"}, headers=FETCH)
    assert [(one.kind, one.author, one.text, one.quote) for one in Remark.objects.order_by("pk")] == [
        ("remark", editor, "请核对人数。", "1200人"),
        ("reply", correspondent, "已核对。", ""),
    ]


def test_a_thread_note_is_marked_and_opened_again(client, sent, editor):
    remark = add_note(sent, "请核对人数。", editor)
    client.force_login(editor)
    answer = client.post(thread_url(sent), {"mark": "resolve", "remark": remark.pk}, headers=FETCH)
    assert answer.status_code == 200
    assert "已解决（editor）" in answer.content.decode() and "待处理" not in answer.content.decode()
    client.post(thread_url(sent), {"mark": "reopen", "remark": remark.pk})
    assert not Remark.objects.get().is_resolved


def test_a_refused_thread_note_comes_back_as_it_was_typed(client, sent, editor):
    client.force_login(editor)
    typed = "很长" * MAX_TEXT
    answer = client.post(thread_url(sent), {"text": typed, "quote": "1200人"}, headers=FETCH)
    assert answer.status_code == 400
    assert typed in answer.content.decode() and "请不超过" in answer.content.decode()
    answer = client.post(thread_url(sent), {"text": " "})
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["请写明内容。"]
    assert not Remark.objects.exists()


def test_a_correspondent_does_not_settle_what_the_office_asked(client, sent, editor, correspondent):
    remark = add_note(sent, "请核对人数。", editor)
    client.force_login(correspondent)
    answer = client.post(thread_url(sent), {"mark": "resolve", "remark": remark.pk}, headers=FETCH)
    assert answer.status_code == 400 and "由编辑部认定" in answer.content.decode()
    assert not Remark.objects.get().is_resolved


def test_a_thread_is_closed_to_other_units(client, sent, editor, make_user):
    remark = add_note(sent, "请核对人数。", editor)
    elsewhere = make_user(
        "elsewhere", Role.CORRESPONDENT, organisation=Organisation.objects.create(name="保山市总工会")
    )
    client.force_login(elsewhere)
    for sending in ({"text": "插话"}, {"mark": "resolve", "remark": remark.pk}):
        answer = client.post(thread_url(sent), sending, headers=FETCH)
        assert answer.status_code == 302 and answer["Location"] == reverse("admin:index")
    assert list(Remark.objects.values_list("text", "resolved_at")) == [("请核对人数。", None)]


@pytest.mark.parametrize("key", ["", "x", "999999", "9" * 40])
def test_a_mark_on_no_remark_is_not_found(client, sent, editor, key):
    client.force_login(editor)
    assert client.post(thread_url(sent), {"mark": "resolve", "remark": key}).status_code == 404
    assert client.post(thread_url(sent), {"mark": "delete", "remark": "1"}).status_code == 404


def test_a_draft_nobody_has_seen_shows_no_thread(client, correspondent, organisation):
    draft = Article.objects.create(title="草稿", author=correspondent, organisation=organisation)
    client.force_login(correspondent)
    assert 'id="thread"' not in page(client, draft)
