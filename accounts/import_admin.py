"""The desk's pages of the import: upload, preview, confirm, result. The work is done in accounts.importing."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_POST, require_safe

from accounts.importing import files, saving
from accounts.importing.columns import KINDS
from accounts.importing.rows import Status
from accounts.importing.sheets import MAX_BYTES, MAX_ROWS, TableRefused
from accounts.models import ImportBatch


class UploadForm(forms.Form):
    file = forms.FileField(
        label="文件",
        error_messages={"required": "请先选择文件。", "empty": "文件是空的。请填好后再导入。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> object:
        """Before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请分成几个文件导入。")
        return file


class ImportPages:
    """For UserAdmin; all of it is for administrators, and an upload for whoever uploaded it."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("import/", view(self.import_view), name="accounts_user_import"),
            path("import/<int:batch>/", view(self.preview_view), name="accounts_user_import_preview"),
            path(
                "import/<int:batch>/wrong.xlsx",
                view(require_safe(self.wrong_rows_view)),
                name="accounts_user_import_wrong",
            ),
            path(
                "import/<int:batch>/passwords/",
                view(require_POST(self.passwords_view)),
                name="accounts_user_import_passwords",
            ),
            path(
                "import/template/<str:name>",
                view(require_safe(self.template_view)),
                name="accounts_user_import_template",
            ),
        ]
        return own + super().get_urls()

    def import_view(self, request: HttpRequest) -> HttpResponse:
        self._check(request)
        sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
        if sent and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = saving.take_up(request.user, file.name, file.read())
            except TableRefused as error:
                form.add_error("file", str(error))
            else:
                return self._to(batch)
        return self._page(
            request,
            "import_upload",
            "导入单位和用户",
            form=form,
            kinds=KINDS,
            max_rows=MAX_ROWS,
            max_mb=MAX_BYTES >> 20,
        )

    def preview_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        found = self._batch(request, batch)
        if request.method == "POST" and "cancel" in request.POST:
            found.delete()
            messages.info(request, "没有导入，什么也没有改动。")
            return HttpResponseRedirect(reverse("admin:accounts_user_import"))
        if request.method == "POST" and not found.done_at:
            try:
                saving.carry_out(request, found, request.POST.get("digest", ""))
            except saving.ImportChanged:
                messages.warning(request, "预览之后，单位或用户有了变化，还没有导入。请再看一遍下面的预览。")
            return self._to(found)
        if found.done_at:
            left = len(found.awaiting)
            return self._page(request, "import_result", "导入结果", batch=found, awaiting=left)
        plan = saving.plan_of(found)
        groups = [(status, plan.with_status(status)) for status in Status]
        shown = {"batch": found, "plan": plan, "counts": [(status, len(rows)) for status, rows in groups]}
        return self._page(request, "import_preview", "预览导入", groups=groups, **shown)

    def wrong_rows_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        plan = saving.plan_of(self._batch(request, batch))
        return _download("有错的行.xlsx", files.wrong_rows_workbook(plan), files.XLSX)

    def passwords_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        found = self._batch(request, batch)
        given = saving.take_passwords(request, found)
        if not given:
            messages.warning(request, "初始密码已经下载过了。遗失的，请到各用户的页面“重设密码”。")
            return self._to(found)
        return _download("初始密码.xlsx", files.passwords_workbook(given), files.XLSX)

    def template_view(self, request: HttpRequest, name: str) -> HttpResponse:
        self._check(request)
        if name == "import.xlsx":
            return _download("导入模板.xlsx", files.template_workbook(), files.XLSX)
        for kind in KINDS:
            if name == f"{kind.key}.csv":
                return _download(f"{kind.label}导入模板.csv", files.template_csv(kind), "text/csv")
        raise Http404(f"没有模板 {name}")

    def _check(self, request: HttpRequest) -> None:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied

    def _batch(self, request: HttpRequest, pk: int) -> ImportBatch:
        self._check(request)
        return get_object_or_404(ImportBatch, pk=pk, uploader=request.user)

    @staticmethod
    def _to(batch: ImportBatch) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:accounts_user_import_preview", args=[batch.pk]))


def _download(name: str, content: bytes, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{iri_to_uri(name)}"
    return answer
