"""Publishing at a set time: what may be set, what ends it, and that it happens once, late rather than never."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from issues.models import Action, AuditEntry, Edition, Issue, Notice, NoticeKind, Stage
from issues.workflow.actions import (
    WorkflowRefused,
    correct_issue,
    publish_issue,
    reopen_issue,
    sign_in_turn,
    withdraw_issue,
)
from issues.workflow.moments import describe_moment
from issues.workflow.steps import version_of
from issues.workflow.timing import cancel_publication, due, publish_when_due, set_publication
from tests.factories import make_issue
from tests.issues.workflow.helpers import NOTE

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def signed(editor, second, approver) -> Issue:
    issue = make_issue()
    sign_in_turn(issue, [editor, second, approver])
    return issue


def set_due(issue: Issue, by: object) -> None:
    """Set a time, and let it come."""
    set_publication(issue, timezone.now() + HOUR, by)
    Issue.objects.filter(pk=issue.pk).update(publish_at=timezone.now() - HOUR)


def test_a_moment_is_told_by_the_office_clock():
    moment = datetime.datetime(2026, 11, 27, 1, 0, tzinfo=datetime.UTC)
    assert describe_moment(moment) == "2026年11月27日 09:00"


def test_a_time_is_set_changed_and_cancelled_and_each_is_logged(signed, editor, approver):
    at = timezone.now() + HOUR
    set_publication(signed, at, editor)
    later = at + HOUR
    set_publication(signed, later, approver)
    stored = Issue.objects.get()
    assert (stored.publish_at, stored.publish_by, stored.stage) == (later, approver, Stage.SIGNED)
    cancel_publication(signed, editor)
    stored = Issue.objects.get()
    assert (stored.publish_at, stored.publish_by, stored.stage) == (None, None, Stage.SIGNED)
    entries = AuditEntry.objects.filter(action=Action.TIMING).order_by("sequence")
    assert list(entries.values_list("user", "detail")) == [
        (editor.pk, {"set_to": describe_moment(at)}),
        (approver.pk, {"set_to": describe_moment(later), "set_before": describe_moment(at)}),
        (editor.pk, {"cancelled": True, "set_before": describe_moment(later)}),
    ]
    assert AuditEntry.objects.first_fault() == ""


def refusal(step, *arguments, **options) -> str:
    before = list(Issue.objects.values())
    with pytest.raises(WorkflowRefused) as refused:
        step(*arguments, **options)
    assert list(Issue.objects.values()) == before
    assert not AuditEntry.objects.filter(action=Action.TIMING).exists()
    return str(refused.value)


def test_a_time_that_has_passed_or_is_too_far_is_refused(signed, editor):
    past = timezone.now() - HOUR
    assert refusal(set_publication, signed, past, editor).startswith(
        f"{describe_moment(past)}已经过去，现在是"
    )
    far = timezone.now() + datetime.timedelta(days=400)
    assert (
        refusal(set_publication, signed, far, editor) == f"{describe_moment(far)}太远了。请选一年以内的时间。"
    )


def test_only_who_may_publish_sets_and_cancels_times(signed, make_user):
    at = timezone.now() + HOUR
    correspondent = make_user("reporter", Role.CORRESPONDENT)
    assert refusal(set_publication, signed, at, correspondent) == "没有这一期，或您无权查看。"
    assert "您没有发布的权限" in refusal(cancel_publication, signed, correspondent)
    gone = make_user("gone", Role.EDITOR, is_active=False)
    assert refusal(set_publication, signed, at, gone) == "没有这一期，或您无权查看。"


def test_only_a_signed_issue_has_a_time(editor):
    issue = make_issue()
    assert "只有“已签发”的期才能发布" in refusal(set_publication, issue, timezone.now() + HOUR, editor)
    assert "没有定时发布可取消" in refusal(cancel_publication, issue, editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.update(publish_at=timezone.now(), publish_by=editor)


def test_a_page_that_is_out_of_date_sets_no_time(signed, editor, approver):
    seen = version_of(signed)
    set_publication(signed, timezone.now() + HOUR, approver)
    with pytest.raises(WorkflowRefused, match="又有改动"):
        set_publication(signed, timezone.now() + 2 * HOUR, editor, expected_version=seen)


def test_nothing_is_due_before_its_time(signed, editor):
    set_publication(signed, timezone.now() + HOUR, editor)
    assert due() == []
    assert due(timezone.now() + 2 * HOUR) == [signed.pk]
    assert publish_when_due(signed.pk) is False
    assert Issue.objects.get().stage == Stage.SIGNED


def test_what_is_due_is_published_once_in_the_name_of_who_set_it(signed, editor):
    set_due(signed, editor)
    at = describe_moment(Issue.objects.get().publish_at)
    assert due() == [signed.pk]
    assert [publish_when_due(signed.pk) for _ in range(3)] == [True, False, False]
    stored = Issue.objects.get()
    assert (stored.stage, stored.publish_at, stored.publish_by) == (Stage.PUBLISHED, None, None)
    entry = AuditEntry.objects.get(action=Action.PUBLISH)
    assert (entry.user, entry.detail["note"], entry.detail["timed_for"]) == (
        editor,
        f"定时发布（定于{at}）",
        at,
    )
    told = Notice.objects.get(recipient=editor, kind=NoticeKind.PUBLISHED)
    assert told.title == f"{signed}已按时发布"


@pytest.mark.parametrize("end", ["reopen", "publish", "cancel"])
def test_reopening_publishing_and_cancelling_end_it(signed, editor, approver, end):
    set_due(signed, editor)
    {
        "reopen": lambda: reopen_issue(signed, approver, "换照片"),
        "publish": lambda: publish_issue(signed, approver),
        "cancel": lambda: cancel_publication(signed, approver),
    }[end]()
    stored = Issue.objects.get()
    assert (stored.publish_at, stored.publish_by) == (None, None)
    assert publish_when_due(signed.pk) is False
    assert Edition.objects.published().count() == (1 if end == "publish" else 0)


def test_withdrawing_in_a_correction_ends_it(signed, editor, second, approver):
    publish_issue(signed, editor)
    correct_issue(signed, NOTE, editor)
    sign_in_turn(signed, [editor, second, approver])
    set_due(signed, editor)
    withdraw_issue(signed, NOTE, approver)
    assert publish_when_due(signed.pk) is False
    assert Issue.objects.get().stage == Stage.WITHDRAWN


def test_who_set_the_time_is_told_that_another_reopened_it(signed, editor, approver):
    at = timezone.now() + HOUR
    set_publication(signed, at, editor)
    reopen_issue(signed, approver, "换照片")
    notice = Notice.objects.get(kind=NoticeKind.TIMING_FAILED)
    assert (notice.recipient, notice.title, notice.text) == (
        editor,
        f"{signed}的定时发布已取消",
        f"approver已重新打开，{describe_moment(at)}的定时发布随之取消。",
    )


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        ("account", "设定人editor的账号已停用，或已没有发布的权限。"),
        ("role", "设定人editor的账号已停用，或已没有发布的权限。"),
        ("address", "地址 /changai/2021/3/ 已被另一期占用，请核对刊物的网址名和期号。"),
    ],
)
def test_what_cannot_be_published_is_told_to_the_editors_once(signed, editor, make_user, break_it, reason):
    other = make_user("other", Role.EDITOR)
    set_due(signed, editor)
    at = describe_moment(Issue.objects.get().publish_at)
    if break_it == "account":
        editor.is_active = False
        editor.save()
    elif break_it == "role":
        editor.groups.clear()
    else:
        taken = make_issue(number=9)
        Edition.objects.create(
            issue=taken, version=1, slug="changai", year=2021, kind="regular", number=3, is_current=True,
            content="{}", sha256="0" * 64, frozen_at=timezone.now(), published_at=timezone.now(),
        )  # fmt: skip
    assert [publish_when_due(signed.pk) for _ in range(2)] == [False, False]
    stored = Issue.objects.get(pk=signed.pk)
    assert (stored.stage, stored.publish_at) == (Stage.SIGNED, None)
    assert AuditEntry.objects.get(action=Action.TIMING, detail__has_key="failed").detail["failed"] == reason
    told = Notice.objects.filter(kind=NoticeKind.TIMING_FAILED)
    expected = {editor, other} if break_it == "address" else {other}
    assert {notice.recipient for notice in told} == expected
    assert {notice.text.split("\n")[0] for notice in told} == {f"{at}的定时发布没有成功：{reason}"}
