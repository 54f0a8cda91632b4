"""The page “随系统的词条”: what comes with the program, of which an office may switch an entry off or make its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from issues.models import HouseEntry
from issues.proofing.tables import key_of, shipped_rows
from issues.proofing.upkeep import TablesRefused, switch_off_shipped

PER_PAGE = 50
_FOLDED = 60
_OWN_FIELDS = ("is_active", "remark", "updated_at", "id")


@dataclass(frozen=True)
class ShippedEntry:
    """`place` is its number among the shipped; `own` the office's entry in its place."""

    place: int
    key: tuple[str, ...]
    # Each with the name of its field; what is long is folded.
    more: tuple[tuple[str, str, bool], ...]
    own: HouseEntry | None

    @property
    def state(self) -> str:
        if self.own is None:
            return "在用"
        return "已改写" if self.own.is_active else "已停用"


class ShippedPage:
    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_shipped"
        return [
            path("shipped/", self.admin_site.admin_view(self.shipped_view), name=name),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        shown = {
            "shipped_count": len(shipped_rows(self.model)),
            "may_edit_tables": self.has_change_permission(request),
        }
        return super().changelist_view(request, shown | (extra_context or {}))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Of “改写”: what is shipped, to be changed."""
        rows, place = shipped_rows(self.model), request.GET.get("shipped", "")
        if place.isascii() and place.isdigit() and len(place) < 7 and int(place) < len(rows):
            row = rows[int(place)]
            return {field.name: getattr(row, field.name) for field in _fields(self.model)}
        return super().get_changeform_initial_data(request)

    def shipped_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = shipped_rows(self.model)
        if not rows:
            raise Http404("这张表没有随系统的词条")
        if request.method == "POST":
            return self._switch_off(request)
        sought = request.GET.get("q", "").strip()[:60]
        found = [(place, row) for place, row in enumerate(rows) if not sought or _mentions(row, sought)]
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"随系统的词条：{self.opts.verbose_name}",
            "headings": [self.model._meta.get_field(name).verbose_name for name in self.model.KEY],
            "entries": self._entries(list(page.object_list)),
            "page": page,
            "sought": sought,
            "may_edit_tables": self.has_change_permission(request) and self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/house/shipped.html", context)

    def _entries(self, shown: Sequence[tuple[int, HouseEntry]]) -> list[ShippedEntry]:
        first = self.model.KEY[0]
        stored = self.model.objects.filter(**{f"{first}__in": [getattr(row, first) for _, row in shown]})
        own = {key_of(row, self.model): row for row in stored}
        entries = []
        for place, row in shown:
            key = key_of(row, self.model)
            entries.append(ShippedEntry(place, key, tuple(_more(row)), own.get(key)))
        return entries

    def _switch_off(self, request: HttpRequest) -> HttpResponse:
        if not (self.has_change_permission(request) and self.has_add_permission(request)):
            raise PermissionDenied
        key = tuple(request.POST.getlist("key"))[: len(self.model.KEY)]
        try:
            entry = switch_off_shipped(self.model, key)
        except TablesRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, f"已停用“{entry}”，校对时不再使用。要恢复，请到列表里打开它，勾选“启用”。"
            )
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_shipped"
        query = request.GET.urlencode()
        return HttpResponseRedirect(reverse(name) + (f"?{query}" if query else ""))


def _fields(model: type[HouseEntry]) -> list:
    return [field for field in model._meta.concrete_fields if field.name not in _OWN_FIELDS]


def _mentions(row: HouseEntry, sought: str) -> bool:
    return any(sought in str(getattr(row, field.name)) for field in _fields(type(row)))


def _more(row: HouseEntry) -> Iterator[tuple[str, str, bool]]:
    """What an entry says beside its key, where it says something."""
    for field in _fields(type(row)):
        value = getattr(row, field.name)
        if field.name not in row.KEY and value not in ("", False):
            text = "是" if value is True else str(value)
            yield str(field.verbose_name), text, len(text) > _FOLDED
