"""Confirming one article: its title, its byline and its text in the editor, before it becomes a draft."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts.roles import is_desk
from issues.admin.upload.forms import ArticleDraftForm, publications
from issues.admin.upload.original import shown_lines
from issues.ingest.errors import IngestRefused
from issues.ingest.manuscript import ManuscriptArticle
from issues.ingest.sources import as_json, draft_of, read_source, take_in_article
from issues.models import Article, SourceFile


def confirm_article(request: HttpRequest, source: SourceFile) -> HttpResponse:
    try:
        draft, html = draft_of(source, request.user)
        lines = read_source(source).lines
    except IngestRefused as refused:
        messages.error(request, str(refused))
        return redirect("upload:choose")
    read = draft.article
    if request.method == "POST":
        form = ArticleDraftForm(request.user, request.POST, instance=Article())
        if form.is_valid():
            confirmed = ManuscriptArticle(credits=form.cleaned_data["credits"])
            source.doubts = as_json(draft.doubts)
            try:
                article = take_in_article(source, form.instance, confirmed, request.user)
            except IngestRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"已把“{article.title}”存为草稿，原件随稿保存。")
                return redirect("admin:issues_article_change", article.pk)
    else:
        known = publications(request.user)
        initial = {
            "title": read.title or "",
            "body": html,
            "credits": read.credits,
            "source": read.source or "",
            "source_detail": read.source_detail,
            "publication": known.first() if known.count() == 1 else None,
        }
        form = ArticleDraftForm(request.user, initial=initial)
    context = {
        **admin.site.each_context(request),
        "title": f"核对：{source.name}",
        "source": source,
        "form": form,
        "wrong": [form] if form.errors else [],
        "media": form.media,
        "doubts": draft.doubts,
        "lines": shown_lines(lines, draft.doubts),
        "whole": is_desk(request.user) and request.user.has_perm("issues.add_issue"),
    }
    return TemplateResponse(request, "admin/upload/article.html", context)
