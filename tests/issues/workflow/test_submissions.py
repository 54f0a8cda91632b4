"""The steps of an article, from its author to an issue and back."""

import pytest

from accounts.roles import Role, grant
from issues.models import Article, ArticleStage, AuditEntry, Remark
from issues.workflow.permissions import reason_against
from issues.workflow.steps import WorkflowRefused
from issues.workflow.submissions import move_article
from issues.workflow.transitions import ARTICLE_STEPS, ARTICLE_TRANSITIONS
from tests.issues.workflow.helpers import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(correspondent, organisation) -> Article:
    return Article.objects.create(
        title="来稿", body="<p>正文。</p>", author=correspondent, organisation=organisation
    )


def refusal(article: Article, action: str, by, note: str = "") -> str:
    before = everything() + list(Remark.objects.values())
    with pytest.raises(WorkflowRefused) as refused:
        move_article(article, action, by, note)
    assert everything() + list(Remark.objects.values()) == before
    return str(refused.value)


def test_the_table_names_the_roles_and_stages_of_each_step():
    desk, stage = {Role.EDITOR, Role.ADMINISTRATOR}, ArticleStage
    assert [
        (
            step.action,
            step.label,
            step.sources,
            step.target,
            step.roles,
            step.by_author,
            step.needs_note,
            step.automatic,
        )
        for step in ARTICLE_TRANSITIONS
    ] == [
        ("submit", "提交", (stage.DRAFT, stage.RETURNED), stage.REVIEW, desk, True, False, False),
        ("recall", "收回", (stage.REVIEW,), stage.DRAFT, set(), True, False, False),
        ("accept", "采用", (stage.REVIEW,), stage.ACCEPTED, desk, False, False, False),
        ("return", "退改", (stage.REVIEW,), stage.RETURNED, desk, False, True, False),
        ("decline", "不予采用", (stage.REVIEW,), stage.DECLINED, desk, False, True, False),
        ("reconsider", "撤销采用", (stage.ACCEPTED,), stage.REVIEW, desk, False, False, False),
        ("reopen", "重新考虑", (stage.DECLINED,), stage.REVIEW, desk, False, False, False),
        ("publish", "随期发布", (stage.ACCEPTED,), stage.PUBLISHED, set(), False, False, True),
        ("withdraw", "随期撤回", (stage.PUBLISHED,), stage.ACCEPTED, set(), False, False, True),
        ("merge", "并入综合稿", (stage.ACCEPTED,), stage.MERGED, set(), False, False, True),
        ("unmerge", "从综合稿拆出", (stage.MERGED,), stage.ACCEPTED, set(), False, False, True),
        ("set_aside", "拆开", (stage.ACCEPTED,), stage.DECLINED, set(), False, False, True),
        ("publish_merged", "随综合稿发布", (stage.MERGED,), stage.PUBLISHED, set(), False, False, True),
        ("withdraw_merged", "随综合稿撤回", (stage.PUBLISHED,), stage.MERGED, set(), False, False, True),
    ]


def test_an_article_is_returned_mended_accepted_reconsidered_declined_and_reopened(
    own, correspondent, editor
):
    steps = [
        ("submit", correspondent, "", "review"),
        ("recall", correspondent, "", "draft"),
        ("submit", correspondent, "", "review"),
        ("return", editor, "请补数据。", "returned"),
        ("submit", correspondent, "已补。", "review"),
        ("accept", editor, "", "accepted"),
        ("reconsider", editor, "", "review"),
        ("decline", editor, "与上期重复。", "declined"),
        ("reopen", editor, "", "review"),
    ]
    for action, by, note, expected in steps:
        move_article(own, action, by, note)
        assert own.stage == Article.objects.get().stage == expected
    assert list(Remark.objects.values_list("kind", "author__username", "text")) == [
        ("return", "editor", "请补数据。"),
        ("reply", "correspondent", "已补。"),
        ("decline", "editor", "与上期重复。"),
    ]
    logged = AuditEntry.objects.filter(object_type="issues.article").order_by("sequence")
    assert [(entry.detail["step"], entry.user_label, entry.detail["note"]) for entry in logged] == [
        (action, by.username, note) for action, by, note, _ in steps
    ]


def test_a_step_brings_the_page_up_to_date(own, correspondent):
    before = own.updated_at
    move_article(own, "submit", correspondent)
    assert own.updated_at > before
    assert own.updated_at == Article.objects.get().updated_at


@pytest.mark.parametrize(
    ("title", "body", "missing"),
    [
        (" ", "<p>正文。</p>", "标题"),
        ("来稿", "<p>&nbsp;</p><p></p>", "正文"),
        ("", "", "标题和正文"),
    ],
)
def test_an_empty_article_is_not_submitted(own, correspondent, title, body, missing):
    Article.objects.update(title=title, body=body)
    assert refusal(own, "submit", correspondent) == f"稿件还没有{missing}，请补上再提交。"


@pytest.mark.parametrize("action", ["return", "decline"])
@pytest.mark.parametrize("note", ["", " 　\n"])
def test_return_and_decline_need_a_note(own, correspondent, editor, action, note):
    move_article(own, "submit", correspondent)
    label = ARTICLE_STEPS[action].label
    assert refusal(own, action, editor, note) == f"{label}须写明原因。"
    assert refusal(own, action, editor, "长" * 5001) == "内容请不超过5000字，引用的原文请不超过1000字。"


def test_an_author_recalls_until_there_is_a_decision(own, correspondent, editor, approver):
    move_article(own, "submit", correspondent)
    assert refusal(own, "recall", editor) == "您没有收回的权限，须由作者收回。"
    move_article(own, "accept", editor)
    assert refusal(own, "recall", correspondent) == (
        "这篇稿件现在是“采用”，只有“待审”的稿件才能收回。须先由编辑、管理员撤销采用。"
    )


def test_nobody_accepts_what_he_wrote(own, correspondent, administrator):
    grant(correspondent, Role.EDITOR)
    move_article(own, "submit", correspondent)
    assert refusal(own, "accept", correspondent) == "这篇稿件是您写的，是否采用须由另一位编辑决定。"
    move_article(own, "accept", administrator)


def test_an_accepted_article_leaves_its_issue_before_it_is_reconsidered(article, editor):
    assert refusal(article, "reconsider", editor) == (
        "稿件已编入产业工人队伍建设改革工作简报 2021年第3期，请先把它移出。"
    )


@pytest.mark.parametrize("action", ["publish", "withdraw"])
def test_an_article_is_published_by_its_issue_alone(article, superuser, action):
    label = ARTICLE_STEPS[action].label
    for by in (superuser, None):
        assert refusal(article, action, by) == f"{label}由所在的期或综合稿带动，不能单独操作。"


def test_an_article_nobody_may_see_is_not_there(own, make_user):
    stranger = make_user("stranger", Role.CORRESPONDENT)
    assert refusal(own, "submit", stranger) == "没有这篇稿件，或您无权查看。"
    assert reason_against(own, ARTICLE_STEPS["submit"], stranger) == "没有这篇稿件，或您无权查看。"


def test_a_step_of_an_article_that_is_gone_is_refused(own, correspondent):
    kept = Article.objects.get()
    own.delete()
    assert refusal(kept, "submit", correspondent) == "这篇稿件已被删除。"
