"""The 审签台账: a real Excel file, read back."""

import datetime
import json
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from issues.models import Action, AuditEntry, SignOff, Step
from issues.workflow.actions import (
    correct_issue,
    publish_issue,
    reopen_issue,
    rewrite_correction_note,
    sign_in_turn,
    sign_off,
    submit_issue,
)
from issues.workflow.ledger import build_ledger, export_ledger
from issues.workflow.moments import describe_moment
from issues.workflow.placing import remove_article
from issues.workflow.timing import set_publication
from tests.factories import make_issue
from tests.issues.workflow.helpers import CHECKS

pytestmark = pytest.mark.django_db


def read(data: bytes) -> dict[str, list[tuple]]:
    """The rows of each sheet, without times."""
    book = load_workbook(BytesIO(data))
    return {
        sheet.title: [
            tuple("when" if isinstance(value, datetime.datetime) else value for value in row)
            for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book
    }


def test_the_ledger_lists_every_sign_off_void_ones_too(editor, second, approver):
    issue = make_issue()
    editor.display_name = "张三"
    editor.save()
    submit_issue(issue, editor)
    first = sign_off(issue, Step.FIRST, editor, CHECKS, "已核对。")
    sign_in_turn(issue, [second, approver])
    reopen_issue(issue, approver, "换照片")
    rows = read(build_ledger())["审签"]
    assert rows[0] == (
        *("期", "轮次", "步骤", "审签人", "时间", "政治检查", "保密检查", "法律检查"),
        *("意见", "是否作废", "作废时间", "作废原因", "定稿版次", "所审内容的 SHA-256"),
    )
    checked, void = ("已确认",) * 3, ("已作废", "when", "重新打开：换照片")
    assert rows[1:] == [
        (str(issue), 1, "初审", "张三（editor）", "when", *checked, "已核对。", *void, None, first.sha256),
        (str(issue), 1, "复审", "second", "when", *checked, None, *void, None, first.sha256),
        (str(issue), 1, "终审", "approver", "when", *checked, None, *void, "第1版", first.sha256),
    ]


def test_the_ledger_lists_every_step_by_its_chinese_name(editor, second, approver):
    issue = make_issue(articles=2)
    gone = issue.sections.get().articles.get(position=2)
    remove_article(gone, editor)
    sign_in_turn(issue, [editor, second, approver])
    publish_issue(issue, editor)
    rows = read(build_ledger())["流转"]
    assert rows[0] == ("时间", "对象种类", "对象", "步骤", "由", "至", "操作人", "来自", "意见")
    name = str(issue)
    assert [row[1:7] for row in rows[1:]] == [
        ("稿件", "第1栏第2篇", "移出", name, "稿库", "editor"),
        ("期", name, "送审", "草稿", "审核", "editor"),
        ("期", name, "初审", "审核", "审核", "editor"),
        ("期", name, "复审", "审核", "审核", "second"),
        ("期", name, "终审签发", "审核", "已签发", "approver"),
        ("期", name, "发布", "已签发", "已发布", "editor"),
        ("稿件", "第1栏第1篇", "随期发布", "采用", "已发布", "editor"),
    ]


def test_the_ledger_holds_the_log_with_its_hashes_and_its_own_export(administrator):
    entries = list(AuditEntry.objects.order_by("sequence"))
    day = datetime.date(2020, 1, 1)
    data = export_ledger(since=day, by=administrator)
    rows = read(data)["操作记录"]
    assert [(row[0], row[-2] or "", row[-1]) for row in rows[1:-1]] == [
        (entry.sequence, entry.previous_hash, entry.hash) for entry in entries
    ]
    last = AuditEntry.objects.order_by("-sequence").first()
    assert (last.action, last.user) == (Action.EXPORT, administrator)
    assert last.detail == {"what": "审签台账", "since": "2020-01-01", "until": None}
    assert rows[-1][2:5] == ("administrator", None, "导出")
    assert json.loads(rows[-1][7]) == last.detail
    assert rows[-1][-1] == last.hash


def test_the_ledger_of_some_days_holds_those_days_as_the_office_counts_them(editor):
    made = make_issue(number=1), make_issue(number=2)
    days = [datetime.date(2026, 3, 1), datetime.date(2026, 3, 2)]
    for issue, day in zip(made, days, strict=True):
        submit_issue(issue)
        SignOff.objects.create(
            issue=issue,
            step=1,
            signer=editor,
            # Half an hour past midnight in Shanghai is the day before in London.
            signed_at=timezone.make_aware(datetime.datetime.combine(day, datetime.time(0, 30))),
            **{check.value: True for check in CHECKS},
        )

    def listed(since, until) -> list[str]:
        return [row[0] for row in read(build_ledger(since, until))["审签"][1:]]

    first, second = (str(issue) for issue in made)
    assert listed(days[0], days[0]) == [first]
    assert listed(days[1], None) == [second]
    assert listed(None, days[0]) == [first]
    assert listed(*days) == [first, second]
    assert listed(None, datetime.date(2026, 2, 28)) == []
    assert [len(rows) for rows in read(build_ledger(None, days[1])).values()] == [3, 1, 1, 1]


def test_what_somebody_wrote_is_never_a_formula(editor, second):
    issue = make_issue()
    submit_issue(issue)
    evil = '=HYPERLINK("http://evil.example","看")'
    sign_off(issue, Step.FIRST, editor, CHECKS, evil)
    sign_off(issue, Step.SECOND, second, CHECKS, "控\x0b制" + "长" * 40_000)
    sheet = load_workbook(BytesIO(build_ledger()))["审签"]
    cell = sheet["I2"]
    assert (cell.value, cell.data_type) == (evil, "s")
    assert (sheet["I3"].value[:2], len(sheet["I3"].value)) == ("控制", 32_767)


def test_the_first_row_stays_in_sight_and_filters():
    sheet = load_workbook(BytesIO(build_ledger()))["流转"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["A1"].font.bold) == ("A2", "A1:I1", True)


def test_the_cost_does_not_depend_on_what_is_listed(editor, second, approver, django_assert_max_num_queries):
    counts = []
    for number in range(1, 4):
        sign_in_turn(make_issue(number=number), [editor, second, approver])
        with django_assert_max_num_queries(10) as captured:
            build_ledger()
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_a_set_time_and_a_changed_note_stand_in_the_ledger(editor, second, approver):
    issue = make_issue()
    sign_in_turn(issue, [editor, second, approver])
    at = timezone.now() + datetime.timedelta(hours=1)
    set_publication(issue, at, editor)
    publish_issue(issue, editor)
    correct_issue(issue, "数据有误。", editor)
    rewrite_correction_note(issue, "第2篇数据有误。", editor)
    rows = {row[3]: row for row in read(build_ledger())["流转"]}
    label = str(issue)
    assert rows["定时发布"] == (
        "when",
        "期",
        label,
        "定时发布",
        None,
        describe_moment(at),
        "editor",
        None,
        None,
    )
    assert rows["改更正说明"] == (
        *("when", "期", label, "改更正说明", None, None),
        *("editor", None, "第2篇数据有误。"),
    )
