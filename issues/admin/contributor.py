"""The desk's page of a contributor."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.filters import SearchFilter
from accounts.models import Organisation
from accounts.roles import is_office
from issues.admin.counts import count_of
from issues.admin.desk import DeskAdmin
from issues.models import Contributor, Credit


class OwnContributorForm(forms.ModelForm):
    """A correspondent adds people of his own organisation; the server says which that is."""

    own: Organisation | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = self.own

    def _get_validation_exclusions(self) -> set[str]:
        # Not shown and checked all the same: somebody of this name may be there already.
        return {*super()._get_validation_exclusions()} - {"organisation"}


@admin.register(Contributor)
class ContributorAdmin(DeskAdmin):
    list_display = ["shown_name", "organisation", "credit_count"]
    list_filter = [("organisation", SearchFilter)]
    list_filter_submit = True
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name", "organisation__short_name"]
    search_help_text = "姓名或单位"
    autocomplete_fields = ["organisation"]
    ordering = ["organisation__name", "name"]
    fieldsets = [(None, {"fields": ["organisation", "name"]})]
    own_fieldsets = [(None, {"fields": ["name"], "description": "新建的是本单位的供稿人。"})]

    @admin.display(description="姓名", ordering="name")
    def shown_name(self, contributor: Contributor) -> str:
        return contributor.name or "（单位供稿）"

    @admin.display(description="署名篇数", ordering="credit_count")
    def credit_count(self, contributor: Contributor) -> int:
        return contributor.credit_count

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contributor]:
        queryset = super().get_queryset(request).select_related("organisation")
        return queryset.annotate(credit_count=count_of(Credit.objects.all(), "contributor"))

    def get_list_filter(self, request: HttpRequest) -> list:
        return self.list_filter if is_office(request.user) else []

    def choose_fieldsets(self, request: HttpRequest, obj: Contributor | None = None) -> list:
        return self.fieldsets if obj is not None or is_office(request.user) else self.own_fieldsets

    def get_form(
        self, request: HttpRequest, obj: Contributor | None = None, change: bool = False, **kwargs: object
    ) -> type[forms.ModelForm]:
        if obj is None and not is_office(request.user):
            kwargs["form"] = type("OwnForm", (OwnContributorForm,), {"own": request.user.organisation})
        return super().get_form(request, obj, change, **kwargs)
