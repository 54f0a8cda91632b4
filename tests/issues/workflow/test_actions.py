"""The steps of an issue: who may take which from where, what it does, how it is refused."""

from itertools import product

import pytest

from accounts.roles import Role
from issues.models import Edition, Issue, Stage
from issues.workflow.actions import (
    WorkflowRefused,
    publish_issue,
    reopen_issue,
    sign_issue,
    withdraw_issue,
)
from issues.workflow.permissions import may_take, reason_against
from issues.workflow.transitions import ISSUE_TRANSITIONS, PUBLISH, REOPEN, SIGN, WITHDRAW
from tests.factories import make_issue, publish

pytestmark = pytest.mark.django_db

REASON = "第2篇数据有误。"
TAKE = {
    "sign": sign_issue,
    "publish": publish_issue,
    "withdraw": lambda issue, by: withdraw_issue(issue, REASON, by),
    "reopen": reopen_issue,
}


def bring(issue: Issue, stage: Stage) -> Issue:
    """Take `issue` to `stage` by the steps themselves, as far as there are steps."""
    if stage == Stage.REVIEW:
        Issue.objects.filter(pk=issue.pk).update(stage=stage)
    if stage in (Stage.SIGNED, Stage.PUBLISHED, Stage.WITHDRAWN):
        sign_issue(issue)
    if stage in (Stage.PUBLISHED, Stage.WITHDRAWN):
        publish_issue(issue)
    if stage == Stage.WITHDRAWN:
        withdraw_issue(issue, REASON)
    issue.refresh_from_db()
    return issue


@pytest.mark.parametrize(("role", "stage"), list(product([*Role, None], Stage)))
def test_each_role_takes_exactly_the_steps_of_the_table(make_user, role, stage):
    user = make_user("somebody", *([role] if role else []))
    for number, step in enumerate(ISSUE_TRANSITIONS, start=1):
        issue = bring(make_issue(number=number), stage)
        if role in step.roles and stage in step.sources:
            TAKE[step.action](issue, by=user)
            expected = step.target
        else:
            with pytest.raises(WorkflowRefused):
                TAKE[step.action](issue, by=user)
            expected = stage
        assert (issue.stage, Issue.objects.get(pk=issue.pk).stage) == (expected, expected)


def test_the_table_names_the_roles_and_stages_of_each_step():
    leaders = {Role.APPROVER, Role.ADMINISTRATOR}
    assert [
        (step.action, step.label, step.sources, step.target, step.roles, step.needs_note)
        for step in ISSUE_TRANSITIONS
    ] == [
        ("sign", "签发", (Stage.DRAFT, Stage.REVIEW), Stage.SIGNED, leaders, False),
        ("publish", "发布", (Stage.SIGNED,), Stage.PUBLISHED, leaders | {Role.EDITOR}, False),
        ("withdraw", "撤回", (Stage.PUBLISHED,), Stage.WITHDRAWN, leaders, True),
        ("reopen", "重新打开", (Stage.SIGNED, Stage.WITHDRAWN), Stage.DRAFT, leaders, False),
    ]


def test_superusers_and_the_command_line_may_take_every_step_and_the_dismissed_none(superuser, approver):
    approver.is_active = False
    for step in ISSUE_TRANSITIONS:
        assert [may_take(user, step) for user in (superuser, None, approver)] == [True, True, False]


def test_sign_freezes_and_readers_see_nothing_yet(approver):
    edition = sign_issue(make_issue(), by=approver, correction_note="更正一处。")
    assert (edition.version, edition.frozen_by, edition.correction_note) == (1, approver, "更正一处。")
    assert not Edition.objects.published().exists()


def test_publish_gives_readers_the_edition_signed_last():
    issue = make_issue()
    sign_issue(issue)
    reopen_issue(issue)
    signed_last = sign_issue(issue)
    assert publish_issue(issue) == signed_last
    assert [(edition.version, edition.is_current) for edition in Edition.objects.order_by("version")] == [
        (1, False),
        (2, True),
    ]


def test_withdraw_takes_the_edition_from_readers_and_keeps_the_reason():
    issue = make_issue()
    publish(issue)
    edition = withdraw_issue(issue, REASON)
    assert (edition.withdrawal_reason, edition.withdrawn_at is None) == (REASON, False)
    assert not Edition.objects.published().exists()


def test_a_withdrawn_issue_can_be_mended_and_published_again():
    issue = make_issue()
    publish(issue)
    withdraw_issue(issue, REASON)
    reopen_issue(issue)
    assert not Edition.objects.published().exists()
    assert publish(issue).version == 2
    assert Edition.objects.published().count() == 1


@pytest.mark.parametrize(
    ("stage", "step", "message"),
    [
        (Stage.DRAFT, PUBLISH, "本期现在是“草稿”，只有“已签发”的期才能发布。请先签发。"),
        (Stage.PUBLISHED, PUBLISH, "本期现在就是“已发布”，不用再次发布。"),
        (Stage.WITHDRAWN, PUBLISH, "本期现在是“已撤回”，只有“已签发”的期才能发布。"),
        (Stage.SIGNED, SIGN, "本期现在就是“已签发”，不用再次签发。"),
        (Stage.WITHDRAWN, SIGN, "本期现在是“已撤回”，只有“草稿”、“审核”的期才能签发。请先重新打开。"),
        (Stage.SIGNED, WITHDRAW, "本期现在是“已签发”，只有“已发布”的期才能撤回。请先发布。"),
        (Stage.PUBLISHED, REOPEN, "本期现在是“已发布”，只有“已签发”、“已撤回”的期才能重新打开。请先撤回。"),
    ],
)
def test_a_step_from_the_wrong_stage_is_refused_with_what_to_do_first(stage, step, message):
    issue = bring(make_issue(), stage)
    with pytest.raises(WorkflowRefused) as refused:
        TAKE[step.action](issue, by=None)
    assert str(refused.value) == message == reason_against(issue, step, None)


def test_a_step_without_permission_is_refused_with_who_may(editor):
    with pytest.raises(WorkflowRefused, match="^您没有签发的权限，须由签发人、管理员签发。$"):
        sign_issue(make_issue(), by=editor)
    assert not Edition.objects.exists()


def test_sign_passes_on_why_the_issue_cannot_be_frozen():
    issue = make_issue(articles=0)
    with pytest.raises(WorkflowRefused, match="^本期还不能定稿：没有稿件，请先把稿件编入栏目。$"):
        sign_issue(issue)
    assert Issue.objects.get().stage == issue.stage == Stage.DRAFT


@pytest.mark.parametrize("reason", ["", " 　\n"])
def test_withdraw_without_a_reason_is_refused_and_the_issue_stays_public(reason):
    issue = make_issue()
    publish(issue)
    with pytest.raises(WorkflowRefused, match="^撤回须写明原因。$"):
        withdraw_issue(issue, reason)
    assert Issue.objects.get().stage == Stage.PUBLISHED
    assert Edition.objects.published().exists()
