"""The only writer of a stage. Each step, in order: lock the row, check, take effect, save, tell, enter into the log.

All of a step is one transaction, so that stage, what readers see and the log never disagree; a refused try leaves
nothing behind. Of people who press the same button at once the first succeeds and each other is told why not.

Rows are locked in one order, so that nobody waits in a circle: issue, then article, then the end of the log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from issues.edition.freeze import FreezeRefused, digest
from issues.edition.release import ReleaseRefused
from issues.models import Action, Article, AuditEntry, Edition, Issue
from issues.models.versions import mark
from issues.workflow.moments import describe_moment
from issues.workflow.notices import tell
from issues.workflow.permissions import reason_against
from issues.workflow.transitions import Transition

_WRITTEN = {
    Article: ["stage", "updated_at"],
    Issue: ["stage", "round", "returned_note", "correction_note", "publish_at", "publish_by", "updated_at"],
}
_LOGGED_AS = {"publish": Action.PUBLISH, "withdraw": Action.WITHDRAW}


class WorkflowRefused(Exception):
    """The step cannot be taken; the message says why in Chinese."""


@dataclass
class Taken:
    """A step being taken: the locked row, and what the log shall say beside its stages and the note."""

    row: Any
    by: User | None
    detail: dict[str, object] = field(default_factory=dict)
    frozen: Edition | None = None
    carried: list[tuple[Article, Transition]] = field(default_factory=list)
    timed: tuple[datetime, User] | None = None  # when and for whom it was to be published

    def carry(self, transition: Transition, originals: Transition) -> None:
        """Take the issue's articles along by an automatic `transition`, those that stand at its source.

        By `originals`, after them, the articles that were merged into one of them.
        """
        for where, step in (("section__issue", transition), ("merged_into__section__issue", originals)):
            articles = Article.objects.select_for_update(of=("self",)).order_by("pk")
            for article in articles.filter(**{where: self.row}, stage__in=step.sources):
                article.stage = step.target
                mark(article, self.by, step.action)
                article.save(update_fields=_WRITTEN[Article])
                self.carried.append((article, step))


def version_of(obj: Article | Issue) -> str:
    """What a page hands back to a step as `expected_version`: it differs once the page no longer tells the truth."""
    if isinstance(obj, Article):
        return f"{obj.stage}.{obj.updated_at.timestamp():.6f}"
    timed = f".{obj.publish_at.timestamp():.0f}" if obj.publish_at else ""
    return f"{obj.stage}.{obj.round}.{digest(obj)}{timed}"


@contextmanager
def taking(
    obj: Article | Issue,
    transition: Transition,
    by: User | None,
    note: str = "",
    expected_version: str | None = None,
) -> Iterator[Taken]:
    """Yields for the effects of the step; raises WorkflowRefused, for their refusals too."""
    with transaction.atomic():
        locked = lock(obj)
        reason = reason_against(locked, transition, by)
        if not reason and expected_version is not None and expected_version != version_of(locked):
            reason = (
                f"您打开这一页之后，内容又有改动，还没有{transition.label}。"
                f"请刷新页面，看过最新内容再{transition.label}。"
            )
        if not reason and transition.needs_note and not note.strip():
            reason = f"{transition.label}须写明原因。"
        if reason:
            raise WorkflowRefused(reason)
        taken = Taken(locked, by)
        try:
            yield taken
        except (FreezeRefused, ReleaseRefused) as refusal:
            raise WorkflowRefused(str(refusal)) from refusal
        before, locked.stage = locked.stage, transition.target
        mark(locked, by, transition.action)
        _end_timing(taken)
        locked.save(update_fields=_WRITTEN[type(locked)])
        tell(taken, transition, by, note)
        _log(taken, transition, before, by, note)
    for name in _WRITTEN[type(obj)]:
        setattr(obj, name, getattr(locked, name))


def follow(article: Article, transition: Transition, by: User | None, **values: object) -> None:
    """Take a locked article along by an automatic step that follows from another, with `values` for its fields."""
    if not transition.automatic or article.stage not in transition.sources:
        raise WorkflowRefused(f"“{article}”现在是“{article.get_stage_display()}”，不能{transition.label}。")
    before, article.stage = article.stage, transition.target
    for name, value in values.items():
        setattr(article, name, value)
    mark(article, by, transition.action)
    article.save(update_fields=[*_WRITTEN[Article], *values])
    AuditEntry.objects.record(Action.TRANSITION, article, by, **_moved(transition, before), note="")


def _end_timing(taken: Taken) -> None:
    """Every step of an issue leads away from where it waits for its time."""
    issue = taken.row
    if isinstance(issue, Issue) and issue.publish_at is not None:
        taken.timed = (issue.publish_at, issue.publish_by)
        taken.detail["timed_for"] = describe_moment(issue.publish_at)
        issue.publish_at = issue.publish_by = None


def lock(obj: Article | Issue) -> Any:
    """The row as it stands now, held until the transaction ends. Raises WorkflowRefused where it is gone."""
    rows = type(obj).objects.select_for_update(of=("self",))
    locked = rows.select_related("publication").filter(pk=obj.pk).first()
    if locked is None:
        raise WorkflowRefused("这篇稿件已被删除。" if isinstance(obj, Article) else "这一期已被删除。")
    return locked


def _log(taken: Taken, transition: Transition, before: str, by: User | None, note: str) -> None:
    record = AuditEntry.objects.record
    action = Action.SIGN_OFF if transition.step else Action.TRANSITION
    if isinstance(taken.row, Issue):
        action = _LOGGED_AS.get(transition.action, action)
    record(action, taken.row, by, **_moved(transition, before), note=note.strip(), **taken.detail)
    if taken.frozen is not None:
        edition = taken.frozen
        record(Action.FREEZE, edition, by, version=edition.version, sha256=edition.sha256)
    for article, carried in taken.carried:
        record(Action.TRANSITION, article, by, **_moved(carried, carried.sources[0]), note="")


def _moved(transition: Transition, before: str) -> dict[str, str]:
    return {
        "step": transition.action,
        "step_label": transition.label,
        "from": str(before),
        "to": str(transition.target),
    }
