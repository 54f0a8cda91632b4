"""Accounts that lack something: the administrator's home counts them, the list of users filters by it."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import Role


def without_role(users: QuerySet[User]) -> QuerySet[User]:
    """Active users whom nobody gave a role; they cannot enter the desk."""
    return users.filter(Q(groups__isnull=True), is_active=True, is_superuser=False)


def without_organisation(users: QuerySet[User]) -> QuerySet[User]:
    """Active correspondents who belong nowhere; they see no article of their organisation."""
    return users.filter(
        is_active=True, organisation__isnull=True, groups__name=Role.CORRESPONDENT.label
    ).distinct()
