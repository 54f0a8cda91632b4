"""我的通知, and the choice of what one is told of."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from issues.admin.counts import counts_for
from issues.models import Notice
from issues.workflow.mail import is_configured
from issues.workflow.preferences import OFFERS, Way, choose, ways_of

PER_PAGE = 30


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Unread first; among these and among the others the newest first."""
    was_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    rows = Notice.objects.visible_to(request.user).in_desk().annotate(was_read=was_read)
    page = Paginator(rows.order_by("was_read", "-created_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        **admin.site.each_context(request),
        "title": "我的通知",
        "page": page,
        "unread": counts_for(request).unread,
    }
    return render(request, "admin/notices/mine.html", context)


@require_safe
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the links of the list and of the e-mails lead: to what the notice is about. Then it has been read."""
    notice = Notice.objects.visible_to(request.user).filter(pk=pk).first()
    if notice is None:
        messages.warning(request, "没有这条通知，或其中的稿件、期您已看不到。")
        return redirect("notices:mine")
    Notice.objects.filter(pk=notice.pk).mark_read()
    return HttpResponseRedirect(_place(notice))


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    Notice.objects.filter(pk=notice.pk).mark_read()
    return redirect("notices:mine")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = Notice.objects.visible_to(request.user).in_desk().mark_read()
    messages.success(request, f"已将 {count} 条通知标为已读。")
    return redirect("notices:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choices(request: HttpRequest) -> HttpResponse:
    """A part of 我的账号: each kind by what one may tick."""
    ways = ways_of(request.user)
    if request.method == "POST":
        ticked = set(request.POST.getlist("ways"))
        # Without an address the boxes of e-mail cannot be ticked, and what was chosen before stays.
        has_address = bool(request.user.email)
        choose(
            request.user,
            {
                kind: Way(
                    in_desk=f"{kind}.desk" in ticked,
                    by_mail=f"{kind}.mail" in ticked if has_address else way.by_mail,
                )
                for kind, way in ways.items()
            },
        )
        messages.success(request, "已保存，以后按您选的方式通知。")
        return redirect("notice_choices")
    context = {
        "rows": [(kind, OFFERS[kind].when, way) for kind, way in ways.items()],
        "mail_is_configured": is_configured(),
    }
    return render(request, "account/notices.html", context)


def _place(notice: Notice) -> str:
    if notice.article_id is not None:
        return reverse("admin:issues_article_change", args=[notice.article_id])
    if notice.link:
        return notice.link
    if notice.issue_id is not None:
        return reverse("admin:issues_issue_change", args=[notice.issue_id])
    return reverse("notices:mine")
