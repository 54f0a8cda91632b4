"""The pages of an upload: choose files, confirm one, drop one, fetch an original."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.roles import is_desk
from issues.admin.upload.article import confirm_article
from issues.admin.upload.bulletin import confirm_bulletin
from issues.admin.upload.forms import Mode, UploadForm
from issues.admin.upload.sending import Outcome, receive
from issues.ingest.readers import MAX_BYTES, READERS
from issues.ingest.sources import discard
from issues.models import Purpose, SourceFile

_SHOWN = 60
# What a browser may be told of an original; everything is sent as a download anyway.
_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}


def may_upload(user: User) -> bool:
    return user.has_perm("issues.add_article")


def may_upload_bulletins(user: User) -> bool:
    return is_desk(user) and user.has_perm("issues.add_issue")


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose one file or many; asked for JSON (static/js/upload.js), the answer is one outcome a file."""
    if not may_upload(request.user):
        raise PermissionDenied
    form = UploadForm(request.user, request.POST or None, request.FILES or None)
    wants_json = request.headers.get("Accept") == "application/json"
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        if wants_json:
            reason = " ".join(error for errors in form.errors.values() for error in errors)
            return JsonResponse({"outcomes": [Outcome("", "refused", reason).as_dict()]}, status=400)
        return _page(request, form)
    mode = Mode(form.cleaned_data["mode"])
    publication = form.cleaned_data.get("publication")
    outcomes = [receive(file, mode, publication, request.user) for file in form.cleaned_data["files"]]
    if wants_json:
        return JsonResponse({"outcomes": [one.as_dict() for one in outcomes]})
    if len(outcomes) == 1 and outcomes[0].state == "check" and mode != Mode.ARCHIVE:
        return redirect(outcomes[0].url)
    return _page(request, UploadForm(request.user), outcomes)


def _page(request: HttpRequest, form: UploadForm, outcomes: list[Outcome] | None = None) -> HttpResponse:
    own = SourceFile.objects.filter(uploaded_by=request.user)
    context = {
        **admin.site.each_context(request),
        "title": "上传 Word 文件",
        "form": form,
        "outcomes": outcomes,
        "sources": own.select_related("article", "issue__publication")[:_SHOWN],
        "kinds": "、".join(READERS),
        "limit": MAX_BYTES // 1048576,
        "whole": may_upload_bulletins(request.user),
    }
    return TemplateResponse(request, "admin/upload/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read, beside the file's own lines, to be mended and stored."""
    source = get_object_or_404(_own(request).select_related("article", "issue__publication"), pk=pk)
    if source.article_id is not None:
        messages.info(request, f"“{source.name}”已经存为稿件，下面就是。")
        return redirect("admin:issues_article_change", source.article_id)
    if source.issue_id is not None:
        messages.info(request, f"“{source.name}”已经入库，下面就是这一期。")
        return redirect("admin:issues_issue_change", source.issue_id)
    if source.purpose == Purpose.BULLETIN:
        if not may_upload_bulletins(request.user):
            raise PermissionDenied
        return confirm_bulletin(request, source)
    return confirm_article(request, source)


@require_POST
def change_purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """An article that turned out to be a whole bulletin, or the other way round."""
    if not may_upload_bulletins(request.user):
        raise PermissionDenied
    source = get_object_or_404(_own(request).pending(), pk=pk)
    source.purpose = Purpose.ARTICLE if source.purpose == Purpose.BULLETIN else Purpose.BULLETIN
    source.save(update_fields=["purpose"])
    return redirect("upload:confirm", pk)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(_own(request).pending(), pk=pk)
    discard(source)
    messages.success(request, f"已放弃“{source.name}”，没有存入任何内容。")
    return redirect("upload:choose")


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The original as it was sent, for those who may see what was made of it."""
    source = get_object_or_404(SourceFile.objects.visible_to(request.user), pk=pk)
    try:
        file = source.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("保存的原件不见了") from error
    suffix = f".{source.name.rpartition('.')[2].lower()}"
    response = FileResponse(
        file,
        as_attachment=True,
        filename=source.name,
        content_type=_TYPES.get(suffix, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _own(request: HttpRequest) -> QuerySet[SourceFile]:
    """A file that waits for its sender is nobody else's business."""
    if not may_upload(request.user):
        raise PermissionDenied
    return SourceFile.objects.filter(uploaded_by=request.user)
