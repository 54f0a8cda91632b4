"""The request that is being answered, for records of who did something and from where."""

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User

_current: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


class CurrentRequest:
    """Middleware; before those that sign people in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _current.set(request)
        try:
            return self.get_response(request)
        finally:
            _current.reset(token)


def current_user() -> User | None:
    """Who is signed in; None for strangers and outside of a request."""
    user = getattr(_current.get(), "user", None)
    return user if user is not None and user.is_authenticated else None


def current_ip() -> str:
    """Where the request came from; empty on the command line."""
    request = _current.get()
    return "" if request is None else ip_of(request)


def ip_of(request: HttpRequest) -> str:
    """The client's address. Of X-Forwarded-For only what our own proxies added is believed (PROXY_COUNT)."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if settings.PROXY_COUNT and len(hops) >= settings.PROXY_COUNT:
        return hops[-settings.PROXY_COUNT][:45]
    return request.META.get("REMOTE_ADDR", "")[:45]
