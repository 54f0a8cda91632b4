"""Who sees which rows: every role, a superuser, someone without a role, a stranger."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Organisation, User
from accounts.roles import Role
from issues.models import (
    Article,
    ArticleStage,
    Contributor,
    Credit,
    DistributionList,
    Issue,
    Publication,
    Section,
    SignOff,
    Stage,
    StandingSection,
)
from tests.factories import CHECKED


@pytest.fixture
def people(make_user: Callable[..., User], organisation: Organisation, superuser: User) -> dict[str, object]:
    return {
        "correspondent": make_user("correspondent", Role.CORRESPONDENT, organisation=organisation),
        "homeless": make_user("homeless", Role.CORRESPONDENT),
        "editor": make_user("editor", Role.EDITOR),
        "approver": make_user("approver", Role.APPROVER),
        "administrator": make_user("administrator", Role.ADMINISTRATOR),
        "superuser": superuser,
        "no role": make_user("no-role"),
        "retired": make_user("retired", Role.EDITOR, is_active=False),
        "stranger": AnonymousUser(),
    }


def seen_by(people: dict[str, object], look: Callable[[object], set[str]]) -> dict[str, set[str]]:
    """Those who see something, and what."""
    seen = {name: look(person) for name, person in people.items()}
    return {name: rows for name, rows in seen.items() if rows}


def test_issues_and_their_sections(people: dict[str, object], publication: Publication) -> None:
    for number, stage in enumerate(Stage, 1):
        issue = Issue.objects.create(publication=publication, year=2021, number=number, stage=stage)
        Section.objects.create(issue=issue, name=stage.value, position=1)
    everything, published = set(Stage.values), {"published"}
    expected = {
        "correspondent": published,
        "homeless": published,
        "editor": everything,
        "approver": everything,
        "administrator": everything,
        "superuser": everything,
    }
    assert seen_by(people, lambda user: {row.stage for row in Issue.objects.visible_to(user)}) == expected
    assert seen_by(people, lambda user: {row.name for row in Section.objects.visible_to(user)}) == expected
    assert {row.stage for row in Issue.objects.open()} == {"draft", "review"}
    assert {row.name for row in Section.objects.open()} == {"draft", "review"}


def test_articles_and_their_credits(
    people: dict[str, object], organisation: Organisation, section: Section
) -> None:
    elsewhere = Organisation.objects.create(name="保山市总工会")
    articles = {
        "own draft": {"author": people["correspondent"], "stage": ArticleStage.DRAFT},
        "own declined": {"author": people["correspondent"], "stage": ArticleStage.DECLINED},
        "unit's draft": {"organisation": organisation, "author": people["homeless"]},
        "unit's, read from a file": {"organisation": organisation, "stage": ArticleStage.ACCEPTED},
        "other's draft": {"organisation": elsewhere, "author": people["retired"]},
        "other's in review": {"author": people["retired"], "stage": ArticleStage.REVIEW},
        "editor's draft": {"author": people["editor"]},
        "placed": {
            "author": people["retired"],
            "section": section,
            "position": 1,
            "stage": ArticleStage.ACCEPTED,
        },
        "nobody's draft": {},
    }
    contributor = Contributor.objects.create(name="张三")
    for title, values in articles.items():
        made = Article.objects.create(title=title, **values)
        Credit.objects.create(article=made, contributor=contributor, position=1)
    submitted = {
        "own declined",
        "unit's, read from a file",
        "other's in review",
        "placed",
        "nobody's draft",
    }
    expected = {
        "correspondent": {"own draft", "own declined", "unit's draft", "unit's, read from a file"},
        "homeless": {"unit's draft"},
        "editor": submitted | {"editor's draft"},
        "approver": submitted,
        "administrator": submitted,
        "superuser": set(articles),
    }
    assert seen_by(people, lambda user: {row.title for row in Article.objects.visible_to(user)}) == expected
    assert (
        seen_by(people, lambda user: {row.article.title for row in Credit.objects.visible_to(user)})
        == expected
    )


def test_published_articles_are_those_of_published_issues(section: Section, article: Article) -> None:
    assert list(Article.objects.published()) == []
    Issue.objects.update(stage=Stage.PUBLISHED)
    assert list(Article.objects.published()) == [article]
    assert list(Section.objects.published()) == [section]


def test_whom_a_correspondent_may_credit(people: dict[str, object], organisation: Organisation) -> None:
    elsewhere = Organisation.objects.create(name="保山市总工会")
    own, joint, *_ = [
        Contributor.objects.create(name=name, organisation=place)
        for name, place in [("张三", organisation), ("李四", elsewhere), ("王五", elsewhere), ("赵六", None)]
    ]
    article = Article.objects.create(title="联合稿件", organisation=organisation)
    for position, contributor in enumerate([own, joint], 1):
        Credit.objects.create(article=article, contributor=contributor, position=position)
    everyone = {"张三", "李四", "王五", "赵六"}
    assert seen_by(people, lambda user: {row.name for row in Contributor.objects.visible_to(user)}) == {
        "correspondent": {"张三", "李四"},
        "homeless": {"赵六"},
        "editor": everyone,
        "approver": everyone,
        "administrator": everyone,
        "superuser": everyone,
    }


def test_what_everyone_here_chooses_from(people: dict[str, object], publication: Publication) -> None:
    members = {"correspondent", "homeless", "editor", "approver", "administrator", "superuser"}
    for model in (Publication, Organisation):
        seen = seen_by(people, lambda user, model=model: {str(row) for row in model.objects.visible_to(user)})
        assert seen.keys() == members


def test_what_only_the_office_sees(people: dict[str, object], publication: Publication, issue: Issue) -> None:
    StandingSection.objects.create(publication=publication, name="重点推荐", position=1)
    DistributionList.objects.create(publication=publication, name="常用")
    SignOff.objects.create(issue=issue, step=1, signer=people["editor"], **CHECKED)
    for model in (StandingSection, DistributionList, SignOff):
        seen = seen_by(people, lambda user, model=model: {str(row) for row in model.objects.visible_to(user)})
        assert seen.keys() == {"editor", "approver", "administrator", "superuser"}


def test_visibility_costs_one_query_for_the_roles(
    editor: User, article: Article, django_assert_num_queries: Callable
) -> None:
    user = User.objects.get(pk=editor.pk)
    with django_assert_num_queries(3):
        assert list(Article.objects.visible_to(user)) == [article]
        assert Issue.objects.visible_to(user).count() == 1
