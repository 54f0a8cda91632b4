"""What a home is made of, and how rows become its lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from issues.admin.counts import WAITING_SINCE, Counts, count_of, describe_wait, overdue_before
from issues.admin.navigation import ISSUES, address
from issues.models import Article, Issue, Stage
from issues.workflow.moments import describe_moment

SHOWN = 5
QUEUE_SHOWN = 10


@dataclass(frozen=True)
class Line:
    """One row of a box: what stands beside its title, how long it has waited, what was remarked on it."""

    title: str
    url: str
    facts: tuple[str, ...] = ()
    waited: str = ""
    overdue: bool = False
    note: str = ""


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True)
class Box:
    """`hint` says what to do next; `empty` stands there instead when there are no lines."""

    key: str
    title: str
    icon: str
    hint: str = ""
    lines: tuple[Line, ...] = ()
    empty: str = ""
    count: int = 0
    unit: str = "篇"
    url: str = ""
    alert: str = ""
    links: tuple[Link, ...] = ()

    @property
    def has_more(self) -> bool:
        return bool(self.url) and self.count > len(self.lines)


@dataclass(frozen=True)
class Home:
    key: str
    title: str
    boxes: tuple[Box, ...]
    buttons: tuple[Link, ...] = ()


def issues_of(user: User, stages: Iterable[Stage]) -> QuerySet[Issue]:
    """With the number of their articles; without the long texts."""
    return (
        Issue.objects.visible_to(user)
        .filter(stage__in=stages)
        .select_related("publication")
        .defer("editors_note")
        .annotate(article_count=count_of(Article.objects.all(), "section__issue"))
    )


def article_line(article: Article, *facts: str, waits: bool = False, note: str = "") -> Line:
    since = getattr(article, WAITING_SINCE)
    return Line(
        title=str(article),
        url=reverse("admin:issues_article_change", args=[article.pk]),
        facts=tuple(filter(None, facts)),
        waited=describe_wait(since) if waits else "",
        overdue=waits and since < overdue_before(),
        note=note,
    )


def issue_line(issue: Issue, waits: bool = False, page: str = "change") -> Line:
    since = getattr(issue, WAITING_SINCE)
    facts = [issue.get_stage_display(), f"{issue.article_count} 篇稿件"]
    if issue.publish_at is not None:
        facts[0] = f"将于{describe_moment(issue.publish_at)}发布"
    if issue.date:
        facts.append(f"{issue.date:%Y}年{issue.date.month}月{issue.date.day}日")
    return Line(
        title=str(issue),
        url=reverse(f"admin:issues_issue_{page}", args=[issue.pk]),
        facts=tuple(facts),
        waited=describe_wait(since) if waits else "",
        overdue=waits and since < overdue_before(),
    )


def signed_box(user: User, counts: Counts) -> Box:
    """For who signs and for who publishes."""
    signed = issues_of(user, [Stage.SIGNED]).order_by(WAITING_SINCE, "pk")[:SHOWN]
    return Box(
        key="signed",
        title="已签发，待发布",
        icon="verified",
        hint="内容已经定稿，读者还看不到；发布后读者才能看到。",
        lines=tuple(issue_line(issue) for issue in signed),
        empty="没有已签发、待发布的期。",
        count=counts.signed,
        unit="期",
        url=address(ISSUES, "stage__exact=signed"),
    )


def describe_day(moment: datetime) -> str:
    """Today and yesterday by name, other days of this year without it."""
    day, today = timezone.localdate(moment), timezone.localdate()
    if (today - day).days in (0, 1):
        return "昨天" if day < today else "今天"
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"


def describe_overdue(count: int, unit: str = "篇") -> str:
    return f"{count} {unit}超过 {settings.OVERDUE_AFTER_DAYS} 天" if count else ""
