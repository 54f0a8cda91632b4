"""The thread of an article on its desk page: what the office remarked, what was answered, what is settled.

It is sent by itself and not with the form, so that nobody loses what he has typed there.
"""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.admin import ModelAdmin

from accounts.models import User
from accounts.roles import is_office
from issues.models import Article, ArticleStage, RemarkKind
from issues.workflow.notes import (
    MAX_QUOTE,
    MAX_TEXT,
    add_note,
    reopen_note,
    resolve_note,
    thread_of,
)
from issues.workflow.steps import WorkflowRefused

_MARKS = {"resolve": resolve_note, "reopen": reopen_note}


def thread_context(article: Article, user: User, **more: object) -> dict[str, object]:
    remarks = list(thread_of(article, user))
    office = is_office(user)
    for remark in remarks:
        asks = remark.kind != RemarkKind.REPLY
        remark.may_mark = asks and (office or remark.author_id == user.pk)
    return {
        "remarks": remarks,
        "open_count": sum(1 for one in remarks if one.kind != RemarkKind.REPLY and not one.is_resolved),
        "thread_url": reverse("admin:issues_article_thread", args=[article.pk]),
        "thread_office": office,
        "max_text": MAX_TEXT,
        "max_quote": MAX_QUOTE,
        **more,
    }


class ThreadMixin:
    """For the admin of articles."""

    def get_urls(self) -> list:
        own = path(
            "<path:object_id>/thread/",
            self.admin_site.admin_view(self.thread_view),
            name="issues_article_thread",
        )
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: object, obj: Model | None = None, **kwargs: object
    ) -> HttpResponse:
        if obj is not None and obj.pk is not None:
            thread = thread_context(obj, request.user)
            # Nothing can have been said yet of what nobody else has seen.
            if thread["remarks"] or obj.stage != ArticleStage.DRAFT:
                context["thread"] = thread
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def thread_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Add a note, or mark one (`mark`=resolve or reopen, `remark`=its key); a script gets the thread alone."""
        article = ModelAdmin.get_object(self, request, unquote(object_id))
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        back = reverse("admin:issues_article_change", args=[article.pk]) + "#thread"
        if request.method != "POST":
            return HttpResponseRedirect(back)
        mark = request.POST.get("mark", "")
        done, refusal = "", ""
        try:
            if mark:
                done = self._mark(request, article, mark)
            else:
                text, quote = request.POST.get("text", ""), request.POST.get("quote", "")
                add_note(article, text, request.user, quote)
                done = "已发出"
        except WorkflowRefused as refused:
            refusal = str(refused)
        if request.headers.get("X-Requested-With") == "fetch":
            kept = (
                {} if mark or not refusal else {key: request.POST.get(key, "") for key in ("text", "quote")}
            )
            context = thread_context(article, request.user, refusal=refusal, done=done, kept=kept)
            return TemplateResponse(
                request, "admin/_thread.html", {"thread": context}, status=400 if refusal else 200
            )
        self.message_user(request, refusal or done, messages.ERROR if refusal else messages.SUCCESS)
        return HttpResponseRedirect(back)

    @staticmethod
    def _mark(request: HttpRequest, article: Article, mark: str) -> str:
        key = request.POST.get("remark", "")
        if mark not in _MARKS or not key.isdecimal():
            raise Http404
        remark = get_object_or_404(thread_of(article, request.user), pk=int(key[:18]))
        _MARKS[mark](remark, request.user)
        return "已标为解决" if mark == "resolve" else "已重新打开这条意见"
