"""What happens to accounts, reported in one place: the audit log connects here.

Every sign-in, failure, lock-out and change of roles, passwords or second factors calls `report`; who keeps a
log listens to `reported`, and nothing of this app knows who that is.
"""

import json
import logging
from typing import TYPE_CHECKING

from django.db import models
from django.dispatch import Signal
from django.http import HttpRequest

from accounts.address import client_address

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
# Sent by `report` with its arguments.
reported = Signal()


class Event(models.TextChoices):
    SIGNED_IN = "signed-in", "登录"
    SIGNED_OUT = "signed-out", "退出"
    IDLE_EXIT = "idle-exit", "长时间未操作自动退出"
    SIGN_IN_FAILED = "sign-in-failed", "登录失败"
    LOCKED_OUT = "locked-out", "登录锁定"
    UNLOCKED = "unlocked", "解除锁定"
    PASSWORD_CHANGED = "password-changed", "修改密码"
    PASSWORD_RESET = "password-reset", "重设密码"
    SECOND_FACTOR_ADDED = "second-factor-added", "设置两步验证"
    SECOND_FACTOR_REMOVED = "second-factor-removed", "关闭两步验证"
    RECOVERY_CODES_MADE = "recovery-codes-made", "生成恢复码"
    RECOVERY_CODE_USED = "recovery-code-used", "使用恢复码"
    ROLES_CHANGED = "roles-changed", "角色变更"
    ACCOUNT_CHANGED = "account-changed", "账号变更"
    ACCOUNTS_IMPORTED = "accounts-imported", "导入单位和用户"


# What somebody should look at when it comes often.
ALARMING = frozenset({Event.SIGN_IN_FAILED, Event.LOCKED_OUT})


def report(
    event: Event,
    request: HttpRequest | None,
    user: "User | None",
    detail: dict[str, object] | None = None,
) -> None:
    """Report that `event` happened to the account of `user`.

    `request` is None outside of requests (commands, tests). `user` is whose account it is, not who acted:
    that is `request.user`. `user` is None where no account is known; then `detail` holds what was typed.
    `detail` is plain JSON, and never holds a password or a code.
    """
    reported.send(sender=None, event=event, request=request, user=user, detail=detail or {})
    actor = getattr(request, "user", None)
    entry = {
        "event": event.value,
        "user": user.get_username() if user else None,
        "actor": actor.get_username() if actor and actor.is_authenticated else None,
        "address": client_address(request) if request else None,
        **(detail or {}),
    }
    ordinary = logging.INFO if request else logging.DEBUG
    logger.log(
        logging.WARNING if event in ALARMING else ordinary, "%s", json.dumps(entry, ensure_ascii=False)
    )
