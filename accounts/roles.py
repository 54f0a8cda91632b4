"""Who may do what: the four roles and the one table of their permissions."""

from typing import TYPE_CHECKING

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS, models, transaction

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Role(models.TextChoices):
    CORRESPONDENT = "correspondent", "通讯员"
    EDITOR = "editor", "编辑"
    APPROVER = "approver", "签发人"
    ADMINISTRATOR = "administrator", "管理员"


# Those who work in the office that edits the bulletin, as against those who send texts to it.
OFFICE = frozenset({Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR})
# Those of them who edit what others wrote; an approver reads and signs.
DESK = frozenset({Role.EDITOR, Role.ADMINISTRATOR})

VIEW = ("view",)
EDIT = ("view", "add", "change")
ALL = ("view", "add", "change", "delete")

# The house tables of proofreading: an entry is switched off, never deleted.
HOUSE_TABLES = tuple(
    f"issues.house{table}" for table in ("expression", "confusable", "leader", "sensitive", "unit")
)

# An Edition, a SignOff, a Remark and an AuditEntry are records: nobody may write them through the desk's forms.
ROLE_PERMISSIONS: dict[Role, dict[str, tuple[str, ...]]] = {
    Role.CORRESPONDENT: {
        "accounts.organisation": VIEW,
        "issues.publication": VIEW,
        "issues.issue": VIEW,
        "issues.section": VIEW,
        "issues.article": ALL,
        "issues.credit": ALL,
        "issues.remark": VIEW,
        "issues.contributor": ("view", "add"),
        "issues.edition": VIEW,
        "issues.photo": ALL,
        "issues.sourcefile": VIEW,
    },
    Role.EDITOR: {
        "accounts.organisation": EDIT,
        "issues.publication": VIEW,
        "issues.standingsection": VIEW,
        "issues.issue": ALL,
        "issues.section": ALL,
        "issues.article": ALL,
        "issues.credit": ALL,
        "issues.remark": VIEW,
        "issues.contributor": ALL,
        "issues.distributionlist": ALL,
        "issues.recipient": ALL,
        "issues.edition": VIEW,
        "issues.signoff": VIEW,
        "issues.photo": ALL,
        "issues.sourcefile": VIEW,
        **dict.fromkeys(HOUSE_TABLES, VIEW),
    },
    Role.APPROVER: {
        "accounts.organisation": VIEW,
        "issues.publication": VIEW,
        "issues.standingsection": VIEW,
        "issues.issue": VIEW,
        "issues.section": VIEW,
        "issues.article": VIEW,
        "issues.credit": VIEW,
        "issues.remark": VIEW,
        "issues.contributor": VIEW,
        "issues.distributionlist": VIEW,
        "issues.recipient": VIEW,
        "issues.edition": VIEW,
        "issues.signoff": VIEW,
        "issues.photo": VIEW,
        "issues.sourcefile": VIEW,
        **dict.fromkeys(HOUSE_TABLES, VIEW),
    },
    Role.ADMINISTRATOR: {
        "accounts.organisation": ALL,
        "accounts.user": ALL,
        "issues.publication": ALL,
        "issues.standingsection": ALL,
        "issues.issue": ALL,
        "issues.section": ALL,
        "issues.article": ALL,
        "issues.credit": ALL,
        "issues.remark": VIEW,
        "issues.contributor": ALL,
        "issues.distributionlist": ALL,
        "issues.recipient": ALL,
        "issues.edition": VIEW,
        "issues.signoff": VIEW,
        "issues.auditentry": VIEW,
        "issues.photo": ALL,
        "issues.sourcefile": VIEW,
        **dict.fromkeys(HOUSE_TABLES, EDIT),
    },
}


def is_office(user: "User | AnonymousUser") -> bool:
    """True for an active editor, approver, administrator or superuser."""
    return user.is_active and (user.is_superuser or not OFFICE.isdisjoint(user.roles))


def is_desk(user: "User | AnonymousUser") -> bool:
    """True for an active editor, administrator or superuser."""
    return user.is_active and (user.is_superuser or not DESK.isdisjoint(user.roles))


def is_member(user: "User | AnonymousUser") -> bool:
    """True for an active user with any role, and for a superuser."""
    return user.is_active and (user.is_superuser or bool(user.roles))


def grant(user: "User", *roles: Role) -> None:
    """Give `user` the roles, beside those he has, and let him into the desk."""
    from django.contrib.auth.models import Group

    names = [role.label for role in roles]
    user.groups.add(*Group.objects.filter(name__in=names))
    user.refresh_roles()
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


def sync_roles(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make one group per role, named by its Chinese label, with exactly the permissions of the table."""
    from django.contrib.auth.models import Group, Permission

    for app_label in sorted({model.split(".")[0] for table in ROLE_PERMISSIONS.values() for model in table}):
        create_permissions(installed_apps.get_app_config(app_label), verbosity=0, using=using)
    known = {
        (
            f"{permission.content_type.app_label}.{permission.content_type.model}",
            permission.codename,
        ): permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    with transaction.atomic(using=using):
        for role, table in ROLE_PERMISSIONS.items():
            group, _ = Group.objects.using(using).get_or_create(name=role.label)
            group.permissions.set(
                known[model, f"{action}_{model.split('.')[1]}"]
                for model, actions in table.items()
                for action in actions
            )


def sync_roles_after_migrate(using: str, apps: object = installed_apps, **_: object) -> None:
    """The post_migrate receiver: a data migration would be lost when a test flushes the database."""
    try:
        apps.get_model("auth", "Permission")
        apps.get_model("accounts", "User")
    except LookupError:  # a partial migrate: the tables are not there yet
        return
    sync_roles(using)
