"""Users and organisations at the desk: roles open it, and nobody raises himself."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role, grant
from tests.accounts.signing import sign_in
from tests.issues.admin.desk import desk_url, form_data


def role_ids(*roles: Role) -> list[int]:
    return list(Group.objects.filter(name__in=[role.label for role in roles]).values_list("pk", flat=True))


PASSWORD = {"password1": "Correct-horse-7", "password2": "Correct-horse-7"}


def test_an_administrator_adds_a_correspondent_who_then_signs_in(
    client: Client, administrator: User, organisation: Organisation
) -> None:
    client.force_login(administrator)
    data = form_data(client.get(desk_url(User, "add"))) | PASSWORD
    data |= {"username": "yangchongmei", "display_name": "杨冲美", "organisation": organisation.pk}
    data |= {"groups": role_ids(Role.CORRESPONDENT)}
    assert client.post(desk_url(User, "add"), data).status_code == 302
    made = User.objects.get(username="yangchongmei")
    assert (made.is_staff, made.is_superuser, made.roles) == (True, False, {Role.CORRESPONDENT})
    assert (str(made), made.get_short_name(), made.get_full_name()) == ("杨冲美",) * 3
    client.logout()
    assert sign_in(client, "yangchongmei", PASSWORD["password1"]).url == "/admin/"
    # What an administrator chose is good for one sign-in.
    assert client.get("/admin/").url == reverse("account_change_password")


@pytest.mark.parametrize(
    ("password", "words"), [("abc", "密码太短，至少要 10 个字符。"), ("1234567890123", "数字")]
)
def test_weak_passwords_are_refused_in_chinese(
    client: Client, administrator: User, password: str, words: str
) -> None:
    client.force_login(administrator)
    data = {"username": "weak", "password1": password, "password2": password}
    page = client.post(desk_url(User, "add"), data)
    assert words in page.content.decode()


def test_losing_the_last_role_closes_the_desk(
    client: Client, administrator: User, make_user: Callable[..., User]
) -> None:
    user = make_user("leaver", Role.EDITOR)
    client.force_login(administrator)
    data = form_data(client.get(desk_url(user, "change")))
    assert client.post(desk_url(user, "change"), data | {"groups": []}).status_code == 302
    stored = User.objects.get(pk=user.pk)
    assert (stored.is_staff, stored.roles) == (False, frozenset())


def test_an_administrator_makes_no_superuser(
    client: Client, administrator: User, make_user: Callable[..., User]
) -> None:
    other = Group.objects.create(name="别的组")
    user = make_user("friend", Role.EDITOR)
    client.force_login(administrator)
    for row in (user, administrator):
        data = form_data(client.get(desk_url(row, "change")))
        assert "is_superuser" not in data
        client.post(desk_url(row, "change"), data | {"is_superuser": "on", "user_permissions": ["1"]})
        refused = client.post(desk_url(row, "change"), data | {"groups": [other.pk]})
        assert refused.context["adminform"].form.errors.keys() == {"groups"}
    assert not User.objects.filter(is_superuser=True).exists()
    assert not User.objects.filter(user_permissions__isnull=False).exists()


def test_an_administrator_touches_no_superuser(client: Client, administrator: User, superuser: User) -> None:
    client.force_login(administrator)
    assert client.get(desk_url(superuser, "change")).status_code == 200
    assert client.post(desk_url(superuser, "change"), {}).status_code == 403
    assert client.post(desk_url(superuser, "delete"), {"post": "yes"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[superuser.pk])
    assert client.post(password, PASSWORD).status_code == 403
    selected = {"action": "delete_selected", "_selected_action": [superuser.pk], "post": "yes"}
    client.post(desk_url(User, "changelist"), selected)
    assert User.objects.filter(pk=superuser.pk).exists()


def test_a_superuser_makes_another(client: Client, superuser: User, make_user: Callable[..., User]) -> None:
    user = make_user("second")
    client.force_login(superuser)
    data = form_data(client.get(desk_url(user, "change"))) | {"is_superuser": "on"}
    assert client.post(desk_url(user, "change"), data).status_code == 302
    stored = User.objects.get(pk=user.pk)
    assert (stored.is_superuser, stored.is_staff) == (True, True)


def test_users_are_listed_with_their_roles_in_few_queries(
    client: Client, superuser: User, make_user: Callable[..., User], django_assert_max_num_queries: Callable
) -> None:
    for n in range(20):
        grant(make_user(f"user{n}"), Role.CORRESPONDENT, Role.EDITOR)
    client.force_login(superuser)
    with django_assert_max_num_queries(12):
        page = client.get(desk_url(User, "changelist")).content.decode()
    assert page.count("编辑、通讯员") == 20


def test_an_organisation_below_is_refused_as_parent_in_the_form(
    client: Client, administrator: User, organisation: Organisation
) -> None:
    county = Organisation.objects.create(name="宣威市总工会", parent=organisation)
    client.force_login(administrator)
    data = form_data(client.get(desk_url(organisation, "change")))
    for parent in (county, organisation):
        page = client.post(desk_url(organisation, "change"), data | {"parent": parent.pk})
        assert page.context["adminform"].form.errors == {
            "parent": [f"“{parent}”就在“曲靖市总工会”之下，不能作它的上级。请另选。"]
        }
    page = client.post(desk_url(county, "change"), {"name": "曲靖市总工会", "level": "county"})
    assert page.context["adminform"].form.errors == {"name": ["具有 名称 的 单位 已存在。"]}
