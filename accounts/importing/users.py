"""Planning a table of users: who is new, what changes, and what must not be changed by a table."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.importing.columns import ROLES, USERS
from accounts.importing.rows import Planned
from accounts.importing.sheets import Row
from accounts.lockout import plain_name
from accounts.models import User
from accounts.roles import Role

USERNAME, NAME, ORGANISATION, ROLE, PHONE, EMAIL, STATE = USERS.columns
ROLE_OF = {str(role.label): role for role in Role}
STATES = {"在用": True, "停用": False}
BETWEEN_ROLES = re.compile(r"[、,，;；/|\s]+")
PHONE_LIKE = re.compile(r"[0-9+()（）\-转 ]{3,40}")


def plan_users(rows: Sequence[Row], organisations: Collection[str], actor: User) -> list[Planned]:
    """`organisations` are the names there will be; `actor` cannot change his own roles by a table."""
    users = User.objects.select_related("organisation").prefetch_related("groups")
    existing = {plain_name(user.username): user for user in users}
    seen: dict[str, int] = {}
    plans = []
    for row in rows:
        plan = Planned(USERS, row)
        key = plain_name(plan.name)
        now = existing.get(key)
        _plan_name(plan, now)
        _plan_person(plan, now)
        _plan_organisation(plan, now, organisations)
        _plan_roles(plan, now)
        _plan_state(plan, now)
        if key and key in seen:
            plan.problems.append(f"与第 {seen[key]} 行是同一个用户名，请只留一行。")
        seen.setdefault(key, row.number)
        if now is not None and plan.changes:
            _guard(plan, now, actor)
        plans.append(plan)
    return plans


def _plan_name(plan: Planned, now: User | None) -> None:
    plan.exists = now is not None
    username = User.normalize_username(plan.name)
    if not username:
        plan.problems.append("没有写用户名。")
    elif now is None:
        try:
            UnicodeUsernameValidator()(username)
        except ValidationError:
            plan.problems.append("用户名只能用汉字、字母、数字和 @ . + - _，不能有空格。")
        if len(username) > User._meta.get_field("username").max_length:
            plan.problems.append("用户名超过 150 个字。")
        plan.values["username"] = username


def _plan_person(plan: Planned, now: User | None) -> None:
    cells = plan.row.cells
    name = cells.get(NAME, "")
    phone, email = (unicodedata.normalize("NFKC", cells.get(column, "")) for column in (PHONE, EMAIL))
    if not name and now is None:
        plan.problems.append("没有写姓名。")
    elif len(name) > User._meta.get_field("display_name").max_length:
        plan.problems.append("姓名超过 60 个字。")
    elif name:
        plan.set(NAME, "display_name", now.display_name if now else "", name, name)
    if phone and not PHONE_LIKE.fullmatch(phone):
        plan.problems.append(f"电话“{phone}”不像电话号码。")
    elif phone:
        plan.set(PHONE, "phone", now.phone if now else "", phone, phone)
    if email and not _is_email(email):
        plan.problems.append(f"邮箱“{email}”不对。")
    elif email:
        plan.set(EMAIL, "email", now.email if now else "", email, email)


def _plan_organisation(plan: Planned, now: User | None, organisations: Collection[str]) -> None:
    name = plan.row.cells.get(ORGANISATION, "")
    if name and name not in organisations:
        plan.problems.append(f"没有单位“{name}”。请检查全称，或先导入这个单位。")
    elif name:
        before = now.organisation.name if now and now.organisation else ""
        plan.set(ORGANISATION, "organisation", before, name, name)


def _plan_roles(plan: Planned, now: User | None) -> None:
    """The roles written are the roles one has then, no others beside them."""
    written = [one for one in BETWEEN_ROLES.split(plan.row.cells.get(ROLE, "")) if one]
    unknown = [one for one in written if one not in ROLE_OF]
    now_has = _roles_of(now)
    before = _labels(now_has)
    if unknown:
        plan.problems.append(f"不认识的角色“{unknown[0]}”，只能是 {ROLES}。")
        return
    if not written and now is None:
        plan.problems.append("没有写角色。")
    roles = frozenset(ROLE_OF[one] for one in written) or now_has
    if written:
        plan.set(ROLE, "roles", before, _labels(roles), roles)
    has_organisation = plan.row.cells.get(ORGANISATION) or (now and now.organisation_id)
    if Role.CORRESPONDENT in roles and not has_organisation:
        plan.problems.append("通讯员须写所属单位。")


def _plan_state(plan: Planned, now: User | None) -> None:
    state = plan.row.cells.get(STATE, "")
    if state and state not in STATES:
        plan.problems.append(f"不认识的状态“{state}”，只能是 在用、停用。")
    elif state:
        before = "停用" if now and not now.is_active else "在用"
        plan.set(STATE, "is_active", before, state, STATES[state])


def _guard(plan: Planned, now: User, actor: User) -> None:
    if now.is_superuser:
        plan.problems.append("超级用户不能用表格修改。")
    elif now.pk == actor.pk and {"roles", "is_active"} & plan.values.keys():
        plan.problems.append("不能用表格修改自己的角色和状态。")


def _roles_of(user: User | None) -> frozenset[Role]:
    """From the groups that were fetched for all users at once."""
    names = {group.name for group in user.groups.all()} if user else set()
    return frozenset(role for label, role in ROLE_OF.items() if label in names)


def _labels(roles: Collection[Role]) -> str:
    return "、".join(str(role.label) for role in Role if role in roles)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= User._meta.get_field("email").max_length
