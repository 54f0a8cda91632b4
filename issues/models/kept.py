"""Rows that stay as they were stored: all but their marks can neither be changed nor deleted."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models


class RowKept(TypeError):
    """Someone tried to change or delete what is kept. A programming error: no form offers it."""


class KeptQuerySet(models.QuerySet):
    def update(self, **values: object) -> int:
        self.model.refuse_change(values.keys() - self.model.MARKS)
        return super().update(**values)

    update.alters_data = True

    def bulk_create(self, objs: Iterable[models.Model], **options: object) -> list[models.Model]:
        if options.get("update_conflicts"):
            raise self.model.refusal(f"{self.model._meta.verbose_name}不能覆盖。")
        return super().bulk_create(objs, **options)

    def delete(self) -> None:
        self.model.refuse_deletion()

    delete.alters_data = True
    delete.queryset_only = True


class Kept(models.Model):
    # The fields that may still change.
    MARKS: ClassVar[frozenset[str]] = frozenset()
    refusal: ClassVar[type[RowKept]] = RowKept

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        """Store a new row, or the marks of a stored one; `refusal` is raised for any other change."""
        if self._state.adding:
            if self.pk is not None and type(self)._base_manager.filter(pk=self.pk).exists():
                raise self.refusal(f"编号 {self.pk} 已有{self._meta.verbose_name}，不能覆盖。")
            # Django would otherwise update the row of a key that is given.
            kwargs["force_insert"] = True
        else:
            loaded = {field.attname for field in self._meta.concrete_fields} - self.get_deferred_fields()
            kept = sorted(loaded - self.MARKS)
            stored = type(self)._base_manager.filter(pk=self.pk).values(*kept).get()
            self.refuse_change(name for name in kept if stored[name] != getattr(self, name))
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> None:
        self.refuse_deletion()

    @classmethod
    def refuse_change(cls, names: object) -> None:
        names = sorted(names)
        if names:
            raise cls.refusal(f"{cls._meta.verbose_name}不能改动：{'、'.join(names)}")

    @classmethod
    def refuse_deletion(cls) -> None:
        raise cls.refusal(f"{cls._meta.verbose_name}不能删除。")
