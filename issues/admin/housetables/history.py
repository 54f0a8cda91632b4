"""The page “历史” of an entry of a house table: who changed what and when, and going back to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from issues.models.versions import Version
from issues.proofing.exchange import IMPORT
from issues.proofing.upkeep import RESTORE, TablesRefused, restore_entry
from issues.workflow.differences import Piece, differences

PER_PAGE = 20
_STEPS = {IMPORT: "导入", RESTORE: "恢复"}
# Beyond this a difference is not worth its time: both are shown whole.
_LONGEST = 2000


@dataclass(frozen=True)
class Change:
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Listed:
    version: Version
    step: str
    changes: tuple[Change, ...]
    is_first: bool
    is_newest: bool


class EntryHistory:
    """In the place of Django's history, which tells that something was changed and not what."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        restore = "<path:object_id>/history/<int:version>/restore/"
        return [
            path(restore, self.admin_site.admin_view(self.restore_view), name=name),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        obj = ModelAdmin.get_object(self, request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        found = self.model.versions.filter(id=obj.pk).visible_to(request.user).newest_first()
        page = Paginator(found.select_related("history_user"), PER_PAGE).get_page(request.GET.get("p"))
        shown = list(page.object_list)
        older = found.filter(pk__lt=shown[-1].pk).first() if page.has_next() else None
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": obj,
            "title": f"历史：{obj}",
            "page": page,
            "rows": list(_listed(shown, older, page.number == 1)),
            "may_edit_tables": self.has_change_permission(request, obj),
        }
        return TemplateResponse(request, "admin/house/history.html", context | (extra_context or {}))

    def restore_view(self, request: HttpRequest, object_id: str, version: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = ModelAdmin.get_object(self, request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        try:
            restore_entry(obj, version, request.user)
        except TablesRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已恢复，存为新的版本；恢复以前的内容仍在下面，可以再恢复回去。")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
        return HttpResponseRedirect(reverse(name, args=[obj.pk]))


def _listed(versions: list[Version], older: Version | None, has_newest: bool) -> Iterator[Listed]:
    for at, version in enumerate(versions):
        before = versions[at + 1] if at + 1 < len(versions) else older
        step = _STEPS.get(version.step, "新增" if version.history_type == "+" else "修改")
        changes = tuple(_changes(before, version))
        yield Listed(version, step, changes, before is None, has_newest and at == 0)


def _changes(before: Version | None, after: Version) -> Iterator[Change]:
    for field in after.tracked_fields:
        old, new = (_said(version, field.name) if version else "" for version in (before, after))
        if field.primary_key or old == new:
            continue
        if max(len(old), len(new)) > _LONGEST or min(len(old), len(new)) == 0 or field.choices:
            pieces = tuple(Piece(kind, text) for kind, text in (("deleted", old), ("inserted", new)) if text)
        else:
            pieces = differences(old, new)
        yield Change(str(field.verbose_name), tuple(pieces))


def _said(version: Version, name: str) -> str:
    value = getattr(version, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if isinstance(value, Model) else str(value if value is not None else "")
