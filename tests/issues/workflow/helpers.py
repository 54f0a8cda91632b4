"""Bringing issues and articles to a stage by the steps themselves, and trying a step without a trace."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.models import User
from issues.models import Article, AuditEntry, Check, Issue, SignOff, Stage, Step
from issues.workflow.actions import (
    WorkflowRefused,
    correct_issue,
    publish_issue,
    sign_issue,
    sign_off,
    submit_issue,
    withdraw_issue,
)

NOTE = "第2篇数据有误。"
CHECKS = list(Check)


def bring(issue: Issue, stage: Stage) -> Issue:
    """Take `issue` to `stage`, as the command line may."""
    if stage == Stage.REVIEW:
        submit_issue(issue)
    if stage in (Stage.SIGNED, Stage.PUBLISHED, Stage.WITHDRAWN):
        sign_issue(issue)
    if stage in (Stage.PUBLISHED, Stage.WITHDRAWN):
        publish_issue(issue)
    if stage == Stage.WITHDRAWN:
        withdraw_issue(issue, NOTE)
    return issue


def correct(issue: Issue) -> Issue:
    """A published issue whose correction has begun."""
    correct_issue(bring(issue, Stage.PUBLISHED), NOTE)
    return issue


def sign_up_to(issue: Issue, step: Step, signers: list[User]) -> None:
    """Submit a draft and give the steps before `step`, by the first of `signers`."""
    if issue.stage == Stage.DRAFT:
        submit_issue(issue)
    for earlier, signer in zip([one for one in Step if one < step], signers, strict=False):
        sign_off(issue, earlier, signer, CHECKS)


def everything() -> list:
    """All a refused step might have touched."""
    return [list(model.objects.order_by("pk").values()) for model in (Issue, Article, SignOff, AuditEntry)]


@contextmanager
def undone() -> Iterator[None]:
    """What is done to the database meanwhile is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def attempt(step: Callable[[], object]) -> str:
    """Empty when `step` succeeds, else its refusal; what it did is undone. A refusal must change nothing."""
    before = everything()
    with undone():
        try:
            step()
        except WorkflowRefused as refused:
            assert everything() == before
            return str(refused) or "refused without a word"
    return ""
