"""The panel “下一步” of a change page: which steps there are, which of them may be taken now, and taking one.

A table of steps plugs in by one line in STEPS. The panel knows nothing of stages and roles, and neither does the view:
the list says for each step whether it may be taken or why not, and taking it asks the workflow again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from accounts.models import User
from issues.admin.printing import keep_published
from issues.models import Article, Check, Heartbeat, Issue
from issues.workflow.actions import move_issue, sign_off
from issues.workflow.moments import describe_moment
from issues.workflow.permissions import transitions_for
from issues.workflow.steps import WorkflowRefused, version_of
from issues.workflow.submissions import move_article
from issues.workflow.timing import LONGEST, cancel_publication, set_publication
from issues.workflow.transitions import ARTICLE_TRANSITIONS, ISSUE_STEPS, ISSUE_TRANSITIONS, Transition


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
    # For a step that takes a moment: the earliest, the latest and the present one, as a browser's field has them.
    moments: tuple[str, str, str] | None = None
    warning: str = ""
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
    moment: str = ""


@dataclass(frozen=True)
class Table:
    """`list_steps` gives the steps to show, with what stands against them; `take` raises WorkflowRefused."""

    labels: dict[str, str]
    list_steps: Callable[[Model, User], list[NextStep]]
    take: Callable[[Model, str, User, Answer], None]
    # What follows a step that was taken, outside its transaction; its remarks are shown as warnings.
    afterwards: Callable[[Model, str], tuple[str, ...]] = lambda obj, action: ()


_HINTS = {
    Article: {
        "submit": "提交后由编辑审阅；审阅以前还可以收回。",
        "recall": "收回后又成为草稿，可以继续修改。",
        "accept": "采用后进入稿库，可以编入一期。",
        "return": "稿件连同下面的意见退给作者，改好后再提交。",
        "decline": "作者会看到下面的理由。",
        "reconsider": "撤销采用，回到待审。",
        "reopen": "重新列入待审。",
    },
    Issue: {
        "submit": "送审后依次初审、复审、终审，由三个人审签。",
        "send_back": "退回编辑修改，已有的审签作废。",
        "sign_first": "请逐项检查后勾选。审签人须是不同的人，且不是本期稿件的作者。",
        "sign_second": "请逐项检查后勾选。审签人须是不同的人，且不是本期稿件的作者。",
        "sign_final": "终审即签发：内容成为定稿，不能再改；确要改动，须先重新打开。",
        "publish": "发布后，读者立即可以看到这一期。",
        "set_time": "到了选定的时间自动发布，以您的名义；到时之前可以更改、取消。",
        "cancel_time": "不再按时发布，这一期仍是已签发，可以另定时间或立即发布。",
        "correct": "重新打开修改；改好、签发、再发布以前，读者看到的仍是原来的一期。下面写的更正说明会印在新的一期上。",
        "cancel_correction": "放弃更正，读者看到的一期不变。",
        "withdraw": "撤回后，读者在原来的网址只看到撤回说明。下面写的原因会显示给读者，并通知作者、编辑和审签人。",
        "reopen": "重新打开后可以再编辑，原来的审签作废，改好须重新审签；原来的定稿保留备查。",
    },
}
_NOTE_LABELS = {
    "return": "退改意见",
    "decline": "不采用的理由",
    "withdraw": "撤回原因",
    "correct": "更正说明",
}


def list_steps(obj: Article | Issue, user: User) -> list[NextStep]:
    """Those that fit the stage and the user's role; what else stands against one is its reason."""
    version = version_of(obj)
    return [
        NextStep(
            action=choice.transition.action,
            label=choice.transition.label,
            hint=_HINTS[type(obj)][choice.transition.action],
            reason=choice.reason,
            takes_note=True,
            needs_note=choice.transition.needs_note,
            note_label=_NOTE_LABELS.get(choice.transition.action, "意见"),
            checks=tuple((check.value, f"已作{check.label}检查") for check in Check)
            if choice.transition.step
            else (),
            version=version,
        )
        for choice in transitions_for(obj, user)
        if choice.fits
    ]


NO_WORKER = "后台服务现在没有运行，到时不会发布。请告诉管理员在服务器上启动它；启动后，过了时间的会立即补发。"
_MOMENT = "%Y-%m-%dT%H:%M"
TIMING_LABELS = {"set_time": "定时发布", "cancel_time": "取消定时发布"}


def list_issue_steps(issue: Issue, user: User) -> list[NextStep]:
    """Beside publishing at once there is publishing at a set time, for those who may publish."""
    steps = list_steps(issue, user)
    at = next((n for n, step in enumerate(steps) if step.action == "publish"), None)
    if at is None:
        return steps
    now = timezone.localtime()
    moments = (
        now + timedelta(minutes=1),
        now + LONGEST,
        issue.publish_at and timezone.localtime(issue.publish_at),
    )
    set_time = replace(
        steps[at],
        action="set_time",
        label="更改发布时间" if issue.publish_at else TIMING_LABELS["set_time"],
        hint=_HINTS[Issue]["set_time"],
        takes_note=False,
        moments=tuple(moment.strftime(_MOMENT) if moment else "" for moment in moments),
        warning="" if Heartbeat.objects.is_alive() else NO_WORKER,
    )
    added = [set_time]
    if issue.publish_at:
        label, hint = TIMING_LABELS["cancel_time"], _HINTS[Issue]["cancel_time"]
        added.append(
            replace(set_time, action="cancel_time", label=label, hint=hint, moments=None, warning="")
        )
    return [*steps[: at + 1], *added, *steps[at + 1 :]]


def describe_timing(issue: Issue) -> tuple[str, str]:
    """When it will be published and what stands against that, for the head of the panel; empty where no time is set."""
    if issue.publish_at is None:
        return "", ""
    when = f"将于{describe_moment(issue.publish_at)}发布（{issue.publish_by}设定）"
    if issue.publish_at <= timezone.now():
        when = f"定于{describe_moment(issue.publish_at)}发布（{issue.publish_by}设定），时间已到，正等候后台服务发布"
    return when, "" if Heartbeat.objects.is_alive() else NO_WORKER


def take_article_step(article: Article, action: str, by: User, answer: Answer) -> None:
    move_article(article, action, by, answer.note, expected_version=answer.version)


def take_issue_step(issue: Issue, action: str, by: User, answer: Answer) -> None:
    if action == "set_time":
        try:
            at = forms.DateTimeField(input_formats=[_MOMENT]).clean(answer.moment)
        except forms.ValidationError as error:
            raise WorkflowRefused("没有设定：请选好发布的日期和时间，两样都要填。") from error
        set_publication(issue, at, by, expected_version=answer.version)
        return
    if action == "cancel_time":
        cancel_publication(issue, by)
        return
    step = ISSUE_STEPS[action].step
    if step is None:
        move_issue(issue, action, by, answer.note, expected_version=answer.version)
    else:
        checks = [check for check in Check if check.value in answer.checks]
        sign_off(issue, step, by, checks, answer.note, expected_version=answer.version)


def after_issue_step(issue: Issue, action: str) -> tuple[str, ...]:
    """Publishing goes before everything else: the printed forms are made once it is done, and never undo it."""
    if action != "publish":
        return ()
    return tuple(f"已发布，但打印版没有做成：{refusal}" for refusal in keep_published(issue))


def _labels(transitions: tuple[Transition, ...]) -> dict[str, str]:
    """Of the steps that people take."""
    return {step.action: step.label for step in transitions if not step.automatic and not step.command_line}


STEPS: dict[type[Model], Table] = {
    Article: Table(_labels(ARTICLE_TRANSITIONS), list_steps, take_article_step),
    Issue: Table(
        _labels(ISSUE_TRANSITIONS) | TIMING_LABELS, list_issue_steps, take_issue_step, after_issue_step
    ),
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
            if isinstance(obj, Issue):
                context["timing"], context["timing_warning"] = describe_timing(obj)
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
                moment=request.POST.get("moment", ""),
            )
            try:
                table.take(obj, action, request.user, answer)
            except WorkflowRefused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.message_user(request, f"已{table.labels[action]}：{obj}", messages.SUCCESS)
                for remark in table.afterwards(obj, action):
                    self.message_user(request, remark, messages.WARNING)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        )
