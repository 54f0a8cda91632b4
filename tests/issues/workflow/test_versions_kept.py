"""Every version is kept, by whoever writes, with what belongs to it."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from accounts.models import Organisation, User
from issues.ingest.intake import Placement, take_in
from issues.ingest.manuscript import CreditLine, Manuscript, ManuscriptArticle, ManuscriptSection
from issues.models import Article, ArticleStage, Contributor, Credit, Issue, Publication, Section, Stage
from issues.models.article import ArticleVersion
from issues.models.issue import IssueVersion
from issues.models.versions import mark, one_version
from issues.workflow.actions import correct_issue, publish_issue, sign_in_turn, withdraw_issue
from issues.workflow.placing import place_article, remove_article
from issues.workflow.submissions import move_article
from tests.factories import make_article, make_issue

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[3]


def told(row: Article | Issue) -> list[tuple]:
    """Step, stage and who, oldest first."""
    return list(row.versions.order_by("history_id").values_list("step", "stage", "who"))


def test_every_step_of_an_article_is_a_version_by_who_took_it(
    correspondent: User, editor: User, section: Section
) -> None:
    article = Article(title="县总工会慰问职工", body="<p>走访慰问。</p>", author=correspondent)
    mark(article, correspondent)
    article.save()
    move_article(article, "submit", correspondent)
    move_article(article, "return", editor, "请补充日期")
    move_article(article, "submit", correspondent)
    move_article(article, "accept", editor)
    place_article(article, section, editor)
    remove_article(article, None)
    assert told(article) == [
        ("", "draft", "correspondent"),
        ("submit", "review", "correspondent"),
        ("return", "returned", "editor"),
        ("submit", "review", "correspondent"),
        ("accept", "accepted", "editor"),
        ("place", "accepted", "editor"),
        ("remove", "accepted", "命令行"),
    ]
    placed = article.versions.get(step="place")
    assert (placed.placed, placed.history_user, placed.office_only) == (
        "产业工人队伍建设改革工作简报 2021年第3期·重点推荐",
        editor,
        True,
    )


def test_an_issue_takes_its_articles_along_and_each_keeps_its_version(
    editor: User, second: User, approver: User
) -> None:
    issue = make_issue()
    article = Article.objects.get()
    sign_in_turn(issue, [editor, second, approver])
    publish_issue(issue, editor)
    correct_issue(issue, "数据有误", editor)
    withdraw_issue(issue, "数据有误", approver)
    assert told(issue) == [
        ("", "draft", "命令行"),
        ("", "draft", "命令行"),  # its section
        ("submit", "review", "editor"),
        ("sign_first", "review", "editor"),
        ("sign_second", "review", "second"),
        ("sign_final", "signed", "approver"),
        ("publish", "published", "editor"),
        ("correct", "draft", "editor"),
        ("withdraw", "withdrawn", "approver"),
    ]
    assert told(article)[-2:] == [("publish", "published", "editor"), ("withdraw", "accepted", "approver")]


def test_returning_to_the_pool_is_a_version_of_each(section: Section) -> None:
    articles = [make_article(section, n, stage=ArticleStage.PUBLISHED) for n in (1, 2, 3)]
    assert section.articles.all().return_to_pool() == 3
    assert [told(article)[-1] for article in articles] == [("remove", "accepted", "命令行")] * 3


def test_a_version_has_the_credits_and_nothing_is_kept_twice(
    article: Article, organisation: Organisation
) -> None:
    yang = Contributor.objects.create(name="杨冲美", organisation=organisation)
    credit = Credit.objects.create(article=article, contributor=yang, position=1)
    article.save()  # nothing changed
    article.refresh_from_db()
    article.position = 2
    article.save()  # nor did what it says
    credit.delete()
    credits = [version.credits for version in article.versions.order_by("history_id")]
    named = [{"contributor": yang.pk, "organisation": "曲靖市总工会", "name": "杨冲美"}]
    assert credits == [[], named, []]


def test_what_is_stored_together_is_one_version(article: Article, organisation: Organisation) -> None:
    with one_version():
        article.title = "改了标题"
        article.save()
        for n, name in enumerate(("杨冲美", "李四", "王五"), start=1):
            person = Contributor.objects.create(name=name, organisation=organisation)
            Credit.objects.create(article=article, contributor=person, position=n)
    last = article.versions.order_by("-history_id").first()
    assert (article.versions.count(), last.title) == (2, "改了标题")
    assert [credit["name"] for credit in last.credits] == ["杨冲美", "李四", "王五"]


def test_sections_are_a_version_of_their_issue(issue: Issue) -> None:
    first = Section.objects.create(issue=issue, name="重点推荐", position=1)
    Section.objects.create(issue=issue, name="简讯速览", position=2)
    first.name = "要闻"
    first.save()
    first.delete()
    assert [version.sections for version in issue.versions.order_by("history_id")] == [
        [],
        ["重点推荐"],
        ["重点推荐", "简讯速览"],
        ["要闻", "简讯速览"],
        ["简讯速览"],
    ]


def test_versions_outlive_their_article_and_their_people(
    article: Article, organisation: Organisation, editor: User
) -> None:
    person = Contributor.objects.create(name="杨冲美", organisation=organisation)
    Credit.objects.create(article=article, contributor=person, position=1)
    pk = article.pk
    mark(article, editor)
    article.delete()
    editor.delete()
    kept = ArticleVersion.objects.filter(id=pk).order_by("history_id")
    assert [(one.history_type, len(one.credits), one.who) for one in kept] == [
        ("+", 0, "命令行"),
        ("~", 1, "命令行"),
        ("-", 0, "editor"),
    ]
    assert kept.last().history_user is None


def test_articles_of_an_imported_bulletin_have_their_first_version(
    editor: User, publication: Publication
) -> None:
    articles = [
        ManuscriptArticle(
            title=f"第{n}篇", paragraphs=["正文。"], credits=[CreditLine("曲靖市总工会", (f"张{n}",))]
        )
        for n in (1, 2, 3)
    ]
    manuscript = Manuscript(year=2021, number=9, sections=[ManuscriptSection("简讯", articles)])
    issue = take_in(manuscript, Placement(publication="changai"), editor).issue
    assert told(issue) == [("", "draft", "editor")]
    assert issue.versions.get().sections == ["简讯"]
    versions = [article.versions.get() for article in Article.objects.order_by("position")]
    assert [(one.title, one.history_type, one.who, one.placed[-3:]) for one in versions] == [
        (f"第{n}篇", "+", "editor", "·简讯") for n in (1, 2, 3)
    ]
    assert [[credit["name"] for credit in one.credits] for one in versions] == [["张1"], ["张2"], ["张3"]]


def test_no_code_writes_a_stage_past_save() -> None:
    """update(), bulk_update() and a raw statement would leave no version."""
    found = []
    for path in [*ROOT.glob("issues/**/*.py"), *ROOT.glob("accounts/**/*.py")]:
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            name = node.func.attr
            stage = any(keyword.arg == "stage" for keyword in node.keywords) or any(
                isinstance(one, ast.Constant) and one.value == "stage"
                for argument in node.args
                for one in ast.walk(argument)
            )
            if name in {"update", "aupdate", "bulk_update", "abulk_update", "_raw_delete"} and stage:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_a_step_that_changes_nothing_else_is_a_version(editor: User, second: User) -> None:
    issue = make_issue()
    sign_in_turn(issue, [editor, second])
    assert [version.step for version in issue.versions.order_by("-history_id")[:2]] == [
        "sign_second",
        "sign_first",
    ]
    assert issue.stage == Stage.REVIEW


def test_what_was_there_before_versions_is_a_version_of_its_own(section: Section) -> None:
    article = make_article(section, credits=[("曲靖市总工会", "杨冲美"), ("", "李四")])
    make_article(section, 2, title="没有署名")
    names = ("title", "body", "stage", "section_id", "credits", "placed")
    kept = [list(row.versions.order_by("-history_id").values(*names)[:1]) for row in Article.objects.all()]
    sections = [
        list(row.versions.order_by("-history_id").values("number", "sections")[:1])
        for row in Issue.objects.all()
    ]
    ArticleVersion.objects.all().delete()
    IssueVersion.objects.all().delete()
    migration = import_module("issues.migrations.0015_first_versions")
    migration.keep_articles(apps, None)
    migration.keep_issues(apps, None)
    assert [list(row.versions.values(*names)) for row in Article.objects.all()] == kept
    assert [list(row.versions.values("number", "sections")) for row in Issue.objects.all()] == sections
    assert told(article) == [("", "accepted", "（以前）")]
