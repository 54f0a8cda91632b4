"""The page “历史” of an article or an issue: every version, any two compared, going back to one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from accounts.models import User
from issues.models import Article, Issue
from issues.models.versions import Version
from issues.workflow.differences import Piece
from issues.workflow.history import (
    Compared,
    compare,
    find_version,
    is_restorable,
    list_versions,
    reason_against_editing,
    restore_version,
    versions_of,
    who_made,
)
from issues.workflow.printed import NothingPrinted, has_been_printed, sent_and_printed
from issues.workflow.steps import WorkflowRefused, version_of

PER_PAGE = 20
# So many unchanged paragraphs in a row are folded away, all but the one next to a change.
_FOLDED = 4


@dataclass(frozen=True)
class Paragraph:
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


@dataclass(frozen=True)
class Passage:
    """Paragraphs that follow each other, folded where nothing changed in them."""

    paragraphs: tuple[Paragraph, ...]
    folded: bool


@dataclass(frozen=True)
class Part:
    """One part of two versions as the page shows it."""

    compared: Compared
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Side:
    """One of the two versions that are compared; with a `reason` its button is disabled and says so."""

    version: Version
    who: str
    is_newest: bool
    reason: str
    url: str


def parts_of(compared: Iterable[Compared]) -> tuple[list[Part], list[str]]:
    """What changed, ready to be shown; and the names of what did not."""
    compared = list(compared)
    changed = [Part(one, passages_of(paragraphs_of(one.pieces))) for one in compared if one.changed]
    return changed, [one.label for one in compared if not one.changed]


def paragraphs_of(pieces: Iterable[Piece]) -> list[Paragraph]:
    """A paragraph ends at each line end; one that came or went is shown as a mark of its own."""
    paragraphs: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        paragraphs[-1] += [Piece(piece.kind, first)] if first else []
        for text in others:
            if piece.kind != "same":
                paragraphs[-1].append(Piece(piece.kind, "↵"))
            paragraphs.append([Piece(piece.kind, text)] if text else [])
    return [Paragraph(tuple(paragraph)) for paragraph in paragraphs if paragraph]


def passages_of(paragraphs: list[Paragraph]) -> tuple[Passage, ...]:
    near = {n + step for n, paragraph in enumerate(paragraphs) if paragraph.changed for step in (-1, 0, 1)}
    passages: list[Passage] = []
    start = 0
    for end in range(1, len(paragraphs) + 1):
        if end < len(paragraphs) and (end in near) == (start in near):
            continue
        here = tuple(paragraphs[start:end])
        passages.append(Passage(here, folded=start not in near and len(here) >= _FOLDED))
        start = end
    return tuple(passages)


class HistoryMixin:
    """In the place of Django's history, which tells that something was changed and not what."""

    def get_urls(self) -> list:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        restore = "<path:object_id>/history/<int:version>/restore/"
        own = [path(restore, view(self.restore_view), name=f"{name}_restore")]
        if self.model is Article:
            printed = "<path:object_id>/history/printed/"
            own.append(path(printed, view(self.printed_view), name=f"{name}_printed"))
        return own + super().get_urls()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        obj = ModelAdmin.get_object(self, request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        found = versions_of(obj, request.user).select_related("history_user")
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
        shown, older = self._shown(page)
        newest = found.first()
        new = find_version(obj, request.GET.get("new", ""), request.user) or newest
        old = find_version(obj, request.GET.get("old", ""), request.user)
        if old is None and new is not None:
            old = found.filter(pk__lt=new.pk).first()
        if old is not None and new is not None and old.pk > new.pk:
            old, new = new, old
        context = {
            "title": f"历史：{obj}",
            "page": page,
            "rows": list_versions(shown, older, request.user),
            "old": self._side(obj, old, newest, request.user),
            "new": self._side(obj, new, newest, request.user),
            "current": version_of(obj),
            "has_been_printed": isinstance(obj, Article) and has_been_printed(obj),
        }
        if old is not None and old.pk != new.pk:
            context["parts"], context["unchanged"] = parts_of(compare(old, new, request.user))
        return self._page(request, "versions", obj, context | (extra_context or {}))

    def printed_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the author sent beside what readers have."""
        obj = ModelAdmin.get_object(self, request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        try:
            both = sent_and_printed(obj, request.user)
        except NothingPrinted as reason:
            messages.info(request, str(reason))
            return HttpResponseRedirect(reverse("admin:issues_article_history", args=[obj.pk]))
        parts, unchanged = parts_of(both.parts)
        context = {
            "title": f"来稿与刊发对照：{obj}",
            "both": both,
            "who": who_made(both.sent, request.user),
            "address": reverse(
                "public:article",
                args=[both.edition.slug, both.edition.year, both.edition.path_number, both.n],
            ),
            "parts": parts,
            "unchanged": unchanged,
        }
        return self._page(request, "printed", obj, context)

    def restore_view(self, request: HttpRequest, object_id: str, version: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = ModelAdmin.get_object(self, request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        try:
            restored = restore_version(
                obj, version, request.user, expected_version=request.POST.get("version", "")
            )
        except WorkflowRefused as refusal:
            messages.error(request, str(refusal))
        else:
            when = timezone.localtime(restored.history_date).strftime("%Y-%m-%d %H:%M")
            messages.success(
                request, f"已恢复到 {when} 的内容，存为新的版本；恢复以前的内容仍在下面，可以再恢复回去。"
            )
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[obj.pk])
        )

    def _side(
        self, obj: Article | Issue, version: Version | None, newest: Version | None, user: User
    ) -> Side | None:
        if version is None:
            return None
        reason = reason_against_editing(obj, user)
        if not reason and not is_restorable(obj, version):
            reason = "现在的内容与这个版本相同，不用恢复。"
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_restore"
        return Side(
            version,
            who_made(version, user),
            version.pk == newest.pk,
            reason,
            reverse(name, args=[obj.pk, version.pk]),
        )

    @staticmethod
    def _shown(page: Page) -> tuple[list[Version], Version | None]:
        """Those of the page, and the one that comes before the last of them."""
        shown = list(page.object_list)
        if not page.has_next():
            return shown, None
        return shown, page.paginator.object_list.filter(pk__lt=shown[-1].pk).first()

    def _page(self, request: HttpRequest, template: str, obj: Article | Issue, context: dict) -> HttpResponse:
        request.current_app = self.admin_site.name
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "object": obj, **context}
        return TemplateResponse(request, f"admin/history/{template}.html", shown)
