"""What is printed around the articles: written for one issue, never over what another just wrote."""

import datetime

import pytest

from issues.models import AuditEntry, DistributionList, Issue, Recipient, Stage
from issues.workflow.details import (
    choose_list,
    recipients_of,
    version_of_details,
    version_of_recipients,
    write_details,
    write_recipients,
)
from issues.workflow.steps import WorkflowRefused
from tests.factories import make_issue
from tests.issues.workflow.helpers import bring, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(db) -> Issue:
    return make_issue()


@pytest.fixture
def standing(issue) -> DistributionList:
    made = DistributionList.objects.create(publication=issue.publication, name="常用", is_default=True)
    for kind, name in [("report", "省委办公厅"), ("issue", "各县区总工会")]:
        Recipient.objects.create(distribution_list=made, kind=kind, position=1, name=name)
    return made


def filled(issue: Issue) -> dict[tuple[str, bool], list[str]]:
    return {key: names for key, names in recipients_of(issue).items() if names}


def refusal(step) -> str:
    before = everything(), list(Recipient.objects.order_by("pk").values())
    with pytest.raises(WorkflowRefused) as refused:
        step()
    assert (everything(), list(Recipient.objects.order_by("pk").values())) == before
    return str(refused.value)


def test_details_are_written_and_logged(editor, issue):
    values = {"date": datetime.date(2021, 3, 1), "copies": 120, "staff": [{"role": "签发", "name": "张三"}]}
    assert write_details(issue, editor, values) == ("date", "copies", "staff")
    issue.refresh_from_db()
    assert {name: getattr(issue, name) for name in values} == values
    assert write_details(issue, editor, values) == ()
    entry = AuditEntry.objects.get(action="arrange")
    assert (entry.user, entry.detail) == (editor, {"what": "改日期、印数、落款人员"})


def test_the_editors_note_is_sanitised(editor, issue):
    write_details(issue, editor, {"editors_note": "<p onclick='x()'>按<script>x()</script></p>"})
    assert Issue.objects.get().editors_note == "<p>按</p>"


def test_details_written_over_anothers_are_refused(editor, issue):
    names = ["date", "copies"]
    seen = version_of_details(issue, names)
    write_details(issue, editor, {"editors_note": "<p>另一处。</p>"})  # another form: no reason to refuse
    write_details(issue, editor, {"date": None, "copies": 9}, seen)
    told = refusal(lambda: write_details(issue, editor, {"date": None, "copies": 7}, seen))
    assert told.startswith("您打开这一页之后，另有人改过这一部分，没有保存。")


def test_wrong_details_are_refused(editor, issue):
    assert refusal(lambda: write_details(issue, editor, {"staff": [{"role": "签发"}]})) == (
        "落款人员须逐条写明职责和姓名，如“责任编辑：张三”。"
    )
    with pytest.raises(ValueError, match="stage"):
        write_details(issue, editor, {"stage": "signed"})


def test_recipients_are_those_of_this_issue_alone(editor, issue, standing):
    write_recipients(
        issue,
        editor,
        {
            ("report", False): ["省委办公厅，", " 省政府办公厅。 ", ""],
            ("send", True): ["省人社厅"],
        },
    )
    assert filled(issue) == {
        ("report", False): ["省委办公厅", "省政府办公厅"],
        ("send", True): ["省人社厅"],
    }
    assert [row.name for row in standing.recipients.order_by("kind")] == ["各县区总工会", "省委办公厅"]
    assert write_recipients(issue, editor, recipients_of(issue)) is False


def test_an_issue_without_a_list_gets_one(editor, issue):
    DistributionList.objects.all().delete()
    write_recipients(issue, editor, {("issue", False): ["各县区总工会"]})
    own = DistributionList.objects.get()
    assert (own.issue, own.publication, own.name) == (issue, issue.publication, "2021年第3期")


def test_a_chosen_list_replaces_all_but_the_extra_ones(editor, issue, standing):
    write_recipients(
        issue,
        editor,
        {("send", False): ["各州市总工会"], ("issue", True): ["各县区总工会", "某厂工会"]},
    )
    choose_list(issue, editor, standing)
    assert filled(issue) == {
        ("report", False): ["省委办公厅"],
        ("issue", False): ["各县区总工会"],
        ("issue", True): ["某厂工会"],
    }


def test_recipients_that_cannot_be_meant_are_refused(editor, issue):
    for recipients, told in [
        (
            {("send", False): ["甲", "乙"], ("send", True): ["甲"]},
            "“送”中“甲”写了两次，请删去一个。",
        ),
        (
            {("send", False): ["长" * 201]},
            "收件单位每行一个，最多200个字；“长长长长长长长长长长长长长长长长长长长长…”太长了。",
        ),
        ({("send", False): [str(n) for n in range(501)]}, "一类收件单位最多500个。"),
    ]:
        assert refusal(lambda recipients=recipients: write_recipients(issue, editor, recipients)) == told


def test_recipients_written_over_anothers_are_refused(editor, issue, standing):
    seen = version_of_recipients(issue)
    write_recipients(issue, editor, {("send", False): ["甲"]}, seen)
    for step in (
        lambda: write_recipients(issue, editor, {("send", False): ["乙"]}, seen),
        lambda: choose_list(issue, editor, standing, seen),
    ):
        assert refusal(step).startswith("您打开这一页之后，另有人改过这一部分")


def test_the_list_of_another_publication_or_issue_is_refused(editor, issue):
    other = make_issue(number=9).distribution_list
    assert refusal(lambda: choose_list(issue, editor, other)) == "请选本刊物的常用发送范围。"


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.PUBLISHED, Stage.WITHDRAWN])
def test_nothing_is_written_around_what_is_signed(editor, issue, standing, stage):
    bring(issue, stage)
    for step in (
        lambda: write_details(issue, editor, {"copies": 5}),
        lambda: write_recipients(issue, editor, {}),
        lambda: choose_list(issue, editor, standing),
    ):
        assert refusal(step).startswith(f"本期现在是“{stage.label}”，不能再编排。")


def test_who_may_not_arrange_writes_nothing(approver, correspondent, issue, standing):
    for user in (approver, correspondent):
        for step in (
            lambda user=user: write_details(issue, user, {"copies": 5}),
            lambda user=user: write_recipients(issue, user, {}),
            lambda user=user: choose_list(issue, user, standing),
        ):
            assert refusal(step) == "您没有编排的权限，须由编辑、管理员编排。"
