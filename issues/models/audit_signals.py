"""What accounts reports and what Django announces of changes of roles and accounts, entered into the log."""

from typing import Any

from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.dispatch import receiver

from accounts.events import Event, reported
from accounts.models import User
from accounts.requests import current_user
from issues.models.audit import STRANGER, Action, AuditEntry

# What decides who gets in and what he sees, beside his roles.
WATCHED = ("username", "is_active", "is_superuser", "organisation_id", "password")


@receiver(reported)
def record_reported(event: Event, user: User | None, detail: dict[str, Any], **_: object) -> None:
    """What accounts reports. Roles and accounts are watched below, in the rows: there it is entered once."""
    match event:
        case Event.SIGNED_IN:
            AuditEntry.objects.record(Action.SIGN_IN, user, user)
        case Event.SIGNED_OUT:
            AuditEntry.objects.record(Action.SIGN_OUT, user, user)
        case Event.IDLE_EXIT:
            AuditEntry.objects.record(Action.SIGN_OUT, user, user, idle=True)
        case Event.SIGN_IN_FAILED:
            step = {} if detail["step"] == "password" else {"step": detail["step"]}
            AuditEntry.objects.record(Action.SIGN_IN_FAILED, label=detail["typed"] or STRANGER, **step)
        case Event.LOCKED_OUT:
            label = detail["typed"] or STRANGER
            AuditEntry.objects.record(Action.SIGN_IN_FAILED, label=label, locked_out=True)
        case Event.ROLES_CHANGED | Event.ACCOUNT_CHANGED | Event.PASSWORD_CHANGED:
            pass
        case _:
            told = {"event": str(event.label), **detail}
            AuditEntry.objects.record(Action.ACCOUNT, user, current_user(), **told)


@receiver(m2m_changed, sender=User.groups.through)
def record_roles(instance: object, action: str, pk_set: set[int] | None, **_: object) -> None:
    """Django announces it for the user or, where it is changed from the other side, for the group."""
    change = {"post_add": "granted", "post_remove": "revoked", "pre_clear": "revoked"}.get(action)
    if change is None or (action != "pre_clear" and not pk_set):
        return
    if isinstance(instance, User):
        groups = instance.groups.all() if action == "pre_clear" else _groups(pk_set)
        changed = [(instance, [group.name for group in groups])]
    else:
        users = instance.user_set.all() if action == "pre_clear" else User.objects.filter(pk__in=pk_set)
        changed = [(user, [instance.name]) for user in users]
    for user, names in changed:
        if names:
            AuditEntry.objects.record(Action.ROLES, user, current_user(), **{change: names})


def _groups(pks: set[int]) -> Any:
    return User.groups.rel.model.objects.filter(pk__in=pks).order_by("name")


@receiver(pre_save, sender=User)
def note_account(instance: User, update_fields: frozenset[str] | None, raw: bool, **_: object) -> None:
    """Keep what stands in the database, for the comparison after saving."""
    watched = [
        name
        for name in WATCHED
        if update_fields is None or not {name, name.removesuffix("_id")}.isdisjoint(update_fields)
    ]
    stored = User.objects.filter(pk=instance.pk).values(*watched).first() if watched and not raw else None
    instance._before = stored or {}


@receiver(post_save, sender=User)
def record_account(instance: User, created: bool, raw: bool, **_: object) -> None:
    before = instance.__dict__.pop("_before", {})
    if created and not raw:
        AuditEntry.objects.record(Action.ACCOUNT, instance, current_user(), created=True)
    changed = {name: [old, getattr(instance, name)] for name, old in before.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if "password" in changed:
        changed["password"] = True  # that it changed, not what it is
    if instance.is_rehashing:
        changed.pop("password", None)
    if changed:
        AuditEntry.objects.record(Action.ACCOUNT, instance, current_user(), **changed)


@receiver(pre_delete, sender=User)
def record_deletion(instance: User, **_: object) -> None:
    AuditEntry.objects.record(Action.ACCOUNT, instance, current_user(), deleted=True)
