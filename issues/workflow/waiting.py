"""What waits too long: a text for an editor, an issue for a signature. Reminded of every day, once for each wait."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from issues.models import Article, ArticleStage, Issue, Notice, NoticeKind, Stage
from issues.workflow.audience import people_of, signers_due
from issues.workflow.notices import quoted, write

# Since when a text waits for an editor, and an issue for a signature.
WAITING_SINCE = "updated_at"


def overdue_before() -> datetime:
    """What has waited since before this moment is overdue."""
    return timezone.now() - timedelta(days=settings.OVERDUE_AFTER_DAYS)


def remind() -> int:
    """A job of the worker: tell those whose turn it is; the number of things that were overdue anew."""
    late = {f"{WAITING_SINCE}__lt": overdue_before()}
    articles = Article.objects.filter(stage=ArticleStage.REVIEW, **late)
    issues = Issue.objects.filter(stage=Stage.REVIEW, **late)
    told = [_remind_of_article(pk, late) for pk in articles.order_by("pk").values_list("pk", flat=True)]
    told += [_remind_of_issue(pk, late) for pk in issues.order_by("pk").values_list("pk", flat=True)]
    return sum(told)


@transaction.atomic
def _remind_of_article(pk: int, late: dict[str, datetime]) -> bool:
    """The row is held, so that of two workers the second finds the notice of the first."""
    rows = Article.objects.select_for_update(of=("self",)).select_related("organisation", "author")
    article = rows.filter(pk=pk, stage=ArticleStage.REVIEW, **late).first()
    if article is None or _was_told(article):
        return False
    title = f"稿件{quoted(article.title)}已等候审稿{_days(article)}天"
    sender = article.organisation or article.author
    text = f"来稿：{sender}。" if sender else ""
    text += "请尽快审阅，决定采用、退改或不用。"
    write(NoticeKind.OVERDUE, people_of(Role.EDITOR), title, text, about=article)
    return True


@transaction.atomic
def _remind_of_issue(pk: int, late: dict[str, datetime]) -> bool:
    rows = Issue.objects.select_for_update(of=("self",)).select_related("publication")
    issue = rows.filter(pk=pk, stage=Stage.REVIEW, **late).first()
    if issue is None or _was_told(issue):
        return False
    step, people = signers_due(issue)
    title = f"{issue}已等候{step.label}{_days(issue)}天"
    write(NoticeKind.OVERDUE, people, title, "请尽快审签，或退回修改。", about=issue)
    return True


def _was_told(obj: Article | Issue) -> bool:
    about = {"article": obj} if isinstance(obj, Article) else {"issue": obj}
    since = getattr(obj, WAITING_SINCE)
    return Notice.objects.filter(kind=NoticeKind.OVERDUE, created_at__gte=since, **about).exists()


def _days(obj: Article | Issue) -> int:
    return (timezone.localdate() - timezone.localdate(getattr(obj, WAITING_SINCE))).days
