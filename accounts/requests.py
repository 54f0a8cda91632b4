"""The request that is being answered, for records of who did something and from where."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from accounts.address import client_address
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


def current_request() -> HttpRequest | None:
    """The request that is being answered; None outside of one."""
    return _current.get()


def current_user() -> User | None:
    """Who is signed in; None for strangers and outside of a request."""
    user = getattr(_current.get(), "user", None)
    return user if user is not None and user.is_authenticated else None


def current_ip() -> str:
    """Where the request came from; empty on the command line."""
    request = _current.get()
    return "" if request is None else ip_of(request)


def ip_of(request: HttpRequest) -> str:
    """The client's address, empty where there is none; it fits the log's column."""
    return (client_address(request) or "")[:45]
