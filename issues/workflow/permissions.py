"""Whether a step may be taken, as a reason against it in Chinese; no reason means it may."""

from dataclasses import dataclass

from accounts.models import User
from accounts.roles import Role, is_member
from issues.models import Article, ArticleStage, Issue, Stage
from issues.workflow.transitions import ARTICLE_TRANSITIONS, ISSUE_TRANSITIONS, Transition


@dataclass(frozen=True)
class Choice:
    """A step as the desk shows it; with a `reason` its button is disabled and says so."""

    transition: Transition
    reason: str
    fits: bool  # the stage and the user's role: where not, there is no button at all

    @property
    def allowed(self) -> bool:
        return not self.reason


def transitions_for(obj: Article | Issue, user: User) -> tuple[Choice, ...]:
    """Every step of `obj` with what stands against `user` taking it; none where he may not even see `obj`.

    The number of queries does not depend on what is in `obj`.
    """
    if not is_visible(obj, user):
        return ()
    choices = []
    for transition in _table_of(obj):
        reason = reason_against_person(obj, transition, user) or reason_against_stage(obj, transition, user)
        choices.append(Choice(transition, reason or _guarded(obj, transition, user), fits=not reason))
    return tuple(choices)


def is_visible(obj: Article | Issue, user: User | None) -> bool:
    return user is None or type(obj).objects.visible_to(user).filter(pk=obj.pk).exists()


def may_take(obj: Article | Issue, transition: Transition, user: User | None) -> bool:
    """By role or as the author; a superuser may all that people may. None is the command line."""
    if transition.automatic:
        return False
    if user is None:
        return transition.step is None
    if transition.command_line or not user.is_active:
        return False
    if user.is_superuser or not transition.roles.isdisjoint(user.roles):
        return True
    return transition.by_author and is_member(user) and obj.author_id == user.pk


def reason_against(obj: Article | Issue, transition: Transition, user: User | None) -> str:
    """Why `user` may not take this step now, ready to stand beside a disabled button; else empty."""
    if not is_visible(obj, user):
        return "没有这篇稿件，或您无权查看。" if isinstance(obj, Article) else "没有这一期，或您无权查看。"
    return (
        reason_against_person(obj, transition, user)
        or reason_against_stage(obj, transition, user)
        or _guarded(obj, transition, user)
    )


def reason_against_person(obj: Article | Issue, transition: Transition, user: User | None) -> str:
    if may_take(obj, transition, user):
        return ""
    if transition.automatic:
        return f"{transition.label}由所在的期或综合稿带动，不能单独操作。"
    if transition.command_line:
        return f"{transition.label}只用于命令行补录旧刊；请送审，由三人逐级审签。"
    if user is None:
        return f"{transition.label}须由本人办理，命令行不能代签。"
    return f"您没有{transition.label}的权限，须由{_people(transition)}{transition.label}。"


def reason_against_stage(obj: Article | Issue, transition: Transition, user: User | None) -> str:
    noun, kind = ("这篇稿件", "稿件") if isinstance(obj, Article) else ("本期", "期")
    now = _stage(obj)
    sources = _sources(obj, transition)
    if now in sources:
        return ""
    if not sources:
        return f"{noun}没有在更正，不用{transition.label}。"
    if now == transition.target:
        return f"{noun}现在就是“{now.label}”，不用再次{transition.label}。"
    needed = "、".join(f"“{stage.label}”" for stage in sources)
    return (
        f"{noun}现在是“{now.label}”，只有{needed}的{kind}才能{transition.label}。"
        f"{_advice(obj, sources, user)}"
    )


def _stage(obj: Article | Issue) -> ArticleStage | Stage:
    return ArticleStage(obj.stage) if isinstance(obj, Article) else Stage(obj.stage)


def _sources(obj: Article | Issue, transition: Transition) -> tuple[str, ...]:
    return transition.sources + (transition.in_correction if getattr(obj, "in_correction", False) else ())


def _advice(obj: Article | Issue, wanted: tuple[str, ...], user: User | None) -> str:
    """The first step on the shortest way from the present stage to one of `wanted`."""
    steps = [step for step in _table_of(obj) if not step.automatic and not step.command_line]
    reached: dict[str, Transition | None] = {_stage(obj): None}
    queue = [_stage(obj)]
    while queue:
        stage = queue.pop(0)
        first = reached[stage]
        if stage in wanted:
            return (
                f"请先{first.label}。"
                if may_take(obj, first, user)
                else f"须先由{_people(first)}{first.label}。"
            )
        for step in steps:
            if stage in _sources(obj, step) and step.target not in reached:
                reached[step.target] = first or step
                queue.append(step.target)
    return ""


def _people(transition: Transition) -> str:
    roles = [role.label for role in Role if role in transition.roles]
    return "、".join(["作者", *roles] if transition.by_author else roles)


def _guarded(obj: Article | Issue, transition: Transition, user: User | None) -> str:
    return next(filter(None, (guard(obj, user) for guard in transition.guards)), "")


def _table_of(obj: Article | Issue) -> tuple[Transition, ...]:
    return ARTICLE_TRANSITIONS if isinstance(obj, Article) else ISSUE_TRANSITIONS
