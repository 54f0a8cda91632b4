"""The desk's page of a section, where its articles are put in order."""

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from issues.admin.counts import count_of
from issues.admin.desk import DeskAdmin, lock_issue
from issues.admin.ordering import PositionedInline, next_position, position_field
from issues.models import Article, Issue, Section


class PlacedArticleInline(PositionedInline):
    """Order only; an article is placed, edited and taken out on its own page."""

    model = Article
    fields = ["linked_title", "position"]
    readonly_fields = ["linked_title"]
    can_delete = False
    ordering = ["position"]
    verbose_name_plural = "栏目中的稿件"

    @admin.display(description="标题")
    def linked_title(self, article: Article) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:issues_article_change", args=[article.pk]), article.title
        )

    def has_add_permission(self, request: HttpRequest, obj: Model | None) -> bool:
        return False


class SectionForm(forms.ModelForm):
    position = position_field()

    def clean(self) -> dict:
        cleaned = super().clean()
        issue = cleaned.get("issue") or (self.instance.issue if self.instance.pk else None)
        if issue is not None and lock_issue(issue).is_locked:
            self.add_error(
                "issue" if "issue" in self.fields else None,
                "这一期已经签发，不能再加栏目。请另选一期，或先把它重开。",
            )
        elif issue is not None and cleaned.get("position") is None and "position" not in self.errors:
            cleaned["position"] = next_position(issue.sections.exclude(pk=self.instance.pk))
        return cleaned


@admin.register(Section)
class SectionAdmin(DeskAdmin):
    form = SectionForm
    inlines = [PlacedArticleInline]
    list_display = ["shown_name", "issue", "position", "article_count"]
    list_filter = ["issue__publication", "issue__stage", "issue__year"]
    list_select_related = ["issue__publication"]
    search_fields = ["name", "issue__publication__name", "=issue__number", "=issue__year"]
    search_help_text = "栏目名、刊物、期号或年份"
    autocomplete_fields = ["issue"]
    fieldsets = [(None, {"fields": ["issue", "name", "position"]})]
    ordering = ["-issue__year", "issue__kind", "-issue__number", "position"]

    @admin.display(description="栏目名", ordering="name")
    def shown_name(self, section: Section) -> str:
        return section.name or "（无栏目名）"

    @admin.display(description="稿件数", ordering="article_count")
    def article_count(self, section: Section) -> int:
        return section.article_count

    def issue_of(self, obj: Section) -> Issue:
        return obj.issue

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        queryset = super().get_queryset(request).select_related("issue__publication")
        return queryset.annotate(article_count=count_of(Article.objects.all(), "section"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Section], search_term: str
    ) -> tuple[QuerySet[Section], bool]:
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        if request.GET.get("field_name") == "section":  # asked by an article's form
            found = found.open()
        return found, may_have_duplicates

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> tuple:
        """A section stays in its issue."""
        readonly = super().get_readonly_fields(request, obj)
        return readonly if obj is None else (*readonly, "issue")
