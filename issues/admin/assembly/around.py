"""Storing the forms beside the board; what was typed stays on the page where it is refused."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.models import User
from issues.admin.assembly.forms import FORMS, build_form, initial_of
from issues.admin.assembly.page import issue_of, show_page
from issues.models import Issue
from issues.workflow.actions import rewrite_correction_note
from issues.workflow.details import choose_list, write_details, write_recipients
from issues.workflow.steps import WorkflowRefused


@never_cache
def write(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    issue = issue_of(request, pk)
    if part not in FORMS:
        raise Http404
    address = reverse("admin:issues_issue_assemble", args=[issue.pk])
    if request.method != "POST":
        return redirect(address)
    form = build_form(part, issue, request.POST)
    if form.is_valid():
        try:
            said = _STORE[part](issue, request.user, form)
        except WorkflowRefused as refusal:
            form.add_error(None, str(refusal))
            issue.refresh_from_db()
            # Who saves once more has seen, beside his own, what is stored now.
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = initial_of(part, issue).get("version", "")
        else:
            messages.success(request, said)
            return redirect(f"{address}#{_ANCHORS[part]}")
    return show_page(request, issue, {part: form})


def _write_fields(issue: Issue, by: User, form: forms.Form) -> str:
    values = {name: form.cleaned_data[name] for name in form.names}
    changed = write_details(issue, by, values, form.cleaned_data["version"])
    labels = "、".join(form.fields[name].label for name in changed)
    return f"已保存{labels}。" if changed else "没有改动。"


def _write_recipients(issue: Issue, by: User, form: forms.Form) -> str:
    changed = write_recipients(issue, by, form.recipients(), form.cleaned_data["version"])
    return "已保存本期的发送范围。" if changed else "发送范围没有改动。"


def _choose_list(issue: Issue, by: User, form: forms.Form) -> str:
    source = form.cleaned_data["source"]
    choose_list(issue, by, source, form.cleaned_data["version"])
    return f"本期的发送范围已照“{source.name}”填好，本期增发的保留。"


def _rewrite_correction(issue: Issue, by: User, form: forms.Form) -> str:
    rewrite_correction_note(issue, form.cleaned_data["note"], by)
    return "已保存更正说明，会印在新的一版上。"


_STORE: dict[str, Callable[[Issue, User, forms.Form], str]] = {
    "correction": _rewrite_correction,
    "note": _write_fields,
    "details": _write_fields,
    "recipients": _write_recipients,
    "list": _choose_list,
}
_ANCHORS = {
    "correction": "correction",
    "note": "note",
    "details": "details",
    "recipients": "recipients",
    "list": "recipients",
}
