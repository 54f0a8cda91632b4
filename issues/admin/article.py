"""The desk's page of an article, with its credits."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from unfold.decorators import display

from accounts.filters import SearchFilter
from accounts.roles import Role, is_desk, is_office
from issues.admin.counts import WAITING_SINCE, describe_wait, overdue_before
from issues.admin.desk import DeskAdmin, StagedMixin, lock_issue, show_rich_text
from issues.admin.filters import OverdueFilter, PlacedFilter, WhoseFilter
from issues.admin.history import HistoryMixin
from issues.admin.merging import MergedMixin
from issues.admin.ordering import PositionedInline, next_position, position_field
from issues.admin.photos import PhotoInline
from issues.admin.proofing.panel import ProofedMixin
from issues.admin.steps import SteppedMixin
from issues.admin.thread import ThreadMixin
from issues.admin.writing import VersionedForm, WritingMixin
from issues.models import Article, ArticleStage, Credit, Issue

# Unfold's colours, beside the words.
STAGE_COLOURS = {
    ArticleStage.DRAFT: "",
    ArticleStage.REVIEW: "info",
    ArticleStage.RETURNED: "warning",
    ArticleStage.ACCEPTED: "success",
    ArticleStage.MERGED: "success",
    ArticleStage.PUBLISHED: "success",
    ArticleStage.DECLINED: "danger",
}


class CreditInline(PositionedInline):
    model = Credit
    autocomplete_fields = ["contributor"]
    extra = 1


class ArticleForm(VersionedForm):
    position = position_field()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "section" not in self.fields:
            self.fields.pop("position", None)

    def clean(self) -> dict:
        cleaned = super().clean()
        if "section" not in self.fields or "section" in self.errors or "position" in self.errors:
            return cleaned
        section = cleaned["section"]
        if section is None:
            cleaned["position"] = None
        elif lock_issue(section.issue).is_locked:
            self.add_error("section", "这一期已经签发，不能再编入稿件。请另选一期，或先把它重开。")
        elif cleaned["position"] is None:
            cleaned["position"] = next_position(section.articles.exclude(pk=self.instance.pk))
        return cleaned


@admin.register(Article)
class ArticleAdmin(
    WritingMixin, ProofedMixin, StagedMixin, SteppedMixin, MergedMixin, ThreadMixin, HistoryMixin, DeskAdmin
):
    form = ArticleForm
    change_form_outer_before_template = "admin/_article_panels.html"
    inlines = [CreditInline, PhotoInline]
    offers_another = False
    list_display = [
        "title",
        "stage_shown",
        "waited",
        "organisation",
        "placed_in",
        "publication",
        "updated_at",
    ]
    correspondent_list_display = ["title", "stage_shown", "publication", "author", "updated_at"]
    list_filter = [
        "stage",
        PlacedFilter,
        OverdueFilter,
        "publication",
        ("organisation", SearchFilter),
    ]
    list_filter_submit = True
    deferred_in_lists = ("body", "merged_into__body")
    date_hierarchy = "created_at"
    search_fields = [
        "title",
        "body",
        "organisation__name",
        "organisation__short_name",
        "credits__contributor__name",
        "credits__contributor__organisation__name",
    ]
    search_help_text = "标题、正文、署名或单位"
    autocomplete_fields = ["publication", "section", "organisation", "author"]
    readonly_fields = ["stage", "author_shown", "originals_shown", "created_at", "updated_at"]
    shown_by = {"body": "body_shown"}
    fieldsets = [
        (None, {"fields": ["title", "body"]}),
        ("编排", {"fields": ["publication", "section", "position"]}),
        ("来源", {"fields": ["organisation", "source", "source_detail"]}),
    ]
    correspondent_fieldsets = [
        (None, {"fields": ["title", "body", "publication"]}),
        ("转载", {"fields": ["source", "source_detail"], "description": "不是转载的稿件，这两项留空。"}),
    ]
    record_fieldset = (
        "记录",
        {"fields": ["stage", "author", "author_shown", "originals_shown", "created_at", "updated_at"]},
    )
    correspondent_record_fieldset = (
        "记录",
        {"fields": ["stage", "organisation", "author_shown", "originals_shown", "created_at", "updated_at"]},
    )

    @display(description="状态", ordering="stage", label=STAGE_COLOURS)
    def stage_shown(self, article: Article) -> tuple[str, str]:
        return article.stage, article.get_stage_display()

    @admin.display(description="等候", ordering=WAITING_SINCE)
    def waited(self, article: Article) -> SafeString | str:
        if article.stage != ArticleStage.REVIEW:
            return ""
        since = getattr(article, WAITING_SINCE)
        overdue = mark_safe('<strong class="flag">超期</strong>') if since < overdue_before() else ""
        return format_html("{} {}", describe_wait(since), overdue)

    @admin.display(description="编入", ordering="section__issue__number")
    def placed_in(self, article: Article) -> str:
        if article.merged_into_id is not None:
            return f"综合稿《{article.merged_into}》"
        if article.section is None:
            return "稿库" if article.stage == ArticleStage.ACCEPTED else ""
        issue = article.section.issue
        return f"{issue.year}年{issue.label}" + (f"·{article.section.name}" if article.section.name else "")

    @admin.display(description="正文")
    def body_shown(self, article: Article) -> SafeString:
        return show_rich_text(article.body)

    @admin.display(description="原件")
    def originals_shown(self, article: Article) -> SafeString | str:
        """Who sees the article may fetch the file it came in; of a whole bulletin it has the name alone."""
        kept = article.source_files.all()
        links = ((reverse("upload:original", args=[source.pk]), source.name) for source in kept)
        shown = '<a class="desk-link" href="{}" download>{}</a>'
        return format_html_join("、", shown, links) or article.original_name

    def issue_of(self, obj: Article) -> Issue | None:
        return obj.issue

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return (
            super()
            .get_queryset(request)
            .select_related(
                "section__issue__publication", "organisation", "publication", "author", "merged_into"
            )
        )

    def get_list_display(self, request: HttpRequest) -> list[str]:
        if is_office(request.user):
            return self.list_display
        return self.correspondent_list_display

    def get_list_filter(self, request: HttpRequest) -> list:
        if is_office(request.user):
            return self.list_filter
        return ["stage", WhoseFilter, "publication"]

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """The queue is read from its oldest end."""
        waiting = request.GET.get("stage__exact") == ArticleStage.REVIEW
        return [WAITING_SINCE, "pk"] if waiting else ["-updated_at", "-pk"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Who may not see where an article goes may not ask by filter either."""
        if not is_office(request.user) and lookup.split("__")[0] in {"section", "position"}:
            return False
        return super().lookup_allowed(lookup, value, request)

    def choose_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list:
        """Correspondents do not see where an article goes in an issue that is not out yet.

        What the program notes down is shown once there is something to show.
        """
        office = is_office(request.user)
        fieldsets = self.fieldsets if office else self.correspondent_fieldsets
        if obj is None:
            return fieldsets
        record = self.record_fieldset if office else self.correspondent_record_fieldset
        hidden = "author_shown" if self._may_reassign(request) else "author"
        names = [name for name in record[1]["fields"] if name != hidden]
        return [*fieldsets, (record[0], {"fields": names})]

    @staticmethod
    def _may_reassign(request: HttpRequest) -> bool:
        return request.user.is_superuser or request.user.has_role(Role.ADMINISTRATOR)

    @admin.display(description="提交人")
    def author_shown(self, article: Article) -> str:
        """By name: the page of a user, to which Django would lead, is the administrators'."""
        return str(article.author or "")

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple:
        readonly = super().get_readonly_fields(request, obj)
        if not is_desk(request.user):
            return (*readonly, "organisation", "author", "section", "position")
        return readonly if self._may_reassign(request) else (*readonly, "author")

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Those who are not of the desk edit their own articles, while these are with them."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or is_desk(request.user):
            return True
        return obj.author_id == request.user.pk and obj.stage in ArticleStage.WITH_AUTHOR

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None or is_desk(request.user):
            return True
        return obj.author_id == request.user.pk and obj.stage == ArticleStage.DRAFT

    def save_model(self, request: HttpRequest, obj: Article, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.author = obj.author or request.user
            obj.organisation = obj.organisation or request.user.organisation
        super().save_model(request, obj, form, change)
