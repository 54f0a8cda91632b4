"""Sign-ins and changes of roles and accounts enter the log by themselves."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role, grant
from issues.models import Action, AuditEntry
from tests.accounts.signing import give_second_factor, sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-1"


def logged(*actions: Action) -> list[tuple]:
    """Who did it, to what, and the details, oldest first."""
    entries = AuditEntry.objects.filter(action__in=actions).order_by("sequence")
    return [(entry.user_label, entry.object_label, entry.detail) for entry in entries]


@pytest.fixture
def zhang(make_user) -> User:
    return make_user("zhang", Role.EDITOR, password=PASSWORD, display_name="张三")


def test_signing_in_and_out_and_failing_to_is_logged_with_the_address(client: Client, zhang: User) -> None:
    for password in ("wrong-horse-1", PASSWORD):
        sign_in(client, "zhang", password, REMOTE_ADDR="203.0.113.7")
    client.post(reverse("admin:logout"), REMOTE_ADDR="203.0.113.8")
    entries = AuditEntry.objects.filter(
        action__in=[Action.SIGN_IN_FAILED, Action.SIGN_IN, Action.SIGN_OUT]
    ).order_by("sequence")
    assert [(entry.action, entry.user_label, entry.user, entry.ip, entry.detail) for entry in entries] == [
        ("sign-in-failed", "zhang", None, "203.0.113.7", {}),
        ("sign-in", "张三（zhang）", zhang, "203.0.113.7", {}),
        ("sign-out", "张三（zhang）", zhang, "203.0.113.8", {}),
    ]


def test_a_failed_sign_in_without_a_name_is_a_strangers() -> None:
    request = RequestFactory().post("/accounts/login/")
    authenticate(request, token="x")
    authenticate(request, username=None, password="wrong-horse-1")
    assert logged(Action.SIGN_IN_FAILED) == [("（未登录）", "", {}), ("（未登录）", "", {})]


def test_no_password_is_ever_logged(client: Client, zhang: User) -> None:
    sign_in(client, "zhang", "wrong-horse-1")
    zhang.set_password("another-horse-1")
    zhang.save()
    everything = str(list(AuditEntry.objects.values()))
    assert not any(word in everything for word in ("horse", zhang.password))
    assert logged(Action.ACCOUNT)[-1] == ("命令行", "张三", {"password": True})


def test_changes_of_roles_are_logged_from_either_side(zhang: User) -> None:
    AuditEntry.objects.record(Action.EXPORT)
    approvers = Group.objects.get(name=Role.APPROVER.label)
    grant(zhang, Role.APPROVER)
    grant(zhang, Role.APPROVER)  # he has it: nothing changes
    zhang.groups.remove(approvers)
    approvers.user_set.add(zhang)
    approvers.user_set.clear()
    zhang.groups.set([approvers])
    zhang.groups.clear()
    zhang.groups.clear()
    assert logged(Action.ROLES) == [
        ("命令行", "张三", {"granted": ["编辑"]}),
        ("命令行", "张三", {"granted": ["签发人"]}),
        ("命令行", "张三", {"revoked": ["签发人"]}),
        ("命令行", "张三", {"granted": ["签发人"]}),
        ("命令行", "张三", {"revoked": ["签发人"]}),
        ("命令行", "张三", {"revoked": ["编辑"]}),
        ("命令行", "张三", {"granted": ["签发人"]}),
        ("命令行", "张三", {"revoked": ["签发人"]}),
    ]


def test_changes_of_accounts_are_logged_and_those_that_change_nothing_are_not(
    zhang: User, organisation: Organisation
) -> None:
    zhang.save()
    zhang.phone = "0871"
    zhang.save()
    zhang.organisation, zhang.is_active = organisation, False
    zhang.save(update_fields=["organisation"])
    zhang.save()
    zhang.is_superuser = True
    zhang.save()
    zhang.delete()
    assert logged(Action.ACCOUNT) == [
        ("命令行", "张三", {"created": True}),
        ("命令行", "张三", {"organisation_id": [None, organisation.pk]}),
        ("命令行", "张三", {"is_active": [True, False]}),
        ("命令行", "张三", {"is_superuser": [False, True]}),
        ("命令行", "张三", {"deleted": True}),
    ]


def test_who_changes_a_role_at_the_desk_is_named(client: Client, zhang: User, administrator: User) -> None:
    client.force_login(administrator)
    page = reverse("admin:accounts_user_change", args=[zhang.pk])
    editors, approvers = (Group.objects.get(name=role.label) for role in (Role.EDITOR, Role.APPROVER))
    answer = client.post(
        page,
        {
            "username": "zhang",
            "display_name": "张三",
            "is_active": "on",
            "groups": [approvers.pk],
            "date_joined_0": "2026-01-01",
            "date_joined_1": "08:00",
        },
    )
    assert answer.status_code == 302
    assert set(zhang.groups.all()) == {approvers}
    assert logged(Action.ROLES)[-2:] == [
        ("administrator", "张三", {"revoked": [editors.name]}),
        ("administrator", "张三", {"granted": [approvers.name]}),
    ]


def test_locks_codes_and_one_time_passwords_are_logged(
    client: Client, zhang: User, administrator: User
) -> None:
    give_second_factor(zhang)
    client.force_login(administrator)
    for n in range(5):
        sign_in(Client(), "zhang", f"wrong-horse-{n}")
    client.post(reverse("admin:accounts_user_locks"), {"username": "zhang", "address": "127.0.0.1"})
    client.post(reverse("admin:accounts_user_second_factor", args=[zhang.pk]))
    page = client.post(reverse("admin:auth_user_password_change", args=[zhang.pk]))
    assert [entry[2] for entry in logged(Action.SIGN_IN_FAILED)] == [{}] * 4 + [{"locked_out": True}, {}]
    assert logged(Action.ACCOUNT)[-4:] == [
        ("administrator", "张三", {"event": "解除锁定", "typed": "zhang", "from": "127.0.0.1"}),
        ("administrator", "张三", {"event": "关闭两步验证"}),
        ("administrator", "张三", {"password": True}),
        ("administrator", "张三", {"event": "重设密码"}),
    ]
    # The first sign-in writes a slower hash of the same password, which is no change.
    before = AuditEntry.objects.filter(action=Action.ACCOUNT).count()
    assert sign_in(Client(), "zhang", page.context["password"]).status_code == 302
    assert AuditEntry.objects.filter(action=Action.ACCOUNT).count() == before
    assert AuditEntry.objects.first_fault() == ""


def test_an_idle_exit_is_logged_as_one(client: Client, zhang: User) -> None:
    sign_in(client, "zhang", PASSWORD)
    session = client.session
    session["last_seen"] -= 31 * 60
    session.save()
    client.get("/admin/")
    assert logged(Action.SIGN_OUT) == [("张三（zhang）", "张三", {"idle": True})]
