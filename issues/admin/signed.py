"""How far the sign-off of an issue is, on its desk page: who gave which step, who sent it back and why."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.roles import is_office
from issues.models import Edition, Issue, SignOff, Stage, Step


@dataclass(frozen=True)
class SignLine:
    """`state` is done, due or later; `signer` and `when` stand with what is done."""

    label: str
    state: str
    signer: str = ""
    when: object = None
    note: str = ""


def sign_off_state(issue: Issue, user: User) -> dict[str, object]:
    """The three steps of the present round, the earlier ones that are void, and what readers find of the issue.

    What the office says among its own is for the office alone.
    """
    edition = Edition.objects.listing().filter(issue=issue, is_current=True).first()
    shown = {
        "public_url": _public_url(edition),
        "withdrawn": edition is not None and edition.withdrawn_at and edition,
    }
    if not is_office(user):
        return shown
    rows = list(SignOff.objects.filter(issue=issue).select_related("signer").order_by("round", "step"))
    given = {row.step: row for row in rows if row.round == issue.round and row.voided_at is None}
    return {
        **shown,
        "lines": _lines(given, issue.stage == Stage.REVIEW),
        "void": [row for row in rows if row.voided_at is not None],
        "returned_note": issue.returned_note,
        "correction_note": issue.correction_note,
    }


def _lines(given: dict[int, SignOff], in_review: bool) -> list[SignLine]:
    if not given and not in_review:
        return []
    due = next((step for step in Step if step not in given), None) if in_review else None
    return [
        SignLine(str(step.label), "done", str(given[step].signer), given[step].signed_at, given[step].note)
        if step in given
        else SignLine(str(step.label), "due" if step == due else "later")
        for step in Step
    ]


def _public_url(edition: Edition | None) -> str:
    if edition is None:
        return ""
    return reverse("public:issue", args=[edition.slug, edition.year, edition.path_number])
