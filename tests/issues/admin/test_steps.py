"""The panel “下一步” on a change page: what it offers to whom, and taking a step."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from issues.models import Article, ArticleStage, Check, Issue, Remark, Stage
from issues.workflow.steps import version_of
from tests.factories import make_issue, publish
from tests.issues.admin.desk import desk_url

CHECKS = list(Check.values)


@pytest.fixture
def ready(db: None) -> Issue:
    return make_issue(stage=Stage.REVIEW)


@pytest.fixture
def second_approver(make_user: Callable[..., User]) -> User:
    return make_user("fushen", Role.APPROVER)


def step_url(row: Article | Issue, action: str) -> str:
    return reverse(f"admin:issues_{row._meta.model_name}_step", args=[row.pk, action])


def take(client: Client, row: Article | Issue, action: str, version: str = "", **sent: object) -> list[str]:
    """What the page says after the step was tried, from a page that is up to date."""
    row.refresh_from_db()
    sent["version"] = version or version_of(row)
    response = client.post(step_url(row, action), sent, follow=True)
    assert response.redirect_chain == [(desk_url(row, "change"), 302)]
    return [str(message) for message in response.context["messages"]]


def offered(page: HttpResponse) -> dict[str, str]:
    """Steps in their order, with the reason against each."""
    return {step.action: step.reason for step in page.context["next_steps"]}


def test_each_role_is_offered_what_is_his_to_do(
    client: Client, editor: User, approver: User, correspondent: User, ready: Issue
) -> None:
    client.force_login(editor)
    page = client.get(desk_url(ready, "change"))
    assert list(offered(page).items()) == [("sign_first", ""), ("send_back", "")]
    assert page.content.decode().count("csrfmiddlewaretoken") >= 2
    client.force_login(approver)
    page = client.get(desk_url(ready, "change"))
    assert list(offered(page)) == ["send_back", "sign_second", "sign_final"]
    assert "初审" in offered(page)["sign_second"]
    assert offered(page)["sign_second"] in page.content.decode()
    publish(ready)
    client.force_login(correspondent)
    page = client.get(desk_url(ready, "change"))
    assert (page.status_code, offered(page)) == (200, {})
    assert "下一步" not in page.content.decode()


def test_a_new_row_has_no_steps(client: Client, editor: User) -> None:
    client.force_login(editor)
    assert "next_steps" not in client.get(desk_url(Issue, "add")).context


def test_an_issue_goes_its_way_by_the_buttons(
    client: Client, editor: User, approver: User, second_approver: User, ready: Issue
) -> None:
    client.force_login(editor)
    assert "还没有确认" in take(client, ready, "sign_first", checks=CHECKS[:2])[0]
    assert take(client, ready, "sign_first", checks=CHECKS) == [f"已初审：{ready}"]
    client.force_login(approver)
    assert take(client, ready, "sign_second", checks=CHECKS) == [f"已复审：{ready}"]
    refused = take(client, ready, "sign_final", checks=CHECKS)
    assert refused != [f"已终审签发：{ready}"]
    client.force_login(second_approver)
    assert take(client, ready, "sign_final", checks=CHECKS) == [f"已终审签发：{ready}"]
    assert take(client, ready, "publish") == [f"已发布：{ready}"]
    assert take(client, ready, "withdraw", note=" ") == ["撤回须写明原因。"]
    assert take(client, ready, "withdraw", note="数据有误") == [f"已撤回：{ready}"]
    assert ready.editions.get().withdrawal_reason == "数据有误"
    assert take(client, ready, "reopen") == [f"已重新打开：{ready}"]
    ready.refresh_from_db()
    assert ready.stage == Stage.DRAFT


def test_an_article_goes_its_way_by_the_buttons(client: Client, correspondent: User, editor: User) -> None:
    article = Article.objects.create(
        title="县总工会慰问职工",
        body="<p>走访慰问。</p>",
        author=correspondent,
        organisation=correspondent.organisation,
    )
    client.force_login(correspondent)
    assert take(client, article, "submit") == [f"已提交：{article}"]
    client.force_login(editor)
    assert take(client, article, "return") == ["退改须写明原因。"]
    assert take(client, article, "return", note="请补充日期") == [f"已退改：{article}"]
    client.force_login(correspondent)
    assert take(client, article, "submit") == [f"已提交：{article}"]
    client.force_login(editor)
    assert take(client, article, "accept") == [f"已采用：{article}"]
    article.refresh_from_db()
    assert article.stage == ArticleStage.ACCEPTED
    assert [remark.text for remark in Remark.objects.all()] == ["请补充日期"]


def test_a_refused_step_says_why_and_changes_nothing(
    client: Client, approver: User, editor: User, ready: Issue
) -> None:
    client.force_login(approver)
    assert "编辑" in take(client, ready, "sign_first", checks=CHECKS)[0]
    client.force_login(editor)
    stale = version_of(ready)
    take(client, ready, "sign_first", checks=CHECKS)
    assert take(client, ready, "send_back", version=f"{stale}x", note="再改") != [f"已退回修改：{ready}"]
    ready.refresh_from_db()
    assert (ready.stage, ready.editions.count()) == (Stage.REVIEW, 0)


def test_a_step_is_taken_by_post_alone(client: Client, editor: User, ready: Issue) -> None:
    client.force_login(editor)
    assert client.get(step_url(ready, "sign_first")).url == desk_url(ready, "change")
    assert Client(enforce_csrf_checks=True).post(step_url(ready, "sign_first")).status_code in {302, 403}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(step_url(ready, "send_back"), {"note": "再改"}).status_code == 403
    assert Issue.objects.get().stage == Stage.REVIEW


def test_a_step_of_what_is_not_seen_or_not_there(
    client: Client, correspondent: User, approver: User, ready: Issue
) -> None:
    client.force_login(correspondent)
    assert client.post(step_url(ready, "sign_second")).url == reverse("admin:index")
    client.force_login(approver)
    for action in ("nonsense", "sign"):
        assert client.post(step_url(ready, action)).status_code == 404
    ready.pk = 999_999
    assert client.post(step_url(ready, "sign_second")).url == reverse("admin:index")
    assert Issue.objects.get().stage == Stage.REVIEW
