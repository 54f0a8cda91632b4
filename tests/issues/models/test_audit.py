"""The log: sealed entries that are neither changed nor removed unnoticed, whoever writes at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.roles import Role
from issues.models import Action, AuditEntry, Issue
from issues.models.audit import AuditChain
from issues.models.kept import RowKept
from tests.conftest import audit_guard

pytestmark = pytest.mark.django_db
PEOPLE = 12


def run_sql(statement: str, *values: object) -> None:
    """Behind the program's back."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def record_several(count: int = 3) -> None:
    for number in range(1, count + 1):
        AuditEntry.objects.record(Action.EXPORT, number=number)


def test_record_keeps_who_what_and_when_and_continues_the_chain(issue: Issue, make_user) -> None:
    editor = make_user("zhang", Role.EDITOR, display_name="张三")
    before = AuditEntry.objects.order_by("-sequence").first()
    entry = AuditEntry.objects.record(Action.PUBLISH, issue, editor, version=2, articles=["甲", "乙"])
    stored = AuditEntry.objects.get(pk=entry.pk)
    assert {
        name: getattr(stored, name)
        for name in ("sequence", "user", "user_label", "ip", "action", "detail", "previous_hash", "hash")
    } == {
        "sequence": before.sequence + 1,
        "user": editor,
        "user_label": "张三（zhang）",
        "ip": "",
        "action": "publish",
        "detail": {"version": 2, "articles": ["甲", "乙"]},
        "previous_hash": before.hash,
        "hash": entry.compute_hash(),
    }
    assert (stored.object_type, stored.object_id, stored.object_label) == (
        "issues.issue",
        str(issue.pk),
        "产业工人队伍建设改革工作简报 2021年第3期",
    )
    assert str(stored) == f"{stored.sequence} 张三（zhang） 发布 产业工人队伍建设改革工作简报 2021年第3期"
    assert AuditEntry.objects.first_fault() == ""


def test_the_first_entry_is_by_the_command_line_and_follows_nothing() -> None:
    record_several(1)
    entry = AuditEntry.objects.get()
    assert (entry.sequence, entry.previous_hash, entry.user, entry.user_label) == (1, "", None, "命令行")


def test_record_stores_what_a_database_cannot_hold_as_far_as_it_can() -> None:
    entry = AuditEntry.objects.record(
        Action.SIGN_IN_FAILED, label="a\0b\ud800" + "长" * 500, note="x\0\udfff", nested=[{"k\0": "\0"}]
    )
    stored = AuditEntry.objects.get()
    assert stored.user_label == ("ab?" + "长" * 500)[:220]
    assert stored.detail == {"note": "x?", "nested": [{"k": ""}]}
    assert entry.hash == stored.compute_hash()


def test_an_entry_is_undone_with_what_it_records(issue: Issue) -> None:
    record_several(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        AuditEntry.objects.record(Action.PUBLISH, issue)
        raise ZeroDivisionError
    record_several(1)
    assert list(AuditEntry.objects.order_by("sequence").values_list("sequence", "action")) == [
        (1, "export"),
        (2, "export"),
    ]
    assert AuditEntry.objects.first_fault() == ""


def test_entries_are_neither_changed_nor_deleted() -> None:
    record_several()
    entry = AuditEntry.objects.get(sequence=2)
    entry.user_label = "别人"
    for attempt in (
        entry.save,
        entry.delete,
        lambda: AuditEntry.objects.update(ip="10.0.0.1"),
        lambda: AuditEntry.objects.bulk_update([entry], ["user_label"]),
        AuditEntry.objects.all().delete,
    ):
        with pytest.raises(RowKept), transaction.atomic():
            attempt()
    assert AuditEntry.objects.first_fault() == ""
    assert AuditEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        (
            "UPDATE issues_auditentry SET user_label = '别人' WHERE sequence IN (2, 4)",
            "第 2 条操作记录的内容与它的校验值不符",
        ),
        ("DELETE FROM issues_auditentry WHERE sequence = 3", "第 3 条操作记录不见了，下一条是第 4 条"),
        ("DELETE FROM issues_auditentry WHERE sequence = 1", "第 1 条操作记录不见了，下一条是第 2 条"),
        (
            "DELETE FROM issues_auditentry WHERE sequence > 3",
            "第 4 条操作记录不见了，应有 5 条，只剩 3 条",
        ),
        ("DELETE FROM issues_auditentry", "第 1 条操作记录不见了，应有 5 条，只剩 0 条"),
        (
            "UPDATE issues_auditchain SET sequence = 4",
            "第 5 条操作记录不是登记在案的最后一条",
        ),
        ("DELETE FROM issues_auditchain", "第 5 条操作记录不是登记在案的最后一条"),
    ],
)
def test_first_fault_names_what_was_changed_behind_our_back(tampering: str, fault: str) -> None:
    record_several(5)
    assert AuditEntry.objects.first_fault() == ""
    run_sql(tampering)
    assert AuditEntry.objects.first_fault() == fault


def test_first_fault_finds_an_entry_whose_hash_was_made_to_fit() -> None:
    record_several(3)
    entry = AuditEntry.objects.get(sequence=2)
    entry.user_label = "别人"
    run_sql(
        "UPDATE issues_auditentry SET user_label = '别人', hash = %s WHERE sequence = 2", entry.compute_hash()
    )
    assert AuditEntry.objects.first_fault() == "第 3 条操作记录没有接着第 2 条"


def test_the_database_refuses_to_change_or_delete_an_entry(audit_guards: list[str]) -> None:
    assert audit_guards == list(audit_guard.NAMES)
    record_several(3)
    audit_guard.install(connection)
    for statement in (
        "UPDATE issues_auditentry SET user_label = '别人' WHERE sequence = 2",
        "DELETE FROM issues_auditentry WHERE sequence = 2",
        "DELETE FROM issues_auditentry",
    ):
        with pytest.raises(IntegrityError, match=audit_guard.REFUSAL), transaction.atomic():
            run_sql(statement)
    record_several(1)
    assert AuditEntry.objects.first_fault() == ""
    assert AuditEntry.objects.count() == 4


def test_only_administrators_see_the_log(make_user: Callable[..., User], superuser: User) -> None:
    users = {role: make_user(role.value, role) for role in Role}
    retired = make_user("retired", Role.ADMINISTRATOR, is_active=False)
    nobody = [retired, AnonymousUser(), *(users[role] for role in Role if role != Role.ADMINISTRATOR)]
    assert not any(AuditEntry.objects.visible_to(user).exists() for user in nobody)
    for user in (users[Role.ADMINISTRATOR], superuser):
        assert AuditEntry.objects.visible_to(user).count() == AuditEntry.objects.count() > 0


def test_an_account_may_be_deleted_and_the_log_stays(make_user: Callable[..., User]) -> None:
    user = make_user("leaver")
    entry = AuditEntry.objects.record(Action.EXPORT, by=user)
    pk = user.pk
    user.delete()
    entry.refresh_from_db()
    assert (entry.user_id, entry.user_label) == (pk, "leaver")
    assert AuditEntry.objects.first_fault() == ""


@pytest.mark.django_db(transaction=True)
def test_the_chain_does_not_fork_when_twelve_write_at_once() -> None:
    start = Barrier(PEOPLE)

    def write(number: int) -> None:
        try:
            start.wait(timeout=120)
            for _ in range(5):
                AuditEntry.objects.record(Action.EXPORT, number=number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(write, range(PEOPLE)))
    assert AuditEntry.objects.first_fault() == ""
    assert AuditChain.objects.get().sequence == AuditEntry.objects.count() == PEOPLE * 5
