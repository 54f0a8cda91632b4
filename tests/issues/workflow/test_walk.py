"""Every person × model × stage × step: what is seen, what is offered and what succeeds all agree with the tables."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Organisation, User
from accounts.roles import Role
from issues.models import Article, ArticleStage, Issue, Stage
from issues.workflow.actions import move_issue, sign_off
from issues.workflow.permissions import transitions_for
from issues.workflow.submissions import move_article
from issues.workflow.transitions import ARTICLE_TRANSITIONS, ISSUE_TRANSITIONS, Transition
from tests.factories import make_issue
from tests.issues.workflow.helpers import CHECKS, NOTE, attempt, bring, correct, sign_up_to, undone

pytestmark = pytest.mark.django_db

PEOPLE = [
    "author",
    "colleague",
    "correspondent elsewhere",
    "editor",
    "editor who wrote it",
    "approver",
    "administrator",
    "superuser",
    "no role",
    "retired editor",
]
ROLES = {
    "editor": Role.EDITOR,
    "editor who wrote it": Role.EDITOR,
    "approver": Role.APPROVER,
    "administrator": Role.ADMINISTRATOR,
}
OFFICE = {*ROLES, "superuser"}


@pytest.fixture
def people(make_user, organisation: Organisation, superuser: User) -> dict[str, User]:
    elsewhere = Organisation.objects.create(name="保山市总工会")
    return {
        "author": make_user("author", Role.CORRESPONDENT, organisation=organisation),
        "colleague": make_user("colleague", Role.CORRESPONDENT, organisation=organisation),
        "correspondent elsewhere": make_user("elsewhere", Role.CORRESPONDENT, organisation=elsewhere),
        "editor": make_user("editor", Role.EDITOR),
        "editor who wrote it": make_user("writer", Role.EDITOR),
        "approver": make_user("approver", Role.APPROVER),
        "administrator": make_user("administrator", Role.ADMINISTRATOR),
        "superuser": superuser,
        "no role": make_user("no-role"),
        "retired editor": make_user("retired", Role.EDITOR, is_active=False),
        "first": make_user("first", Role.EDITOR),
        "second": make_user("second", Role.APPROVER),
    }


def take(obj: Article | Issue, step: Transition, user: User) -> None:
    fresh = type(obj).objects.get(pk=obj.pk)
    if isinstance(obj, Article):
        move_article(fresh, step.action, user, NOTE)
    elif step.step:
        sign_off(fresh, step.step, user, CHECKS)
    else:
        move_issue(fresh, step.action, user, NOTE)


@pytest.mark.parametrize(
    ("stage", "correcting"),
    [
        *((stage, False) for stage in Stage),
        *((stage, True) for stage in (Stage.DRAFT, Stage.REVIEW, Stage.SIGNED)),
    ],
)
def test_issues(people, stage, correcting):
    issue = make_issue()
    bring(correct(issue) if correcting else issue, stage)
    for person in PEOPLE:
        user = people[person]
        role = ROLES.get(person)
        visible = person in OFFICE or (
            stage == Stage.PUBLISHED and person in ("author", "colleague", "correspondent elsewhere")
        )
        assert Issue.objects.visible_to(user).exists() == visible
        for step in ISSUE_TRANSITIONS:
            if step.command_line:
                continue
            sources = step.sources + (step.in_correction if correcting else ())
            expected = stage in sources and (person == "superuser" or role in step.roles)
            with undone():
                if step.step and stage == Stage.REVIEW:
                    sign_up_to(issue, step.step, [people["first"], people["second"]])
                told = attempt(lambda step=step, user=user: take(issue, step, user))
                offered = {choice.transition: choice for choice in transitions_for(issue, user)}
            assert (told == "") == expected, (person, stage, step.action, told)
            if not visible:
                assert (told, offered) == ("没有这一期，或您无权查看。", {})
            else:
                choice = offered[step]
                assert (choice.reason, choice.allowed) == (told, expected)
                assert choice.fits == expected
        assert transitions_for(issue, AnonymousUser()) == ()


@pytest.mark.parametrize("stage", ArticleStage)
def test_articles(people, organisation, issue, stage):
    section = issue.sections.create(name="重点推荐", position=1)
    placed = {"section": section, "position": 1} if stage == ArticleStage.PUBLISHED else {}
    for author in ("author", "editor who wrote it"):
        Article.objects.all().delete()
        article = Article.objects.create(
            title="来稿",
            body="<p>正文。</p>",
            stage=stage,
            author=people[author],
            organisation=organisation if author == "author" else None,
            **placed,
        )
        for person in PEOPLE:
            user = people[person]
            visible = (
                person in (author, "superuser")
                or (author == "author" and person == "colleague")
                or (person in OFFICE and stage != ArticleStage.DRAFT)
            )
            assert Article.objects.visible_to(user).exists() == visible
            offered = {choice.transition: choice for choice in transitions_for(article, user)}
            for step in ARTICLE_TRANSITIONS:
                may = person == "superuser" or ROLES.get(person) in step.roles
                fits = not step.automatic and stage in step.sources
                fits = fits and visible and (may or (step.by_author and person == author))
                expected = fits and not (step.action == "accept" and person == author)
                told = attempt(lambda step=step, user=user, article=article: take(article, step, user))
                assert (told == "") == expected, (person, author, stage, step.action, told)
                if not visible:
                    assert (told, offered) == ("没有这篇稿件，或您无权查看。", {})
                else:
                    choice = offered[step]
                    assert (choice.reason, choice.allowed, choice.fits) == (told, expected, fits)
