"""A page as its view gives it to anybody who is not signed in, without a server: address in, bytes out."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import SplitResult, unquote, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, get_resolver, get_script_prefix, resolve, set_script_prefix


@dataclass(frozen=True)
class Page:
    """`status` is 200 or 410. `name` is where it lies below the folder of the site, its parts with / between."""

    address: str
    name: str
    status: int
    body: bytes


class _Request(WSGIRequest):
    """What a stranger's browser asks at `base`, whatever names this server itself answers to."""

    def __init__(self, base: SplitResult, path: str) -> None:
        self._base = base
        prefix = base.path.rstrip("/")
        super().__init__(
            {
                "REQUEST_METHOD": "GET",
                "SCRIPT_NAME": prefix,
                "PATH_INFO": path.encode().decode("latin-1"),
                "QUERY_STRING": "",
                "SERVER_NAME": base.hostname or "",
                "SERVER_PORT": str(base.port or (443 if base.scheme == "https" else 80)),
                "SERVER_PROTOCOL": "HTTP/1.1",
                "HTTP_HOST": base.netloc,
                "wsgi.url_scheme": base.scheme,
                "wsgi.input": BytesIO(),
            }
        )
        self.user = AnonymousUser()

    def get_host(self) -> str:
        return self._base.netloc

    @property
    def scheme(self) -> str:
        return self._base.scheme


class PageFailed(Exception):
    """The page at `address` could not be made: an error of ours, which is in the log."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)


def render(address: str, base_url: str) -> Page | None:
    """The page at `address`, with its links as they are at `base_url`; None where there is none, or no file of it.

    Raises PageFailed.
    """
    path = unquote(address)

    def view(request: HttpRequest) -> HttpResponse:
        try:
            match = resolve(path)
        except Resolver404:
            return HttpResponse(status=404)
        request.resolver_match = match
        try:
            response = match.func(request, *match.args, **match.kwargs)
        except Http404:
            return HttpResponse(status=404)
        return response.render() if isinstance(response, SimpleTemplateResponse) else response

    response = _answer(view, path, base_url)
    if response.status_code >= 500:
        raise PageFailed(address)
    name = file_name(address, response)
    if name is None:
        return None
    return Page(address, name, response.status_code, b"".join(response))


def render_not_found(base_url: str) -> bytes:
    """What is said at an address that has no page. Raises PageFailed."""

    def view(request: HttpRequest) -> HttpResponse:
        return get_resolver().resolve_error_handler(404)(request, exception=Http404())

    response = _answer(view, "/404.html", base_url)
    if response.status_code != 404:
        raise PageFailed("/404.html")
    return response.content


def _answer(view: Callable[[HttpRequest], HttpResponse], path: str, base_url: str) -> HttpResponse:
    """An error is logged, as for any request, and answered with a status from 500 on."""
    base = urlsplit(base_url)
    before = get_script_prefix()
    set_script_prefix(base.path.rstrip("/") + "/")
    try:
        return convert_exception_to_response(view)(_Request(base, path))
    finally:
        set_script_prefix(before)


_LONGEST_PART = 200  # bytes; a file system takes 255, and an ending is added


_PAGES = ("index.html", "index.xml", "gone.html")


def names_at(address: str) -> tuple[str, ...]:
    """All names that a page at `address` may have; empty where none may."""
    parts = unquote(address).split("/")[1:]
    if any(part in {"", ".", ".."} for part in parts[:-1]) or parts[-1] in {".", ".."}:
        return ()
    if any("\0" in part or "\\" in part or len(part.encode()) > _LONGEST_PART for part in parts):
        return ()
    folder = "/".join(parts[:-1])
    if parts[-1]:
        return ("/".join(parts),)
    return tuple(f"{folder}/{name}".lstrip("/") for name in _PAGES)


def file_name(address: str, response: HttpResponse) -> str | None:
    """Where the answer at `address` lies: a page is index.html of its folder, a feed index.xml, what is gone gone.html."""
    names = names_at(address)
    if len(names) == 1:
        return names[0] if response.status_code == 200 else None
    if not names or response.status_code not in {200, 410}:
        return None
    page, feed, gone = names
    if response.status_code == 410:
        return gone
    return page if response.headers["Content-Type"].startswith("text/html") else feed
