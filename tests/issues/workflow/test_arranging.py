"""Assembling an issue: articles and sections in order, each change undone, stale and locked pages refused."""

import pytest

from issues.models import Article, AuditEntry, Issue, Section, Stage
from issues.workflow.arranging import (
    ARRANGE,
    STALE,
    add_section,
    move_article_to,
    move_section,
    remove_section,
    rename_section,
    version_of_arrangement,
)
from issues.workflow.steps import WorkflowRefused
from tests.factories import make_issue
from tests.issues.workflow.helpers import bring, correct, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(db) -> Issue:
    return make_issue(sections=("甲", "乙", "丙"), articles=2)


@pytest.fixture
def pooled(db) -> Article:
    return Article.objects.create(title="稿库", body="<p>正文。</p>", stage="accepted")


def board(issue: Issue) -> list[tuple[str, list[str]]]:
    return [
        (section.name, [article.title for article in section.articles.order_by("position")])
        for section in issue.sections.order_by("position")
    ]


def pk(issue: Issue, name: str) -> int:
    return issue.sections.get(name=name).pk


def refusal(step) -> str:
    before = everything(), list(Section.objects.order_by("pk").values())
    with pytest.raises(WorkflowRefused) as refused:
        step()
    assert (everything(), list(Section.objects.order_by("pk").values())) == before
    return str(refused.value)


STEPS = [
    ("article", {"article": "第1栏第1篇", "section": "乙", "position": 2}),
    ("article", {"article": "第1栏第1篇", "section": "甲", "position": 2}),
    ("article", {"article": "第2栏第2篇", "section": None}),
    ("article", {"article": "稿库", "section": "丙", "position": 1}),
    ("article", {"article": "稿库", "section": "丙"}),
    ("section", {"section": "丙", "position": 1}),
    ("section", {"section": "甲", "position": 99}),
    ("rename", {"section": "乙", "name": "【经验交流】"}),
    ("add", {"name": "特稿", "position": 1}),
    ("add", {"name": "特稿"}),
    ("remove", {"section": "乙", "empty": True}),
]
OUTCOMES = [
    ("已把“第1栏第1篇”放在【乙】第2篇。", ["第1栏第2篇", "|", "第2栏第1篇", "第1栏第1篇", "第2栏第2篇", "|"]),
    ("已把“第1栏第1篇”放在【甲】第2篇。", ["第1栏第2篇", "第1栏第1篇", "|", "第2栏第1篇", "第2栏第2篇", "|"]),
    ("已把“第2栏第2篇”移回稿库。", ["第1栏第1篇", "第1栏第2篇", "|", "第2栏第1篇", "|"]),
    (
        "已把“稿库”放在【丙】第1篇。",
        ["第1栏第1篇", "第1栏第2篇", "|", "第2栏第1篇", "第2栏第2篇", "|", "稿库"],
    ),
    ("已把“稿库”放在【丙】第3篇。", None),
    ("已把【丙】移到第1栏。", ["第3栏第1篇", "第3栏第2篇", "|", "第1栏第1篇"]),
    ("已把【甲】移到第3栏。", ["第2栏第1篇", "第2栏第2篇", "|", "第3栏第1篇"]),
    ("栏目已改名为“经验交流”。", None),
    ("已增加【特稿】。", ["|", "第1栏第1篇"]),
    ("已增加【特稿】。", None),
    ("已删去【乙】，2篇稿件移回稿库。", ["第1栏第1篇", "第1栏第2篇", "|", "第3栏第1篇"]),
]


def flat(issue: Issue) -> list[str]:
    found: list[str] = []
    for n, (_, titles) in enumerate(board(issue)):
        found += ["|"] * bool(n) + titles
    return found


@pytest.mark.parametrize(
    ("step", "values", "said", "begins"),
    [(*step, *outcome) for step, outcome in zip(STEPS, OUTCOMES, strict=True)],
)
def test_each_change_is_made_said_and_undone(editor, issue, pooled, step, values, said, begins):
    values = dict(values)
    if "article" in values:
        values["article"] = Article.objects.get(title=values["article"]).pk
    if values.get("section"):
        values["section"] = pk(issue, values["section"])
    before = board(issue)
    done = ARRANGE[step](issue, editor, **values)
    assert done.said == said
    assert board(issue) != before
    if begins is not None:
        assert flat(issue)[: len(begins)] == begins
    undone = ARRANGE[done.undo.step](issue, editor, **done.undo.values)
    assert board(issue) == before
    assert Article.objects.get(title="稿库").section is None
    assert undone.undo is not None


def test_what_changes_nothing_says_so_and_leaves_nothing_to_undo(editor, issue, pooled):
    first = Article.objects.get(title="第1栏第1篇")
    for step, values, said in [
        (
            "article",
            {"article": first.pk, "section": pk(issue, "甲"), "position": 1},
            "“第1栏第1篇”的位置没有变。",
        ),
        ("article", {"article": pooled.pk, "section": None}, "“稿库”的位置没有变。"),
        ("section", {"section": pk(issue, "乙"), "position": 2}, "【乙】的位置没有变。"),
        ("rename", {"section": pk(issue, "乙"), "name": " 乙 "}, "栏目名没有变。"),
    ]:
        done = ARRANGE[step](issue, editor, **values)
        assert (done.said, done.undo) == (said, None)


def test_a_gap_left_by_a_removal_does_not_mislead(editor, issue, pooled):
    section = issue.sections.get(name="甲")
    Article.objects.filter(title="第1栏第2篇").update(position=7)
    done = move_article_to(
        issue, editor, article=Article.objects.get(title="第1栏第2篇").pk, section=section.pk, position=1
    )
    assert done.undo.values == {
        "article": Article.objects.get(title="第1栏第2篇").pk,
        "section": section.pk,
        "position": 2,
    }


def test_a_page_that_is_out_of_date_is_refused(editor, issue, pooled):
    seen = version_of_arrangement(issue)
    move_section(issue, editor, section=pk(issue, "丙"), position=1, expected_version=seen)
    values = {
        "article": {"article": pooled.pk, "section": pk(issue, "甲")},
        "section": {"section": pk(issue, "甲"), "position": 1},
        "rename": {"section": pk(issue, "甲"), "name": "新"},
        "add": {"name": "新"},
        "remove": {"section": pk(issue, "甲"), "empty": True},
    }
    assert values.keys() == ARRANGE.keys()
    for step, given in values.items():
        assert (
            refusal(
                lambda step=step, given=given: ARRANGE[step](issue, editor, **given, expected_version=seen)
            )
            == STALE
        )


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.PUBLISHED, Stage.WITHDRAWN])
def test_a_signed_issue_is_not_arranged(editor, issue, stage):
    bring(issue, stage)
    told = f"本期现在是“{stage.label}”，不能再编排。确要改动，请先把它重新打开或更正。"
    assert refusal(lambda: add_section(issue, editor, name="新")) == told
    assert refusal(lambda: rename_section(issue, editor, section=pk(issue, "甲"), name="新")) == told


def test_who_may_not_arrange_is_refused(approver, correspondent, issue):
    for user in (approver, correspondent):
        assert refusal(lambda user=user: add_section(issue, user, name="新")) == (
            "您没有编排的权限，须由编辑、管理员编排。"
        )


def test_a_section_with_articles_is_removed_only_when_they_may_go_back(editor, issue):
    assert refusal(lambda: remove_section(issue, editor, section=pk(issue, "甲"))) == (
        "【甲】还有2篇稿件，请确认把它们移回稿库，再删去栏目。"
    )


def test_names_of_sections_are_checked(editor, issue):
    for name, told in [
        (" 【】 ", "请写栏目名。"),
        ("长" * 61, "栏目名最多60个字，现在是61个字。"),
    ]:
        assert refusal(lambda name=name: add_section(issue, editor, name=name)) == told
        assert (
            refusal(lambda name=name: rename_section(issue, editor, section=pk(issue, "甲"), name=name))
            == told
        )


def test_rows_of_another_issue_are_refused(editor, issue):
    other = make_issue(number=9)
    there = other.sections.get()
    inside = there.articles.get()
    assert refusal(lambda: move_article_to(issue, editor, article=inside.pk, section=pk(issue, "甲"))) == (
        f"“{inside}”刚被编入{other}，请先在那一期移出。"
    )
    for step in (
        lambda: rename_section(issue, editor, section=there.pk, name="新"),
        lambda: remove_section(issue, editor, section=there.pk, empty=True),
        lambda: move_section(issue, editor, section=there.pk, position=1),
        lambda: move_article_to(
            issue, editor, article=Article.objects.get(title="第3栏第1篇").pk, section=there.pk
        ),
    ):
        assert refusal(step) == "这个栏目刚被删除，请刷新页面后另选。"
    assert refusal(lambda: move_article_to(issue, editor, article=10**9, section=None)) == (
        "这篇稿件已被删除，请刷新页面。"
    )


def test_changes_of_sections_are_logged(editor, issue):
    add_section(issue, editor, name="特稿")
    rename_section(issue, editor, section=pk(issue, "特稿"), name="要闻")
    remove_section(issue, editor, section=pk(issue, "要闻"))
    logged = AuditEntry.objects.filter(action="arrange").order_by("sequence")
    assert [(entry.user, entry.detail["what"]) for entry in logged] == [
        (editor, "增加【特稿】"),
        (editor, "栏目“特稿”改名为“要闻”"),
        (editor, "删去【要闻】"),
    ]


def test_what_readers_have_may_be_rearranged_in_a_correction(editor, issue):
    correct(issue)
    article = Article.objects.get(title="第1栏第1篇")
    done = move_article_to(issue, editor, article=article.pk, section=None)
    article.refresh_from_db()
    assert article.stage == "accepted"
    move_article_to(issue, editor, **done.undo.values)
    assert flat(issue)[0] == "第1栏第1篇"
