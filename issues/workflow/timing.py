"""Publishing at a set time. The time stands on the issue, and is set, changed and cancelled here.

The worker asks every minute what is due, so a time that passed while it was down is made up for, once. Who presses
发布 at that moment meets the worker at the row's lock: the first publishes, the other finds nothing left to do.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from issues.models import Action, AuditEntry, Issue
from issues.workflow.actions import publish_issue
from issues.workflow.moments import describe_moment
from issues.workflow.notices import tell_timing_failed
from issues.workflow.permissions import may_take, reason_against, reason_against_person
from issues.workflow.steps import WorkflowRefused, lock, version_of
from issues.workflow.transitions import ISSUE_STEPS

LONGEST = timedelta(days=366)
_PUBLISH = ISSUE_STEPS["publish"]


def set_publication(issue: Issue, at: datetime, by: User, *, expected_version: str | None = None) -> None:
    """Have the signed `issue` published at `at`, in the name of `by`, in place of a time set before. WorkflowRefused."""
    with transaction.atomic():
        locked = lock(issue)
        reason = reason_against(locked, _PUBLISH, by) or _reason_against_time(at)
        if not reason and expected_version is not None and expected_version != version_of(locked):
            reason = "您打开这一页之后，内容或发布时间又有改动，还没有设定。请刷新页面，看过最新内容再设定。"
        if reason:
            raise WorkflowRefused(reason)
        _write(locked, at, by, by, set_to=describe_moment(at))
    issue.publish_at, issue.publish_by = locked.publish_at, locked.publish_by


def cancel_publication(issue: Issue, by: User) -> None:
    """Leave the issue signed, to be published by hand. WorkflowRefused."""
    with transaction.atomic():
        locked = lock(issue)
        if not may_take(locked, _PUBLISH, by):
            raise WorkflowRefused(reason_against_person(locked, _PUBLISH, by))
        if locked.publish_at is None:
            raise WorkflowRefused(
                f"本期现在是“{locked.get_stage_display()}”，没有定时发布可取消。请刷新页面看最新情况。"
            )
        _write(locked, None, None, by, cancelled=True)
    issue.publish_at = issue.publish_by = None


def due(now: datetime | None = None) -> list[int]:
    """The ids of the issues whose time has come."""
    return list(
        Issue.objects.filter(publish_at__lte=now or timezone.now())
        .order_by("publish_at", "pk")
        .values_list("pk", flat=True)
    )


def publish_when_due(issue_id: int) -> bool:
    """A job of the worker: publish the issue if its time has come. Told once that it cannot be, it gives up.

    False where there is nothing to do any more: published or cancelled meanwhile, or done by another worker.
    """
    try:
        with transaction.atomic():
            locked = _lock_due(issue_id)
            if locked is None:
                return False
            if not may_take(locked, _PUBLISH, locked.publish_by):
                raise WorkflowRefused(f"设定人{locked.publish_by}的账号已停用，或已没有发布的权限。")
            publish_issue(locked, locked.publish_by, f"定时发布（定于{describe_moment(locked.publish_at)}）")
            return True
    except WorkflowRefused as refusal:
        reason = str(refusal)
    with transaction.atomic():
        locked = _lock_due(issue_id)
        if locked is None:
            return False
        at, by = locked.publish_at, locked.publish_by
        _write(locked, None, None, by, failed=reason)
        tell_timing_failed(locked, by, f"{describe_moment(at)}的定时发布没有成功：{reason}")
    return False


def _lock_due(issue_id: int) -> Issue | None:
    rows = Issue.objects.select_for_update(of=("self",)).select_related("publication")
    return rows.filter(pk=issue_id, publish_at__lte=timezone.now()).first()


def _reason_against_time(at: datetime) -> str:
    now = timezone.now()
    if at <= now:
        return (
            f"{describe_moment(at)}已经过去，现在是{describe_moment(now)}。"
            "请另选一个以后的时间；要立即发布，请用“发布”。"
        )
    if at > now + LONGEST:
        return f"{describe_moment(at)}太远了。请选一年以内的时间。"
    return ""


def _write(locked: Issue, at: datetime | None, publish_by: User | None, by: User, **detail: object) -> None:
    before = locked.publish_at
    locked.publish_at, locked.publish_by = at, publish_by
    locked.save(update_fields=["publish_at", "publish_by", "updated_at"])
    if before is not None:
        detail["set_before"] = describe_moment(before)
    AuditEntry.objects.record(Action.TIMING, locked, by, **detail)
