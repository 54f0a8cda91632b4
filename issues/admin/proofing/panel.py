"""The panel 校对意见 of an article's page: findings for the text as it stands there, saved or not, and verdicts on them.

static/js/proofing.js asks for the findings, marks them in the text and puts fixes in there; no HTML is sent or stored
here, so whatever the page shows, what is saved goes the way of every other save.
"""

import json
from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib.admin import ModelAdmin
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from issues.models import Article, Reason, Verdict
from issues.proofing.place import NoSuchPlace, Place, printable
from issues.proofing.rows import MAX_PARTS, is_part, parts_of
from issues.proofing.verdicts import (
    MAX_NOTE,
    Judged,
    VerdictRefused,
    dismiss,
    judge_parts,
    note_accepted,
    reason_against,
    standing_of,
    take_back,
)

MAX_CHARACTERS = 100_000
# Of fixes taken at once; a page counts the rest with its next message.
MAX_TAKEN = 500
_UNREADABLE = "没有认出要校对的内容。请刷新页面后再试。"
_NOT_SAVED = "稿件还没有保存。请先保存，再标“不改”。"


class _Unreadable(ValueError):
    pass


class ProofedMixin:
    """For the admin of articles."""

    def get_urls(self) -> list:
        def view(function: Callable) -> Callable:
            return self.admin_site.admin_view(require_POST(function))

        return [
            path("proofread/", view(self.proofread_view), name="issues_article_proofread_new"),
            path("verdict/", view(self.verdict_view), name="issues_article_verdict_new"),
            path("<int:object_id>/proofread/", view(self.proofread_view), name="issues_article_proofread"),
            path("<int:object_id>/verdict/", view(self.verdict_view), name="issues_article_verdict"),
            *super().get_urls(),
        ]

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict,
        *args: object,
        obj: Article | None = None,
        **kwargs: object,
    ) -> HttpResponse:
        stored = obj if obj is not None and obj.pk else None
        may_write = (
            self.has_change_permission(request, stored) if stored else self.has_add_permission(request)
        )
        against = reason_against(stored, request.user) if stored else _NOT_SAVED
        names = [stored.pk] if stored else []
        suffix = "" if stored else "_new"
        context["proofing"] = {
            "reasons": [(reason.value, str(reason.label)) for reason in Reason.OFFERED],
            "page": {
                "check": reverse(f"admin:issues_article_proofread{suffix}", args=names),
                "verdict": reverse(f"admin:issues_article_verdict{suffix}", args=names),
                "may_write": may_write,
                "against": against,
                "max_note": MAX_NOTE,
                # Who may only read has no fields to read them from.
                "parts": {} if may_write or stored is None else _lines_of(stored),
            },
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def proofread_view(self, request: HttpRequest, object_id: int | None = None) -> JsonResponse:
        """Findings for the texts that are sent, whatever is stored."""
        article, refusal = self._article(request, object_id)
        if refusal is not None:
            return refusal
        try:
            parts = _parts(_sent(request))
        except RequestDataTooBig:
            parts = None
        except _Unreadable:
            return _refuse(_UNREADABLE, 400)
        if parts is None or sum(map(len, parts.values())) > MAX_CHARACTERS:
            return _refuse(f"文字超过{MAX_CHARACTERS // 10_000}万字，不能边写边校对。请把它分成几篇。", 413)
        judged = judge_parts(parts, article)
        answer = [describe(one, request.user) for one in judged]
        return JsonResponse({"findings": answer})

    def verdict_view(self, request: HttpRequest, object_id: int | None = None) -> JsonResponse:
        """`action`: dismiss a passage, take that back, or tell which fixes were taken."""
        article, refusal = self._article(request, object_id)
        if refusal is not None:
            return refusal
        try:
            sent = _sent(request)
            action = sent.get("action")
            if action == "accept":
                return self._accept(request, article, sent)
            if article is None:
                return _refuse(_NOT_SAVED, 400)
            if action == "dismiss":
                reason, note = (str(sent.get(name) or "") for name in ("reason", "note"))
                verdict = dismiss(
                    article, Place.read(sent.get("place")), reason, printable(note), request.user
                )
                return JsonResponse({"verdict": describe_verdict(verdict)})
            if action == "take_back":
                key = sent.get("verdict")
                verdict = standing_of(article).filter(pk=key).first() if type(key) is int else None
                if verdict is None:
                    return _refuse("这一处刚才已有人恢复，请看最新情况。", 400)
                take_back(verdict, request.user)
                return JsonResponse({})
        except (NoSuchPlace, _Unreadable, RequestDataTooBig):
            pass
        except VerdictRefused as refused:
            return _refuse(str(refused), 403 if reason_against(article, request.user) else 400)
        return _refuse(_UNREADABLE, 400)

    def _accept(self, request: HttpRequest, article: Article | None, sent: Mapping) -> JsonResponse:
        if article is not None and not self.has_change_permission(request, article):
            return _refuse("这篇稿件现在不能修改。", 403)
        taken = sent.get("taken")
        if not isinstance(taken, list) or len(taken) > MAX_TAKEN:
            raise _Unreadable
        note_accepted(article, [_taken(one) for one in taken], request.user)
        return JsonResponse({})

    def _article(
        self, request: HttpRequest, object_id: int | None
    ) -> tuple[Article | None, JsonResponse | None]:
        """The stored article if one is meant, or why not: who sees an article may have it proofread."""
        if object_id is None:
            may = self.has_add_permission(request)
            return None, None if may else _refuse("您没有写稿的权限。", 403)
        article = ModelAdmin.get_object(self, request, str(object_id))
        if article is None or not self.has_view_permission(request, article):
            return None, _refuse("没有这篇稿件，或您无权查看。", 404)
        return article, None


def _lines_of(article: Article) -> dict[str, str]:
    """All its texts but the one that the page shows as it is read."""
    return {name: text for name, text in parts_of(article).items() if name != "body"}


def describe(one: Judged, user: User) -> dict[str, object]:
    finding = one.finding
    verdict = one.seen_by(user)
    return {
        "id": one.place.fingerprint,
        "part": finding.part,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "suggestion": finding.suggestion,
        "message": finding.message,
        "label": one.label,
        "severity": finding.severity.value,
        "word": finding.severity.label,
        "neutral": one.is_neutral,
        "place": one.place.to_dict(),
        "verdict": describe_verdict(verdict) if verdict else None,
        "remark": describe_verdict(one.remark) if one.remark and not verdict else None,
    }


def describe_verdict(verdict: Verdict) -> dict[str, object]:
    when = timezone.localtime(verdict.at)
    return {
        "pk": verdict.pk,
        "why": verdict.why,
        "who": str(verdict.by or ""),
        "when": f"{when.month}月{when.day}日 {when:%H:%M}",
        "waives": verdict.waives,
    }


def _sent(request: HttpRequest) -> dict:
    try:
        sent = json.loads(request.body)
    except ValueError as error:
        raise _Unreadable from error
    if not isinstance(sent, dict):
        raise _Unreadable
    return sent


def _parts(sent: Mapping) -> dict[str, str]:
    parts = sent.get("parts")
    if not isinstance(parts, dict) or len(parts) > MAX_PARTS:
        raise _Unreadable
    for name, text in parts.items():
        if not is_part(name) or not isinstance(text, str):
            raise _Unreadable
    return {name: printable(text) for name, text in parts.items() if text}


def _taken(sent: object) -> tuple[UUID, Place]:
    if not isinstance(sent, Mapping) or not isinstance(sent.get("key"), str):
        raise _Unreadable
    try:
        key = UUID(sent["key"])
    except ValueError as error:
        raise _Unreadable from error
    return key, Place.read(sent.get("place"))


def _refuse(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)
