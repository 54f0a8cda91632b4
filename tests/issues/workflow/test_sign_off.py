"""初审, 复审, 终审: each by another person, none an author of what is approved, each with all three checks."""

import pytest

from accounts.models import Organisation
from accounts.roles import Role, grant
from issues.models import (
    Article,
    AuditEntry,
    Check,
    Contributor,
    Credit,
    Edition,
    Issue,
    SignOff,
    Stage,
    Step,
)
from issues.workflow.actions import WorkflowRefused, send_back_issue, sign_in_turn, sign_off, submit_issue
from issues.workflow.permissions import transitions_for
from tests.factories import make_article, make_issue
from tests.issues.workflow.helpers import CHECKS, everything, sign_up_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    """In review."""
    made = make_issue()
    submit_issue(made)
    return made


def refusal(issue: Issue, step: Step, by, checks=CHECKS) -> str:
    """Why the sign-off is refused, having changed nothing."""
    before = everything()
    with pytest.raises(WorkflowRefused) as refused:
        sign_off(issue, step, by, checks)
    assert everything() == before
    return str(refused.value)


def test_a_sign_off_keeps_who_signed_what_with_which_checks(issue, editor):
    row = sign_off(issue, Step.FIRST, editor, CHECKS, " 同意。 ")
    assert SignOff.objects.values_list(
        "issue", "round", "step", "signer", "note", "political", "secrecy", "legal", "edition", "voided_at"
    ).get() == (issue.pk, 1, 1, editor.pk, "同意。", True, True, True, None, None)
    entry = AuditEntry.objects.order_by("-sequence").first()
    assert (entry.action, entry.user, entry.detail) == (
        "sign-off",
        editor,
        {
            "step": "sign_first",
            "step_label": "初审",
            "from": "review",
            "to": "review",
            "note": "同意。",
            "round": 1,
            "checks": ["政治", "保密", "法律"],
            "sha256": row.sha256,
        },
    )


def test_the_final_sign_off_freezes_the_edition(issue, editor, second, approver):
    sign_up_to(issue, Step.FINAL, [editor, second])
    assert (issue.stage, Edition.objects.exists()) == (Stage.REVIEW, False)
    row = sign_off(issue, Step.FINAL, approver, CHECKS)
    edition = Edition.objects.get()
    assert (row.edition, row.sha256, edition.frozen_by) == (edition, edition.sha256, approver)
    assert Issue.objects.get().stage == issue.stage == Stage.SIGNED


def test_the_sha256_of_each_sign_off_shows_whether_the_text_was_changed_between(issue, editor, second):
    sign_off(issue, Step.FIRST, editor, CHECKS)
    Article.objects.update(title="改过的标题")
    sign_off(issue, Step.SECOND, second, CHECKS)
    assert len(set(SignOff.objects.values_list("sha256", flat=True))) == 2


@pytest.mark.parametrize(
    ("checks", "missing"),
    [([], "政治、保密、法律"), ([Check.SECRECY], "政治、法律"), ([Check.POLITICAL, "legal"], "保密")],
)
def test_each_check_must_be_confirmed(issue, editor, checks, missing):
    assert refusal(issue, Step.FIRST, editor, checks) == (
        f"还没有确认{missing}检查，请逐项检查、勾选后再初审。"
    )


def test_steps_are_given_in_their_order(issue, editor, second):
    assert refusal(issue, Step.SECOND, second) == "本期还没有初审，请等初审签过再复审。"
    assert refusal(issue, Step.FINAL, second) == ("本期还没有初审，请等初审签过再终审。")
    sign_off(issue, Step.FIRST, editor, CHECKS)
    assert refusal(issue, Step.FINAL, second) == "本期还没有复审，请等复审签过再终审。"
    assert refusal(issue, Step.FIRST, editor) == "初审已由editor签过，不用再次初审。"


def test_nobody_signs_twice_in_a_round(issue, editor, second):
    grant(editor, Role.APPROVER)
    sign_off(issue, Step.FIRST, editor, CHECKS)
    assert refusal(issue, Step.SECOND, editor) == "您已签过本期的初审，复审须由另一人签。"
    sign_off(issue, Step.SECOND, second, CHECKS)
    assert refusal(issue, Step.FINAL, editor) == "您已签过本期的初审，终审须由另一人签。"
    assert refusal(issue, Step.FINAL, second) == "您已签过本期的复审，终审须由另一人签。"
    send_back_issue(issue, "导语太长。")
    submit_issue(issue)
    sign_off(issue, Step.FIRST, editor, CHECKS)
    assert SignOff.objects.get(round=2).signer == editor


def test_superusers_sign_one_step_like_everyone_else(issue, superuser, second):
    sign_off(issue, Step.FIRST, superuser, CHECKS)
    assert "须由另一人签" in refusal(issue, Step.SECOND, superuser)


def test_an_author_does_not_sign(issue, editor):
    make_article(issue.sections.get(), 2, title="编者撰稿", author=editor)
    assert refusal(issue, Step.FIRST, editor) == (
        "您是本期稿件“编者撰稿”的作者，不能审签本期，须由他人初审。"
    )


@pytest.mark.parametrize(
    ("name", "same_unit", "account", "is_theirs"),
    [
        ("", True, "own", True),  # the contributor's account is known
        ("张三", True, None, True),  # the same name in the same unit
        ("张三", False, None, False),
        ("李四", True, None, False),
        ("张三", True, "other", False),  # a namesake, with an account of his own
    ],
)
def test_a_contributor_does_not_sign(issue, make_user, name, same_unit, account, is_theirs):
    organisation = Organisation.objects.get()
    editor = make_user("zhang", Role.EDITOR, display_name="张三", organisation=organisation)
    elsewhere = Organisation.objects.create(name="保山市总工会")
    contributor = Contributor.objects.create(
        name=name,
        organisation=organisation if same_unit else elsewhere,
        user={"own": editor, "other": make_user("other"), None: None}[account],
    )
    article = make_article(issue.sections.get(), 2, title="通讯")
    Credit.objects.create(article=article, contributor=contributor, position=1)
    if is_theirs:
        assert "“通讯”的作者" in refusal(issue, Step.FIRST, editor)
    else:
        sign_off(issue, Step.FIRST, editor, CHECKS)


def test_an_article_placed_after_its_author_signed_stops_the_next_step(issue, editor, second):
    sign_off(issue, Step.FIRST, editor, CHECKS)
    make_article(issue.sections.get(), 2, title="编者撰稿", author=editor)
    assert refusal(issue, Step.SECOND, second) == (
        "editor签过初审，却是本期稿件“编者撰稿”的作者。请退回修改，重新送审后由他人审签。"
    )


def test_a_step_is_given_by_its_own_role(issue, editor, approver, administrator):
    assert refusal(issue, Step.FIRST, approver) == "您没有初审的权限，须由编辑初审。"
    assert refusal(issue, Step.FIRST, administrator) == "您没有初审的权限，须由编辑初审。"
    sign_off(issue, Step.FIRST, editor, CHECKS)
    assert refusal(issue, Step.SECOND, administrator) == "您没有复审的权限，须由签发人复审。"
    assert refusal(issue, Step.FINAL, editor) == "您没有终审签发的权限，须由签发人终审签发。"
    assert refusal(issue, Step.SECOND, None) == "复审须由本人办理，命令行不能代签。"


def test_what_cannot_be_frozen_is_not_signed_finally(issue, editor, second, approver):
    sign_up_to(issue, Step.FINAL, [editor, second])
    Issue.objects.update(date=None)
    assert refusal(issue, Step.FINAL, approver).startswith("本期还不能定稿：没有填写日期")


def test_sign_in_turn_goes_on_where_the_chain_stands(issue, editor, second, approver):
    sign_in_turn(issue, [editor])
    sign_in_turn(issue, [second, approver])
    assert issue.stage == Stage.SIGNED
    with pytest.raises(WorkflowRefused, match="^本期还差0个审次，给出了1位审签人。$"):
        sign_in_turn(issue, [editor])


def test_the_cost_of_a_sign_off_does_not_depend_on_the_articles(editor, django_assert_max_num_queries):
    small, large = make_issue(number=1), make_issue(number=2, articles=30)
    assert editor.roles  # read once
    counts = []
    for issue in (small, large):
        submit_issue(issue)
        with django_assert_max_num_queries(60) as captured:
            sign_off(issue, Step.FIRST, editor, CHECKS)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_cost_of_the_list_of_steps_does_not_depend_on_the_articles(
    editor, approver, django_assert_max_num_queries
):
    small, large = make_issue(number=1), make_issue(number=2, articles=30)
    assert approver.roles  # read once
    counts = []
    for issue in (small, large):
        sign_in_turn(issue, [editor])
        with django_assert_max_num_queries(12) as captured:
            allowed = [
                choice.transition.action for choice in transitions_for(issue, approver) if choice.allowed
            ]
        counts.append(len(captured))
        assert allowed == ["send_back", "sign_second"]
    assert counts[0] == counts[1]


def test_a_step_that_fits_but_is_blocked_says_why(editor, second):
    issue = make_issue()
    make_article(issue.sections.get(), 2, title="编者撰稿", author=second)
    sign_in_turn(issue, [editor])
    shown = [choice for choice in transitions_for(issue, second) if choice.fits]
    assert [(choice.transition.label, choice.allowed, choice.reason) for choice in shown] == [
        ("退回修改", True, ""),
        ("复审", False, "您是本期稿件“编者撰稿”的作者，不能审签本期，须由他人复审。"),
        ("终审签发", False, "本期还没有复审，请等复审签过再终审。"),
    ]
