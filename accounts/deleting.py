"""Asking before a deletion without naming rows that whoever asks may not see: those are counted."""

from collections import Counter
from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.models import User


class DiscreetDeletion:
    """For admins: Django's page lists by name all that hangs on a row, other people's drafts too."""

    def get_deleted_objects(
        self, objs: QuerySet | list[Model], request: HttpRequest
    ) -> tuple[list, dict, set, list]:
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        hanging = [row for rows in collector.model_objs.values() for row in rows]
        if not _unseen([*hanging, *collector.protected], request.user):
            return to_delete, counts, lacking, protected
        kinds = Counter(str(row._meta.verbose_name) for row in collector.protected)
        return [str(row) for row in objs], counts, lacking, [f"{kind}：{n} 条" for kind, n in kinds.items()]


def _unseen(rows: Iterable[Model], user: User) -> bool:
    keys: dict[type[Model], set[object]] = {}
    for row in rows:
        if isinstance(row, LogEntry):  # what somebody did names what he did it to
            return True
        keys.setdefault(type(row), set()).add(row.pk)
    return any(
        hasattr(model._default_manager, "visible_to")
        and model._default_manager.visible_to(user).filter(pk__in=of_model).count() < len(of_model)
        for model, of_model in keys.items()
    )
