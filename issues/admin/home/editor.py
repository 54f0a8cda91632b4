"""The editor's home: the queue by age, the pool of accepted articles, the issues in preparation or to be published."""

from collections.abc import Iterable

from django.db.models import Count, F
from django.urls import reverse

from accounts.models import User
from issues.admin.counts import WAITING_SINCE, Counts, pooled_articles, waiting_articles
from issues.admin.home.parts import (
    QUEUE_SHOWN,
    SHOWN,
    Box,
    Home,
    Line,
    Link,
    article_line,
    describe_overdue,
    issue_line,
    issues_of,
    signed_box,
)
from issues.admin.navigation import ARTICLES, ISSUES, address
from issues.models import Article, Stage

QUEUE, POOL = "stage__exact=review", "placed=pool&stage__exact=accepted"


def editor_home(user: User, counts: Counts) -> Home:
    visible = Article.objects.visible_to(user)
    rows = visible.select_related("publication", "organisation", "author", "section").defer("body")
    queue = rows.filter(waiting_articles()).order_by(WAITING_SINCE, "pk")[:QUEUE_SHOWN]
    pool = rows.filter(pooled_articles()).order_by("updated_at", "pk")[:SHOWN]
    preparing = issues_of(user, Stage.OPEN).order_by("date", "pk")[:SHOWN]
    shares = list(
        visible.filter(waiting_articles() | pooled_articles())
        .values_list("publication", "publication__name")
        .annotate(
            waiting=Count("pk", filter=waiting_articles()), pooled=Count("pk", filter=pooled_articles())
        )
        .order_by(F("publication__position").asc(nulls_last=True), "publication__name")
    )
    boxes = (
        Box(
            key="queue",
            title="等候审稿",
            icon="rate_review",
            hint="等得最久的在最前。打开稿件审阅，再决定采用、退改或不用。",
            lines=tuple(_line(article, waits=True) for article in queue),
            empty="没有等候审稿的稿件。",
            count=counts.waiting,
            url=address(ARTICLES, QUEUE),
            alert=describe_overdue(counts.overdue),
            links=_shares(QUEUE, ((pk, name, waiting) for pk, name, waiting, _ in shares)),
        ),
        Box(
            key="pool",
            title="稿库",
            icon="inventory_2",
            hint="已经采用、还没有编入哪一期。打开下面一期的编排页，拖进栏目就编入了。",
            lines=tuple(_line(article) for article in pool),
            empty="稿库是空的，采用的稿件都已编入。",
            count=counts.pool,
            url=address(ARTICLES, POOL),
            links=_shares(POOL, ((pk, name, pooled) for pk, name, _, pooled in shares)),
        ),
        Box(
            key="preparing",
            title="编辑中的期",
            icon="edit_note",
            hint="打开一期，就到编排页：从稿库取稿，排定栏目和先后。",
            lines=tuple(issue_line(issue, page="assemble") for issue in preparing),
            empty="没有编辑中的期。点“开新一期”，期号会自动编好。",
            count=counts.preparing,
            unit="期",
            url=address(ISSUES, "stage__in=draft,review"),
        ),
        *([signed_box(user, counts)] if counts.signed else []),
    )
    buttons = (
        Link("开新一期", reverse("admin:issues_issue_add"), icon="add"),
        Link("写新稿", reverse("admin:issues_article_add"), icon="edit_square"),
        Link("上传 Word 文件", reverse("upload:choose"), icon="upload_file"),
    )
    return Home("editor", "编辑工作", boxes, buttons)


def _line(article: Article, waits: bool = False) -> Line:
    place = str(article.publication or "未定刊物")
    if article.section:
        place = f"{place}·{article.section.name or '无栏目名'}"
    return article_line(article, str(article.organisation or article.author or ""), place, waits=waits)


def _shares(query: str, shares: Iterable[tuple[int | None, str | None, int]]) -> tuple[Link, ...]:
    """How many of the articles each publication has; nothing where all are one publication's."""
    links = tuple(
        Link(
            name or "未定刊物",
            address(
                ARTICLES, f"{query}&publication__" + (f"id__exact={pk}" if pk is not None else "isnull=True")
            ),
            count,
        )
        for pk, name, count in shares
        if count
    )
    return links if len(links) > 1 else ()
