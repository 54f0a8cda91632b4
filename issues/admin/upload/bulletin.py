"""Confirming a whole bulletin: head, articles and foot in a form beside the file's own lines."""

from bisect import bisect_right

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from issues.admin.upload.forms import (
    ArticleFormSet,
    MastheadForm,
    articles_initial,
    confirmed_manuscript,
    head_initial,
)
from issues.admin.upload.original import shown_lines
from issues.ingest.bulletin import read_bulletin
from issues.ingest.errors import IngestRefused
from issues.ingest.manuscript import Doubt
from issues.ingest.sources import read_source, take_in_source
from issues.models import SourceFile

_FOOT = {"missing-footer", "missing-report-label", "date-from-footer", "issuer-from-footer"}
_HEAD = {
    "missing-masthead",
    "missing-publication",
    "missing-number",
    "missing-date",
    "missing-issuer",
    "bad-date",
}


def confirm_bulletin(request: HttpRequest, source: SourceFile) -> HttpResponse:
    try:
        reading = read_source(source)
        manuscript = read_bulletin(reading)
    except IngestRefused as refused:
        messages.error(request, str(refused))
        return redirect("upload:choose")
    if request.method == "POST":
        head = MastheadForm(request.user, request.POST)
        articles = ArticleFormSet(request.POST, prefix="article")
        if head.is_valid() & articles.is_valid():
            confirmed, placement = confirmed_manuscript(head, articles)
            try:
                taken = take_in_source(source, placement, request.user, confirmed)
            except IngestRefused as refused:
                head.add_error(None, str(refused))
            else:
                messages.success(request, f"已入库：{taken.issue}，{taken.articles}篇。原件随本期保存。")
                for doubt in taken.doubts:
                    messages.warning(request, doubt.message)
                return redirect("admin:issues_issue_change", taken.issue.pk)
    else:
        head = MastheadForm(request.user, initial=head_initial(manuscript, request.user))
        articles = ArticleFormSet(prefix="article", initial=articles_initial(manuscript))
    doubts = sorted([*_refusals(source), *manuscript.doubts], key=lambda doubt: doubt.line)
    at_head, at_foot = _place(doubts, articles)
    context = {
        **admin.site.each_context(request),
        "title": f"核对：{source.name}",
        "source": source,
        "head": head,
        "articles": articles,
        "media": head.media,
        "parts": [(label, [head[name] for name in names]) for label, names in _PARTS],
        "foot": [head[name] for name in MastheadForm.FOOT],
        "head_doubts": at_head,
        "foot_doubts": at_foot,
        "doubts": doubts,
        "lines": shown_lines(reading.lines, doubts),
        "wrong": [one for one in (head, *articles) if one.errors],
        "whole": True,
    }
    return TemplateResponse(request, "admin/upload/bulletin.html", context)


_PARTS = (("报头", MastheadForm.HEAD), ("说明与编者按", MastheadForm.NOTES))


def _refusals(source: SourceFile) -> list[Doubt]:
    """Why it could not be taken in without being looked at."""
    return [
        Doubt(one["code"], one["line"], one["message"]) for one in source.doubts if one["code"] == "refused"
    ]


def _place(doubts: list[Doubt], articles: forms.BaseFormSet) -> tuple[list[Doubt], list[Doubt]]:
    """Give each article's form the doubts of its lines; (those of the head, those of the foot)."""
    starts = [int(form["line"].value() or 0) for form in articles]
    for form in articles:
        form.doubts = []
    head, foot = [], []
    for doubt in doubts:
        at = bisect_right(starts, doubt.line) - 1
        if doubt.code in _FOOT:
            foot.append(doubt)
        elif doubt.code in _HEAD or at < 0:
            head.append(doubt)
        else:
            articles.forms[at].doubts.append(doubt)
    return head, foot
