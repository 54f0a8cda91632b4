"""Previewing an issue: the readers' own pages of what its rows say now, for the office alone, kept nowhere."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import is_office
from issues.admin.printing import frozen_of
from issues.edition.preview import preview_content
from issues.models import Issue, Stage
from issues.public.files import read_downloads
from issues.public.pages import Preview, preview_page


class PreviewedMixin:
    """For the admin of issues: …/preview/ and …/preview/<n>/."""

    def get_urls(self) -> list:
        own = [
            path("<int:pk>/preview/", self.admin_site.admin_view(preview_view), name="issues_issue_preview"),
            path(
                "<int:pk>/preview/<int:n>/",
                self.admin_site.admin_view(preview_view),
                name="issues_issue_preview_article",
            ),
        ]
        return [*own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: object, obj: Issue | None = None, **kwargs: object
    ) -> HttpResponse:
        context["has_desk_pages"] = obj is not None and may_preview(request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def may_preview(user: User) -> bool:
    return is_office(user) and user.has_perm("issues.view_issue")


@require_safe
@never_cache
def preview_view(request: HttpRequest, pk: int, n: int | None = None) -> HttpResponse:
    """The issue, or its `n`-th article."""
    if not may_preview(request.user):
        raise PermissionDenied
    issue = get_object_or_404(Issue.objects.visible_to(request.user).select_related("publication"), pk=pk)
    content = preview_content(issue)
    if n is not None and not 1 <= n <= len(content.articles):
        raise Http404(f"{issue}没有第{n}篇")
    address = reverse("admin:issues_issue_preview", args=[issue.pk])
    preview = Preview(_notes(issue), reverse("admin:issues_issue_assemble", args=[issue.pk]))
    # What is still written is set anew for each download, so only a frozen issue's forms have a size to tell.
    response = HttpResponse(preview_page(content, n, address, preview, read_downloads(frozen_of(issue))))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _notes(issue: Issue) -> tuple[str, ...]:
    stage = issue.get_stage_display()
    if issue.in_correction:
        return (f"更正中（{stage}）", "读者现在看到的仍是原来的一版，这是改后的样子。")
    return {
        Stage.PUBLISHED: (stage, "读者看到的就是这样。"),
        Stage.WITHDRAWN: (stage, "读者现在只看到撤回说明。"),
        Stage.SIGNED: (stage, "内容已经定稿，还没有发布，只有编辑部能看到。"),
    }.get(issue.stage, (stage, "还没有发布，只有编辑部能看到。"))
