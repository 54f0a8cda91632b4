"""未发出的邮件: what the administrator sees of the e-mails, with the reason why one was not sent."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from issues.models import Heartbeat, NoticeMail
from issues.workflow.mail import is_configured, may_see_mails, resend
from issues.workflow.steps import WorkflowRefused

PER_PAGE = 50


@require_safe
def unsent(request: HttpRequest) -> HttpResponse:
    if not may_see_mails(request.user):
        raise PermissionDenied
    rows = NoticeMail.objects.unsent().select_related("notice__recipient").order_by("-pk")
    context = {
        **admin.site.each_context(request),
        "title": "未发出的邮件",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "stuck": NoticeMail.objects.stuck().count(),
        "is_configured": is_configured(),
        "worker_is_alive": Heartbeat.objects.is_alive(),
    }
    return render(request, "admin/notices/mails.html", context)


@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Those that were sent with the form, or all that are stuck."""
    chosen = [
        int(pk) for pk in request.POST.getlist("mail") if pk.isascii() and pk.isdigit() and len(pk) < 19
    ]
    if request.POST.get("all"):
        chosen = list(NoticeMail.objects.stuck().values_list("pk", flat=True))
    try:
        count = resend(chosen, request.user)
    except WorkflowRefused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    if count:
        messages.success(request, f"已交给后台重发 {count} 封。")
    else:
        messages.warning(request, "没有可以重发的邮件：可能刚才已经重发，请看最新情况。")
    return redirect("notices:mails")
