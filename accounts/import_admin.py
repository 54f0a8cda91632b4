"""The desk's pages of the import: upload, preview, confirm, result. The work is done in accounts.importing."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_POST, require_safe

from accounts.importing import files, saving
from accounts.importing.columns import KINDS, Kind
from accounts.importing.planning import Plan
from accounts.importing.rows import Status
from accounts.importing.sheets import MAX_BYTES, MAX_ROWS, TableRefused
from accounts.models import ImportBatch, User


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
    """For admins whose rows can be imported; an upload is for whoever uploaded it, and who may add and change."""

    # The beginning of the names of its addresses.
    import_name = ""
    import_title = ""
    import_lead = ""
    import_kinds: Sequence[Kind] = ()
    import_purpose = ImportBatch.Purpose.ACCOUNTS

    def take_up(self, uploader: User, name: str, content: bytes) -> ImportBatch:
        """Keep the file for its preview; raises TableRefused."""
        return saving.keep_batch(uploader, name, content, self.import_kinds, self.import_purpose)

    def plan_of(self, batch: ImportBatch) -> Plan:
        raise NotImplementedError

    def carry_out(self, request: HttpRequest, batch: ImportBatch, digest: str) -> None:
        """Save what the preview with this digest showed; raises ImportChanged."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, self.import_name
        wrong, template = require_safe(self.wrong_rows_view), require_safe(self.template_view)
        own = [
            path("import/", view(self.import_view), name=f"{name}_import"),
            path("import/<int:batch>/", view(self.preview_view), name=f"{name}_import_preview"),
            path("import/<int:batch>/wrong.xlsx", view(wrong), name=f"{name}_import_wrong"),
            path("import/template/<str:name>", view(template), name=f"{name}_import_template"),
        ]
        return own + super().get_urls()

    def import_view(self, request: HttpRequest) -> HttpResponse:
        self._check(request)
        sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
        if sent and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = self.take_up(request.user, file.name, file.read())
            except TableRefused as error:
                form.add_error("file", str(error))
            else:
                return self._to(batch)
        shown = {"form": form, "kinds": self.import_kinds, "max_rows": MAX_ROWS, "max_mb": MAX_BYTES >> 20}
        return self._import_page(request, "import_upload", self.import_title, **shown)

    def preview_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        found = self._batch(request, batch)
        if request.method == "POST" and "cancel" in request.POST:
            found.delete()
            messages.info(request, "没有导入，什么也没有改动。")
            return HttpResponseRedirect(reverse(f"admin:{self.import_name}_import"))
        if request.method == "POST" and not found.done_at:
            try:
                self.carry_out(request, found, request.POST.get("digest", ""))
            except saving.ImportChanged:
                messages.warning(request, "预览之后，表中的内容有了变化，还没有导入。请再看一遍下面的预览。")
            return self._to(found)
        if found.done_at:
            left = len(found.awaiting)
            return self._import_page(request, "import_result", "导入结果", batch=found, awaiting=left)
        plan = self.plan_of(found)
        groups = [(status, plan.with_status(status)) for status in Status]
        shown = {"batch": found, "plan": plan, "counts": [(status, len(rows)) for status, rows in groups]}
        return self._import_page(request, "import_preview", "预览导入", groups=groups, **shown)

    def wrong_rows_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        plan = self.plan_of(self._batch(request, batch))
        return download("有错的行.xlsx", files.wrong_rows_workbook(plan, self.import_kinds), files.XLSX)

    def template_view(self, request: HttpRequest, name: str) -> HttpResponse:
        self._check(request)
        if name == "import.xlsx":
            return download("导入模板.xlsx", files.template_workbook(self.import_kinds), files.XLSX)
        for kind in self.import_kinds:
            if name == f"{kind.key}.csv":
                return download(f"{kind.label}导入模板.csv", files.template_csv(kind), "text/csv")
        raise Http404(f"没有模板 {name}")

    def _import_page(
        self, request: HttpRequest, template: str, title: str, **shown: object
    ) -> TemplateResponse:
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "lead": self.import_lead,
            "sheets": "、".join(kind.label for kind in self.import_kinds),
            "address": f"admin:{self.import_name}_import",
            "list_address": reverse(f"admin:{name}"),
            "list_label": self.opts.verbose_name,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"accounts/{template}.html", context | shown)

    def _check(self, request: HttpRequest) -> None:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied

    def _batch(self, request: HttpRequest, pk: int) -> ImportBatch:
        self._check(request)
        return get_object_or_404(ImportBatch, pk=pk, uploader=request.user, purpose=self.import_purpose)

    def _to(self, batch: ImportBatch) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:{self.import_name}_import_preview", args=[batch.pk]))


class AccountImportPages(ImportPages):
    """For UserAdmin; all of it is for administrators."""

    import_name = "accounts_user"
    import_title = "导入单位和用户"
    import_lead = "一次加上或修改许多单位和用户。"
    import_kinds = KINDS

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "import/<int:batch>/passwords/",
            self.admin_site.admin_view(require_POST(self.passwords_view)),
            name="accounts_user_import_passwords",
        )
        return [own, *super().get_urls()]

    def plan_of(self, batch: ImportBatch) -> Plan:
        return saving.plan_of(batch)

    def carry_out(self, request: HttpRequest, batch: ImportBatch, digest: str) -> None:
        saving.carry_out(request, batch, digest)

    def passwords_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        found = self._batch(request, batch)
        given = saving.take_passwords(request, found)
        if not given:
            messages.warning(request, "初始密码已经下载过了。遗失的，请到各用户的页面“重设密码”。")
            return self._to(found)
        return download("初始密码.xlsx", files.passwords_workbook(given), files.XLSX)


def download(name: str, content: bytes, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{iri_to_uri(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
