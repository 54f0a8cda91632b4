"""The log at the desk: read by administrators alone, filtered, checked, taken away as the 审签台账."""

from io import BytesIO

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import Role, grant
from issues.models import Action, Article, AuditEntry, Issue, Step
from issues.workflow.actions import (
    publish_issue,
    rewrite_correction_note,
    sign_in_turn,
    sign_off,
    submit_issue,
)
from issues.workflow.ledger import build_ledger
from issues.workflow.placing import remove_article
from issues.workflow.telling import tell
from tests.factories import make_issue
from tests.issues.admin.desk import desk_url
from tests.issues.workflow.helpers import CHECKS, correct

LIST = reverse("admin:issues_auditentry_changelist")
EXPORT, CHECK = (reverse(f"admin:issues_auditentry_{name}") for name in ("export", "check"))


def shown(page: HttpResponse) -> list[tuple[str, str, str]]:
    """Who, what, about what; oldest first."""
    rows = page.context["cl"].result_list
    return [(row.user_label, row.get_action_display(), row.object_label) for row in rows][::-1]


@pytest.fixture
def signed(editor: User, second: User, approver: User) -> Issue:
    """Another issue, submitted; and this one, with an article taken out, signed and published."""
    submit_issue(make_issue(number=2), editor)
    issue = make_issue(articles=2)
    remove_article(issue.sections.get().articles.get(position=2), editor)
    sign_in_turn(issue, [editor, second, approver])
    publish_issue(issue, approver)
    return issue


def test_only_administrators_come_near_the_log(
    client: Client, correspondent: User, editor: User, approver: User, administrator: User, superuser: User
) -> None:
    entry = AuditEntry.objects.record(Action.EXPORT)
    for user, status in (
        (correspondent, 403),
        (editor, 403),
        (approver, 403),
        (administrator, 200),
        (superuser, 200),
    ):
        client.force_login(user)
        sidebar = client.get(reverse("admin:index")).content.decode()
        assert (LIST in sidebar) is (status == 200)
        assert client.get(LIST).status_code == status
        assert client.get(desk_url(entry, "change")).status_code == status
        assert client.post(EXPORT).status_code == status
        assert client.post(CHECK).status_code == (302 if status == 200 else 403)


def test_nothing_of_the_log_can_be_written(client: Client, superuser: User) -> None:
    entry = AuditEntry.objects.record(Action.EXPORT)
    client.force_login(superuser)
    assert client.get(desk_url(AuditEntry, "add")).status_code == 403
    assert client.post(desk_url(entry, "change"), {"user_label": "别人"}).status_code == 403
    assert client.post(desk_url(entry, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    client.post(LIST, chosen)
    assert AuditEntry.objects.filter(pk=entry.pk).get().user_label == "命令行"
    assert client.get(EXPORT).url == LIST
    assert client.get(CHECK).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(superuser)
    assert [strict.post(url).status_code for url in (EXPORT, CHECK)] == [403, 403]


def test_the_log_is_filtered_by_issue_person_step_and_day(
    client: Client, administrator: User, editor: User, second: User, signed: Issue
) -> None:
    client.force_login(administrator)
    name = str(signed)
    about = [
        ("editor", "移出", "第1栏第2篇"),
        ("editor", "流转", name),
        ("editor", "审签", name),
        ("second", "审签", name),
        ("approver", "审签", name),
        ("approver", "定稿", "changai 2021年第3期 第1版"),
        ("approver", "发布", name),
        ("approver", "流转", "第1栏第1篇"),
    ]
    assert shown(client.get(f"{LIST}?issue={signed.pk}")) == about
    assert shown(client.get(f"{LIST}?issue={signed.pk}&action__exact=sign-off")) == about[2:5]
    assert shown(client.get(f"{LIST}?user__id__exact={second.pk}&action__exact=sign-off")) == [about[3]]
    assert shown(client.get(f"{LIST}?q=第1栏第2篇")) == [about[0]]
    every = AuditEntry.objects.count()
    assert client.get(f"{LIST}?at_from=2020-01-01&at_to=2020-01-02").context["cl"].result_count == 0
    assert client.get(f"{LIST}?at_from=2020-01-01&at_to=2999-01-02").context["cl"].result_count > every - 5
    for nonsense in ("issue=x", "issue=99999", "issue=²", "at_from=x&at_to=y"):
        assert client.get(f"{LIST}?{nonsense}").status_code == 200


def test_what_was_done_is_told_in_chinese(
    client: Client, administrator: User, editor: User, signed: Issue
) -> None:
    grant(editor, Role.APPROVER)
    editor.is_active = False
    editor.save()
    client.force_login(administrator)
    told = {}
    for row in AuditEntry.objects.filter(
        action__in=["sign-off", "remove", "roles", "account", "publish"]
    ).order_by("sequence"):
        page = client.get(desk_url(row, "change"))
        told[row.get_action_display(), row.object_label] = page
    texts = {key: tell(page.context["original"]) for key, page in told.items()}
    name = str(signed)
    assert texts["审签", name] == "终审签发：审核 → 已签发；审签轮次：1；已确认的检查：政治、保密、法律"
    assert texts["移出", "第1栏第2篇"] == f"期：{name}；栏目：重点推荐"
    assert texts["发布", name] == "发布：已签发 → 已发布；版次：1"
    assert texts["角色变更", "editor"] == "授予：签发人"
    assert texts["账号变更", "editor"] == "有效：是 → 否"
    assert all(texts[key] in page.content.decode() for key, page in told.items())
    page = told["发布", name].content.decode()
    assert "内容与写入时一致" in page
    with connection.cursor() as cursor:
        cursor.execute("UPDATE issues_auditentry SET ip = '10.0.0.9' WHERE action = 'publish'")
    assert (
        "请立即报告"
        in client.get(desk_url(AuditEntry.objects.get(action="publish"), "change")).content.decode()
    )


def test_the_chain_is_checked_at_a_click(client: Client, administrator: User, signed: Issue) -> None:
    client.force_login(administrator)

    def said() -> str:
        return str(next(iter(client.post(CHECK, follow=True).context["messages"])))

    assert said() == f"已核对 {AuditEntry.objects.count()} 条操作记录，全部与写入时一致，没有缺少。"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM issues_auditentry WHERE sequence = 3")
    assert "第 3 条操作记录不见了" in said()


def test_the_ledger_is_taken_away_and_that_is_logged(
    client: Client, administrator: User, editor: User
) -> None:
    issue = make_issue()
    submit_issue(issue)
    evil = '=HYPERLINK("http://evil.example","看")'
    sign_off(issue, Step.FIRST, editor, CHECKS, evil)
    client.force_login(administrator)
    response = client.post(EXPORT, {"since": "2020-01-01", "until": ""})
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%E5%AE%A1%E7%AD%BE%E5%8F%B0%E8%B4%A6-2020-01-01.xlsx"
    )
    book = load_workbook(BytesIO(response.content))
    cell = book["审签"]["I2"]
    assert (book.sheetnames, cell.value, cell.data_type) == (
        ["审签", "流转", "校对放行", "操作记录"],
        evil,
        "s",
    )
    last = AuditEntry.objects.order_by("-sequence").first()
    assert (last.action, last.user, last.ip) == (Action.EXPORT, administrator, "127.0.0.1")
    wrong = client.post(EXPORT, {"since": "2020-01-02", "until": "2020-01-01"}, follow=True)
    assert [str(message) for message in wrong.context["messages"]] == ["日期颠倒了：“到”不能早于“从”。"]
    assert AuditEntry.objects.order_by("-sequence").first() == last


def test_the_ledger_lists_restored_versions(editor: User) -> None:
    """Such an entry is about an article that did not move."""
    issue = correct(make_issue())
    rewrite_correction_note(issue, "另一处有误", editor)
    AuditEntry.objects.record(Action.RESTORE, Article.objects.get(), editor, version=1, of="2026-01-01 08:00")
    steps = [row[3].value for row in load_workbook(BytesIO(build_ledger()))["流转"].iter_rows(min_row=2)]
    assert steps == ["签发", "发布", "随期发布", "更正", "改更正说明", "恢复版本"]
