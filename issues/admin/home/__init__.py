"""The home of each role: what waits for you, and what to do next. One module for each role."""

from collections.abc import Callable

from django.http import HttpRequest

from accounts.models import User
from accounts.roles import Role
from issues.admin.counts import Counts, counts_for
from issues.admin.home.administrator import administrator_home
from issues.admin.home.approver import approver_home
from issues.admin.home.correspondent import correspondent_home
from issues.admin.home.editor import editor_home
from issues.admin.home.parts import Home

# In the order of the page, for those with more than one role.
HOMES: dict[Role, Callable[[User, Counts], Home]] = {
    Role.APPROVER: approver_home,
    Role.EDITOR: editor_home,
    Role.ADMINISTRATOR: administrator_home,
    Role.CORRESPONDENT: correspondent_home,
}


def fill_index(request: HttpRequest, context: dict[str, object]) -> dict[str, object]:
    """Unfold's hook: the homes of the user's roles, for the index page."""
    return context | {"homes": homes_of(request.user, counts_for(request))}


def homes_of(user: User, counts: Counts) -> list[Home]:
    """A superuser without a role sees to what an administrator does."""
    roles = [role for role in HOMES if role in user.roles]
    if not roles and user.is_superuser:
        roles = [Role.ADMINISTRATOR]
    return [HOMES[role](user, counts) for role in roles]
