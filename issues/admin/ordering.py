"""Inlines whose rows have a position: a blank one goes last, rows may swap, duplicates are named."""

from collections import defaultdict

from django import forms
from django.db.models import F, Max, Model, QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from issues.admin.desk import VisibleMixin

# Rows on their way to another position wait above every position a form accepts.
LAST_POSITION = 9999
PARKED = 1_000_000

POSITION_HELP = "小的在前；留空则排到最后。"


def position_field() -> forms.IntegerField:
    return forms.IntegerField(
        label="顺序",
        required=False,
        min_value=1,
        max_value=LAST_POSITION,
        help_text=POSITION_HELP,
        widget=UnfoldAdminIntegerFieldWidget,
    )


def next_position(rows: QuerySet[Model]) -> int:
    """One more than the highest position among `rows`; 1 when there are none."""
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


class PositionedForm(forms.ModelForm):
    position = position_field()

    def _get_validation_exclusions(self) -> set[str]:
        # The formset compares positions: against the table, two rows that swap would each find theirs taken.
        return {*super()._get_validation_exclusions(), "position"}


class PositionedFormSet(forms.BaseInlineFormSet):
    # Fields beside the parent within which a position is unique.
    position_within: tuple[str, ...] = ()

    def clean(self) -> None:
        super().clean()
        kept = [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and not self._should_delete_form(form)
            and (form.instance.pk or form.has_changed())
        ]
        taken = self._positions_of_other_rows()
        unplaced = []
        for form in kept:
            if "position" in form.errors:
                continue
            scope = tuple(form.cleaned_data.get(name) for name in self.position_within)
            position = form.cleaned_data.get("position")
            if position is None:
                unplaced.append((form, scope))
            elif position in taken[scope]:
                form.add_error("position", f"顺序 {position} 重复了，请另填一个，或留空排到最后。")
            else:
                taken[scope].add(position)
        for form, scope in unplaced:
            position = max(taken[scope], default=0) + 1
            taken[scope].add(position)
            form.cleaned_data["position"] = form.instance.position = position

    def get_unique_error_message(self, unique_check: tuple[str, ...]) -> str:
        for constraint in self.model._meta.total_unique_constraints:
            if constraint.fields == unique_check:
                return constraint.violation_error_message
        return super().get_unique_error_message(unique_check)

    def get_form_error(self) -> str:
        return "这一行与上面的某一行重复，请改动或删去其中一行。"

    def save(self, commit: bool = True) -> list[Model]:
        """Within the caller's transaction, clear the changed rows' places before filling them."""
        if commit:
            changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
            self.model._base_manager.filter(pk__in=changed).update(position=F("position") + PARKED)
        return super().save(commit=commit)

    def _positions_of_other_rows(self) -> dict[tuple, set[int]]:
        """Of rows added since the form was opened, which the form does not know."""
        taken: dict[tuple, set[int]] = defaultdict(set)
        if self.instance.pk:
            shown = [form.instance.pk for form in self.initial_forms]
            others = self.model._base_manager.filter(**{self.fk.name: self.instance}).exclude(pk__in=shown)
            for *scope, position in others.values_list(*self.position_within, "position"):
                taken[tuple(scope)].add(position)
        return taken


class PositionedInline(VisibleMixin, TabularInline):
    """Its rows may be edited while the row they belong to may."""

    form = PositionedForm
    formset = PositionedFormSet
    extra = 0
    hide_title = True
    ordering = ["position"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None) -> bool:
        return super().has_add_permission(request, obj) and self._parent_is_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._parent_is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._parent_is_open(request, obj)

    def _parent_is_open(self, request: HttpRequest, obj: Model | None) -> bool:
        if obj is None:
            return True
        return self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, obj)
