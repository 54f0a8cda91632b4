"""The gate before everything that is not open to all: idle exit, a password to change, a second factor to show.

It lets nothing through that it does not know, so a new address of the desk needs no line here.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts import secondfactor
from accounts.models import User

SEEN_KEY = "last_seen"
NEXT_KEY = "account_next"
# The time of the last activity is not written more often than this; an exit may come so much late.
SEEN_EVERY = 30
# Always open to whoever is signed in.
WAYS_OUT = frozenset({"account_logout", "admin:logout"})


@dataclass(frozen=True)
class Step:
    """What must be done first: at `place`, which with `also` is all that is open meanwhile."""

    place: str
    message: str
    also: frozenset[str] = frozenset()


CHANGE_ONE_TIME = Step("account_change_password", "您用的是管理员给的一次性密码，请先改成自己的密码。")
CHANGE_OLD = Step("account_change_password", "您的密码用得太久了，请先换一个新的。")
SET_UP = Step(
    "mfa_activate_totp",
    "您的角色须用两步验证。请先设置好，再使用编辑台。",
    frozenset({"account_reauthenticate"}),
)
SHOW = Step("mfa_reauthenticate", "请先输入两步验证的验证码，再使用编辑台。")


class Gate:
    """Middleware; after allauth's, whose request it needs, and before axes'."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        match = request.resolver_match
        if not set(match.namespaces).isdisjoint(settings.OPEN_NAMESPACES):
            return None  # not even looking who it is: readers' pages depend on no cookie
        if not request.user.is_authenticated:
            if "admin" in match.namespaces and is_in_background(request):
                return _tell(request, 401, "signed-out", "您已退出登录。请重新登录，再继续。")
            return None
        if _is_idle(request):
            return _sign_out_idle(request)
        step = next_step(request)
        if step is None or match.view_name in {step.place, *step.also, *WAYS_OUT}:
            return None
        return _send_to(request, step)


@receiver(user_logged_in)
def start_counting(request: HttpRequest | None, **_: object) -> None:
    """Here and not at the first page, which then need not write the session."""
    if request is not None:
        request.session[SEEN_KEY] = int(time.time())


def next_step(request: HttpRequest) -> Step | None:
    """What this user must do before anything else; None where the way is free."""
    user: User = request.user
    if user.must_change_password:
        return CHANGE_ONE_TIME
    if _is_password_old(user):
        return CHANGE_OLD
    if secondfactor.is_required(user):
        if not secondfactor.is_set_up(user):
            return SET_UP
        if not secondfactor.was_shown(request):
            return SHOW
    return None


def is_in_background(request: HttpRequest) -> bool:
    """Sent by a script, not by somebody who went to a page."""
    return (
        request.headers.get("Sec-Fetch-Dest") == "empty"
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or is_no_activity(request)
    )


def is_no_activity(request: HttpRequest) -> bool:
    """Sent by a page by itself, an autosave for one, whether anybody sits before it or not."""
    return settings.BACKGROUND_HEADER in request.headers or request.path.startswith(
        tuple(settings.BACKGROUND_PATHS)
    )


def seconds_left(request: HttpRequest) -> int | None:
    """Until the idle exit; None where there is none."""
    if not settings.IDLE_MINUTES:
        return None
    seen = request.session.get(SEEN_KEY, int(time.time()))
    return max(0, int(seen + settings.IDLE_MINUTES * 60 - time.time()))


def take_next(request: HttpRequest) -> str | None:
    """Where somebody wanted to go when a step held him up; forgotten once it is told."""
    place = request.session.pop(NEXT_KEY, None)
    return place if url_has_allowed_host_and_scheme(place, allowed_hosts=None) else None


def _is_idle(request: HttpRequest) -> bool:
    """Notes the time of an activity on the way."""
    now, seen = int(time.time()), request.session.get(SEEN_KEY)
    if settings.IDLE_MINUTES and seen is not None and now - seen > settings.IDLE_MINUTES * 60:
        return True
    if seen is None or (now - seen >= SEEN_EVERY and not is_no_activity(request)):
        request.session[SEEN_KEY] = now
    return False


def _sign_out_idle(request: HttpRequest) -> HttpResponse:
    place = _place(request)
    request.left_idle = True
    logout(request)
    message = f"您超过 {settings.IDLE_MINUTES} 分钟没有操作，为了安全已自动退出。"
    messages.warning(request, message + "请重新登录，登录后会回到刚才的页面。")
    if is_in_background(request):
        return _tell(request, 401, "idle", message + "请重新登录，再继续。", place)
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': place})}")


def _send_to(request: HttpRequest, step: Step) -> HttpResponse:
    place = reverse(step.place)
    if is_in_background(request):
        return _tell(request, 403, "step", step.message)
    request.session[NEXT_KEY] = _place(request)
    messages.warning(request, step.message)
    if step is SHOW:
        place = f"{place}?{urlencode({'next': _place(request)})}"
    return HttpResponseRedirect(place)


def _tell(
    request: HttpRequest, status: int, error: str, message: str, place: str | None = None
) -> JsonResponse:
    """For a script: what happened, in words for the user, and where he signs in to come back here."""
    query = urlencode({"next": place or _place(request)})
    sign_in = f"{reverse('account_login')}?{query}"
    return JsonResponse({"error": error, "message": message, "sign_in": sign_in}, status=status)


def _place(request: HttpRequest) -> str:
    """The page somebody is on: this one, or for what a page sent, that page."""
    if request.method in {"GET", "HEAD"} and not is_in_background(request):
        return request.get_full_path()
    referrer = urlsplit(request.headers.get("Referer", ""))
    if referrer.netloc == request.get_host():
        return referrer.path + (f"?{referrer.query}" if referrer.query else "")
    return reverse(settings.LOGIN_REDIRECT_URL)


def _is_password_old(user: User) -> bool:
    if not settings.PASSWORD_MAX_AGE_DAYS:
        return False
    limit = timezone.now() - timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)
    return (user.password_set_at or user.date_joined) < limit
