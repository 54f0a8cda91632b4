"""A page as its view gives it to anybody who is not signed in, without a server: address in, bytes out."""

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import SplitResult, unquote, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import get_script_prefix, resolve, set_script_prefix


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


def render(address: str, base_url: str) -> Page | None:
    """The page at `address`, with its links as they are at `base_url`; None where there is none, or no file of it.

    Raises what its view raises.
    """
    base = urlsplit(base_url)
    path = unquote(address)
    before = get_script_prefix()
    set_script_prefix(base.path.rstrip("/") + "/")
    try:
        match = resolve(path)
        request = _Request(base, path)
        request.resolver_match = match
        response = match.func(request, *match.args, **match.kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response.render()
    except Http404:
        return None
    finally:
        set_script_prefix(before)
    name = file_name(path, response)
    if name is None:
        return None
    return Page(address, name, response.status_code, b"".join(response))


_LONGEST_PART = 200  # bytes; a file system takes 255, and an ending is added


def file_name(path: str, response: HttpResponse) -> str | None:
    """Where the answer at `path` lies: a folder's page is index.html (a feed's index.xml), of what is gone gone.html."""
    parts = path.split("/")[1:]
    if any(part in {"", ".", ".."} for part in parts[:-1]) or parts[-1] in {".", ".."}:
        return None
    if any("\0" in part or "\\" in part or len(part.encode()) > _LONGEST_PART for part in parts):
        return None
    if parts[-1] == "":
        if response.status_code == 410:
            parts[-1] = "gone.html"
        elif response.status_code == 200:
            is_page = response.headers["Content-Type"].startswith("text/html")
            parts[-1] = "index.html" if is_page else "index.xml"
        else:
            return None
    elif response.status_code != 200:
        return None
    return "/".join(parts)
