"""What every page of the desk has in common: who sees what, and what is locked."""

import re

from ckeditor.fields import RichTextFormField
from ckeditor.widgets import CKEditorWidget
from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.safestring import SafeString, mark_safe
from unfold.admin import ModelAdmin

from accounts.deleting import DiscreetDeletion
from issues.models import Issue, RichBodyField, sanitise


def lock_issue(issue: Issue) -> Issue:
    """The row as it stands now, held until the request's transaction ends: nobody signs it off meanwhile."""
    return Issue.objects.select_for_update().get(pk=issue.pk)


def show_rich_text(html: str) -> SafeString:
    """Rich text as it reads, for those who may look but not edit."""
    return mark_safe(f'<div class="readonly">{sanitise(html) or "—"}</div>')  # noqa: S308 - sanitised here


class SteadyAutocomplete(AutocompleteSelect):
    """Django's own crashes while showing again a choice that is no number, typed into an address or forged."""

    def optgroups(self, name: str, value: list, attr: dict | None = None) -> list:
        return super().optgroups(name, [one for one in value if re.fullmatch("[0-9]{1,18}", str(one))], attr)


class Editor(CKEditorWidget):
    """Gets nothing to show but what the policy lets through, also of a form that comes back with mistakes."""

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict:
        return super().get_context(name, sanitise(value) if isinstance(value, str) else value, attrs)


class EditorField(RichTextFormField):
    widget = Editor


class VisibleMixin:
    """Rows and choices are those of visible_to(user); for admins and their inlines."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = super().get_queryset(request)
        return queryset.visible_to(request.user) if hasattr(queryset, "visible_to") else queryset

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: object
    ) -> forms.ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SteadyAutocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(
        self, db_field: models.Field, request: HttpRequest, **kwargs: object
    ) -> forms.TypedChoiceField:
        """As Django does, unlike Unfold: without a default nothing is chosen, else a blank row looks filled in."""
        blank = db_field.blank or not db_field.has_default()
        choices = db_field.get_choices(include_blank=blank, blank_choice=[("", "请选择")])
        return super().formfield_for_choice_field(db_field, request, **{"choices": choices, **kwargs})

    def get_field_queryset(
        self, db: str | None, db_field: models.ForeignKey, request: HttpRequest
    ) -> models.QuerySet | None:
        """Not only the autocomplete list, also what a form accepts."""
        related = db_field.remote_field.model._default_manager
        if not hasattr(related, "visible_to"):
            return super().get_field_queryset(db, db_field, request)
        queryset = super().get_field_queryset(db, db_field, request)
        return (related.using(db) if queryset is None else queryset).visible_to(request.user)


class DeskAdmin(VisibleMixin, DiscreetDeletion, ModelAdmin):
    """Rows with `is_locked` can be looked at, not edited, once their issue is signed off."""

    # One count fewer for every list; its heading offers “显示全部” instead.
    show_full_result_count = False
    # Unfold would put its own text area in the editor's place.
    formfield_overrides = {RichBodyField: {"form_class": EditorField}}
    list_per_page = 50
    empty_value_display = ""
    # Whether its form offers to save and begin the next one.
    offers_another = True
    # What no list shows and every row would carry.
    deferred_in_lists: tuple[str, ...] = ()
    # Fields whose stored value is no reading matter, and the methods that show them to those who may not edit.
    shown_by: dict[str, str] = {}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and (match.url_name or "").endswith("_changelist")
        return queryset.defer(*self.deferred_in_lists) if is_list else queryset

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: object, **kwargs: object
    ) -> HttpResponse:
        context["show_save_and_add_another"] = self.offers_another
        return super().render_change_form(request, context, *args, **kwargs)

    def issue_of(self, obj: models.Model) -> Issue | None:
        """The issue whose stage decides whether `obj` may be edited."""
        return None

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        obj = super().get_object(request, object_id, from_field)
        issue = self.issue_of(obj) if request.method == "POST" and obj is not None else None
        if issue is None:
            return obj
        lock_issue(issue)
        return super().get_object(request, object_id, from_field)

    def is_locked(self, obj: models.Model | None) -> bool:
        return bool(getattr(obj, "is_locked", False))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not self.is_locked(obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not self.is_locked(obj)

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list:
        fieldsets = self.choose_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (
                title,
                {**options, "fields": [self.shown_by.get(name, name) for name in _flat(options["fields"])]},
            )
            for title, options in fieldsets
        ]

    def choose_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> list:
        return self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple:
        return (*super().get_readonly_fields(request, obj), *self.shown_by.values())

    def changeform_view(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Forms check what they can; two people who save at one moment are told apart by the database."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            self.message_user(
                request,
                "没有保存：填写的内容与已存的冲突，可能刚才另有人改动。"
                "下面是最新内容，请核对后重新填写、保存；如要对调两行，请改“顺序”。",
                messages.ERROR,
            )
            return HttpResponseRedirect(request.get_full_path())


def _flat(names: tuple | list) -> list[str]:
    """The field names of a fieldset, those that share a line each on their own."""
    return [part for name in names for part in (name if isinstance(name, tuple | list) else [name])]


class StagedMixin:
    """For rows with a stage: above the list, one tab for each stage with its number."""

    list_before_template = "admin/_stages.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        visible = self.model._default_manager.visible_to(request.user).order_by()
        counts = dict(visible.values_list("stage").annotate(models.Count("pk")))
        chosen = request.GET.get("stage__exact")
        tabs = [("全部", "?", sum(counts.values()), not chosen)] + [
            (label, f"?stage__exact={stage}", counts[stage], chosen == stage)
            for stage, label in self.model._meta.get_field("stage").choices
            if stage in counts
        ]
        return super().changelist_view(request, {**(extra_context or {}), "stage_tabs": tabs})


class ReadOnlyAdmin(DeskAdmin):
    """For records that the program keeps: looked at, never edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
