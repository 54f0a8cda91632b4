"""微信·短信摘要 at the desk: the issue in a few lines for a message, to copy or to download; for the office alone."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from issues.admin.printing import PREVIEW_MARK, frozen_of, may_print
from issues.edition.content import EditionContent, from_json
from issues.edition.preview import preview_content
from issues.models import Action, AuditEntry, Issue, Stage
from issues.typesetting.address import is_reachable, page_address
from issues.typesetting.forms import digest


class DigestedMixin:
    """For the admin of issues: …/digest/ and …/digest/digest.txt."""

    def get_urls(self) -> list:
        own = [
            path("<int:pk>/digest/", self.admin_site.admin_view(digest_view), name="issues_issue_digest"),
            path(
                "<int:pk>/digest/digest.txt",
                self.admin_site.admin_view(file_view),
                name="issues_issue_digest_file",
            ),
        ]
        return [*own, *super().get_urls()]


@require_safe
@never_cache
def digest_view(request: HttpRequest, pk: int) -> HttpResponse:
    issue, content = _read(request, pk)
    text = digest(content)
    context = {
        **admin.site.each_context(request),
        "title": f"微信·短信摘要：{issue}",
        "opts": Issue._meta,
        "object": issue,
        "text": text,
        "length": len(text),
        "published": issue.stage == Stage.PUBLISHED,
        "reachable": is_reachable(page_address(content)),
    }
    return TemplateResponse(request, "admin/issue/digest.html", context)


@require_safe
@never_cache
def file_view(request: HttpRequest, pk: int) -> HttpResponse:
    """As a file; the log says who took it."""
    issue, content = _read(request, pk)
    mark = "" if issue.stage == Stage.PUBLISHED else PREVIEW_MARK
    name = content.file_name("txt", f"（摘要）{mark}")
    AuditEntry.objects.record(
        Action.EXPORT, frozen_of(issue) or issue, request.user, what=name, format="digest"
    )
    response = HttpResponse(digest(content), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _read(request: HttpRequest, pk: int) -> tuple[Issue, EditionContent]:
    if not may_print(request.user):
        raise PermissionDenied
    issue = get_object_or_404(Issue.objects.visible_to(request.user).select_related("publication"), pk=pk)
    frozen = frozen_of(issue)
    return issue, preview_content(issue) if frozen is None else from_json(frozen.content)
