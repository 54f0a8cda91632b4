"""The desk's lists and forms of the house tables, one for each kind of entry."""

from django import forms
from django.contrib import admin
from django.db.models import TextField
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminTextareaWidget

from issues.admin.desk import DeskAdmin
from issues.admin.housetables.exchange import ExchangePages
from issues.admin.housetables.history import EntryHistory
from issues.admin.housetables.shipped import ShippedPage
from issues.models import (
    HouseConfusable,
    HouseEntry,
    HouseExpression,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
)
from issues.proofing.entries import known_beside, problems_of


class EntryForm(forms.ModelForm):
    """Refuses what proofreading could not use, beside the field that is to be mended."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        for name, problem in problems_of(self.instance, known_beside(self.instance)).items():
            self.add_error(name if name in self.fields else None, problem)


class HouseAdmin(ShippedPage, EntryHistory, DeskAdmin):
    """An entry is switched off, never deleted: its history goes on to say what was once decided."""

    form = EntryForm
    list_filter = ["is_active"]
    list_before_template = "admin/house/_tools.html"
    formfield_overrides = {
        **DeskAdmin.formfield_overrides,
        TextField: {"widget": UnfoldAdminTextareaWidget(attrs={"rows": 2})},
    }

    @admin.display(description="状态", ordering="is_active")
    def state(self, entry: HouseEntry) -> str:
        return "在用" if entry.is_active else "停用"

    def has_delete_permission(self, request: HttpRequest, obj: HouseEntry | None = None) -> bool:
        return False


@admin.register(HouseExpression)
class HouseExpressionAdmin(ExchangePages, HouseAdmin):
    """The files of all the tables are sent and taken here."""

    list_display = ["right", "wrong", "state", "remark", "updated_at"]
    search_fields = ["right", "wrong", "remark"]
    search_help_text = "规范表述、错误写法或备注"
    fieldsets = [(None, {"fields": ["right", "wrong", "is_active", "remark"]})]


@admin.register(HouseConfusable)
class HouseConfusableAdmin(HouseAdmin):
    list_display = ["wrong", "right", "is_certain", "state", "remark", "updated_at"]
    list_filter = ["is_active", "is_certain"]
    search_fields = ["wrong", "right", "remark"]
    search_help_text = "错误写法、正确写法或备注"
    fieldsets = [
        (None, {"fields": ["wrong", "right", "is_certain", "is_active", "remark"]}),
        (
            "什么时候提示",
            {
                "fields": ["before", "not_before", "after", "not_after", "near"],
                "description": "都不填，则碰到就提示。填了几项的，几项都符合才提示。",
            },
        ),
    ]


@admin.register(HouseLeader)
class HouseLeaderAdmin(HouseAdmin):
    list_display = ["name", "posts", "position", "state", "remark", "updated_at"]
    search_fields = ["name", "posts", "remark"]
    search_help_text = "姓名、职务或备注"
    fieldsets = [(None, {"fields": ["name", "posts", "position", "is_active", "remark"]})]


@admin.register(HouseSensitive)
class HouseSensitiveAdmin(HouseAdmin):
    list_display = ["word", "suggestion", "note", "state", "remark", "updated_at"]
    search_fields = ["word", "suggestion", "note", "remark"]
    search_help_text = "慎用词、改用、说明或备注"
    fieldsets = [(None, {"fields": ["word", "suggestion", "note", "is_active", "remark"]})]


@admin.register(HouseUnit)
class HouseUnitAdmin(HouseAdmin):
    list_display = ["name", "organisation", "state", "remark", "updated_at"]
    list_select_related = ["organisation"]
    search_fields = ["name", "organisation__name", "organisation__short_name", "remark"]
    search_help_text = "别称、单位或备注"
    autocomplete_fields = ["organisation"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "organisation", "is_active", "remark"],
                "description": "单位的全称和简称在“单位”里修改，校对时一并使用。",
            },
        )
    ]
