"""The checklist: every point in order or wrong, what stops 送审, and how little it costs."""

import pytest

from issues.models import Article, Contributor, Credit, Issue, Photo, Recipient, Section
from issues.workflow.actions import submit_issue
from issues.workflow.checklist import POINTS, Severity, checklist
from issues.workflow.notes import add_note
from issues.workflow.steps import WorkflowRefused
from tests.factories import make_article, make_issue, make_publication, publish

pytestmark = pytest.mark.django_db

CODES = [
    *("articles", "texts", "proofing", "date", "correction", "numbering", "sections"),
    *("bylines", "pictures", "remarks", "recipients", "copies"),
]


@pytest.fixture
def issue(db) -> Issue:
    return make_issue(copies=120)


def wrong(issue: Issue) -> dict[str, list[str]]:
    return {
        item.code: [problem.message for problem in item.problems]
        for item in checklist(issue)
        if not item.is_fine
    }


def test_a_whole_issue_has_every_point_in_order(issue):
    assert [(item.code, item.is_fine, item.stops) for item in checklist(issue)] == [
        (code, True, False) for code in CODES
    ]


def test_an_empty_issue_is_told_what_it_lacks():
    issue = Issue.objects.create(publication=make_publication(), year=2021, number=3)
    Section.objects.create(issue=issue, name="简讯", position=1)
    assert wrong(issue) == {
        "articles": ["本期还没有稿件，请先把采用的稿件编入栏目。"],
        "date": ["没有填写日期，请填上签发日期。"],
        "sections": ["【简讯】没有稿件，不会印出。"],
        "recipients": ["没有发送范围，报尾不会印报、送、发。"],
        "copies": ["没有填写印数，报尾不会印“共印N份”。"],
    }


def test_articles_are_looked_at_one_by_one(issue, editor):
    section = issue.sections.get()
    blank = make_article(section, 2, title=" ", body="")
    inside = make_article(section, 3, title="配图", body='<p>文。</p><img src="/media/photos/2021/02/a.jpg">')
    reprint = make_article(section, 4, title="转载", source="工人日报")
    Credit.objects.create(article=inside, contributor=Contributor.objects.create(name="李四"), position=1)
    Photo.objects.create(
        article=reprint, position=1, width=9, height=9, caption=" ", file="photos/2021/02/b.jpg"
    )
    add_note(reprint, "核实数字。", editor)
    add_note(reprint, "再核实。", editor)
    assert wrong(issue) == {
        "texts": ["第2篇稿件没有标题，请补上。", "稿件“ ”没有正文，请补上或移出本期。"],
        "bylines": ["稿件“ ”没有署名，也没有转载来源。"],
        "pictures": [
            "稿件“转载”第1幅图片没有图片说明。",
            "稿件“配图”正文中有1幅图片没有替代文字。",
        ],
        "remarks": ["稿件“转载”有2条意见还没有解决。"],
    }
    found = {item.code: item.problems for item in checklist(issue)}
    assert [(problem.about, problem.field) for problem in found["texts"]] == [
        (blank, "title"),
        (blank, "body"),
    ]
    assert found["remarks"][0].about == reprint


def test_numbers_that_leave_a_gap_are_named(issue):
    make_issue(number=5, copies=1)
    assert wrong(issue) == {"numbering": ["2021年缺第4期。"]}


def test_what_readers_have_is_not_changed_without_a_note(issue):
    publish(issue)
    Issue.objects.update(stage="draft")
    assert wrong(Issue.objects.get()) == {"correction": ["读者那里已有本期，改动须印更正说明，请写上。"]}


def test_what_stops_is_a_guard_of_submitting_and_the_rest_is_not(issue, editor):
    Recipient.objects.all().delete()
    Issue.objects.update(date=None, copies=None)
    Article.objects.update(body="<p> </p>")
    with pytest.raises(WorkflowRefused) as refused:
        submit_issue(Issue.objects.get(), editor)
    assert str(refused.value) == (
        "稿件“第1栏第1篇”没有正文，请补上或移出本期。没有填写日期，请填上签发日期。"
    )
    Issue.objects.update(date="2021-02-05")
    Article.objects.update(body="<p>文。</p>")
    left = Issue.objects.get()
    assert set(wrong(left)) == {"recipients", "copies"}
    submit_issue(left, editor)
    assert left.stage == "review"


def test_a_long_list_of_what_stops_is_cut_short(issue, editor):
    for n in range(2, 7):
        make_article(issue.sections.get(), n, title=f"第{n}", body="")
    with pytest.raises(WorkflowRefused, match="另有2处，见编排页的清单。$"):
        submit_issue(issue, editor)


def test_points_are_found_by_their_code():
    assert [point.code for point in POINTS] == CODES
    assert {point.code for point in POINTS if point.severity == Severity.STOPS} == set(CODES[:5])


@pytest.mark.parametrize("articles", [1, 12])
def test_the_checklist_costs_the_same_however_much_is_in_it(articles, django_assert_num_queries):
    issue = make_issue(sections=("甲", "乙"), articles=articles)
    issue = Issue.objects.select_related("publication").get(pk=issue.pk)
    checklist(issue)  # the tables of proofreading are read once for all
    with django_assert_num_queries(15):
        checklist(issue)
