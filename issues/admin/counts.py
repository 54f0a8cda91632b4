"""What waits for whom, as numbers: the badges of the sidebar and the headings of the home come from here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Level, Organisation, User
from accounts.roles import Role, is_office
from issues.models import Article, ArticleStage, Issue, Stage

# Since when a text waits for an editor, and an issue for a signature.
WAITING_SINCE = "updated_at"


@dataclass(frozen=True)
class Counts:
    """A number is 0 where it is none of the user's business."""

    mine_draft: int = 0
    mine_review: int = 0
    mine_accepted: int = 0
    mine_returned: int = 0
    mine_declined: int = 0
    mine_published: int = 0
    waiting: int = 0
    overdue: int = 0
    pool: int = 0
    preparing: int = 0
    unsigned: int = 0
    unsigned_overdue: int = 0
    signed: int = 0
    unsorted: int = 0

    def mine(self, stage: ArticleStage) -> int:
        return getattr(self, f"mine_{stage.value}")


def overdue_before() -> datetime:
    """What has waited since before this moment is overdue."""
    return timezone.now() - timedelta(days=settings.OVERDUE_AFTER_DAYS)


def describe_wait(since: datetime) -> str:
    days = (timezone.localdate() - timezone.localdate(since)).days
    return f"已等 {days} 天" if days > 0 else "今天收到"


def waiting_articles() -> Q:
    return Q(stage=ArticleStage.REVIEW)


def pooled_articles() -> Q:
    """Accepted, and in no issue yet."""
    return Q(stage=ArticleStage.ACCEPTED, section__isnull=True)


def counts_of(user: User) -> Counts:
    """One query for articles, one for issues, one for organisations; each only for those it concerns."""
    found: dict[str, int] = {}
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
    return Counts(**found)


def counts_for(request: HttpRequest) -> Counts:
    """counts_of the request's user, counted once per request."""
    if not hasattr(request, "desk_counts"):
        request.desk_counts = counts_of(request.user)
    return request.desk_counts
