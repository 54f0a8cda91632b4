"""The page 校对规则统计: what people took and left of each rule, so that a noisy one is seen."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.roles import is_desk
from issues.models import Issue, Publication, Stage
from issues.proofing.verdicts import count_by_rule, with_waiting

# A rule of which so many per cent were left as they are, and so often, is marked as noisy.
NOISY_SHARE, NOISY_COUNT = 50, 5
# Issues in preparation whose open findings are counted, the newest first: each is proofread for the page.
PREPARED = 3


class PeriodForm(forms.Form):
    since = forms.DateField(
        label="从",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写像 2026-11-05 这样的日期。"},
    )
    until = forms.DateField(
        label="到",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写像 2026-11-30 这样的日期。"},
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            raise forms.ValidationError("日期颠倒了：“到”不能早于“从”。")
        return cleaned


def _switches(request: HttpRequest) -> list[tuple[str, str]]:
    """Each publication with the page where its rules are switched off, for who may do that."""
    site = admin.site.get_model_admin(Publication)
    if not site.has_change_permission(request):
        return []
    return [
        (str(one), reverse("admin:issues_publication_rules", args=[one.pk]))
        for one in Publication.objects.visible_to(request.user)
    ]


@require_safe
def rule_counts(request: HttpRequest) -> HttpResponse:
    if not is_desk(request.user):
        raise PermissionDenied
    form = PeriodForm(request.GET)
    rows = []
    if form.is_valid():
        decided = count_by_rule(form.cleaned_data["since"], form.cleaned_data["until"])
        prepared = Issue.objects.visible_to(request.user).filter(stage__in=Stage.OPEN)
        rows = with_waiting(decided, prepared.order_by("-pk")[:PREPARED])
    context = {
        **admin.site.each_context(request),
        "title": "校对规则统计",
        "form": form,
        "rows": [(row, row.share >= NOISY_SHARE and row.dismissed >= NOISY_COUNT) for row in rows],
        "accepted": sum(row.accepted for row in rows),
        "dismissed": sum(row.dismissed for row in rows),
        "waiting": sum(row.waiting for row in rows),
        "switches": _switches(request),
    }
    return render(request, "admin/proofing/counts.html", context)
