"""The desk's page of a distribution list, with its recipients."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from issues.admin.counts import count_of
from issues.admin.desk import DeskAdmin, lock_issue
from issues.admin.ordering import PositionedFormSet, PositionedInline
from issues.models import DistributionList, Issue, Recipient


class RecipientFormSet(PositionedFormSet):
    position_within = ("kind",)


class RecipientInline(PositionedInline):
    model = Recipient
    formset = RecipientFormSet
    fields = ["kind", "name", "extra", "position"]
    # A long list is added in one go.
    extra = 3

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recipient]:
        return super().get_queryset(request).in_printed_order()


class DistributionListForm(forms.ModelForm):
    def clean(self) -> dict:
        cleaned = super().clean()
        issue = cleaned.get("issue")
        if issue is not None and lock_issue(issue).is_locked:
            self.add_error("issue", "这一期已经签发，不能再改发送范围。请另选一期，或先把它重开。")
        return cleaned


@admin.register(DistributionList)
class DistributionListAdmin(DeskAdmin):
    form = DistributionListForm
    inlines = [RecipientInline]
    list_display = ["name", "publication", "issue", "is_default", "recipient_count"]
    list_filter = ["publication", "is_default", ("issue", admin.EmptyFieldListFilter)]
    list_select_related = ["publication", "issue__publication"]
    search_fields = ["name", "publication__name", "recipients__name"]
    search_help_text = "名称、刊物或收件单位"
    autocomplete_fields = ["publication", "issue"]
    fieldsets = [(None, {"fields": ["publication", "name", "is_default", "issue"]})]

    @admin.display(description="收件单位数", ordering="recipient_count")
    def recipient_count(self, distribution_list: DistributionList) -> int:
        return distribution_list.recipient_count

    def issue_of(self, obj: DistributionList) -> Issue | None:
        return obj.issue

    def get_queryset(self, request: HttpRequest) -> QuerySet[DistributionList]:
        recipients = count_of(Recipient.objects.all(), "distribution_list")
        return super().get_queryset(request).annotate(recipient_count=recipients)
