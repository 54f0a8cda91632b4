"""What people do to an issue; each step is checked, written and logged by `steps`.

`by` None is the command line. It may publish what was signed off on paper: sign_issue() freezes an archive issue
without the three sign-offs, and the log says that it was the command line. Nobody at the desk can.
"""

from collections.abc import Callable, Collection, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from issues.edition.freeze import digest, freeze
from issues.edition.release import release, retract
from issues.models import Action, AuditEntry, Check, Edition, Issue, SignOff, Stage, Step
from issues.models.versions import mark
from issues.workflow.misprints import waive_as_printed, waivers_of
from issues.workflow.permissions import may_take, reason_against_person
from issues.workflow.steps import WorkflowRefused, lock, taking
from issues.workflow.transitions import ARTICLE_STEPS, ISSUE_STEPS, SIGN_STEPS

__all__ = [
    "WorkflowRefused",
    "cancel_correction",
    "correct_issue",
    "move_issue",
    "publish_issue",
    "reopen_issue",
    "rewrite_correction_note",
    "send_back_issue",
    "sign_in_turn",
    "sign_issue",
    "sign_off",
    "submit_issue",
    "withdraw_issue",
]


def submit_issue(
    issue: Issue, by: User | None = None, note: str = "", *, expected_version: str | None = None
) -> None:
    """Hand the issue over for the three sign-offs."""
    with taking(issue, ISSUE_STEPS["submit"], by, note, expected_version) as taken:
        taken.row.returned_note = ""
        taken.detail = _waived(taken.row)


def send_back_issue(
    issue: Issue, note: str, by: User | None = None, *, expected_version: str | None = None
) -> None:
    """Back to the editors, who find `note` on the issue; the sign-offs so far are void."""
    with taking(issue, ISSUE_STEPS["send_back"], by, note, expected_version) as taken:
        taken.row.returned_note = note.strip()
        _begin_round(taken.row, f"退回修改：{note.strip()}")


def sign_off(
    issue: Issue,
    step: Step,
    by: User,
    checks: Collection[Check],
    note: str = "",
    *,
    expected_version: str | None = None,
) -> SignOff:
    """Give `step`, having made all `checks`. The final one is 签发: it freezes the Edition.

    The SHA-256 of what was signed is kept with each sign-off, so that it shows whether the text was changed
    between them.
    """
    with taking(issue, SIGN_STEPS[step], by, note, expected_version) as taken:
        missing = [check.label for check in Check if check not in checks]
        if missing:
            raise WorkflowRefused(f"还没有确认{'、'.join(missing)}检查，请逐项检查、勾选后再{step.label}。")
        if step == Step.FINAL:
            taken.frozen = freeze(taken.row, by, taken.row.correction_note)
        sign = SignOff.objects.create(
            issue=taken.row,
            round=taken.row.round,
            step=step,
            signer=by,
            note=note.strip(),
            sha256=taken.frozen.sha256 if taken.frozen else digest(taken.row),
            edition=taken.frozen,
            **{check.value: True for check in Check},
        )
        taken.detail = {
            "round": sign.round,
            "checks": [str(check.label) for check in Check],
            "sha256": sign.sha256,
            **(_waived(taken.row) if step == Step.FINAL else {}),
        }
    return sign


def _waived(issue: Issue) -> dict[str, object]:
    """The log of a step by which people answer for a text names the errors that were waived in it."""
    waivers = waivers_of(issue)
    return {"waived": waivers} if waivers else {}


def sign_in_turn(issue: Issue, signers: Sequence[User], *, as_printed: bool = False) -> None:
    """Give the steps that are due, each in the name of the next of `signers`, who have made all checks.

    A draft is first submitted by the first of them. For the command line and the demo; `as_printed` leaves the
    slips of a bulletin that was printed long ago as they are, in the name of the first of them.
    """
    with transaction.atomic():
        if as_printed:
            waive_as_printed(issue, signers[0])
        if issue.stage == Stage.DRAFT:
            submit_issue(issue, signers[0])
        due = list(Step)[SignOff.objects.of_round(issue).count() :]
        if len(signers) > len(due):
            raise WorkflowRefused(f"本期还差{len(due)}个审次，给出了{len(signers)}位审签人。")
        for step, signer in zip(due, signers, strict=False):
            sign_off(issue, step, signer, list(Check))


def sign_issue(issue: Issue, correction_note: str = "") -> Edition:
    """The command line's own signature, for archive issues alone: it freezes without sign-offs."""
    with taking(issue, ISSUE_STEPS["sign"], None) as taken:
        taken.frozen = freeze(taken.row, None, correction_note or taken.row.correction_note)
    return taken.frozen


def publish_issue(
    issue: Issue, by: User | None = None, note: str = "", *, expected_version: str | None = None
) -> Edition:
    """Give readers the Edition that was signed last; its articles are published with it."""
    with taking(issue, ISSUE_STEPS["publish"], by, note, expected_version) as taken:
        edition = release(taken.row.editions.order_by("-version")[:1].get())
        taken.row.correction_note = ""
        taken.carry(ARTICLE_STEPS["publish"], ARTICLE_STEPS["publish_merged"])
        taken.detail = {"version": edition.version, "sha256": edition.sha256}
    return edition


def correct_issue(
    issue: Issue, note: str, by: User | None = None, *, expected_version: str | None = None
) -> None:
    """Open a published issue for a new version that prints `note`; readers keep the old one until then."""
    with taking(issue, ISSUE_STEPS["correct"], by, note, expected_version) as taken:
        taken.row.correction_note = note.strip()
        _begin_round(taken.row)


def rewrite_correction_note(issue: Issue, note: str, by: User | None = None) -> None:
    """Change what the new version will print, while it may still be edited. WorkflowRefused."""
    correct = ISSUE_STEPS["correct"]
    with transaction.atomic():
        locked = lock(issue)
        if not may_take(locked, correct, by):
            raise WorkflowRefused(reason_against_person(locked, correct, by))
        if not locked.in_correction or locked.is_locked:
            raise WorkflowRefused("本期没有在更正，或已签发，不能改更正说明。")
        if not note.strip():
            raise WorkflowRefused("更正须写明原因。")
        locked.correction_note = issue.correction_note = note.strip()
        mark(locked, by)
        locked.save(update_fields=["correction_note", "updated_at"])
        AuditEntry.objects.record(Action.CORRECTION_NOTE, locked, by, note=locked.correction_note)


def cancel_correction(
    issue: Issue, by: User | None = None, note: str = "", *, expected_version: str | None = None
) -> None:
    """Give up a correction in which nothing was changed."""
    with taking(issue, ISSUE_STEPS["cancel_correction"], by, note, expected_version) as taken:
        taken.row.correction_note = ""
        # Those that were taken out meanwhile and put back are accepted, no more.
        taken.carry(ARTICLE_STEPS["publish"], ARTICLE_STEPS["publish_merged"])


def withdraw_issue(
    issue: Issue, note: str, by: User | None = None, *, expected_version: str | None = None
) -> Edition:
    """Take the issue back; readers at its address are told `note`, its articles may be used again."""
    with taking(issue, ISSUE_STEPS["withdraw"], by, note, expected_version) as taken:
        edition = retract(taken.row.editions.get(is_current=True), note)
        if taken.row.in_correction:
            taken.row.correction_note = ""
            _begin_round(taken.row, f"撤回：{note.strip()}")
        taken.carry(ARTICLE_STEPS["withdraw"], ARTICLE_STEPS["withdraw_merged"])
        taken.detail = {"version": edition.version, "sha256": edition.sha256}
    return edition


def reopen_issue(
    issue: Issue, by: User | None = None, note: str = "", *, expected_version: str | None = None
) -> None:
    """Let a signed or withdrawn issue be edited again: its Editions stay as they are, its sign-offs are void."""
    with taking(issue, ISSUE_STEPS["reopen"], by, note, expected_version) as taken:
        _begin_round(taken.row, f"重新打开：{note.strip()}" if note.strip() else "重新打开")


def _begin_round(issue: Issue, void_reason: str = "") -> None:
    """A new round where the present one has sign-offs; void, for a reason, unless readers have what they signed."""
    signed = SignOff.objects.of_round(issue)
    if not signed.exists():
        return
    if void_reason:
        signed.order_by().update(voided_at=timezone.now(), void_reason=void_reason)
    issue.round += 1


# The steps that a button with a note can take; a sign-off needs its checks as well.
_BY_ACTION: dict[str, Callable[..., object]] = {
    "submit": submit_issue,
    "send_back": send_back_issue,
    "publish": publish_issue,
    "correct": correct_issue,
    "cancel_correction": cancel_correction,
    "withdraw": withdraw_issue,
    "reopen": reopen_issue,
}


def move_issue(
    issue: Issue, action: str, by: User | None, note: str = "", *, expected_version: str | None = None
) -> None:
    """Take the step named `action`; for the sign-offs there is sign_off()."""
    _BY_ACTION[action](issue, note=note, by=by, expected_version=expected_version)
