"""Importing and exporting the house tables at the desk; the work is done in issues.proofing.exchange."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from accounts.import_admin import ImportPages, download
from accounts.importing.files import XLSX
from accounts.importing.planning import Plan
from accounts.models import ImportBatch
from issues.proofing.columns import KINDS
from issues.proofing.exchange import carry_out, export_tables, plan_of


class ExchangePages(ImportPages):
    """For one of the tables; a file may hold all of them."""

    import_name = "house_tables"
    import_title = "导入校对用表"
    import_lead = "一次加上或修改许多词条。"
    import_kinds = KINDS
    import_purpose = ImportBatch.Purpose.HOUSE_TABLES

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(require_POST(self.export_view))
        return [path("export/", export, name="house_tables_export"), *super().get_urls()]

    def plan_of(self, batch: ImportBatch) -> Plan:
        return plan_of(batch)

    def carry_out(self, request: HttpRequest, batch: ImportBatch, digest: str) -> None:
        carry_out(batch, digest, request.user)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """By POST: that it was taken is written into the log."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        with_shipped = request.POST.get("what") == "all"
        name = "校对用表（含随系统）.xlsx" if with_shipped else "校对用表.xlsx"
        answer = download(name, export_tables(request.user, with_shipped=with_shipped), XLSX)
        answer["Cache-Control"] = "private, no-store"
        return answer
