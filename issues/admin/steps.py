"""The panel “下一步” of a change page: which steps there are, which of them may be taken now, and taking one.

A table of steps plugs in by one line in STEPS. The panel knows nothing of stages and roles, and neither does the view:
the list says for each step whether it may be taken or why not, and taking it asks the workflow again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from accounts.models import User
from issues.models import Issue
from issues.workflow.actions import WorkflowRefused, publish_issue, reopen_issue, sign_issue, withdraw_issue
from issues.workflow.permissions import may_take, reason_against
from issues.workflow.transitions import ISSUE_TRANSITIONS, PUBLISH, REOPEN, SIGN, WITHDRAW


@dataclass(frozen=True)
class NextStep:
    """One button. With a `reason` it is disabled and the reason stands beside it."""

    action: str
    label: str
    hint: str
    reason: str = ""
    takes_note: bool = False
    needs_note: bool = False
    note_label: str = "意见"
    # (name, label) of what must be ticked.
    checks: tuple[tuple[str, str], ...] = ()
    # What the page knew of the row; the workflow may refuse a step from a page that is out of date.
    version: str = ""
    url: str = ""

    @property
    def allowed(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class Answer:
    """What was sent with a step."""

    note: str
    version: str
    checks: frozenset[str]


@dataclass(frozen=True)
class Table:
    """`list_steps` gives the steps to show, with what stands against them; `take` raises WorkflowRefused."""

    labels: dict[str, str]
    list_steps: Callable[[Model, User], list[NextStep]]
    take: Callable[[Model, str, User, Answer], None]


# ---- issues ----

_ISSUE_HINTS = {
    SIGN.action: "签发后内容即为定稿，不能再改；确要改动，须先重新打开。",
    PUBLISH.action: "发布后，读者立即可以看到这一期。",
    WITHDRAW.action: "撤回后，读者在原来的网址只看到撤回说明。下面写的原因会显示给读者。",
    REOPEN.action: "重新打开后可以再编辑，改好须重新签发；原来的定稿保留备查。",
}
_TAKE_ISSUE: dict[str, Callable[[Issue, User, str], object]] = {
    SIGN.action: lambda issue, by, note: sign_issue(issue, by),
    PUBLISH.action: lambda issue, by, note: publish_issue(issue, by),
    WITHDRAW.action: lambda issue, by, note: withdraw_issue(issue, note, by),
    REOPEN.action: lambda issue, by, note: reopen_issue(issue, by),
}


def list_issue_steps(issue: Issue, user: User) -> list[NextStep]:
    """Those of the user's role: a step that others take is none of his."""
    return [
        NextStep(
            action=transition.action,
            label=transition.label,
            hint=_ISSUE_HINTS[transition.action],
            reason=reason_against(issue, transition, user),
            takes_note=transition.needs_note,
            needs_note=transition.needs_note,
            note_label="原因",
        )
        for transition in ISSUE_TRANSITIONS
        if may_take(user, transition)
    ]


def take_issue_step(issue: Issue, action: str, by: User, answer: Answer) -> None:
    _TAKE_ISSUE[action](issue, by, answer.note)


STEPS: dict[type[Model], Table] = {
    Issue: Table({step.action: step.label for step in ISSUE_TRANSITIONS}, list_issue_steps, take_issue_step),
}


# ---- the pages ----


class SteppedMixin:
    """For admins of rows that go through steps; a model without a table has no panel."""

    change_form_outer_before_template = "admin/_next_steps.html"

    def get_urls(self) -> list:
        own = path(
            "<path:object_id>/step/<slug:action>/",
            self.admin_site.admin_view(self.step_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_step",
        )
        return [own, *super().get_urls()]

    def next_steps(self, request: HttpRequest, obj: Model) -> list[NextStep]:
        """Those that may be taken first, each with its address."""
        table = STEPS.get(self.model)
        steps = table.list_steps(obj, request.user) if table else []
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_step"
        placed = [replace(step, url=reverse(name, args=[obj.pk, step.action])) for step in steps]
        return sorted(placed, key=lambda step: not step.allowed)

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: object, obj: Model | None = None, **kwargs: object
    ) -> HttpResponse:
        if obj is not None and obj.pk is not None:
            context["next_steps"] = self.next_steps(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def step_view(self, request: HttpRequest, object_id: str, action: str) -> HttpResponse:
        """Take one step. By GET, as after signing in again, only show the page with its buttons."""
        obj = ModelAdmin.get_object(self, request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        table = STEPS.get(self.model)
        if table is None or action not in table.labels:
            raise Http404
        if request.method == "POST":
            answer = Answer(
                note=request.POST.get("note", ""),
                version=request.POST.get("version", ""),
                checks=frozenset(request.POST.getlist("checks")),
            )
            try:
                table.take(obj, action, request.user, answer)
            except WorkflowRefused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, f"已{table.labels[action]}：{obj}", messages.SUCCESS)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        )
