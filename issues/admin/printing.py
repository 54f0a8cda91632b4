"""The printed forms at the desk: of a draft as it would be set, of a frozen issue as it was; for the office alone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import is_office
from issues.edition.preview import preview_content
from issues.models import Action, AuditEntry, Edition, Form, Issue, Stage
from issues.typesetting.forms import keep_forms, kept_form, typeset
from issues.typesetting.pdf import PrintRefused
from issues.typesetting.style import PageStyle

PREVIEW_MARK = "（预览）"


class PrintedMixin:
    """For the admin of issues: …/preview/issue.pdf, issue.docx and issue.txt, beside the preview itself."""

    def get_urls(self) -> list:
        own = path(
            "<int:pk>/preview/issue.<slug:form>",
            self.admin_site.admin_view(print_view),
            name="issues_issue_print",
        )
        return [own, *super().get_urls()]


@require_safe
@never_cache
def print_view(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """One form of the issue as its preview shows it; the log says who took it."""
    if not may_print(request.user):
        raise PermissionDenied
    if form not in Form.values:
        raise Http404(f"没有 {form} 这种格式")
    issue = get_object_or_404(Issue.objects.visible_to(request.user).select_related("publication"), pk=pk)
    content = preview_content(issue)
    frozen = frozen_of(issue)
    mark = "" if issue.stage == Stage.PUBLISHED else PREVIEW_MARK
    try:
        data = _set(issue, frozen, Form(form))
    except PrintRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:issues_issue_change", args=[issue.pk]))
    name = content.file_name(form, mark)
    AuditEntry.objects.record(Action.EXPORT, frozen or issue, request.user, what=name, format=form)
    response = HttpResponse(data, content_type=Form(form).media_type)
    response["Content-Disposition"] = content_disposition_header(form != Form.PDF, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def may_print(user: User) -> bool:
    return is_office(user) and user.has_perm("issues.view_issue")


def frozen_of(issue: Issue) -> Edition | None:
    """What a locked issue was frozen as; None of one that is still written."""
    return issue.editions.order_by("-version").first() if issue.is_locked else None


def _set(issue: Issue, frozen: Edition | None, form: Form) -> bytes:
    if frozen is not None:
        return kept_form(frozen, form).read()
    return typeset(preview_content(issue), PageStyle.from_layout(issue.publication.layout), form)


def keep_published(issue: Issue) -> tuple[str, ...]:
    """After publishing: make what readers may fetch; what stood against a form, in Chinese."""
    edition = issue.editions.published().first()
    return keep_forms(edition) if edition is not None else ()
