"""The page 校对 of an issue: every finding of all its articles, with its place, and verdicts by editors."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from accounts.models import User
from accounts.roles import is_office
from issues.models import Article, Issue, Reason, Verdict
from issues.proofing.finding import Severity
from issues.proofing.place import NoSuchPlace, Place, printable
from issues.proofing.verdicts import (
    MAX_NOTE,
    Judged,
    Subject,
    VerdictRefused,
    dismiss,
    judge_issue,
    reason_against,
    take_back,
)


@dataclass(frozen=True)
class Group:
    """The findings of an article, or of the issue's own text."""

    anchor: str
    name: str
    url: str
    key: str
    open: list[Judged]
    settled: list[Judged]


class ProofedIssueMixin:
    """For the admin of issues."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.proofing_view)
        return [path("<int:object_id>/proofing/", view, name="issues_issue_proofing"), *super().get_urls()]

    def proofing_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """By POST one verdict: `place` of a finding to be left for a `reason`, or a verdict to `take_back`."""
        issue = ModelAdmin.get_object(self, request, str(object_id))
        if issue is None or not is_office(request.user) or not self.has_view_permission(request, issue):
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if request.method == "POST":
            return self._decide(request, issue)
        judged = judge_issue(issue)
        groups = [_group(subject, each) for subject, each in judged]
        found = [one for group in groups for one in group.open]
        against = reason_against(issue, request.user)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"校对：{issue}",
            "issue": issue,
            "groups": groups,
            "counts": [
                (severity.value, severity.label, sum(one.finding.severity == severity for one in found))
                for severity in Severity
            ],
            "settled_count": sum(len(group.settled) for group in groups),
            "against": against,
            "reasons": Reason.OFFERED,
            "max_note": MAX_NOTE,
        }
        return render(request, "admin/proofing/issue.html", context)

    def _decide(self, request: HttpRequest, issue: Issue) -> HttpResponse:
        address = reverse("admin:issues_issue_proofing", args=[issue.pk])
        try:
            said, anchor = _take(request, issue)
        except NoSuchPlace:
            self.message_user(request, "这一处刚才有改动，请看最新的校对意见。", messages.WARNING)
        except VerdictRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, said, messages.SUCCESS)
            address += f"#{anchor}"
        return HttpResponseRedirect(address)


def _take(request: HttpRequest, issue: Issue) -> tuple[str, str]:
    """What is said of the verdict, and where on the page. The finding is looked up again: it may be gone."""
    by: User = request.user
    for subject, each in judge_issue(issue):
        for one in each:
            if request.POST.get("take_back") and one.settled is not None:
                if request.POST["take_back"] == str(one.settled.pk):
                    take_back(one.settled, by)
                    return f"已恢复：“{one.finding.text}”", _anchor(subject)
            elif request.POST.get("place") == _key(subject, one.place):
                reason, note = request.POST.get("reason", ""), printable(request.POST.get("note", ""))
                verdict: Verdict = dismiss(subject, one.place, reason, note, by)
                word = "已放行" if verdict.waives else "已标为不改"
                return f"{word}：“{one.finding.text}”（{verdict.why}）", _anchor(subject)
    raise NoSuchPlace


def _group(subject: Subject, judged: list[Judged]) -> Group:
    if isinstance(subject, Article):
        url = reverse("admin:issues_article_change", args=[subject.pk])
        name = str(subject)
    else:
        url = reverse("admin:issues_issue_assemble", args=[subject.pk]) + "#note"
        name = "编者按"
    rank = {severity: n for n, severity in enumerate(Severity)}
    ordered = sorted(judged, key=lambda one: rank[one.finding.severity])
    return Group(
        _anchor(subject),
        name,
        url,
        _key(subject),
        [one for one in ordered if one.settled is None],
        [one for one in ordered if one.settled is not None],
    )


def _anchor(subject: Subject) -> str:
    return f"article-{subject.pk}" if isinstance(subject, Article) else "editors-note"


def _key(subject: Subject, place: Place | None = None) -> str:
    return f"{_anchor(subject)}:{place.fingerprint if place else ''}"
