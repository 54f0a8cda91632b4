"""The desk's page of a contributor."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from issues.admin.desk import DeskAdmin
from issues.models import Contributor


@admin.register(Contributor)
class ContributorAdmin(DeskAdmin):
    list_display = ["shown_name", "organisation", "credit_count"]
    list_filter = [("organisation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name", "organisation__short_name"]
    autocomplete_fields = ["organisation"]
    ordering = ["organisation__name", "name"]
    fieldsets = [(None, {"fields": ["organisation", "name"]})]

    @admin.display(description="姓名", ordering="name")
    def shown_name(self, contributor: Contributor) -> str:
        return contributor.name or "（单位供稿）"

    @admin.display(description="署名篇数", ordering="credit_count")
    def credit_count(self, contributor: Contributor) -> int:
        return contributor.credit_count

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contributor]:
        queryset = super().get_queryset(request).select_related("organisation")
        return queryset.annotate(credit_count=Count("credits"))
