"""Whether a step may be taken, as a reason against it in Chinese; no reason means it may."""

from accounts.models import User
from accounts.roles import Role
from issues.models import Issue, Stage
from issues.workflow.transitions import ISSUE_TRANSITIONS, Transition


def may_take(user: User | None, transition: Transition) -> bool:
    """True for a user with one of the step's roles and for a superuser; None is the command line."""
    if user is None:
        return True
    return user.is_active and (user.is_superuser or not transition.roles.isdisjoint(user.roles))


def reason_against(issue: Issue, transition: Transition, user: User | None) -> str:
    """Why `user` may not take this step now, ready to stand beside a disabled button; else empty."""
    if not may_take(user, transition):
        roles = "、".join(role.label for role in Role if role in transition.roles)
        return f"您没有{transition.label}的权限，须由{roles}{transition.label}。"
    now = Stage(issue.stage)
    if now == transition.target:
        return f"本期现在就是“{now.label}”，不用再次{transition.label}。"
    if now not in transition.sources:
        needed = "、".join(f"“{stage.label}”" for stage in transition.sources)
        first = [
            step for step in ISSUE_TRANSITIONS if now in step.sources and step.target in transition.sources
        ]
        advice = f"请先{'或'.join(step.label for step in first)}。" if first else ""
        return f"本期现在是“{now.label}”，只有{needed}的期才能{transition.label}。{advice}"
    return ""
