"""A page as its view gives it to anybody who is not signed in, without a server: address in, bytes out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import SplitResult, unquote, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, get_resolver, get_script_prefix, resolve, set_script_prefix


@dataclass(frozen=True)
class Page:
    """`status` is 200 or 410. `name` is where it lies below the folder of the site, its parts with / between.

    `disposition` is what a browser is told of a file it is to save, under which name; empty for a page.
    """

    address: str
    name: str
    status: int
    body: bytes
    disposition: str = ""


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
    disposition = response.headers.get("Content-Disposition", "")
    return Page(address, name, response.status_code, b"".join(response), disposition)


def render_not_found(base_url: str) -> bytes:
    """What is said at an address that has no page. Raises PageFailed."""

    def view(request: HttpRequest) -> HttpResponse:
        return get_resolver().resolve_error_handler(404)(request, exception=Http404())

    return _render_by(view, f"/{NOT_FOUND}", base_url, 404)


def render_template(template: str, path: str, base_url: str) -> bytes:
    """A page that has no view, at `path`. Raises PageFailed."""
    return _render_by(lambda request: django_render(request, template), path, base_url, 200)


def _render_by(view: Callable[[HttpRequest], HttpResponse], path: str, base_url: str, status: int) -> bytes:
    response = _answer(view, path, base_url)
    if response.status_code != status:
        raise PageFailed(path)
    return response.content


def _answer(view: Callable[[HttpRequest], HttpResponse], path: str, base_url: str) -> HttpResponse:
    """An error is logged, as for any request, and answered with a status from 500 on."""
    with below(base_url):
        return convert_exception_to_response(view)(_Request(urlsplit(base_url), path))


@contextmanager
def below(base_url: str) -> Iterator[None]:
    """reverse() writes addresses as they are where the site lies below the path of `base_url`."""
    before = get_script_prefix()
    set_script_prefix(urlsplit(base_url).path.rstrip("/") + "/")
    try:
        yield
    finally:
        set_script_prefix(before)


_LONGEST_PART = 200  # bytes; a file system takes 255, and an ending is added


def disposition_name(name: str) -> str:
    """The file beside a printed form that has its `disposition`; no address leads to it."""
    return f".{name}.disposition"


_PAGES = ("index.html", "index.xml", "gone.html")
NOT_FOUND = "404.html"
# A page has one address.
_NO_ADDRESSES = {*_PAGES, NOT_FOUND}


def names_at(address: str) -> tuple[str, ...]:
    """All names that a page at `address` may have; empty where none may."""
    parts = unquote(address).split("/")[1:]
    if not parts or any(part == "" for part in parts[:-1]) or any(map(_is_odd, parts)):
        return ()
    if parts[-1] in _NO_ADDRESSES:
        return ()
    folder = "/".join(parts[:-1])
    if parts[-1]:
        return ("/".join(parts),)
    return tuple(f"{folder}/{name}".lstrip("/") for name in _PAGES)


def _is_odd(part: str) -> bool:
    """What could lead out of the folder, or to what lies beside the pages."""
    return (
        part.startswith(".")
        or part.endswith(".gz")
        or "\0" in part
        or "\\" in part
        or len(part.encode()) > _LONGEST_PART
    )


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
