"""The literal table of an issue's steps; buttons, permissions, tests and the manual are derived from it."""

from dataclasses import dataclass

from accounts.roles import OFFICE, Role
from issues.models import Stage


@dataclass(frozen=True)
class Transition:
    """One step: `action` by one of `roles` takes an issue from one of `sources` to `target`."""

    action: str
    label: str
    sources: tuple[Stage, ...]
    target: Stage
    roles: frozenset[Role]
    needs_note: bool = False


LEADERS = frozenset({Role.APPROVER, Role.ADMINISTRATOR})

SIGN = Transition("sign", "签发", (Stage.DRAFT, Stage.REVIEW), Stage.SIGNED, LEADERS)
PUBLISH = Transition("publish", "发布", (Stage.SIGNED,), Stage.PUBLISHED, OFFICE)
WITHDRAW = Transition("withdraw", "撤回", (Stage.PUBLISHED,), Stage.WITHDRAWN, LEADERS, needs_note=True)
REOPEN = Transition("reopen", "重新打开", (Stage.SIGNED, Stage.WITHDRAWN), Stage.DRAFT, LEADERS)

ISSUE_TRANSITIONS = (SIGN, PUBLISH, WITHDRAW, REOPEN)
