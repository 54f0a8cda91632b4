"""Making several articles one and taking it apart, at the desk: a page to order and title them, a panel on each."""

import re
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from accounts.roles import is_desk, is_office
from issues.models import Article, Edition, Issue
from issues.workflow.merging import MOST, merge_articles, reason_against_merging, split_article
from issues.workflow.steps import WorkflowRefused


class MergeForm(forms.Form):
    title = forms.CharField(label="综合稿的标题", max_length=200, strip=True)
    headings = forms.BooleanField(label="每篇的标题留作小标题", required=False, initial=True)


@dataclass(frozen=True)
class Panel:
    """What the page of an article says of its merging; `into` and `originals` are (title, address) or a title."""

    into: str = ""
    into_url: str = ""
    printed: str = ""
    printed_url: str = ""
    originals: tuple[tuple[str, str, str], ...] = ()  # title, unit, address
    split_url: str = ""
    reason: str = ""


class MergedMixin:
    """For the admin of articles: …/merge/, …/<pk>/split/, the action of the list and the panel."""

    actions = ["merge_selected"]

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        own = [
            path("merge/", view(merge), name="issues_article_merge"),
            path("<int:pk>/split/", view(split), name="issues_article_split"),
        ]
        return [*own, *super().get_urls()]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return may_merge(request)

    @admin.action(description="合并为综合稿", permissions=["merge"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse:
        chosen = list(queryset.order_by("created_at", "pk").values_list("pk", flat=True)[: MOST + 1])
        query = urlencode({"id": chosen}, doseq=True)
        return HttpResponseRedirect(f"{reverse('admin:issues_article_merge')}?{query}")

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: object, obj: Article | None = None, **kwargs: object
    ) -> HttpResponse:
        if obj is not None and obj.pk is not None:
            context["merging"] = _panel(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def may_merge(request: HttpRequest) -> bool:
    return is_desk(request.user) and request.user.has_perm("issues.change_article")


def merge(request: HttpRequest) -> HttpResponse:
    """Order and title those that were chosen; by POST make them one."""
    if not may_merge(request):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else request.GET
    keys = [int(key) for key in data.getlist("id") if re.fullmatch("[0-9]{1,15}", key)][: MOST + 1]
    visible = Article.objects.visible_to(request.user).filter(pk__in=keys).select_related("organisation")
    rows = sorted(visible, key=lambda row: _order(data, keys, row.pk))
    back = _way_back(request, data)
    if len(rows) < 2:
        messages.error(request, "请至少选两篇稿件，再合并。")
        return redirect(back)
    form = MergeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            merged = merge_articles(
                rows, request.user, form.cleaned_data["title"], headings=form.cleaned_data["headings"]
            )
        except WorkflowRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"已把{len(rows)}篇稿件合并为“{merged}”，署名都在。原稿保留，标为“已并入”。"
            )
            into = reverse("admin:issues_article_change", args=[merged.pk])
            return redirect(back if data.get("issue") else into)
    reasons = {row.pk: reason_against_merging(row) for row in rows}
    context = {
        **admin.site.each_context(request),
        "title": "合并为综合稿",
        "form": form,
        "rows": [(n, row, reasons[row.pk]) for n, row in enumerate(rows, start=1)],
        "blocked": any(reasons.values()),
        "issue": data.get("issue", ""),
        "back": back,
    }
    return TemplateResponse(request, "admin/article/merge.html", context)


def split(request: HttpRequest, pk: int) -> HttpResponse:
    """By GET, as after signing in again, only the page of the article."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    if not may_merge(request):
        raise PermissionDenied
    if request.method == "POST":
        try:
            originals = split_article(article, request.user)
        except WorkflowRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, f"已拆开，{len(originals)}篇原稿回到稿库；综合稿的文字留在这里，标为“不用”。"
            )
    return redirect("admin:issues_article_change", article.pk)


def _order(data: dict, keys: list[int], pk: int) -> tuple[int, int]:
    """By the number written beside it, then as they came."""
    number = data.get(f"n-{pk}", "")
    return (int(number) if re.fullmatch("[0-9]{1,4}", number) else 0, keys.index(pk))


def _way_back(request: HttpRequest, data: dict) -> str:
    """The assembly page from which they were chosen, or the list."""
    if re.fullmatch("[0-9]{1,15}", data.get("issue", "")):
        issue = Issue.objects.visible_to(request.user).filter(pk=int(data["issue"])).first()
        if issue is not None:
            return reverse("admin:issues_issue_assemble", args=[issue.pk])
    return reverse("admin:issues_article_changelist") + "?placed=pool&stage__exact=accepted"


def _panel(request: HttpRequest, article: Article) -> Panel | None:
    """None where an article has nothing to do with merging. Those who sent an original learn what became of it."""
    if article.merged_into_id is not None:
        merged = article.merged_into
        seen = is_office(request.user)
        url = reverse("admin:issues_article_change", args=[merged.pk]) if seen else ""
        return Panel(str(merged), url, *_printed(merged))
    if not is_office(request.user):
        return None
    rows = article.merged_from.select_related("organisation", "author").order_by("merged_position")
    originals = tuple(
        (
            str(row),
            str(row.organisation or row.author or ""),
            reverse("admin:issues_article_change", args=[row.pk]),
        )
        for row in rows
    )
    if not originals:
        return None
    reason = "本期已签发，不能再拆开；确要拆开，请先把那一期重新打开或更正。" if article.is_locked else ""
    url = reverse("admin:issues_article_split", args=[article.pk]) if may_merge(request) else ""
    return Panel(originals=originals, split_url=url, reason=reason)


def _printed(merged: Article) -> tuple[str, str]:
    """Where readers find it: the issue's name and address, once it is out."""
    if merged.section is None:
        return "", ""
    edition = Edition.objects.published().filter(issue=merged.section.issue).listing().first()
    if edition is None:
        return "", ""
    url = reverse("public:issue", args=(edition.slug, edition.year, edition.path_number))
    return str(merged.section.issue), url
