"""The addresses of the assembly page; each change of the order is one POST to one function of the workflow."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from issues.admin.assembly.around import write
from issues.admin.assembly.page import (
    answer,
    issue_of,
    refuse_strangers,
    remember_step,
    show_page,
    undo_key,
    wants_json,
)
from issues.models import Issue, Stage
from issues.workflow.arranging import ARRANGE, version_of_arrangement
from issues.workflow.steps import WorkflowRefused


class AssembledMixin:
    """For the admin of issues: …/assemble/ and its steps."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        own = [
            path("assemble/", view(find_issue), name="issues_issue_assemble_any"),
            path("<int:pk>/assemble/", view(assemble), name="issues_issue_assemble"),
            path("<int:pk>/assemble/undo/", view(undo), name="issues_issue_assemble_undo"),
            path("<int:pk>/assemble/write/<slug:part>/", view(write), name="issues_issue_assemble_write"),
            path("<int:pk>/assemble/<slug:step>/", view(arrange), name="issues_issue_assemble_step"),
        ]
        return [*own, *super().get_urls()]


@require_safe
def find_issue(request: HttpRequest) -> HttpResponse:
    """The one issue that is in preparation; where there are several, the list of them."""
    refuse_strangers(request)
    issues = list(Issue.objects.visible_to(request.user).filter(stage__in=Stage.OPEN)[:2])
    if len(issues) == 1:
        return redirect("admin:issues_issue_assemble", issues[0].pk)
    if not issues:
        messages.info(request, "没有编辑中的期。请先开新一期，再来编排。")
    return redirect(reverse("admin:issues_issue_changelist") + "?stage__in=draft,review")


@require_safe
@never_cache
def assemble(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_of(request, pk)
    return answer(request, issue) if wants_json(request) else show_page(request, issue)


# By GET, as after signing in again, a step only shows the page.


@never_cache
def arrange(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One change of the order."""
    issue = issue_of(request, pk)
    if step not in ARRANGE:
        raise Http404
    if request.method != "POST":
        return answer(request, issue)
    return _take(request, issue, step, _values(request, step))


@never_cache
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last change of the order, while nobody made another after it."""
    issue = issue_of(request, pk)
    if request.method != "POST":
        return answer(request, issue)
    last = request.session.pop(undo_key(issue), None)
    if last is None or last["version"] != version_of_arrangement(issue):
        return answer(request, issue, "没有可以撤销的一步，或编排已另有改动。", messages.ERROR)
    return _take(request, issue, last["step"], last["values"], before="已撤销。")


def _take(
    request: HttpRequest, issue: Issue, step: str, values: dict[str, object], before: str = ""
) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        done = ARRANGE[step](issue, request.user, **values, expected_version=version)
    except WorkflowRefused as refusal:
        return answer(request, issue, str(refusal), messages.ERROR)
    if done.undo is not None:
        issue.refresh_from_db()
        remember_step(request, issue, done.said, done.undo.step, done.undo.values)
    return answer(request, issue, before + done.said)


def _values(request: HttpRequest, step: str) -> dict[str, object]:
    """What a form of the page sends, as the workflow takes it; 404 for what no form of ours sends."""
    data = request.POST
    if step == "article":
        # "pool", or "12:3" for the third of section 12, or "12:" for its end.
        place = re.fullmatch(r"([0-9]{1,15}):([0-9]{0,6})", data.get("to", ""))
        if place is None and data.get("to") != "pool":
            raise Http404
        return {
            "article": _number(data.get("article")),
            "section": int(place[1]) if place else None,
            "position": int(place[2]) if place and place[2] else None,
        }
    if step == "add":
        return {"name": data.get("name", "")}
    section = {"section": _number(data.get("section"))}
    if step == "section":
        return {**section, "position": _number(data.get("position"))}
    if step == "rename":
        return {**section, "name": data.get("name", "")}
    return {**section, "empty": data.get("empty") == "1"}


def _number(text: str | None) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", text or ""):
        raise Http404
    return int(text)
