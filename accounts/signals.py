"""Passes on what Django, allauth and axes signal to accounts.events; nothing is decided here."""

from allauth.account import signals as account_signals
from allauth.core import context
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth import signals as auth_signals
from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_delete
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.events import Event, report
from accounts.models import User


def _named(username: str) -> User | None:
    return User.objects.filter(username__iexact=username).first()


@receiver(auth_signals.user_logged_in)
def signed_in(request: HttpRequest | None, user: User, **_: object) -> None:
    report(Event.SIGNED_IN, request, user)


@receiver(auth_signals.user_logged_out)
def signed_out(request: HttpRequest | None, user: User | None, **_: object) -> None:
    if user is not None:
        idle = getattr(request, "left_idle", False)  # the gate's word for it
        report(Event.IDLE_EXIT if idle else Event.SIGNED_OUT, request, user)


@receiver(auth_signals.user_login_failed)
def sign_in_failed(credentials: dict, request: HttpRequest | None = None, **_: object) -> None:
    typed = str(credentials.get("username") or "")[:150]
    detail = {"typed": typed, "step": credentials.get("step", "password")}
    report(Event.SIGN_IN_FAILED, request, _named(typed), detail)


@receiver(user_locked_out)
def locked_out(request: HttpRequest, username: str, **_: object) -> None:
    report(Event.LOCKED_OUT, request, _named(username), {"typed": username})


@receiver([account_signals.password_changed, account_signals.password_reset])
def password_changed(request: HttpRequest, user: User, **_: object) -> None:
    report(Event.PASSWORD_CHANGED, request, user)


@receiver(mfa_signals.authenticator_added)
def second_factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    report(
        Event.SECOND_FACTOR_ADDED
        if authenticator.type == Authenticator.Type.TOTP
        else Event.RECOVERY_CODES_MADE,
        request,
        user,
    )


@receiver(mfa_signals.authenticator_removed)
def second_factor_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: object
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        report(Event.SECOND_FACTOR_REMOVED, request, user)


@receiver(mfa_signals.authenticator_reset)
def recovery_codes_made(request: HttpRequest, user: User, **_: object) -> None:
    report(Event.RECOVERY_CODES_MADE, request, user)


@receiver(mfa_signals.authenticator_used)
def second_factor_used(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        left = len(authenticator.wrap().get_unused_codes())
        report(Event.RECOVERY_CODE_USED, request, user, {"left": left})


@receiver(m2m_changed, sender=User.groups.through)
def roles_changed(
    instance: User | Group, action: str, reverse: bool, pk_set: set[int] | None, **_: object
) -> None:
    """Whoever changes them, wherever: the admin's form, an import, a command."""
    if reverse or action not in {"post_add", "post_remove", "pre_clear"}:
        return
    names = instance.groups if action == "pre_clear" else Group.objects.filter(pk__in=pk_set or ())
    changed = sorted(names.values_list("name", flat=True))
    if changed:
        way = "added" if action == "post_add" else "removed"
        report(Event.ROLES_CHANGED, context.request, instance, {way: changed})


@receiver(post_delete, sender=User)
def account_deleted(instance: User, **_: object) -> None:
    report(Event.ACCOUNT_CHANGED, context.request, instance, {"deleted": True})
