"""Putting articles into an issue, moving them about, taking them out."""

import pytest

from accounts.roles import Role
from issues.models import Article, AuditEntry, Issue, Section, Stage
from issues.workflow.placing import place_article, remove_article
from issues.workflow.steps import WorkflowRefused
from tests.factories import make_issue
from tests.issues.workflow.helpers import bring, correct, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def pooled() -> Article:
    return Article.objects.create(title="稿库", body="<p>正文。</p>", stage="accepted")


def order(section: Section) -> list[str]:
    articles = section.articles.order_by("position")
    return [article.title for article in articles]


def refusal(step) -> str:
    before = everything()
    with pytest.raises(WorkflowRefused) as refused:
        step()
    assert everything() == before
    return str(refused.value)


def test_an_accepted_article_goes_last_or_where_it_is_put(editor, pooled):
    section = make_issue(articles=3).sections.get()
    first, second, third = order(section)
    place_article(pooled, section, editor)
    assert order(section) == [first, second, third, "稿库"]
    assert (pooled.section, pooled.position) == (section, 4)
    for position, expected in [
        (1, ["稿库", first, second, third]),
        (3, [first, second, "稿库", third]),
        (99, [first, second, third, "稿库"]),
        (2, [first, "稿库", second, third]),
    ]:
        place_article(pooled, section, editor, position)
        assert order(section) == expected, position
    remove_article(pooled, editor)
    assert order(section) == [first, second, third]
    assert (pooled.section, pooled.position, pooled.stage) == (None, None, "accepted")


def test_placing_and_removing_is_logged(editor, pooled):
    issue = make_issue()
    place_article(pooled, issue.sections.get(), editor)
    remove_article(pooled, editor)
    remove_article(pooled, editor)  # it is in the pool: nothing happens
    logged = AuditEntry.objects.filter(object_id=str(pooled.pk), object_type="issues.article")
    assert [(entry.action, entry.user, entry.detail) for entry in logged.order_by("sequence")] == [
        ("place", editor, {"issue": str(issue), "section": "重点推荐", "position": 2}),
        ("remove", editor, {"issue": str(issue), "section": "重点推荐"}),
    ]


def test_an_article_moves_between_sections_and_issues_that_are_open(editor):
    one = make_issue(number=1, sections=("甲", "乙"), articles=2)
    other = make_issue(number=2)
    article = one.sections.get(name="甲").articles.get(position=1)
    place_article(article, one.sections.get(name="乙"), editor, 1)
    assert order(one.sections.get(name="乙")) == ["第1栏第1篇", "第2栏第1篇", "第2栏第2篇"]
    place_article(article, other.sections.get(), editor)
    assert Article.objects.get(pk=article.pk).section.issue == other


@pytest.mark.parametrize("stage", ["draft", "review", "returned", "declined"])
def test_only_accepted_articles_are_placed(editor, pooled, stage):
    Article.objects.update(stage=stage, author=editor)
    section = make_issue().sections.get()
    assert refusal(lambda: place_article(pooled, section, editor)) == (
        "只有“采用”的稿件才能编入一期，请先采用它。"
    )


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.PUBLISHED, Stage.WITHDRAWN])
def test_nothing_goes_into_or_out_of_an_issue_that_is_signed(editor, pooled, stage):
    issue = bring(make_issue(), stage)
    inside = issue.sections.get().articles.get()
    elsewhere = make_issue(number=9).sections.get()
    told = f"{issue}现在是“{stage.label}”，不能再编排。请另选一期，或先把它重新打开。"
    assert refusal(lambda: place_article(pooled, issue.sections.get(), editor)) == told
    assert refusal(lambda: place_article(inside, elsewhere, editor)) == told
    assert refusal(lambda: remove_article(inside, editor)) == told


def test_what_readers_have_is_taken_out_in_a_correction_and_may_be_used_again(editor, pooled):
    issue = correct(make_issue(sections=("甲", "乙")))
    first, second = Article.objects.filter(stage="published").order_by("pk")
    elsewhere = make_issue(number=9).sections.get()
    place_article(first, issue.sections.get(name="乙"), editor)
    assert refusal(lambda: place_article(second, elsewhere, editor)) == (
        f"稿件已随{issue}发布，请先在那一期的更正中移出。"
    )
    remove_article(first, editor)
    assert Article.objects.get(pk=first.pk).stage == first.stage == "accepted"
    place_article(first, elsewhere, editor)


def test_who_may_not_arrange_is_refused(make_user, approver, correspondent, pooled):
    section = make_issue().sections.get()
    for user in (approver, correspondent, make_user("retired", Role.EDITOR, is_active=False)):
        for step in (
            lambda user=user: place_article(pooled, section, user),
            lambda user=user: remove_article(pooled, user),
        ):
            assert refusal(step) == "您没有编排的权限，须由编辑、管理员编排。"


def test_a_draft_of_another_is_not_there_for_the_editor(editor, correspondent):
    draft = Article.objects.create(title="别人的草稿", author=correspondent)
    section = make_issue().sections.get()
    assert refusal(lambda: place_article(draft, section, editor)) == "没有这篇稿件，或您无权查看。"


def test_a_section_or_article_that_is_gone_is_refused(editor, pooled):
    issue = make_issue()
    section = Section.objects.create(issue=issue, name="旧", position=9)
    kept = Section.objects.get(pk=section.pk)
    section.delete()
    assert refusal(lambda: place_article(pooled, kept, editor)) == "这个栏目刚被删除，请刷新页面后另选。"
    assert Issue.objects.count() == 1
