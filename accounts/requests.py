"""The request that is being answered: for records of who did something and from where; freed of NUL."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from accounts.address import client_address
from accounts.models import User
from accounts.storable import storable

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


class StorableAddress:
    """Middleware, before the sessions': no NUL in an address or a cookie, for PostgreSQL refuses it in any question.

    No keyboard types it, so whoever sent it is told nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        request.COOKIES = storable(request.COOKIES)
        request.GET = _without_nul(request.GET)
        return self.get_response(request)


class StorableForm:
    """Middleware, after CSRF's, which has read the form by then: no NUL in it. JSON is left to its reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        if request.method == "POST":
            request.POST = _without_nul(request.POST)


def _without_nul(sent: QueryDict) -> QueryDict:
    if not any("\0" in text for name, values in sent.lists() for text in (name, *values)):
        return sent
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        clean.setlistdefault(storable(name)).extend(storable(values))
    clean._mutable = False
    return clean


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
