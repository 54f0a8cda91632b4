"""Form fields of the desk."""

import re

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextareaWidget


def format_staff(staff: list[dict[str, str]]) -> str:
    """One line for each: 责任编辑：张三."""
    return "\n".join(f"{line['role']}：{line['name']}" for line in staff)


class StaffField(forms.CharField):
    """The footer's 责任编辑：张三 lines, edited as text, kept as a list of {"role", "name"}."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 3})

    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            **{
                "label": "落款人员",
                "required": False,
                "help_text": "每行一条，先职责后姓名，中间用冒号，如“责任编辑：张三”。",
                **kwargs,
            }
        )

    def prepare_value(self, value: object) -> object:
        return format_staff(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[dict[str, str]]:
        staff = []
        for n, line in enumerate(super().to_python(value).splitlines(), 1):
            if not line.strip():
                continue
            role, *name = (part.strip() for part in re.split("[：:]", line, maxsplit=1))
            if not role or not name or not name[0]:
                raise ValidationError(f"第 {n} 行“{line.strip()}”看不出职责和姓名，请写成“责任编辑：张三”。")
            staff.append({"role": role, "name": name[0]})
        return staff

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return self.to_python(data) != (initial or [])
        except ValidationError:
            return True
