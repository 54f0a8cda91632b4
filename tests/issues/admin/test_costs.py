"""What every page of the desk asks of the database: as much with ten articles as with a thousand."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import Organisation, User
from issues.admin.navigation import SIDEBAR, address
from issues.models import Article, ArticleStage, Issue, Notice, NoticeKind, Section, Stage
from issues.proofing.tables import checks_for

pytestmark = pytest.mark.django_db

# Of a row: its pages by the last part of the name of their address.
ROW_PAGES = ("change", "history", "delete", "preview", "assemble")
STAGES = [ArticleStage.DRAFT, ArticleStage.REVIEW, ArticleStage.RETURNED, ArticleStage.ACCEPTED]


def pages(rows: list[Model]) -> Iterator[str]:
    """Everything in the sidebar, and every page of each row."""
    for _, entries in SIDEBAR:
        for entry in entries:
            yield address(entry.view, entry.query)
    for row in rows:
        for name in ROW_PAGES:
            try:
                yield reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])
            except NoReverseMatch:
                continue
    for name in ("notices:mails", "notice_choices", "manual:index"):
        yield reverse(name)


@pytest.fixture
def own(one_of_each: dict[str, Model], correspondent: User) -> Article:
    return Article.objects.create(title="自己的", body="<p>文。</p>", author=correspondent)


@pytest.fixture
def everybody(correspondent: User, editor: User, approver: User, administrator: User) -> list[User]:
    return [correspondent, editor, approver, administrator]


def grow(first: int, last: int, own: Article, unit: Organisation, issue: Issue, told: list[User]) -> None:
    """Articles, issues with a section each, and notices, so many of each."""
    numbers = range(first, last + 1)
    Article.objects.bulk_create(
        Article(
            title=f"稿件{n}",
            body="<p>正文</p>",
            stage=STAGES[n % len(STAGES)],
            author=own.author,
            organisation=unit,
            publication=issue.publication,
        )
        for n in numbers
    )
    issues = Issue.objects.bulk_create(
        Issue(publication=issue.publication, year=2022, number=n, stage=Stage.PUBLISHED) for n in numbers
    )
    Section.objects.bulk_create(Section(issue=one, name="栏目", position=1) for one in issues)
    Notice.objects.bulk_create(
        Notice(recipient=user, kind=NoticeKind.ACCEPTED, title=f"通知{n}", article=own)
        for user in told
        for n in numbers
        if n <= 300  # what goes with a user who is deleted is looked for in batches
    )


def asked_for(page: str, client: Client) -> tuple[int, list[str]]:
    """The status and what was read. Now and then, by the clock and not by the page, the session is written."""
    ContentType.objects.clear_cache()  # whichever page comes first in a process fills it
    with CaptureQueriesContext(connection) as captured:
        status = client.get(page).status_code
    return status, [query["sql"] for query in captured if query["sql"].startswith("SELECT")]


def test_every_page_costs_the_same_with_a_thousand_articles(
    one_of_each: dict[str, Model], own: Article, everybody: list[User], organisation: Organisation
) -> None:
    issue = one_of_each["issue"]
    clients = {user: Client() for user in everybody}
    for user, client in clients.items():
        client.force_login(user)
    looks = [(user, page) for user in everybody for page in pages([*one_of_each.values(), own])]

    checks_for(issue.publication)  # kept by the process until the tables change
    grow(1, 10, own, organisation, issue, everybody)
    few = {(user, page): asked_for(page, clients[user]) for user, page in looks}
    few = {look: answer for look, answer in few.items() if answer[0] == 200}
    seen = Counter(user for user, _ in few)
    assert all(seen[user] >= 12 for user in everybody)
    grow(11, 1000, own, organisation, issue, everybody)
    many = {(user, page): asked_for(page, clients[user]) for user, page in few}

    def cost(answer: tuple[int, list[str]]) -> tuple[int, int]:
        return answer[0], len(answer[1])

    dearer = {look: (few[look], many[look]) for look in few if cost(few[look]) != cost(many[look])}
    assert dearer == {}
