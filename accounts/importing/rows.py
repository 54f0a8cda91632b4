"""One row of a table and what is to become of it."""

from dataclasses import dataclass, field

from django.db import models

from accounts.importing.columns import Kind
from accounts.importing.sheets import Row


class Status(models.TextChoices):
    WRONG = "wrong", "有错"
    NEW = "new", "新增"
    CHANGED = "changed", "修改"
    UNCHANGED = "unchanged", "无变化"


@dataclass
class Planned:
    """`values` are the fields to be set, `changes` the same as (column, before, after) for people."""

    kind: Kind
    row: Row
    exists: bool = False
    values: dict[str, object] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.row.cells.get(self.kind.name_column, "")

    @property
    def status(self) -> Status:
        if self.problems:
            return Status.WRONG
        if not self.exists:
            return Status.NEW
        return Status.CHANGED if self.changes else Status.UNCHANGED

    def set(self, column: str, field_name: str, before: str, after: str, value: object) -> None:
        """Note that the field becomes `value`; nothing where it reads as before."""
        if before != after:
            self.values[field_name] = value
            self.changes.append((column, before, after))
