"""What else stands against a step whose stage and person are right: each guard gives its reason, or nothing."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from issues.edition.blocks import blocks_from_html
from issues.edition.freeze import digest
from issues.models import Article, Edition, Issue, SignOff, Step
from issues.workflow.authorship import first_written_by
from issues.workflow.checklist import reason_against_submitting
from issues.workflow.misprints import reason_against_signing

Guard = Callable[[Any, User | None], str]


def is_written(article: Article, user: User | None) -> str:
    missing = [
        name
        for name, empty in (("标题", not article.title.strip()), ("正文", not blocks_from_html(article.body)))
        if empty
    ]
    return f"稿件还没有{'和'.join(missing)}，请补上再提交。" if missing else ""


def is_not_own(article: Article, user: User | None) -> str:
    """Who wrote an article leaves it to another to choose it."""
    if user is None or not first_written_by([user], Article.objects.filter(pk=article.pk)):
        return ""
    return "这篇稿件是您写的，是否采用须由另一位编辑决定。"


def is_not_placed(article: Article, user: User | None) -> str:
    if article.section_id is None:
        return ""
    return f"稿件已编入{article.section.issue}，请先把它移出。"


def is_ready(issue: Issue, user: User | None) -> str:
    """Nothing on its checklist stops it: what could not be frozen is not sent round for signatures either."""
    return reason_against_submitting(issue)


def is_proofread(issue: Issue, user: User | None) -> str:
    """What was sound when it was submitted may have been edited since."""
    return reason_against_signing(issue)


def is_as_published(issue: Issue, user: User | None) -> str:
    """A correction is given up only where nothing was changed, so that rows and Edition keep saying the same."""
    public = Edition.objects.published().filter(issue=issue).first()
    if public is None:
        return "读者那里没有本期，无从放弃更正。"
    if digest(issue, public.version, public.correction_note) == public.sha256:
        return ""
    return "更正以来内容已有改动。请改回原样再放弃更正，或继续送审，发布新的一版。"


def may_sign(step: Step) -> Guard:
    """The step is due, and `user` neither signed in this round nor wrote any of it; nor did who signed before."""

    def guard(issue: Issue, user: User | None) -> str:
        if user is None:
            return "审签须有审签人。"
        signed = {row.step: row for row in SignOff.objects.of_round(issue).select_related("signer")}
        if step in signed:
            return f"{step.label}已由{signed[step].signer}签过，不用再次{step.label}。"
        missing = next((earlier for earlier in Step if earlier not in signed), step)
        if missing != step:
            return f"本期还没有{missing.label}，请等{missing.label}签过再{step.label}。"
        own = next((row for row in signed.values() if row.signer == user), None)
        if own is not None:
            return f"您已签过本期的{own.get_step_display()}，{step.label}须由另一人签。"
        signers = [row.signer for row in signed.values()]
        written = first_written_by([user, *signers], Article.objects.filter(section__issue=issue))
        if user.pk in written:
            return f"您是本期稿件“{written[user.pk]}”的作者，不能审签本期，须由他人{step.label}。"
        for row in signed.values():
            if row.signer_id in written:
                return (
                    f"{row.signer}签过{row.get_step_display()}，却是本期稿件“{written[row.signer_id]}”的作者。"
                    "请退回修改，重新送审后由他人审签。"
                )
        return ""

    return guard
