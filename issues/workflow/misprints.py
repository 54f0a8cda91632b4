"""Errors that proofreading is sure of, between an issue and its sign-off: mended, or waived one by one by an editor.

The guard stands at 送审 and again at 终审签发, for every issue that is signed by people: the text may be edited in
review, and a waiver is void once its passage changes. A bulletin that was printed long ago is no draft to be mended:
what the command line takes in and signs is left as it was printed, each slip waived by name (旧刊照印) and in the log,
so that an inspection finds the same ledger for old issues and new ones.
"""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from issues.models import Article, Issue, Reason
from issues.proofing.verdicts import Judged, Subject, articles_of, leave, open_errors, waived_errors

_NAMED = 3


def describe_open(issue: Issue, articles: Collection[Article]) -> list[tuple[Subject, str]]:
    """A sentence for each article (or the issue's own text) in which errors stand open."""
    return [(subject, _sentence(subject, each)) for subject, each in open_errors(issue, articles)]


def reason_against_signing(issue: Issue) -> str:
    """The guard of 终审签发: a slip that came in since 送审 is not frozen."""
    found = [message for _, message in describe_open(issue, articles_of(issue))]
    return "".join(found[:_NAMED]) + (f"另有{len(found) - _NAMED}篇。" if len(found) > _NAMED else "")


def waivers_of(issue: Issue) -> list[str]:
    """What is signed although proofreading calls it an error, each with who answers for it; for the log."""
    return [
        f"{_name(subject)}【{one.finding.text}】{one.settled.why}（{one.settled.by}）"
        for subject, each in waived_errors(issue)
        for one in each
    ]


def waive_as_printed(issue: Issue, by: User) -> int:
    """Leave a printed bulletin as it is, in the name of `by`; how many slips it holds is returned."""
    with transaction.atomic():
        Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
        list(Article.objects.select_for_update(of=("self",)).filter(section__issue=issue).order_by("pk"))
        found = [(subject, one) for subject, each in open_errors(issue, articles_of(issue)) for one in each]
        for subject, one in found:
            leave(subject, one.place, Reason.PRINTED, "", by, waives=True)
    return len(found)


def _sentence(subject: Subject, errors: list[Judged]) -> str:
    shown = "、".join(f"“{one.finding.text or one.label}”" for one in errors[:_NAMED])
    more = "等" if len(errors) > _NAMED else ""
    return f"{_name(subject)}有{len(errors)}处差错没有处理：{shown}{more}。请改正，或由编辑写明原因放行。"


def _name(subject: Subject) -> str:
    return f"稿件“{subject}”" if isinstance(subject, Article) else "编者按"
