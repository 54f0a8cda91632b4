"""The desk's page of an article, with its credits."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.roles import Role, is_desk, is_office
from issues.admin.desk import DeskAdmin, lock_issue, show_rich_text
from issues.admin.ordering import PositionedInline, next_position, position_field
from issues.models import Article, ArticleStage, Credit, Issue


class CreditInline(PositionedInline):
    model = Credit
    autocomplete_fields = ["contributor"]
    extra = 1


class ArticleForm(forms.ModelForm):
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
class ArticleAdmin(DeskAdmin):
    form = ArticleForm
    inlines = [CreditInline]
    list_display = ["title", "stage", "placed_in", "section_name", "position", "organisation", "updated_at"]
    list_filter = ["stage", "publication", ("organisation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["section__issue__publication", "organisation"]
    search_fields = ["title", "body", "organisation__name", "credits__contributor__name"]
    autocomplete_fields = ["publication", "section", "organisation", "author"]
    readonly_fields = ["stage", "original_name", "created_at", "updated_at"]
    shown_by = {"body": "body_shown"}
    fieldsets = [
        (None, {"fields": ["title", "body"]}),
        ("来源", {"fields": ["organisation", "source", "source_detail"]}),
        ("编排", {"fields": ["publication", "section", "position"]}),
        ("记录", {"fields": ["stage", "author", "original_name", "created_at", "updated_at"]}),
    ]
    correspondent_fieldsets = [
        (None, {"fields": ["title", "body", "publication"]}),
        ("来源", {"fields": ["organisation", "source", "source_detail"]}),
        ("记录", {"fields": ["stage", "author", "created_at", "updated_at"]}),
    ]

    @admin.display(description="编入", ordering="section__issue__number")
    def placed_in(self, article: Article) -> str:
        return str(article.section.issue) if article.section else "稿库"

    @admin.display(description="栏目", ordering="section__name")
    def section_name(self, article: Article) -> str | None:
        return article.section.name if article.section else None

    @admin.display(description="正文")
    def body_shown(self, article: Article) -> SafeString:
        return show_rich_text(article.body)

    def issue_of(self, obj: Article) -> Issue | None:
        return obj.section.issue if obj.section else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).select_related("section__issue__publication")

    def get_list_display(self, request: HttpRequest) -> list[str]:
        if is_office(request.user):
            return self.list_display
        return ["title", "stage", "organisation", "author", "updated_at"]

    def choose_fieldsets(self, request: HttpRequest) -> list:
        """Correspondents do not see where an article goes in an issue that is not out yet."""
        return self.fieldsets if is_office(request.user) else self.correspondent_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple:
        readonly = super().get_readonly_fields(request, obj)
        if not is_desk(request.user):
            return (*readonly, "organisation", "author", "section", "position")
        if not (request.user.is_superuser or request.user.has_role(Role.ADMINISTRATOR)):
            return (*readonly, "author")
        return readonly

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
