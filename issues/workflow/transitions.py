"""The literal tables of the steps of articles and issues; buttons, permissions, tests and the manual derive from them."""

from dataclasses import dataclass

from accounts.roles import DESK, OFFICE, Role
from issues.models import ArticleStage, Stage, Step
from issues.workflow.guards import (
    Guard,
    is_as_published,
    is_not_own,
    is_not_placed,
    is_proofread,
    is_ready,
    is_written,
    may_sign,
)


@dataclass(frozen=True)
class Transition:
    """One step: `action` by one of `roles` takes an article or an issue from one of `sources` to `target`."""

    action: str
    label: str
    sources: tuple[str, ...]
    target: str
    roles: frozenset[Role] = frozenset()
    by_author: bool = False  # the article's author may, whatever his role
    needs_note: bool = False
    in_correction: tuple[str, ...] = ()  # further sources, while readers have an earlier Edition
    step: Step | None = None  # the sign-off that is given by it
    guards: tuple[Guard, ...] = ()
    automatic: bool = False  # follows from another step; nobody takes it by itself
    command_line: bool = False  # for the command line alone


EDITORS = frozenset({Role.EDITOR})
APPROVERS = frozenset({Role.APPROVER})
LEADERS = frozenset({Role.APPROVER, Role.ADMINISTRATOR})

_ARTICLE = ArticleStage

ARTICLE_TRANSITIONS = (
    Transition(
        "submit",
        "提交",
        (_ARTICLE.DRAFT, _ARTICLE.RETURNED),
        _ARTICLE.REVIEW,
        DESK,
        by_author=True,
        guards=(is_written,),
    ),
    Transition("recall", "收回", (_ARTICLE.REVIEW,), _ARTICLE.DRAFT, by_author=True),
    Transition(
        "accept", "采用", (_ARTICLE.REVIEW,), _ARTICLE.ACCEPTED, DESK, guards=(is_written, is_not_own)
    ),
    Transition("return", "退改", (_ARTICLE.REVIEW,), _ARTICLE.RETURNED, DESK, needs_note=True),
    Transition("decline", "不予采用", (_ARTICLE.REVIEW,), _ARTICLE.DECLINED, DESK, needs_note=True),
    Transition(
        "reconsider", "撤销采用", (_ARTICLE.ACCEPTED,), _ARTICLE.REVIEW, DESK, guards=(is_not_placed,)
    ),
    Transition("reopen", "重新考虑", (_ARTICLE.DECLINED,), _ARTICLE.REVIEW, DESK),
    Transition("publish", "随期发布", (_ARTICLE.ACCEPTED,), _ARTICLE.PUBLISHED, automatic=True),
    Transition("withdraw", "随期撤回", (_ARTICLE.PUBLISHED,), _ARTICLE.ACCEPTED, automatic=True),
    # By merging.py: originals go into a merged article and come out again, which is then set aside.
    Transition("merge", "并入综合稿", (_ARTICLE.ACCEPTED,), _ARTICLE.MERGED, automatic=True),
    Transition("unmerge", "从综合稿拆出", (_ARTICLE.MERGED,), _ARTICLE.ACCEPTED, automatic=True),
    Transition("set_aside", "拆开", (_ARTICLE.ACCEPTED,), _ARTICLE.DECLINED, automatic=True),
    # What becomes of a merged article becomes of its originals.
    Transition("publish_merged", "随综合稿发布", (_ARTICLE.MERGED,), _ARTICLE.PUBLISHED, automatic=True),
    Transition("withdraw_merged", "随综合稿撤回", (_ARTICLE.PUBLISHED,), _ARTICLE.MERGED, automatic=True),
)

ISSUE_TRANSITIONS = (
    Transition("submit", "送审", (Stage.DRAFT,), Stage.REVIEW, DESK, guards=(is_ready,)),
    Transition("send_back", "退回修改", (Stage.REVIEW,), Stage.DRAFT, OFFICE, needs_note=True),
    Transition(
        "sign_first",
        "初审",
        (Stage.REVIEW,),
        Stage.REVIEW,
        EDITORS,
        step=Step.FIRST,
        guards=(may_sign(Step.FIRST),),
    ),
    Transition(
        "sign_second",
        "复审",
        (Stage.REVIEW,),
        Stage.REVIEW,
        APPROVERS,
        step=Step.SECOND,
        guards=(may_sign(Step.SECOND),),
    ),
    Transition(
        "sign_final",
        "终审签发",
        (Stage.REVIEW,),
        Stage.SIGNED,
        APPROVERS,
        step=Step.FINAL,
        guards=(may_sign(Step.FINAL), is_proofread),
    ),
    Transition("sign", "签发", (Stage.DRAFT, Stage.REVIEW), Stage.SIGNED, command_line=True),
    Transition("publish", "发布", (Stage.SIGNED,), Stage.PUBLISHED, OFFICE),
    Transition("correct", "更正", (Stage.PUBLISHED,), Stage.DRAFT, OFFICE, needs_note=True),
    Transition(
        "cancel_correction",
        "放弃更正",
        (),
        Stage.PUBLISHED,
        OFFICE,
        in_correction=(Stage.DRAFT,),
        guards=(is_as_published,),
    ),
    Transition(
        "withdraw",
        "撤回",
        (Stage.PUBLISHED,),
        Stage.WITHDRAWN,
        LEADERS,
        needs_note=True,
        in_correction=(Stage.DRAFT, Stage.REVIEW, Stage.SIGNED),
    ),
    Transition("reopen", "重新打开", (Stage.SIGNED, Stage.WITHDRAWN), Stage.DRAFT, LEADERS),
)

ARTICLE_STEPS = {transition.action: transition for transition in ARTICLE_TRANSITIONS}
ISSUE_STEPS = {transition.action: transition for transition in ISSUE_TRANSITIONS}
SIGN_STEPS = {transition.step: transition for transition in ISSUE_TRANSITIONS if transition.step}
