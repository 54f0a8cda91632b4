"""The desk's page of a publication, with its standing sections and what is wrong with its numbers."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from issues.admin.desk import DeskAdmin
from issues.admin.ordering import PositionedInline
from issues.admin.rules import RulesPage
from issues.models import Edition, Publication, StandingSection
from issues.models.numbering import problems


class StandingSectionInline(PositionedInline):
    model = StandingSection


@admin.register(Publication)
class PublicationAdmin(RulesPage, DeskAdmin):
    list_display = ["name", "slug", "issuer", "notice", "shows_total_number", "position"]
    search_fields = ["name", "slug", "issuer"]
    search_help_text = "刊名、网址名或编印单位"
    list_filter = ["shows_total_number"]
    inlines = [StandingSectionInline]
    readonly_fields = ["numbering"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "description", "position"]}),
        ("报头", {"fields": ["issuer", "notice", "shows_total_number"]}),
        ("报尾", {"fields": ["report_label", "send_label", "issue_label"]}),
        ("版式", {"fields": ["lines_per_page", "sections_on_new_pages", "run_in_titles", "qr_code"]}),
        ("期号", {"fields": ["numbering"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Publication | None = None) -> tuple:
        """Readers keep the addresses they were once given."""
        fields = super().get_readonly_fields(request, obj)
        if obj is None:
            return fields
        published = Edition.objects.filter(issue__publication=obj, published_at__isnull=False)
        return (*fields, "slug") if published.exists() else fields

    @admin.display(description="期号检查")
    def numbering(self, publication: Publication) -> str | SafeString:
        if publication.pk is None:
            return "保存后，在这里检查缺号和重号。"
        found = problems(publication)
        if not found:
            return "没有缺号、重号。"
        return format_html_join("", "<div>{}</div>", ((problem.message,) for problem in found))
