"""The desk's page of an edition: read only, with its check."""

import json

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from issues.admin.desk import ReadOnlyAdmin
from issues.models import Edition


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "date", "is_current", "frozen_at", "published_at", "withdrawn_at"]
    date_hierarchy = "date"
    search_help_text = "刊物网址名、期号、年份或校验码"
    list_filter = ["is_current", "issue__publication", "kind", "year"]
    search_fields = ["slug", "=number", "=year", "sha256"]
    readonly_fields = ["frozen_by_shown", "check_result", "content_shown"]
    fieldsets = [
        (None, {"fields": ["issue", "version", "slug", "year", "kind", "number", "total_number", "date"]}),
        ("定稿", {"fields": ["frozen_at", "frozen_by_shown", "correction_note", "sha256", "check_result"]}),
        ("发布", {"fields": ["is_current", "published_at", "withdrawn_at", "withdrawal_reason"]}),
        ("内容", {"fields": ["content_shown"], "classes": ["collapse"]}),
    ]

    @admin.display(description="定稿人")
    def frozen_by_shown(self, edition: Edition) -> str:
        return str(edition.frozen_by or "")

    @admin.display(description="校验", boolean=False)
    def check_result(self, edition: Edition) -> str:
        return "内容与定稿时一致" if edition.is_intact else "内容与定稿时的 SHA-256 不符，请立即报告管理员"

    @admin.display(description="内容")
    def content_shown(self, edition: Edition) -> SafeString | str:
        try:
            content = json.loads(edition.content)
        except ValueError:
            return edition.content
        return format_html("<pre>{}</pre>", json.dumps(content, ensure_ascii=False, indent=2))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).listing()
