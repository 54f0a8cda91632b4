"""The second factor: who needs one, who has one, who has shown it in this session, and checking a code."""

import logging
import time
import unicodedata

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest

from accounts.events import Event, report
from accounts.models import User
from accounts.roles import is_office

logger = logging.getLogger(__name__)

SESSION_KEY = "second_factor"
# A code is good for one period before and after its own; it is remembered longer than that.
REMEMBERED_SECONDS = 180


def is_required(user: User) -> bool:
    """Editors, approvers, administrators and superusers need one where the setting says so."""
    return settings.REQUIRE_SECOND_FACTOR and is_office(user)


def is_set_up(user: AbstractBaseUser) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def mark_shown(request: HttpRequest, user: AbstractBaseUser) -> None:
    """From here on this session of `user` counts as one with a second factor."""
    request.session[SESSION_KEY] = user.pk


def was_shown(request: HttpRequest) -> bool:
    return request.session.get(SESSION_KEY) == request.user.pk


def plain_code(typed: str) -> str:
    """Digits as an input method may write them, with the spaces an app shows between them."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).replace("-", "")


@transaction.atomic
def accept_code(user: AbstractBaseUser, typed: str) -> Authenticator | None:
    """The authenticator whose code this is; None where it is wrong or was used before.

    allauth remembers used codes in a cache that other processes do not share; here the row remembers.
    """
    code, now = plain_code(typed), int(time.time())
    for authenticator in Authenticator.objects.select_for_update().filter(user_id=user.pk).order_by("pk"):
        used = [entry for entry in authenticator.data.get("used", []) if now - entry[1] < REMEMBERED_SECONDS]
        if any(entry[0] == code for entry in used) or not _is_valid(authenticator, code):
            continue
        if authenticator.type == Authenticator.Type.TOTP:
            authenticator.data["used"] = [*used, [code, now]]
            authenticator.save(update_fields=["data"])
        else:
            authenticator.refresh_from_db()  # allauth struck the recovery code off a copy of this row
        authenticator.user = user
        return authenticator
    return None


def codes_left(user: AbstractBaseUser) -> int:
    """How many recovery codes are unused."""
    row = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    try:
        return len(row.wrap().get_unused_codes()) if row else 0
    except InvalidToken:
        return 0


def remove(request: HttpRequest, user: User) -> bool:
    """An administrator takes the second factor off, for somebody who lost phone and codes."""
    deleted, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    if deleted:
        report(Event.SECOND_FACTOR_REMOVED, request, user)
    return bool(deleted)


def _is_valid(authenticator: Authenticator, code: str) -> bool:
    try:
        return authenticator.wrap().validate_code(code)
    except InvalidToken:
        logger.error("两步验证密钥无法解密：SECRET_KEY 已更换，请把旧的写进 SECRET_KEY_FALLBACKS。")
        return False
