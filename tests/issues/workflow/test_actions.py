"""The steps of an issue: what each does to it, its Editions, its articles and the log, and how it is refused."""

import pytest

from accounts.roles import Role
from issues.models import Action, Article, ArticleStage, AuditEntry, Edition, Issue, SignOff, Stage, Step
from issues.workflow.actions import (
    WorkflowRefused,
    cancel_correction,
    correct_issue,
    move_issue,
    publish_issue,
    reopen_issue,
    rewrite_correction_note,
    send_back_issue,
    sign_in_turn,
    sign_issue,
    submit_issue,
    withdraw_issue,
)
from issues.workflow.permissions import may_take, reason_against
from issues.workflow.placing import place_article, remove_article
from issues.workflow.transitions import ISSUE_STEPS, ISSUE_TRANSITIONS
from tests.factories import make_article, make_issue, publish
from tests.issues.workflow.helpers import NOTE, bring, correct, everything

pytestmark = pytest.mark.django_db


def logged(**about: object) -> list[tuple]:
    """Action, step, stages and note of each entry about issues, oldest first."""
    entries = AuditEntry.objects.filter(object_type="issues.issue", **about).order_by("sequence")
    return [
        (entry.action, *(entry.detail.get(name) for name in ("step", "from", "to", "note")))
        for entry in entries
    ]


def test_the_table_names_the_roles_and_stages_of_each_step():
    desk, leaders = {Role.EDITOR, Role.ADMINISTRATOR}, {Role.APPROVER, Role.ADMINISTRATOR}
    office, approvers = desk | leaders, {Role.APPROVER}
    correctable = (Stage.DRAFT, Stage.REVIEW, Stage.SIGNED)
    assert [
        (
            step.action,
            step.label,
            step.sources,
            step.in_correction,
            step.target,
            step.roles,
            step.needs_note,
            step.step,
        )
        for step in ISSUE_TRANSITIONS
    ] == [
        ("submit", "送审", (Stage.DRAFT,), (), Stage.REVIEW, desk, False, None),
        ("send_back", "退回修改", (Stage.REVIEW,), (), Stage.DRAFT, office, True, None),
        ("sign_first", "初审", (Stage.REVIEW,), (), Stage.REVIEW, {Role.EDITOR}, False, Step.FIRST),
        ("sign_second", "复审", (Stage.REVIEW,), (), Stage.REVIEW, approvers, False, Step.SECOND),
        ("sign_final", "终审签发", (Stage.REVIEW,), (), Stage.SIGNED, approvers, False, Step.FINAL),
        ("sign", "签发", (Stage.DRAFT, Stage.REVIEW), (), Stage.SIGNED, set(), False, None),
        ("publish", "发布", (Stage.SIGNED,), (), Stage.PUBLISHED, office, False, None),
        ("correct", "更正", (Stage.PUBLISHED,), (), Stage.DRAFT, office, True, None),
        ("cancel_correction", "放弃更正", (), (Stage.DRAFT,), Stage.PUBLISHED, office, False, None),
        ("withdraw", "撤回", (Stage.PUBLISHED,), correctable, Stage.WITHDRAWN, leaders, True, None),
        ("reopen", "重新打开", (Stage.SIGNED, Stage.WITHDRAWN), (), Stage.DRAFT, leaders, False, None),
    ]


def test_superusers_may_all_that_people_may_and_the_dismissed_nothing(superuser, approver):
    issue = make_issue()
    approver.is_active = False
    for step in ISSUE_TRANSITIONS:
        may = [may_take(issue, step, user) for user in (superuser, None, approver)]
        assert may == [not step.command_line, step.step is None, False]


def test_an_issue_goes_from_draft_to_readers_with_everyone_named(editor, second, approver):
    issue = make_issue(articles=2)
    sign_in_turn(issue, [editor, second, approver])
    edition = Edition.objects.get()
    assert (issue.stage, edition.frozen_by, edition.is_current) == (Stage.SIGNED, approver, False)
    assert publish_issue(issue, editor) == edition
    assert (issue.stage, Issue.objects.get().stage) == (Stage.PUBLISHED, Stage.PUBLISHED)
    assert set(Article.objects.values_list("stage", flat=True)) == {ArticleStage.PUBLISHED}
    assert list(
        AuditEntry.objects.filter(object_type__in=["issues.issue", "issues.edition"])
        .order_by("sequence")
        .values_list("action", "user_label", "object_type")
    ) == [
        ("transition", "editor", "issues.issue"),
        ("sign-off", "editor", "issues.issue"),
        ("sign-off", "second", "issues.issue"),
        ("sign-off", "approver", "issues.issue"),
        ("freeze", "approver", "issues.edition"),
        ("publish", "editor", "issues.issue"),
    ]
    assert logged()[-1] == ("publish", "publish", "signed", "published", "")
    published = AuditEntry.objects.get(action=Action.PUBLISH).detail
    assert (published["version"], published["sha256"]) == (1, edition.sha256)
    carried = AuditEntry.objects.filter(object_type="issues.article")
    assert [(entry.detail["from"], entry.detail["to"]) for entry in carried] == [
        ("accepted", "published")
    ] * 2
    assert AuditEntry.objects.first_fault() == ""


def test_the_command_line_signs_an_archive_issue_alone_and_the_log_says_so():
    issue = make_issue()
    edition = sign_issue(issue, correction_note="更正一处。")
    assert (edition.version, edition.frozen_by, edition.correction_note) == (1, None, "更正一处。")
    assert not Edition.objects.published().exists()
    assert not SignOff.objects.exists()
    assert AuditEntry.objects.get(action=Action.FREEZE).user_label == "命令行"
    assert logged() == [("transition", "sign", "draft", "signed", "")]


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


def test_send_back_tells_the_editors_why_and_voids_what_was_signed(editor, second):
    issue = make_issue()
    sign_in_turn(issue, [editor])
    send_back_issue(issue, " 导语太长。\n", second)
    stored = Issue.objects.get()
    assert (stored.stage, stored.returned_note, stored.round) == (Stage.DRAFT, "导语太长。", 2)
    row = SignOff.objects.get()
    assert (row.round, row.void_reason, row.voided_at is None) == (1, "退回修改：导语太长。", False)
    submit_issue(issue, editor)
    assert (issue.returned_note, issue.round) == ("", 2)


def test_reopen_voids_the_sign_offs_and_keeps_them(editor, second, approver):
    issue = make_issue()
    people = [editor, second, approver]
    sign_in_turn(issue, people)
    reopen_issue(issue, approver, "换一张照片")
    assert [(row.round, row.void_reason) for row in SignOff.objects.all()] == [
        (1, "重新打开：换一张照片")
    ] * 3
    sign_in_turn(issue, people)
    assert SignOff.objects.valid().filter(round=2).count() == 3
    assert SignOff.objects.count() == 6


def test_withdraw_takes_the_edition_from_readers_and_gives_the_articles_back():
    issue = make_issue(articles=2)
    publish(issue)
    edition = withdraw_issue(issue, NOTE)
    assert (edition.withdrawal_reason, edition.withdrawn_at is None) == (NOTE, False)
    assert not Edition.objects.published().exists()
    assert set(Article.objects.values_list("stage", flat=True)) == {ArticleStage.ACCEPTED}
    assert logged()[-1] == ("withdraw", "withdraw", "published", "withdrawn", NOTE)


def test_a_withdrawn_issue_can_be_mended_and_published_again():
    issue = make_issue()
    publish(issue)
    withdraw_issue(issue, NOTE)
    reopen_issue(issue)
    assert not Edition.objects.published().exists()
    assert publish(issue).version == 2
    assert Edition.objects.published().count() == 1


def test_a_correction_is_signed_anew_and_readers_keep_the_old_version_until_then(editor, second, approver):
    issue = make_issue()
    people = [editor, second, approver]
    sign_in_turn(issue, people)
    old = publish_issue(issue, editor)
    correct_issue(issue, " 第1篇的日期有误。 ", editor)
    assert (issue.stage, issue.correction_note, issue.in_correction) == (
        Stage.DRAFT,
        "第1篇的日期有误。",
        True,
    )
    make_article(issue.sections.get(), 2)
    sign_in_turn(issue, people)
    assert list(Edition.objects.published()) == [old]
    new = publish_issue(issue, editor)
    assert list(Edition.objects.published()) == [new]
    assert (new.version, new.correction_note) == (2, "第1篇的日期有误。")
    assert Issue.objects.get().correction_note == ""
    assert set(Article.objects.values_list("stage", flat=True)) == {ArticleStage.PUBLISHED}
    assert SignOff.objects.valid().count() == 6, "what was signed for the first version stays good"
    assert {row.edition for row in SignOff.objects.filter(step=Step.FINAL)} == {old, new}


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.REVIEW, Stage.SIGNED])
def test_an_issue_is_withdrawn_from_readers_in_the_middle_of_its_correction(stage, approver):
    issue = bring(correct(make_issue()), stage)
    withdraw_issue(issue, NOTE, approver)
    assert (Issue.objects.get().stage, issue.correction_note) == (Stage.WITHDRAWN, "")
    assert not Edition.objects.published().exists()
    assert Article.objects.get().stage == ArticleStage.ACCEPTED
    reopen_issue(issue, approver)
    with pytest.raises(WorkflowRefused, match="^本期现在是“草稿”，只有“已发布”的期才能撤回。请先送审。$"):
        withdraw_issue(issue, NOTE)


def test_withdrawing_in_a_correction_voids_what_was_signed_for_it(editor, second, approver):
    issue = correct(make_issue())
    sign_in_turn(issue, [editor, second])
    withdraw_issue(issue, NOTE, approver)
    assert {row.void_reason for row in SignOff.objects.all()} == {f"撤回：{NOTE}"}


def test_a_correction_begun_by_mistake_is_given_up_while_nothing_was_changed(editor):
    issue = correct(make_issue())
    article = Article.objects.get()
    Article.objects.update(title="改过的标题")
    with pytest.raises(WorkflowRefused, match="^更正以来内容已有改动。"):
        cancel_correction(issue, editor)
    Article.objects.update(title=article.title)
    cancel_correction(issue, editor)
    assert (issue.stage, issue.correction_note) == (Stage.PUBLISHED, "")
    assert Edition.objects.get().is_current
    with pytest.raises(WorkflowRefused, match="^本期没有在更正，不用放弃更正。$"):
        cancel_correction(issue, editor)


def test_the_correction_note_may_be_rewritten_until_it_is_signed(editor, correspondent):
    issue = correct(make_issue())
    rewrite_correction_note(issue, " 第1篇的日期有误。 ", editor)
    assert Issue.objects.get().correction_note == issue.correction_note == "第1篇的日期有误。"
    bring(issue, Stage.SIGNED)
    assert Edition.objects.get(version=2).correction_note == "第1篇的日期有误。"
    for by, note, message in [
        (editor, "又改", "本期没有在更正，或已签发，不能改更正说明。"),
        (correspondent, "又改", "您没有更正的权限，须由编辑、签发人、管理员更正。"),
    ]:
        with pytest.raises(WorkflowRefused, match=f"^{message}$"):
            rewrite_correction_note(issue, note, by)
    reopen_issue(issue)
    before = everything()
    with pytest.raises(WorkflowRefused, match="^更正须写明原因。$"):
        rewrite_correction_note(issue, " ", editor)
    assert everything() == before


@pytest.mark.parametrize(
    ("stage", "action", "message"),
    [
        (Stage.DRAFT, "publish", "本期现在是“草稿”，只有“已签发”的期才能发布。请先送审。"),
        (Stage.REVIEW, "publish", "本期现在是“审核”，只有“已签发”的期才能发布。须先由签发人终审签发。"),
        (Stage.PUBLISHED, "publish", "本期现在就是“已发布”，不用再次发布。"),
        (Stage.WITHDRAWN, "publish", "本期现在是“已撤回”，只有“已签发”的期才能发布。请先重新打开。"),
        (Stage.SIGNED, "submit", "本期现在是“已签发”，只有“草稿”的期才能送审。请先重新打开。"),
        (Stage.SIGNED, "withdraw", "本期现在是“已签发”，只有“已发布”的期才能撤回。请先发布。"),
        (
            Stage.PUBLISHED,
            "reopen",
            "本期现在是“已发布”，只有“已签发”、“已撤回”的期才能重新打开。请先撤回。",
        ),
        (Stage.DRAFT, "correct", "本期现在就是“草稿”，不用再次更正。"),
    ],
)
def test_a_step_from_the_wrong_stage_is_refused_with_what_to_do_first(stage, action, message):
    issue = bring(make_issue(), stage)
    before = everything()
    with pytest.raises(WorkflowRefused) as refused:
        move_issue(issue, action, None, NOTE)
    assert str(refused.value) == message == reason_against(issue, ISSUE_STEPS[action], None)
    assert (everything(), issue.stage) == (before, stage)


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.PUBLISHED, Stage.WITHDRAWN])
def test_the_command_line_signs_only_what_is_open(stage):
    issue = bring(make_issue(), stage)
    with pytest.raises(WorkflowRefused, match="签发"):
        sign_issue(issue)
    assert Edition.objects.count() == 1


def test_a_step_without_permission_is_refused_with_who_may(editor):
    issue = bring(make_issue(), Stage.PUBLISHED)
    with pytest.raises(WorkflowRefused, match="^您没有撤回的权限，须由签发人、管理员撤回。$"):
        withdraw_issue(issue, NOTE, editor)


def test_sign_passes_on_why_the_issue_cannot_be_frozen():
    issue = make_issue(articles=0)
    with pytest.raises(WorkflowRefused, match="^本期还不能定稿：没有稿件，请先把稿件编入栏目。$"):
        sign_issue(issue)
    assert Issue.objects.get().stage == issue.stage == Stage.DRAFT


def test_an_issue_without_articles_is_not_submitted(editor):
    with pytest.raises(WorkflowRefused, match="^本期还没有稿件，请先把采用的稿件编入栏目。$"):
        submit_issue(make_issue(articles=0), editor)


@pytest.mark.parametrize("note", ["", " 　\n"])
@pytest.mark.parametrize(
    ("stage", "action", "label"),
    [
        (Stage.REVIEW, "send_back", "退回修改"),
        (Stage.PUBLISHED, "withdraw", "撤回"),
        (Stage.PUBLISHED, "correct", "更正"),
    ],
)
def test_a_step_that_needs_a_note_is_refused_without_one(stage, action, label, note):
    issue = bring(make_issue(), stage)
    before = everything()
    with pytest.raises(WorkflowRefused, match=f"^{label}须写明原因。$"):
        move_issue(issue, action, None, note)
    assert everything() == before


def test_a_step_of_an_issue_that_is_gone_is_refused():
    issue = make_issue()
    kept = Issue.objects.get()
    Article.objects.all().delete()
    issue.delete()
    with pytest.raises(WorkflowRefused, match="^这一期已被删除。$"):
        submit_issue(kept)


def test_a_correction_given_up_leaves_its_articles_published(editor):
    issue = bring(make_issue(articles=2), Stage.PUBLISHED)
    correct_issue(issue, NOTE, editor)
    article = Article.objects.get(title="第1栏第2篇")
    section = article.section
    remove_article(article, editor)
    place_article(article, section, editor, 2)
    cancel_correction(issue, editor)
    assert {row.stage for row in Article.objects.all()} == {"published"}
