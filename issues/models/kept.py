"""Rows that stay as they were stored: all but their marks can neither be changed nor deleted."""

from typing import ClassVar

from django.db import models


class RowKept(TypeError):
    """Someone tried to change or delete what is kept. A programming error: no form offers it."""


class KeptQuerySet(models.QuerySet):
    def update(self, **values: object) -> int:
        self.model.refuse_change(values.keys() - self.model.MARKS)
        return super().update(**values)

    update.alters_data = True

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
        if not self._state.adding:
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
