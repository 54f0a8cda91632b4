"""The desk's page of an issue, with its sections."""

import re

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from accounts.roles import is_office
from issues.admin.assembly.views import AssembledMixin
from issues.admin.counts import count_of
from issues.admin.desk import DeskAdmin, StagedMixin, show_rich_text
from issues.admin.digest import DigestedMixin
from issues.admin.fields import StaffField, format_staff
from issues.admin.history import HistoryMixin
from issues.admin.ordering import PositionedInline
from issues.admin.preview import PreviewedMixin
from issues.admin.printing import PrintedMixin
from issues.admin.proofing.issue import ProofedIssueMixin
from issues.admin.signed import sign_off_state
from issues.admin.steps import SteppedMixin
from issues.models import Article, Issue, Kind, Publication, Section, Stage
from issues.models.numbering import problems, propose
from issues.models.opening import copy_from_publication
from issues.workflow.moments import describe_moment


class SectionInline(PositionedInline):
    model = Section
    fields = ["name", "articles_shown", "position"]
    readonly_fields = ["articles_shown"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        return (
            super().get_queryset(request).annotate(article_count=count_of(Article.objects.all(), "section"))
        )

    @admin.display(description="稿件")
    def articles_shown(self, section: Section) -> SafeString | str:
        if section.pk is None:
            return "保存后可编排稿件"
        url = reverse("admin:issues_section_change", args=[section.pk])
        return format_html('<a class="desk-link" href="{}">{} 篇，编排顺序</a>', url, section.article_count)


class IssueForm(forms.ModelForm):
    staff = StaffField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "editors_note" in self.fields:
            self.fields["editors_note"].widget.config["height"] = 200
        number = self.fields.get("number")
        if number is not None:
            number.required = False
            number.help_text = "年内第几期；留空则自动编为下一期（连同总期号）。"

    def clean(self) -> dict:
        cleaned = super().clean()
        publication, year, kind = (cleaned.get(name) for name in ("publication", "year", "kind"))
        if publication and year and kind and cleaned.get("number") is None and "number" not in self.errors:
            proposal = propose(publication, year, kind)
            cleaned["number"] = proposal.number
            if cleaned.get("total_number") is None:
                cleaned["total_number"] = proposal.total_number
        return cleaned


STAGE_COLOURS = {
    Stage.DRAFT: "",
    Stage.REVIEW: "info",
    Stage.SIGNED: "warning",
    Stage.PUBLISHED: "success",
    Stage.WITHDRAWN: "danger",
}


@admin.register(Issue)
class IssueAdmin(
    StagedMixin,
    SteppedMixin,
    AssembledMixin,
    ProofedIssueMixin,
    PreviewedMixin,
    PrintedMixin,
    DigestedMixin,
    HistoryMixin,
    DeskAdmin,
):
    form = IssueForm
    change_form_outer_before_template = "admin/issue/_before.html"
    inlines = [SectionInline]
    offers_another = False
    list_display = [
        "__str__",
        "stage_shown",
        "date",
        "total_number",
        "article_count",
        "assembly",
        "updated_at",
    ]
    list_filter = ["stage", "publication", "kind", "year"]
    deferred_in_lists = ("editors_note",)
    date_hierarchy = "date"
    list_select_related = ["publication"]
    search_fields = ["publication__name", "=number", "=total_number", "=year"]
    search_help_text = "刊名、期号、总期号或年份"
    autocomplete_fields = ["publication"]
    ordering = ["-year", "kind", "-number"]
    readonly_fields = ["stage", "created_by_shown", "created_at", "updated_at"]
    shown_by = {"editors_note": "editors_note_shown", "staff": "staff_shown"}
    fieldsets = [
        (None, {"fields": ["publication", ("kind", "year"), ("number", "total_number"), "date"]}),
        ("报头", {"fields": ["notice", "document_code", "masthead_assumed", "assumed_note"]}),
        ("编者按", {"fields": ["editors_note"]}),
        ("报尾", {"fields": ["staff", "copies"]}),
    ]
    record_fieldset = ("记录", {"fields": ["stage", "created_by_shown", "created_at", "updated_at"]})

    @display(description="状态", ordering="stage", label=STAGE_COLOURS)
    def stage_shown(self, issue: Issue) -> tuple[str, str]:
        if issue.publish_at is not None:
            return issue.stage, f"{issue.get_stage_display()}，将于{describe_moment(issue.publish_at)}发布"
        return issue.stage, issue.get_stage_display()

    @admin.display(description="稿件数", ordering="article_count")
    def article_count(self, issue: Issue) -> int:
        return issue.article_count

    @admin.display(description="编排")
    def assembly(self, issue: Issue) -> SafeString:
        url = reverse("admin:issues_issue_assemble", args=[issue.pk])
        return format_html(
            '<a class="desk-link" href="{}">{}</a>', url, "编排" if issue.is_open else "看编排"
        )

    def get_list_display(self, request: HttpRequest) -> list[str]:
        shown = self.list_display
        return shown if is_office(request.user) else [name for name in shown if name != "assembly"]

    @admin.display(description="编者按")
    def editors_note_shown(self, issue: Issue) -> SafeString:
        return show_rich_text(issue.editors_note)

    @admin.display(description="落款人员")
    def staff_shown(self, issue: Issue) -> str:
        return format_staff(issue.staff)

    def choose_fieldsets(self, request: HttpRequest, obj: Issue | None = None) -> list:
        return self.fieldsets if obj is None else [*self.fieldsets, self.record_fieldset]

    @admin.display(description="建立人")
    def created_by_shown(self, issue: Issue) -> str:
        return str(issue.created_by or "")

    def issue_of(self, obj: Issue) -> Issue:
        return obj

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        articles = count_of(Article.objects.all(), "section__issue")
        return super().get_queryset(request).annotate(article_count=articles)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Issue], search_term: str
    ) -> tuple[QuerySet[Issue], bool]:
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        if request.GET.get("field_name") == "issue":  # asked by a form that will edit what belongs to it
            found = found.open()
        return found, may_have_duplicates

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """With one publication only, or the one in the address, the next numbers are already filled in."""
        initial = {"year": timezone.localdate().year, **super().get_changeform_initial_data(request)}
        publications = Publication.objects.visible_to(request.user)
        if "publication" in initial:
            key = initial["publication"]
            chosen = publications.filter(pk=key) if re.fullmatch("[0-9]{1,18}", key) else []
        else:
            chosen = publications[:2]
        kind = initial.get("kind", Kind.REGULAR)
        if len(chosen) == 1 and re.fullmatch("[0-9]{4}", str(initial["year"])) and kind in Kind.values:
            proposal = propose(chosen[0], int(initial["year"]), kind)
            initial = {
                "publication": chosen[0].pk,
                "number": proposal.number,
                "total_number": proposal.total_number,
                **initial,
            }
        return initial

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: object, obj: Issue | None = None, **kwargs: object
    ) -> HttpResponse:
        if obj is not None and obj.pk is not None:
            context["signed"] = sign_off_state(obj, request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request: HttpRequest, obj: Issue, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            copy_from_publication(form.instance)
        for problem in problems(form.instance.publication):
            if problem.year == form.instance.year:
                self.message_user(request, f"请核对期号：{problem.message}", messages.WARNING)
