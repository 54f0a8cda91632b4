"""The sign-off panel on an issue's desk page."""

from datetime import date

import pytest
from django.urls import reverse

from issues.models import Check, Issue, Stage, Step
from issues.workflow.actions import (
    publish_issue,
    reopen_issue,
    send_back_issue,
    sign_in_turn,
    sign_off,
    submit_issue,
    withdraw_issue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(issue: Issue) -> Issue:
    """It has all that a sign-off asks for."""
    issue.date = date(2021, 2, 5)
    issue.save()
    return issue


def panel(client, user, issue) -> str:
    client.force_login(user)
    html = client.get(reverse("admin:issues_issue_change", args=[issue.pk])).content.decode()
    start = html.find('<section class="signed"')
    return html[start : html.index("</section>", start)] if start >= 0 else ""


def test_the_panel_tells_who_signed_and_whose_turn_it_is(client, issue, article, editor, approver):
    assert panel(client, editor, issue) == ""
    submit_issue(issue, editor)
    sign_off(issue, Step.FIRST, editor, list(Check), "第二篇请再看。")
    shown = panel(client, approver, issue)
    assert "✓ 初审" in shown and "意见：第二篇请再看。" in shown
    assert shown.index("is-done") < shown.index("is-due") < shown.index("is-later")


def test_the_panel_keeps_what_was_sent_back_and_what_is_void(client, issue, article, editor, approver):
    submit_issue(issue, editor)
    sign_off(issue, Step.FIRST, editor, list(Check))
    send_back_issue(issue, "请补印数。", approver)
    shown = panel(client, editor, issue)
    assert "请补印数。" in shown and "已作废的审签（1）" in shown and "✓" not in shown


def test_a_correspondent_finds_the_published_issue_and_no_notes(
    client, issue, article, editor, approver, second, correspondent
):
    submit_issue(issue, editor)
    sign_off(issue, Step.FIRST, editor, list(Check), "内部意见")
    sign_in_turn(issue, [approver, second])
    publish_issue(issue, second)
    assert issue.stage == Stage.PUBLISHED
    shown = panel(client, correspondent, issue)
    assert 'href="/changai/2021/3/"' in shown
    assert "内部意见" not in shown and "初审" not in shown
    assert "内部意见" in panel(client, editor, issue)


def test_the_panel_says_why_an_issue_was_withdrawn_until_readers_have_it_again(
    client, issue, article, editor, approver, second
):
    sign_in_turn(issue, [editor, approver, second])
    publish_issue(issue, second)
    withdraw_issue(issue, "数据有误", second)
    shown = panel(client, editor, issue)
    assert "撤回，原因：</strong>数据有误" in shown and "打开读者看到的撤回说明" in shown
    reopen_issue(issue, second)
    assert "撤回，原因：</strong>数据有误" in panel(client, editor, issue)
    sign_in_turn(issue, [editor, approver, second])
    publish_issue(issue, second)
    shown = panel(client, editor, issue)
    assert "撤回" not in shown and "打开读者看到的这一期" in shown
