"""Filters of the lists that Django does not derive from a field."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.roles import Role
from issues.admin.counts import WAITING_SINCE, overdue_before, waiting_articles
from issues.models import Article, ArticleQuerySet


class WhoseFilter(admin.SimpleListFilter):
    """For those who write: their own articles among those of their organisation."""

    title = "作者"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("mine", "我的稿件")] if request.user.has_role(Role.CORRESPONDENT) else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(author=request.user) if self.value() == "mine" else queryset


class PlacedFilter(admin.SimpleListFilter):
    title = "编排"
    parameter_name = "placed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("pool", "未编入各期"), ("issue", "已编入某期")]

    def queryset(self, request: HttpRequest, queryset: ArticleQuerySet) -> QuerySet[Article]:
        if self.value() == "pool":
            return queryset.in_pool()
        return queryset.filter(section__isnull=False) if self.value() == "issue" else queryset


class OverdueFilter(admin.SimpleListFilter):
    title = "等候"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("overdue", "超期未审")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() != "overdue":
            return queryset
        return queryset.filter(waiting_articles(), **{f"{WAITING_SINCE}__lt": overdue_before()})
