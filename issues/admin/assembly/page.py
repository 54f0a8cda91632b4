"""The assembly page as it is shown, whole or, asked for JSON (static/js/assembly.js), as its board alone."""

from collections.abc import Mapping

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.roles import is_office
from issues.admin.assembly.board import Board, PoolQuery, read_board
from issues.admin.assembly.forms import FORMS, build_form
from issues.admin.desk import show_rich_text
from issues.admin.fields import format_staff
from issues.edition.preview import preview_content
from issues.models import Issue
from issues.workflow.arranging import version_of_arrangement


def refuse_strangers(request: HttpRequest) -> None:
    """The pool and what is in preparation are the office's; an approver may look."""
    if not (is_office(request.user) and request.user.has_perm("issues.view_issue")):
        raise PermissionDenied


def issue_of(request: HttpRequest, pk: int) -> Issue:
    refuse_strangers(request)
    return get_object_or_404(Issue.objects.visible_to(request.user).select_related("publication"), pk=pk)


def show_page(
    request: HttpRequest, issue: Issue, bound: Mapping[str, forms.Form] | None = None
) -> HttpResponse:
    """The whole page; `bound` are forms that were sent and are shown again with what is wrong in them."""
    bound = bound or {}
    board = read_board(issue, request.user, PoolQuery.read(request.GET))
    shown = {part: bound.get(part) or build_form(part, issue) for part in FORMS}
    context = {
        **admin.site.each_context(request),
        **_board_context(request, board),
        "title": f"编排：{issue}",
        "forms": shown,
        "media": sum((form.media for form in shown.values()), forms.Media()),
        "bound": set(bound),
        "printed": preview_content(issue),
        "note_shown": show_rich_text(issue.editors_note),
        "staff_shown": format_staff(issue.staff),
    }
    return TemplateResponse(request, "admin/assembly/page.html", context)


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def answer(request: HttpRequest, issue: Issue, said: str = "", level: int = messages.SUCCESS) -> HttpResponse:
    """After a step: what it said, and the board as it now stands."""
    if not wants_json(request):
        if said:
            messages.add_message(request, level, said)
        query = PoolQuery.read(request.GET).encode()
        address = reverse("admin:issues_issue_assemble", args=[issue.pk])
        return redirect(f"{address}?{query}" if query else address)
    issue.refresh_from_db()
    board = read_board(issue, request.user, PoolQuery.read(request.GET))
    html = render_to_string("admin/assembly/_board.html", _board_context(request, board), request)
    return JsonResponse({"ok": level != messages.ERROR, "said": said, "board": html})


def _board_context(request: HttpRequest, board: Board) -> dict[str, object]:
    return {"board": board, "issue": board.issue, "undo": last_step(request, board)}


def undo_key(issue: Issue) -> str:
    return f"assembled-{issue.pk}"


def last_step(request: HttpRequest, board: Board) -> str:
    """What may be undone; nothing once another change was made."""
    last = request.session.get(undo_key(board.issue))
    return last["said"] if last and last["version"] == board.version and not board.reason else ""


def remember_step(request: HttpRequest, issue: Issue, said: str, step: str, values: dict) -> None:
    request.session[undo_key(issue)] = {
        "said": said,
        "step": step,
        "values": values,
        "version": version_of_arrangement(issue),
    }
