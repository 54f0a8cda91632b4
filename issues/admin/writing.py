"""The article's page while somebody writes: kept every few seconds, offered again, and never saved over a newer version.

The page is one form. What was kept is shown again by filling that form with it, unchecked; a save that is based on
an older version comes back as the same form, filled with what was sent, beside what is stored.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import RequestDataTooBig
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from issues.admin.desk import show_rich_text
from issues.models import Article, Contributor, WorkingCopy
from issues.workflow.conflicts import compare, is_same
from issues.workflow.versions import ROWS, newer_parts, text_version
from issues.workflow.writing import (
    TOO_LONG,
    Other,
    WritingRefused,
    copies_of,
    discard_copy,
    find_copy,
    keep_copy,
    note_leaving,
    note_presence,
    others_at,
    unsaved_of,
)

# Names of what a page sends beside the article; those that begin with "_" are not kept with it.
KEY = "_copy"
RESTORE = "copy"
# Of the rows below the article, what tells one from another; more of them no form sends.
ROW_FIELDS = ("contributor", "caption", "alt", "position", "DELETE")
MAX_ROWS = 1000


class VersionedForm(forms.ModelForm):
    """Knows which version of the article it was opened on, and is refused where there is a newer one."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.newer: frozenset[str] = frozenset()
        if self.instance.pk is None:
            del self.fields["version"]
            return
        self.now = text_version(self.instance, [*self.columns(), *ROWS])
        self.initial["version"] = self.now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "version" in self.fields:
            newer = newer_parts(cleaned.get("version", ""), self.now)
            self.newer = frozenset(
                name for name in newer if not is_same(name, self.initial.get(name), self.sent(name))
            )
        if self.newer:
            self.add_error(
                None,
                "没有保存：您打开这一页之后，这篇稿件又有人改过。两边的内容都还在，请在上面比对、选定，再保存。",
            )
            # The next save is based on what is shown beside it now.
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = self.now
        return cleaned

    def sent(self, name: str) -> object:
        """What the form says of a part, also where that is a mistake."""
        if name in self.cleaned_data or name not in self.fields:
            return self.cleaned_data.get(name)
        return self[name].data

    def columns(self) -> list[str]:
        """What it edits of the article, in the order of the page."""
        known = {field.name for field in self.instance._meta.concrete_fields}
        return [name for name in self.fields if name in known]


class WritingMixin:
    """For the admin of articles."""

    change_form_before_template = "admin/article/_writing.html"
    list_before_template = "admin/article/_above_list.html"

    class Media:
        js = ["js/background.js", "js/writing.js"]
        css = {"all": ["css/writing.css"]}

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("keep/", view(require_POST(self.keep_view)), name="issues_article_keep_new"),
            path("<int:object_id>/keep/", view(require_POST(self.keep_view)), name="issues_article_keep"),
            path("unsaved/<uuid:key>/", view(self.unsaved_view), name="issues_article_unsaved"),
            *super().get_urls(),
        ]

    # ---- the row ----

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """Who saves holds the row from here on: of two who save at once, the second meets the first one's version."""
        obj = super().get_object(request, object_id, from_field)
        if request.method != "POST" or obj is None:
            return obj
        Article.objects.select_for_update(of=("self",)).filter(pk=obj.pk).first()
        return super().get_object(request, object_id, from_field)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        discard_copy(request.user, _uuid(request.POST.get(KEY)))

    # ---- the form ----

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, **kwargs: object
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        copy = self._restored(request, obj)
        return form if copy is None else _filled(form, _data_of(copy))

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Article, inline: object, prefix: str
    ) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        copy = self._restored(request, obj if obj.pk else None)
        if copy is not None:
            data = _data_of(copy)
            return {**kwargs, "data": data} if f"{prefix}-TOTAL_FORMS" in data else kwargs
        if request.method == "POST" and obj.pk and prefix in ROWS:
            now = text_version(obj, [prefix])
            if newer_parts(request.POST.get("version", ""), now):
                # Somebody else changed these rows: they are shown as they are now, what was sent beside them.
                return {name: value for name, value in kwargs.items() if name not in {"data", "files"}}
        return kwargs

    def _create_formsets(self, request: HttpRequest, obj: Article, change: bool) -> tuple[list, list]:
        formsets, inlines = super()._create_formsets(request, obj, change)
        if self._restored(request, obj if obj is not None and obj.pk else None) is not None:
            for formset in formsets:
                formset._non_form_errors = ErrorList()
                formset._errors = [{} for _ in formset.forms]
                for form in formset.forms:
                    form._errors = ErrorDict()
        return formsets, inlines

    def _restored(self, request: HttpRequest, obj: Article | None) -> WorkingCopy | None:
        """The copy this page is to be filled with; only of this article, and where it may be edited."""
        if request.method != "GET" or RESTORE not in request.GET:
            return None
        if not hasattr(request, "restored_copy"):
            copy = find_copy(request.user, _uuid(request.GET[RESTORE]))
            fits = copy is not None and copy.article_id == (obj.pk if obj else None)
            open_now = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
            request.restored_copy = copy if fits and open_now else None
        return request.restored_copy

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict,
        *args: object,
        obj: Article | None = None,
        **kwargs: object,
    ) -> HttpResponse:
        stored = obj if obj is not None and obj.pk else None
        may_write = (
            self.has_change_permission(request, stored) if stored else self.has_add_permission(request)
        )
        restored = self._restored(request, stored)
        key = _uuid(request.POST.get(KEY)) or uuid4()
        offered = copies_of(request.user, stored).exclude(key=key)
        if restored is not None:
            offered = offered.exclude(key=restored.key)
        url = reverse("admin:issues_article_keep", args=[stored.pk]) if stored else None
        context["writing"] = {
            "key": key,
            "may_write": may_write,
            "restored": restored,
            "was_asked_for": RESTORE in request.GET and restored is None and request.method == "GET",
            "offered": [
                {"copy": copy, "url": f"{request.path}?{RESTORE}={copy.key}" if may_write else ""}
                for copy in offered
            ],
            "others": others_at(request.user, stored, key) if stored and may_write else (),
            "page": {
                "key": str(key),
                "user": request.user.pk,
                "article": stored.pk if stored else None,
                "url": url or reverse("admin:issues_article_keep_new"),
                "from": str(restored.key) if restored else None,
                "from_at": restored.kept_at.isoformat() if restored else None,
                # What is in the form is not what is stored: it is kept without waiting for a key press.
                "unsaved": restored is not None or request.method == "POST",
            },
        }
        form = context["adminform"].form
        if getattr(form, "newer", None):
            context["writing"]["conflict"] = self._side_by_side(request, form)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _side_by_side(self, request: HttpRequest, form: VersionedForm) -> dict[str, Any]:
        stored = Article.objects.select_related("publication", "section", "organisation", "author").get(
            pk=form.instance.pk
        )
        sent = {name: form.sent(name) for name in form.columns()}
        rows = {name: _lines_sent(request, name) for name in ROWS}
        last = (
            LogEntry.objects.filter(content_type__model="article", object_id=str(stored.pk))
            .exclude(user=request.user)
            .select_related("user")
            .first()
        )
        return {
            "parts": compare(stored, sent, rows, form.newer),
            "who": str(last.user) if last else "",
            "when": stored.updated_at,
        }

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        offered = [{"copy": copy, "url": _page_of(copy)} for copy in unsaved_of(request.user)[:10]]
        return super().changelist_view(request, {**(extra_context or {}), "unsaved": offered})

    # ---- what the page sends, and the page of a copy ----

    def keep_view(self, request: HttpRequest, object_id: int | None = None) -> JsonResponse:
        """Keep what is sent, if anything; tell who else has the article open and whether there is a newer version."""
        article = None
        if object_id is not None:
            article = ModelAdmin.get_object(self, request, unquote(str(object_id)))
            if article is None or not self.has_view_permission(request, article):
                return _refuse("没有这篇稿件，或您无权查看。", 404)
            may_write = self.has_change_permission(request, article)
        else:
            may_write = self.has_add_permission(request)
        try:
            sent = _json(request)
        except RequestDataTooBig:
            return _refuse(TOO_LONG, 413)
        key = _uuid(sent.get("key"))
        if key is None:
            return _refuse("没有认出要暂存的内容。请刷新页面后再试。", 400)
        if sent.get("leaving"):
            note_leaving(request.user, key)
        copy = None
        if "fields" in sent:
            try:
                copy = keep_copy(
                    request.user,
                    article,
                    key,
                    sent["fields"],
                    may_write=may_write,
                    taken_from=_uuid(sent.get("from")),
                    taken_at=_moment(sent.get("from_at")),
                )
            except WritingRefused as refusal:
                return _refuse(str(refusal), 400 if may_write else 403)
        others: tuple[Other, ...] = ()
        is_newer = False
        if article is not None and may_write and "version" in sent:
            others = note_presence(request.user, article, key)
            base = str(sent.get("version", ""))
            names = [part.partition(":")[0] for part in base.split(";") if part]
            known = {field.name for field in article._meta.concrete_fields} | set(ROWS)
            is_newer = bool(newer_parts(base, text_version(article, known.intersection(names))))
        return JsonResponse(
            {
                "kept_at": _clock(copy.kept_at) if copy else None,
                "editable": may_write,
                "newer": is_newer,
                "others": [describe_other(other) for other in others],
            }
        )

    def unsaved_view(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """One's own copy, to read; by POST it is thrown away."""
        copy = find_copy(request.user, key)
        if copy is None:
            self.message_user(request, "这份未保存的内容已经不在了：它已保存，或已放弃。", messages.WARNING)
            return HttpResponseRedirect(reverse("admin:issues_article_changelist"))
        if request.method == "POST":
            discard_copy(request.user, key)
            self.message_user(request, f"已放弃未保存的内容：{copy}", messages.SUCCESS)
            return HttpResponseRedirect(self._page_after(copy))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "未保存的内容",
            "copy": copy,
            "body": show_rich_text(copy.first("body")),
            "back": self._page_after(copy),
        }
        return render(request, "admin/article/unsaved.html", context)

    @staticmethod
    def _page_after(copy: WorkingCopy) -> str:
        if copy.article_id is None:
            return reverse("admin:issues_article_changelist")
        return reverse("admin:issues_article_change", args=[copy.article_id])


def _lines_sent(request: HttpRequest, name: str) -> list[str]:
    """The rows of the form as it was sent, in its order; each as it reads."""
    total = request.POST.get(f"{name}-TOTAL_FORMS", "")
    rows = []
    for n in range(min(int(total), MAX_ROWS) if total.isascii() and total.isdigit() else 0):
        row = {field: request.POST.get(f"{name}-{n}-{field}", "") for field in ROW_FIELDS}
        if not row["DELETE"] and (row["contributor"] or row["caption"] or row["alt"]):
            rows.append((int(row["position"]) if row["position"].isdigit() else MAX_ROWS, row))
    rows.sort(key=lambda pair: pair[0])
    wanted = [row["contributor"] for _, row in rows if row["contributor"].isdigit()]
    people = Contributor.objects.visible_to(request.user).filter(pk__in=wanted)
    known = {str(one.pk): str(one) for one in people.select_related("organisation")}
    return [known.get(row["contributor"]) or row["caption"] or row["alt"] for _, row in rows]


def describe_other(other: Other) -> str:
    who = "您在另一个窗口" if other.is_oneself else other.name
    return f"{who}（{_clock(other.since)} 打开）"


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def _page_of(copy: WorkingCopy) -> str:
    """Where a copy is offered again: its article's page, or that of a new one."""
    if copy.article_id is None:
        return f"{reverse('admin:issues_article_add')}?{RESTORE}={copy.key}"
    return reverse("admin:issues_article_change", args=[copy.article_id])


def _filled(form: type[forms.ModelForm], data: QueryDict) -> type[forms.ModelForm]:
    """`form`, showing `data` as it is: it is checked when it is saved."""

    class Filled(form):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **{**kwargs, "data": data})
            self._errors = ErrorDict()

    return Filled


def _data_of(copy: WorkingCopy) -> QueryDict:
    """As a browser would send it; what was kept of an article that is gone makes a new one of new rows."""
    data = QueryDict(mutable=True)
    for name, values in copy.fields.items():
        if copy.article_id is None and name.endswith("-INITIAL_FORMS"):
            values = ["0"]
        elif copy.article_id is None and name.endswith(("-id", "-article")):
            values = [""]
        data.setlist(name, values)
    return data


def _json(request: HttpRequest) -> dict:
    try:
        sent = json.loads(request.body)
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    try:
        return parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _refuse(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)
