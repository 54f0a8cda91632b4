"""What waits for whom, as numbers: the badges of the sidebar and the headings of the home come from here."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import Level, Organisation, User
from accounts.roles import Role, is_office
from issues.models import Article, ArticleStage, Issue, Notice, NoticeMail, Stage
from issues.workflow.waiting import WAITING_SINCE, overdue_before

__all__ = [
    "WAITING_SINCE",
    "Counts",
    "count_of",
    "counts_for",
    "counts_of",
    "describe_wait",
    "overdue_before",
]


@dataclass(frozen=True)
class Counts:
    """A number is 0 where it is none of the user's business."""

    mine_draft: int = 0
    mine_review: int = 0
    mine_accepted: int = 0
    mine_returned: int = 0
    mine_declined: int = 0
    mine_published: int = 0
    mine_merged: int = 0
    waiting: int = 0
    overdue: int = 0
    pool: int = 0
    preparing: int = 0
    unsigned: int = 0
    unsigned_overdue: int = 0
    signed: int = 0
    unsorted: int = 0
    unread: int = 0
    stuck_mails: int = 0

    def mine(self, stage: ArticleStage) -> int:
        return getattr(self, f"mine_{stage.value}")


def describe_wait(since: datetime) -> str:
    days = (timezone.localdate() - timezone.localdate(since)).days
    return f"已等 {days} 天" if days > 0 else "今天收到"


def count_of(rows: QuerySet, owner: str) -> Coalesce:
    """For a list: how many of `rows` belong, by their field `owner`, to each row of it.

    A subquery: a joined count groups by every column of the list, long texts too, and on PostgreSQL can take
    minutes for a thousand rows; and a search through the counted rows would narrow it to what was found.
    """
    return Coalesce(
        Subquery(rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner).values(n=Count("pk"))), 0
    )


def waiting_articles() -> Q:
    return Q(stage=ArticleStage.REVIEW)


def pooled_articles() -> Q:
    """Accepted, and in no issue yet."""
    return Q(stage=ArticleStage.ACCEPTED, section__isnull=True)


def counts_of(user: User) -> Counts:
    """One query for each kind of thing, and only for those it concerns."""
    found = {"unread": Notice.objects.visible_to(user).in_desk().unread().count()}
    if user.has_role(Role.CORRESPONDENT):
        found |= Article.objects.filter(author=user).aggregate(
            **{f"mine_{stage.value}": Count("pk", filter=Q(stage=stage)) for stage in ArticleStage}
        )
    if is_office(user):
        late = Q(**{f"{WAITING_SINCE}__lt": overdue_before()})
        found |= Article.objects.visible_to(user).aggregate(
            waiting=Count("pk", filter=waiting_articles()),
            overdue=Count("pk", filter=waiting_articles() & late),
            pool=Count("pk", filter=pooled_articles()),
        )
        found |= Issue.objects.visible_to(user).aggregate(
            preparing=Count("pk", filter=Q(stage__in=Stage.OPEN)),
            unsigned=Count("pk", filter=Q(stage=Stage.REVIEW)),
            unsigned_overdue=Count("pk", filter=Q(stage=Stage.REVIEW) & late),
            signed=Count("pk", filter=Q(stage=Stage.SIGNED)),
        )
    if user.is_superuser or user.has_role(Role.ADMINISTRATOR):
        found["unsorted"] = Organisation.objects.filter(level=Level.UNSORTED).count()
        found["stuck_mails"] = NoticeMail.objects.stuck().count()
    return Counts(**found)


def counts_for(request: HttpRequest) -> Counts:
    """counts_of the request's user, counted once per request."""
    if not hasattr(request, "desk_counts"):
        request.desk_counts = counts_of(request.user)
    return request.desk_counts


def bell(request: HttpRequest) -> dict[str, object]:
    """For templates: the counts as `bell`, asked for only where a page shows them."""
    return {"bell": SimpleLazyObject(lambda: counts_for(request))}
