"""The forms beside the board: 编者按, what stands in head and foot, to whom the issue goes."""

import datetime

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.http import QueryDict

from issues.admin.fields import StaffField
from issues.models import DistributionList, Issue, RecipientKind
from issues.workflow.details import Recipients, recipients_of, version_of_details, version_of_recipients

# More than this nobody prints; a slip of the keyboard is caught.
MAX_COPIES = 1_000_000


class VersionedForm(forms.Form):
    """Carries what the page knew, so that nobody overwrites what another just wrote."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)


class NoteForm(VersionedForm):
    names = ("editors_note",)
    prefix = "note"

    editors_note = forms.CharField(label="编者按", required=False, widget=CKEditorWidget)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["editors_note"].widget.config["height"] = 180


class DetailsForm(VersionedForm):
    names = ("date", "copies", "staff")
    prefix = "details"

    date = forms.DateField(
        label="日期",
        required=False,
        help_text="印在报头，一般是签发之日。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写像 2021-02-05 这样的日期。"},
    )
    copies = forms.IntegerField(
        label="印数",
        required=False,
        min_value=1,
        max_value=MAX_COPIES,
        help_text="印作“共印N份”。",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    staff = StaffField(widget=forms.Textarea(attrs={"rows": 4}))

    def clean_date(self) -> datetime.date | None:
        date = self.cleaned_data["date"]
        if date is not None and not 1949 <= date.year <= 2200:
            raise forms.ValidationError("年份须在 1949 至 2200 之间，请核对。")
        return date


class RecipientsForm(VersionedForm):
    """A text area for each kind, and one for its 本期增发: one unit a line, in the order of print."""

    prefix = "recipients"

    def __init__(self, issue: Issue, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for kind in RecipientKind:
            printed = issue.publication.label_for(kind)
            meaning = {"report": "上级", "send": "平级", "issue": "下级"}[kind]
            for extra in (False, True):
                self.fields[_field(kind, extra)] = forms.CharField(
                    label="本期增发" if extra else f"{printed}（{meaning}）",
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 2 if extra else 6}),
                )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[_field(kind, False)], self[_field(kind, True)]) for kind in RecipientKind]

    def recipients(self) -> Recipients:
        return {
            (kind, extra): self.cleaned_data[_field(kind, extra)].splitlines()
            for kind in RecipientKind.values
            for extra in (False, True)
        }


def _field(kind: str, extra: bool) -> str:
    return f"extra_{kind}" if extra else str(kind)


class ChooseListForm(VersionedForm):
    prefix = "list"

    source = forms.ModelChoiceField(
        queryset=DistributionList.objects.none(),
        label="照常用的发送范围",
        empty_label="请选择",
        error_messages={"required": "请先选一个发送范围。", "invalid_choice": "请选本刊物的常用发送范围。"},
    )

    def __init__(self, issue: Issue, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        lists = DistributionList.objects.standing().filter(publication=issue.publication_id)
        self.fields["source"].queryset = lists.order_by("-is_default", "name")


class CorrectionForm(VersionedForm):
    prefix = "correction"

    note = forms.CharField(
        label="更正说明",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "更正须写明原因。"},
    )


FORMS: dict[str, type[VersionedForm]] = {
    "correction": CorrectionForm,
    "note": NoteForm,
    "details": DetailsForm,
    "recipients": RecipientsForm,
    "list": ChooseListForm,
}


def build_form(part: str, issue: Issue, data: QueryDict | None = None) -> VersionedForm:
    kind = FORMS[part]
    about = (issue,) if kind in (RecipientsForm, ChooseListForm) else ()
    return kind(*about, data, initial=initial_of(part, issue))


def initial_of(part: str, issue: Issue) -> dict[str, object]:
    """What is stored now, with its version."""
    kind = FORMS[part]
    if kind in (NoteForm, DetailsForm):
        values = {name: getattr(issue, name) for name in kind.names}
        return {**values, "version": version_of_details(issue, kind.names)}
    if kind is CorrectionForm:
        return {"note": issue.correction_note}
    stored = recipients_of(issue)
    listed = {_field(kind, extra): "\n".join(names) for (kind, extra), names in stored.items()}
    return {**listed, "version": version_of_recipients(issue)}
