"""The lists: found by what people remember, within what they may see, at a cost that does not grow."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from issues.models import Article, ArticleStage, Contributor, Credit, Issue, Section, Stage
from tests.issues.admin.desk import desk_url

LIST = reverse("admin:issues_article_changelist")


@pytest.fixture
def found(client: Client) -> Callable[[User, str], set[str]]:
    """found(user, "?q=…"): the titles in the list."""

    def find(user: User, query: str) -> set[str]:
        client.force_login(user)
        page = client.get(LIST + query)
        assert page.status_code == 200
        return {article.title for article in page.context["cl"].result_list}

    return find


@pytest.fixture
def written(correspondent: User, organisation: Organisation) -> None:
    elsewhere = Organisation.objects.create(name="保山市总工会", short_name="保山工会")
    by_title = Article.objects.create(title="产改推进会", author=correspondent, stage="review")
    by_body = Article.objects.create(
        title="简讯", body="<p>推进<strong>产改</strong>。</p>", organisation=organisation, stage="review"
    )
    other = Article.objects.create(title="产改在保山", organisation=elsewhere, stage="review")
    for article, name, place in ((by_body, "杨冲美", organisation), (other, "李四", elsewhere)):
        person = Contributor.objects.create(name=name, organisation=place)
        Credit.objects.create(article=article, contributor=person, position=1)
    Credit.objects.create(
        article=other,
        contributor=Contributor.objects.create(name="李四四", organisation=elsewhere),
        position=2,
    )
    assert by_title.organisation is None


def test_an_article_is_found_by_title_text_credit_and_organisation(
    written: None, found: Callable, editor: User
) -> None:
    assert {
        query: found(editor, f"?q={query}")
        for query in ("产改", "杨冲美", "曲靖", "保山工会", "李四", "产改 保山", "产改 杨冲美", "无此词")
    } == {
        "产改": {"产改推进会", "简讯", "产改在保山"},
        "杨冲美": {"简讯"},
        "曲靖": {"简讯"},
        "保山工会": {"产改在保山"},
        "李四": {"产改在保山"},
        "产改 保山": {"产改在保山"},
        "产改 杨冲美": {"简讯"},
        "无此词": set(),
    }


def test_a_search_stays_within_what_one_may_see(
    written: None, found: Callable, correspondent: User, make_user: Callable[..., User]
) -> None:
    assert found(correspondent, "?q=产改") == {"产改推进会", "简讯"}
    assert found(correspondent, "?q=李四") == set()
    assert found(correspondent, "?whose=mine") == {"产改推进会"}


def test_articles_are_filtered_by_place_and_by_age(
    written: None, found: Callable, editor: User, section: Section, settings: object
) -> None:
    Article.objects.create(title="已编入", section=section, position=1, stage="accepted")
    assert found(editor, "?placed=issue") == {"已编入"}
    assert found(editor, "?placed=pool") == {"产改推进会", "简讯", "产改在保山"}
    assert found(editor, "?waiting=overdue") == set()
    settings.OVERDUE_AFTER_DAYS = 0
    assert found(editor, "?waiting=overdue") == {"产改推进会", "简讯", "产改在保山"}


def test_tabs_count_what_each_stage_has(client: Client, editor: User, written: None, issue: Issue) -> None:
    client.force_login(editor)
    assert client.get(LIST + "?stage__exact=review").context["stage_tabs"] == [
        ("全部", "?", 3, False),
        ("待审", "?stage__exact=review", 3, True),
    ]
    assert client.get(desk_url(Issue, "changelist")).context["stage_tabs"] == [
        ("全部", "?", 1, True),
        ("草稿", "?stage__exact=draft", 1, False),
    ]


@pytest.mark.parametrize("role", ["correspondent", "editor", "approver", "administrator"])
def test_a_list_costs_the_same_with_a_thousand_articles(
    role: str,
    request: pytest.FixtureRequest,
    client: Client,
    one_of_each: dict[str, Model],
    correspondent: User,
    organisation: Organisation,
) -> None:
    """Every list, and the page of a section: ten articles, issues, people, then a thousand."""
    user = request.getfixturevalue(role)
    client.force_login(user)

    def grow(total: int) -> None:
        start = Article.objects.count()
        numbers = range(start, total)
        issues = Issue.objects.bulk_create(
            Issue(publication=one_of_each["publication"], year=2022, number=n + 1, stage=Stage.PUBLISHED)
            for n in numbers
        )
        sections = Section.objects.bulk_create(Section(issue=one, name="栏目", position=1) for one in issues)
        articles = Article.objects.bulk_create(
            Article(
                title=f"稿件{n}",
                stage=ArticleStage.ACCEPTED,
                author=correspondent,
                organisation=organisation,
                section=section,
                position=1,
            )
            for n, section in zip(numbers, sections, strict=True)
        )
        people = Contributor.objects.bulk_create(
            Contributor(name=f"供稿人{n}", organisation=organisation) for n in numbers
        )
        Credit.objects.bulk_create(
            Credit(article=article, contributor=person, position=1)
            for article, person in zip(articles, people, strict=True)
        )

    def costs() -> dict[str, int]:
        found = {}
        for name, row in one_of_each.items():
            for query in ("", "?q=工会"):
                with CaptureQueriesContext(connection) as captured:
                    status = client.get(desk_url(type(row), "changelist") + query).status_code
                if status == 200:
                    found[name + query] = len(captured)
        return found

    grow(10)
    few = costs()
    grow(1000)
    assert costs() == few
    assert max(few.values()) <= 17
