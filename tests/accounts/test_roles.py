"""The roles: groups made by migrate, permissions as the table says."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission

from accounts.models import User
from accounts.roles import ROLE_PERMISSIONS, Role, grant, is_member, is_office, sync_roles


def permissions_of(group: Group) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for permission in group.permissions.select_related("content_type"):
        model = f"{permission.content_type.app_label}.{permission.content_type.model}"
        found.setdefault(model, set()).add(permission.codename.split("_")[0])
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_migrate_gives_each_role_exactly_its_permissions(role: Role) -> None:
    expected = {model: set(actions) for model, actions in ROLE_PERMISSIONS[role].items()}
    assert permissions_of(Group.objects.get(name=role.label)) == expected


@pytest.mark.django_db
def test_sync_roles_takes_back_what_the_table_does_not_give() -> None:
    group = Group.objects.get(name=Role.CORRESPONDENT.label)
    before = permissions_of(group)
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    sync_roles()
    assert permissions_of(group) == before


@pytest.mark.django_db(transaction=True)
def test_roles_are_there_in_a_transactional_test() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {role.label for role in Role}


def test_grant_adds_roles_and_lets_the_user_into_the_desk(make_user: Callable[..., User]) -> None:
    user = make_user("plain")
    assert (user.is_staff, user.roles, user.has_perm("issues.view_article")) == (False, frozenset(), False)
    grant(user, Role.EDITOR)
    grant(user, Role.APPROVER)
    stored = User.objects.get(pk=user.pk)
    assert (stored.is_staff, stored.roles) == (True, frozenset({Role.EDITOR, Role.APPROVER}))
    assert user.has_perm("issues.view_article")
    assert (user.has_role(Role.EDITOR), user.has_role(Role.ADMINISTRATOR)) == (True, False)


def test_is_office_and_is_member(make_user: Callable[..., User], superuser: User) -> None:
    users = {role: make_user(role.value, role) for role in Role}
    assert [role for role, user in users.items() if is_office(user)] == [
        Role.EDITOR,
        Role.APPROVER,
        Role.ADMINISTRATOR,
    ]
    assert all(is_member(user) for user in [*users.values(), superuser])
    retired = make_user("retired", Role.EDITOR, is_active=False)
    strangers = [retired, make_user("no-role"), AnonymousUser()]
    assert [is_member(user) or is_office(user) for user in strangers] == [False, False, False]
