"""The desk's page of the log: read, filtered, checked, taken away as the 审签台账; never written."""

import json
from urllib.parse import quote

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.utils import parse_date_str

from accounts.filters import SearchFilter
from issues.admin.desk import ReadOnlyAdmin
from issues.models import Article, AuditEntry, Edition, Issue
from issues.workflow.ledger import export_ledger, kind_of
from issues.workflow.telling import tell

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The newest issues, to choose from; any other by its address.
_OFFERED = 40


class DaysFilter(RangeDateFilter):
    """Both days included, as the office's clock has them."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        for end, lookup in (("from", "gte"), ("to", "lte")):
            day = parse_date_str(self.used_parameters.get(f"{self.parameter_name}_{end}") or "")
            if day is not None:
                queryset = queryset.filter(**{f"{self.parameter_name}__date__{lookup}": day})
        return queryset


class AboutIssueFilter(admin.SimpleListFilter):
    """An issue, its editions, its articles, and what was put into it or taken out."""

    title = "哪一期"
    parameter_name = "issue"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        newest = Issue.objects.visible_to(request.user).select_related("publication")
        return [(str(issue.pk), str(issue)) for issue in newest.order_by("-pk")[:_OFFERED]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.value() is None:
            return queryset
        key = self.value()
        issue = (
            Issue.objects.filter(pk=key).first()
            if key.isascii() and key.isdigit() and len(key) < 18
            else None
        )
        if issue is None:
            return queryset.none()
        about = Q(object_type=Issue._meta.label_lower, object_id=str(issue.pk))
        about |= Q(detail__issue=str(issue))
        for model, rows in (
            (Edition, Edition.objects.filter(issue=issue)),
            (Article, Article.objects.filter(section__issue=issue)),
        ):
            keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
            about |= Q(object_type=model._meta.label_lower, object_id__in=keys)
        return queryset.filter(about)


class LedgerForm(forms.Form):
    since = forms.DateField(label="从", required=False)
    until = forms.DateField(label="到", required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            raise forms.ValidationError("日期颠倒了：“到”不能早于“从”。")
        return cleaned


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["sequence", "at_shown", "user_label", "action", "about", "told", "ip"]
    list_display_links = ["sequence"]
    list_filter = ["action", ("at", DaysFilter), ("user", SearchFilter), AboutIssueFilter]
    list_filter_submit = True
    list_before_template = "admin/audit/_tools.html"
    search_fields = ["user_label", "object_label", "=ip", "detail__issue", "detail__note"]
    search_help_text = "操作人、对象、意见或来自的地址"
    readonly_fields = ["at_shown", "about", "told", "detail_shown", "check_result"]
    fieldsets = [
        (None, {"fields": ["sequence", "at_shown", "user_label", "ip", "action", "about", "told"]}),
        ("校验", {"fields": ["check_result", "hash", "previous_hash", "detail_shown"]}),
    ]

    @admin.display(description="时间", ordering="at")
    def at_shown(self, entry: AuditEntry) -> str:
        return timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")

    @admin.display(description="对象")
    def about(self, entry: AuditEntry) -> str:
        return f"{kind_of(entry)} {entry.object_label}".strip()

    @admin.display(description="详情")
    def told(self, entry: AuditEntry) -> str:
        return tell(entry)

    @admin.display(description="原始详情")
    def detail_shown(self, entry: AuditEntry) -> SafeString:
        return format_html(
            "<pre>{}</pre>", json.dumps(entry.detail, ensure_ascii=False, sort_keys=True, indent=2)
        )

    @admin.display(description="核对")
    def check_result(self, entry: AuditEntry) -> str:
        if entry.compute_hash() == entry.hash:
            return "内容与写入时一致"
        return "内容与写入时的校验值不符，请立即报告"

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        own = [
            path("export/", view(self.export_view), name="issues_auditentry_export"),
            path("check/", view(self.check_view), name="issues_auditentry_check"),
        ]
        return own + super().get_urls()

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """By POST: that it was taken is written into the log."""
        self._insist(request)
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:issues_auditentry_changelist"))
        form = LedgerForm(request.POST)
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, " ".join(errors))
            return HttpResponseRedirect(reverse("admin:issues_auditentry_changelist"))
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
        name = "-".join(["审签台账", *(day.isoformat() for day in (since, until) if day)]) + ".xlsx"
        response = HttpResponse(export_ledger(since, until, request.user), content_type=_XLSX)
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response

    def check_view(self, request: HttpRequest) -> HttpResponse:
        """Compute the whole chain again; by POST only because it takes its time."""
        self._insist(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        fault = AuditEntry.objects.first_fault()
        if fault:
            messages.error(request, f"操作记录被改动过：{fault}。请从备份核对，并查明是谁改动的。")
        else:
            count = AuditEntry.objects.count()
            messages.success(request, f"已核对 {count} 条操作记录，全部与写入时一致，没有缺少。")
        return HttpResponseRedirect(reverse("admin:issues_auditentry_changelist"))

    def _insist(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
