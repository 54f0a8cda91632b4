"""Fields of the upload pages: several files, bylines, paragraphs and lists as plain lines of text."""

import re

from django import forms
from django.core.files.uploadedfile import UploadedFile

from issues.ingest.manuscript import CreditLine
from issues.ingest.structure.bylines import is_unit

_BETWEEN = re.compile(r"[\s、，,；;]+")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """One file or many; cleans to a list."""

    widget = FilesInput

    def clean(self, data: object, initial: object = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) and data else [data or None]
        return [super(FilesField, self).clean(file, initial) for file in files]


class LinesField(forms.CharField):
    """A list, one entry a line; empty lines are nothing."""

    widget = forms.Textarea

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: object) -> list[str]:
        return [line.strip(" \t\u3000") for line in super().to_python(value).splitlines() if line.strip()]


class CreditsField(forms.CharField):
    """Bylines, one unit a line: 曲靖市总工会：杨冲美、张三; a unit or people alone are possible."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: object) -> object:
        return format_credits(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: object) -> list[CreditLine]:
        return [parse_credit(line) for line in super().to_python(value).splitlines() if line.strip()]


def format_credits(credits: list[CreditLine]) -> str:
    lines = []
    for credit in credits:
        names = "、".join(credit.contributors)
        lines.append(
            f"{credit.organisation}：{names}"
            if credit.organisation and names
            else credit.organisation or names
        )
    return "\n".join(lines)


def parse_credit(line: str) -> CreditLine:
    """Before the colon the unit, after it its people; without one, words that end as units do are the unit."""
    unit, colon, people = line.strip().strip("（）()").replace(":", "：").partition("：")
    if colon:
        return CreditLine(unit.strip() or None, tuple(filter(None, _BETWEEN.split(people))))
    words = [word for word in _BETWEEN.split(unit) if word]
    if words and is_unit(words[0]):
        return CreditLine(words[0], tuple(words[1:]))
    return CreditLine(None, tuple(words))
