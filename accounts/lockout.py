"""The lock after too many failures: who is locked out, until when, and how it is taken off again.

Axes counts in the database, for each user name from each address; see AXES_… in the settings.
"""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.address import client_address
from accounts.events import Event, report
from accounts.models import User

MANY_REQUESTS = 429


@dataclass(frozen=True)
class Lock:
    """`username` as it is counted (see plain_name), from `address`, shut until `until`."""

    username: str
    address: str | None
    failures: int
    until: datetime

    @property
    def minutes(self) -> int:
        """What is left, rounded up."""
        return max(1, math.ceil((self.until - timezone.now()).total_seconds() / 60))


def plain_name(username: str) -> str:
    """Names that sign in the same person are counted as one, however they are written."""
    return unicodedata.normalize("NFKC", username).strip().casefold()[:255]


def name_for_counting(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """Axes asks here under whose name to count."""
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    return plain_name(typed)


def current_locks(**only: str | None) -> list[Lock]:
    """All locks that hold now, the newest first; `only` narrows by fields of axes' AccessAttempt."""
    rows = (
        AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME, **only)
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), newest=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-newest")
    )
    return [
        Lock(
            row["username"] or "",
            row["ip_address"],
            row["failures"],
            row["newest"] + settings.AXES_COOLOFF_TIME,
        )
        for row in rows
    ]


def is_locked(request: HttpRequest, username: str) -> bool:
    """For what asks for a secret beside the password form; shuts the door with the page of the lock."""
    credentials = {"username": username}
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    request.axes_locked_out = True
    request.axes_credentials = credentials
    return True


def count_failure(request: HttpRequest, username: str, step: str) -> None:
    """A wrong secret at another `step` counts like a wrong password at the door."""
    credentials = {"username": username, "step": step}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)


def tries_left(request: HttpRequest) -> int | None:
    """After a failure in this request: how many more are free; None where nothing was counted."""
    failures = getattr(request, "axes_failures_since_start", None)
    return None if failures is None else max(0, settings.AXES_FAILURE_LIMIT - failures)


def unlock(request: HttpRequest, username: str, address: str | None) -> bool:
    """Forget the failures of this name from this address; False where there were none."""
    name = plain_name(username)
    deleted, _ = AccessAttempt.objects.filter(username=name, ip_address=address).delete()
    if deleted:
        user = User.objects.filter(username__iexact=name).first()
        report(Event.UNLOCKED, request, user, {"typed": name, "from": address})
    return bool(deleted)


def locked_page(
    request: HttpRequest, answer: HttpResponse | None, credentials: Mapping[str, str] | None
) -> HttpResponse:
    """What stands in place of any answer while the door is shut."""
    username = name_for_counting(request, credentials)
    lock = next(iter(current_locks(username=username, ip_address=client_address(request))), None)
    minutes = lock.minutes if lock else 1
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        message = f"连续多次没有通过验证，已暂停登录，请 {minutes} 分钟后再试。"
        page = JsonResponse({"error": "locked", "message": message}, status=MANY_REQUESTS)
    else:
        context = {"minutes": minutes, "until": lock.until if lock else None}
        context["failures"] = settings.AXES_FAILURE_LIMIT
        page = render(request, "account/locked.html", context, status=MANY_REQUESTS)
    page["Retry-After"] = str(minutes * 60)
    page["Cache-Control"] = "no-store"
    return page
