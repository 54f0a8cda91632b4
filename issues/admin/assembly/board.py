"""The rows of the assembly page: the pool page by page, the sections with their articles, the checklist with links.

The number of queries depends neither on the pool nor on the issue; of the pool one page is read.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from issues.admin.counts import pooled_articles
from issues.edition.blocks import blocks_from_html
from issues.edition.content import plain_text
from issues.models import Article, Credit, Issue, Section
from issues.workflow.arranging import reason_against_arranging, version_of_arrangement
from issues.workflow.checklist import Item, Problem, Severity, checklist

PER_PAGE = 30
OWN, ALL = "own", "all"


@dataclass(frozen=True)
class PoolQuery:
    """What the pool is searched for, as the address of the page says it."""

    words: str = ""
    scope: str = OWN
    page: str = "1"

    @classmethod
    def read(cls, data: QueryDict) -> "PoolQuery":
        scope = ALL if data.get("scope") == ALL else OWN
        return cls(data.get("q", "").strip()[:100], scope, data.get("page", "1"))

    def encode(self, page: int | str | None = None) -> str:
        values = {"q": self.words, "scope": self.scope, "page": str(page or self.page)}
        return urlencode({name: value for name, value in values.items() if value not in ("", OWN, "1")})


@dataclass(frozen=True)
class Card:
    """One article as the page shows it; `up` and `down` are the places one step away, `section:position`."""

    pk: int
    title: str
    url: str
    facts: tuple[str, ...]
    n: int = 0
    up: str = ""
    down: str = ""


@dataclass(frozen=True)
class Column:
    """One section of the issue."""

    pk: int
    name: str
    n: int
    cards: tuple[Card, ...]
    size: int
    is_last: bool = False

    @property
    def before(self) -> int:
        return self.n - 1

    @property
    def after(self) -> int:
        return self.n + 1


@dataclass(frozen=True)
class Point:
    """One point of the checklist, with links to where its problems are mended."""

    label: str
    fine: str
    state: str
    word: str
    problems: tuple[tuple[str, str, bool], ...]  # message, address, whether it leads to another page


@dataclass(frozen=True)
class Board:
    issue: Issue
    reason: str  # why it cannot be arranged; empty where it can
    version: str
    query: PoolQuery
    pool: tuple[Card, ...]
    page: Page
    columns: tuple[Column, ...]
    points: tuple[Point, ...]
    size: int

    @property
    def previous_page(self) -> str:
        return self.query.encode(self.page.previous_page_number())

    @property
    def next_page(self) -> str:
        return self.query.encode(self.page.next_page_number())

    @property
    def article_count(self) -> int:
        return sum(len(column.cards) for column in self.columns)

    @property
    def to_mend(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.state != "fine")

    @property
    def in_order(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.state == "fine")

    @property
    def stops(self) -> int:
        return sum(point.state == Severity.STOPS for point in self.points)

    @property
    def looks(self) -> int:
        return sum(point.state == Severity.LOOK for point in self.points)


def read_board(issue: Issue, user: User, query: PoolQuery) -> Board:
    reason = reason_against_arranging(issue, user)
    page = Paginator(_pool(issue, user, query), PER_PAGE).get_page(query.page)
    columns = _columns(issue)
    return Board(
        issue=issue,
        reason=reason,
        version=version_of_arrangement(issue),
        query=query,
        pool=tuple(_pooled_card(article, issue) for article in page),
        page=page,
        columns=columns,
        points=tuple(_point(item) for item in checklist(issue)),
        size=sum(column.size for column in columns),
    )


def count_words(html: str) -> int:
    """Characters of the text, without the spaces: what Chinese editors call 字数."""
    return len(re.sub(r"\s", "", plain_text(blocks_from_html(html))))


def _pool(issue: Issue, user: User, query: PoolQuery) -> Iterable[Article]:
    """Accepted articles of no issue, oldest first."""
    rows = Article.objects.visible_to(user).filter(pooled_articles())
    if query.scope == OWN:
        rows = rows.filter(Q(publication=issue.publication_id) | Q(publication__isnull=True))
    for word in query.words.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(organisation__short_name__icontains=word)
        )
    return rows.select_related("organisation", "publication", "author").order_by("created_at", "pk")


def _pooled_card(article: Article, issue: Issue) -> Card:
    facts = [
        str(article.organisation or article.author or "未填单位"),
        f"{count_words(article.body)}字",
        _age(article.created_at),
    ]
    if article.publication_id is None:
        facts.append("未定刊物")
    elif article.publication_id != issue.publication_id:
        facts.append(f"投给{article.publication}")
    return Card(article.pk, str(article), _change_url(article), tuple(facts))


def _age(since: datetime.datetime) -> str:
    days = (timezone.localdate() - timezone.localdate(since)).days
    return f"来稿{days}天" if days > 0 else "今天来稿"


def _columns(issue: Issue) -> tuple[Column, ...]:
    credits = Credit.objects.order_by("position").select_related("contributor__organisation")
    articles = Article.objects.order_by("position").prefetch_related(Prefetch("credits", credits))
    sections = list(issue.sections.order_by("position").prefetch_related(Prefetch("articles", articles)))
    columns = []
    n = 0
    for at, section in enumerate(sections):
        rows = list(section.articles.all())
        cards = []
        size = 0
        for position, row in enumerate(rows, start=1):
            n += 1
            words = count_words(row.body)
            size += words
            cards.append(
                Card(
                    row.pk,
                    str(row),
                    _change_url(row),
                    (_byline(row), f"{words}字"),
                    n,
                    up=_step_up(sections, at, position),
                    down=_step_down(sections, at, position, len(rows)),
                )
            )
        last = at == len(sections) - 1
        columns.append(Column(section.pk, section.name, at + 1, tuple(cards), size, last))
    return tuple(columns)


def _step_up(sections: list[Section], at: int, position: int) -> str:
    """The first of a section goes to the end of the one before."""
    if position > 1:
        return f"{sections[at].pk}:{position - 1}"
    return f"{sections[at - 1].pk}:" if at > 0 else ""


def _step_down(sections: list[Section], at: int, position: int, count: int) -> str:
    if position < count:
        return f"{sections[at].pk}:{position + 1}"
    return f"{sections[at + 1].pk}:1" if at + 1 < len(sections) else ""


def _byline(article: Article) -> str:
    names = "、".join(str(credit.contributor) for credit in article.credits.all())
    return names or (f"《{article.source}》" if article.source else "没有署名")


def _change_url(row: Article) -> str:
    return reverse("admin:issues_article_change", args=[row.pk])


def _point(item: Item) -> Point:
    state = "fine" if item.is_fine else item.severity.value
    word = {"fine": "妥当", Severity.STOPS: "须补上", Severity.LOOK: "请核对"}[state]
    problems = tuple((problem.message, *_where(problem)) for problem in item.problems)
    return Point(item.label, item.fine, state, word, problems)


# Fields of an issue that have their place on the assembly page itself, with the ids they have there.
_HERE = {"date": "id_details-date", "copies": "id_details-copies", "recipients": "recipients", "": "pool"}


def _where(problem: Problem) -> tuple[str, bool]:
    """Where it is mended."""
    row, field = problem.about, problem.field
    if field == "proofing":
        issue = row.section.issue_id if isinstance(row, Article) else row.pk
        anchor = f"article-{row.pk}" if isinstance(row, Article) else "editors-note"
        return reverse("admin:issues_issue_proofing", args=[issue]) + f"#{anchor}", True
    if isinstance(row, Article):
        anchors = {"title": "#id_title", "body": "#id_body"}
        return _change_url(row) + anchors.get(field, ""), True
    if field.startswith("section-"):
        return f"#{field}", False
    if field in _HERE:
        return f"#{_HERE[field]}", False
    return reverse("admin:issues_issue_change", args=[row.pk]), True
