"""The only writer of an issue's stage. Each step, in order: lock the row, check, take effect, save.

All of a step is one transaction, so the stage and what readers see never disagree; of people who press
the same button at once the first succeeds and each other is told why not. `by` None is the command line.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.models import User
from issues.edition.freeze import FreezeRefused, freeze
from issues.edition.release import ReleaseRefused, release, retract
from issues.models import Edition, Issue
from issues.workflow.permissions import reason_against
from issues.workflow.transitions import PUBLISH, REOPEN, SIGN, WITHDRAW, Transition


class WorkflowRefused(Exception):
    """The step cannot be taken; the message says why in Chinese."""


def sign_issue(issue: Issue, by: User | None = None, correction_note: str = "") -> Edition:
    """Sign the issue off: it is frozen as its next Edition and may no longer be edited."""
    with _step(issue, SIGN, by) as locked:
        return freeze(locked, by, correction_note)


def publish_issue(issue: Issue, by: User | None = None) -> Edition:
    """Give readers the Edition that was signed last."""
    with _step(issue, PUBLISH, by) as locked:
        return release(_newest_edition(locked))


def withdraw_issue(issue: Issue, reason: str, by: User | None = None) -> Edition:
    """Take the issue back; readers at its address are told `reason`."""
    with _step(issue, WITHDRAW, by, note=reason) as locked:
        return retract(locked.editions.get(is_current=True), reason)


def reopen_issue(issue: Issue, by: User | None = None) -> None:
    """Let a signed or withdrawn issue be edited again; its Editions stay as they are."""
    with _step(issue, REOPEN, by):
        pass


def _newest_edition(issue: Issue) -> Edition:
    return issue.editions.order_by("-version")[:1].get()


@contextmanager
def _step(issue: Issue, step: Transition, by: User | None, note: str = "") -> Iterator[Issue]:
    """Yields the locked row for the step's effects; raises WorkflowRefused, for their refusals too."""
    with transaction.atomic():
        locked = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue.pk)
        reason = reason_against(locked, step, by)
        if not reason and step.needs_note and not note.strip():
            reason = f"{step.label}须写明原因。"
        if reason:
            raise WorkflowRefused(reason)
        try:
            yield locked
        except (FreezeRefused, ReleaseRefused) as refusal:
            raise WorkflowRefused(str(refusal)) from refusal
        locked.stage = step.target
        locked.save(update_fields=["stage", "updated_at"])
    issue.stage = locked.stage
