"""The panel “下一步” on a change page: what it offers to whom, and taking a step."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from issues.models import Article, Issue, Stage
from tests.factories import make_issue, publish
from tests.issues.admin.desk import desk_url


@pytest.fixture
def ready(db: None) -> Issue:
    return make_issue(stage=Stage.REVIEW)


def step_url(issue: Issue, action: str) -> str:
    return reverse("admin:issues_issue_step", args=[issue.pk, action])


def take(client: Client, issue: Issue, action: str, **sent: str) -> list[str]:
    """What the page says after the step was tried."""
    response = client.post(step_url(issue, action), sent, follow=True)
    assert response.redirect_chain == [(desk_url(issue, "change"), 302)]
    return [str(message) for message in response.context["messages"]]


def offered(page: HttpResponse) -> dict[str, str]:
    """Steps in their order, with the reason against each."""
    return {step.action: step.reason for step in page.context["next_steps"]}


def test_an_approver_is_offered_what_he_may_take_first(client: Client, approver: User, ready: Issue) -> None:
    client.force_login(approver)
    page = client.get(desk_url(ready, "change"))
    assert offered(page) == {
        "sign": "",
        "publish": "本期现在是“审核”，只有“已签发”的期才能发布。请先签发。",
        "withdraw": "本期现在是“审核”，只有“已发布”的期才能撤回。",
        "reopen": "本期现在是“审核”，只有“已签发”、“已撤回”的期才能重新打开。请先签发。",
    }
    html = page.content.decode()
    assert "请先签发。" in html
    assert html.count("csrfmiddlewaretoken") >= 2


def test_nobody_is_offered_what_others_take(
    client: Client, editor: User, correspondent: User, ready: Issue
) -> None:
    client.force_login(editor)
    assert list(offered(client.get(desk_url(ready, "change")))) == ["publish"]
    publish(ready)
    client.force_login(correspondent)
    page = client.get(desk_url(ready, "change"))
    assert (page.status_code, offered(page)) == (200, {})
    assert "下一步" not in page.content.decode()


def test_a_new_row_has_no_steps_and_an_article_waits_for_its_table(
    client: Client, editor: User, article: Article
) -> None:
    client.force_login(editor)
    assert "next_steps" not in client.get(desk_url(Issue, "add")).context
    assert offered(client.get(desk_url(article, "change"))) == {}
    assert client.post(reverse("admin:issues_article_step", args=[article.pk, "sign"])).status_code == 404


def test_an_issue_goes_its_way_by_the_buttons(client: Client, approver: User, ready: Issue) -> None:
    client.force_login(approver)
    assert take(client, ready, "sign") == [f"已签发：{ready}"]
    assert take(client, ready, "publish") == [f"已发布：{ready}"]
    assert take(client, ready, "withdraw", note=" ") == ["撤回须写明原因。"]
    assert take(client, ready, "withdraw", note="数据有误") == [f"已撤回：{ready}"]
    assert ready.editions.get().withdrawal_reason == "数据有误"
    assert take(client, ready, "reopen") == [f"已重新打开：{ready}"]
    ready.refresh_from_db()
    assert ready.stage == Stage.DRAFT


def test_a_refused_step_says_why_and_changes_nothing(
    client: Client, approver: User, editor: User, ready: Issue
) -> None:
    client.force_login(editor)
    assert take(client, ready, "sign") == ["您没有签发的权限，须由签发人、管理员签发。"]
    client.force_login(approver)
    take(client, ready, "sign")
    assert take(client, ready, "sign") == ["本期现在就是“已签发”，不用再次签发。"]
    assert ready.editions.count() == 1


def test_a_step_is_taken_by_post_alone(client: Client, approver: User, ready: Issue) -> None:
    client.force_login(approver)
    assert client.get(step_url(ready, "sign")).url == desk_url(ready, "change")
    assert Client(enforce_csrf_checks=True).post(step_url(ready, "sign")).status_code in {302, 403}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(approver)
    assert strict.post(step_url(ready, "sign")).status_code == 403
    assert Issue.objects.get().stage == Stage.REVIEW


def test_a_step_of_what_is_not_seen_or_not_there(
    client: Client, correspondent: User, approver: User, ready: Issue
) -> None:
    client.force_login(correspondent)
    assert client.post(step_url(ready, "sign")).url == reverse("admin:index")
    client.force_login(approver)
    assert client.post(step_url(ready, "nonsense")).status_code == 404
    ready.pk = 999_999
    assert client.post(step_url(ready, "sign")).url == reverse("admin:index")
    assert Issue.objects.get().stage == Stage.REVIEW
