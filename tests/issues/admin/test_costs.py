"""What every page of the desk asks of the database: as much with ten articles as with a thousand."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import Organisation, User
from issues.admin.navigation import SIDEBAR, address
from issues.models import Article, ArticleStage, Issue, Notice, NoticeKind, Section, Stage

pytestmark = pytest.mark.django_db

ROLES = ["correspondent", "editor", "approver", "administrator"]
# Of a row: its pages by the last part of the name of their address.
ROW_PAGES = ("change", "history", "delete", "preview", "assemble")


def pages(rows: dict[str, Model]) -> Iterator[str]:
    """Everything in the sidebar, and every page of each row."""
    for _, entries in SIDEBAR:
        for entry in entries:
            yield address(entry.view, entry.query)
    for row in rows.values():
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


@pytest.mark.parametrize("role", ROLES)
def test_every_page_costs_the_same_with_a_thousand_articles(
    role: str,
    request: pytest.FixtureRequest,
    client: Client,
    one_of_each: dict[str, Model],
    own: Article,
    correspondent: User,
    organisation: Organisation,
) -> None:
    user = request.getfixturevalue(role)
    client.force_login(user)
    rows = {**one_of_each, "own": own}

    def grow(total: int) -> None:
        numbers = range(Article.objects.count(), total)
        stages = [ArticleStage.DRAFT, ArticleStage.REVIEW, ArticleStage.RETURNED, ArticleStage.ACCEPTED]
        Article.objects.bulk_create(
            Article(
                title=f"稿件{n}",
                body="<p>正文</p>",
                stage=stages[n % len(stages)],
                author=correspondent,
                organisation=organisation,
                publication=one_of_each["publication"],
            )
            for n in numbers
        )
        others = Issue.objects.bulk_create(
            Issue(publication=one_of_each["publication"], year=2022, number=n + 1, stage=Stage.PUBLISHED)
            for n in numbers
        )
        Section.objects.bulk_create(Section(issue=one, name="栏目", position=1) for one in others)
        Notice.objects.bulk_create(
            Notice(recipient=user, kind=NoticeKind.ACCEPTED, title=f"通知{n}", article=own) for n in numbers
        )

    def costs() -> dict[str, tuple[int, int]]:
        found = {}
        for page in pages(rows):
            with CaptureQueriesContext(connection) as captured:
                status = client.get(page).status_code
            # What is read: now and then, by the clock and not by the page, the session is written besides.
            found[page] = (status, sum(query["sql"].startswith("SELECT") for query in captured))
        return found

    grow(10)
    costs()  # what is kept after a first look
    few = costs()
    assert sum(status == 200 for status, _ in few.values()) >= 12
    grow(1000)
    many = costs()
    assert {page: (few[page], cost) for page, cost in many.items() if cost != few[page]} == {}
