"""The files readers get, before Django is asked: path in, prepared bytes and headers out.

One look at the link `current` tells whether what is kept in memory is still what readers get; a tree never changes.
What has no file here, and what another code or other settings have made, is answered by Django, which says the same.
"""

import gzip
import hashlib
import logging
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError
from django.utils.http import http_date, parse_http_date_safe

from issues.public import media
from issues.public.assets import asset_path
from issues.public.headers import PICTURES, READERS
from issues.public.publish import made_by, show, site
from issues.public.rendering import disposition_name, names_at
from issues.public.trees import COMPRESSED

logger = logging.getLogger(__name__)

Application = Callable[[dict, Callable], Iterable[bytes]]
Headers = list[tuple[str, str]]

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FEED = "application/atom+xml; charset=utf-8"
# A change takes effect at once, so a page is asked for anew each time.
ALWAYS_ASK = "no-cache"
FOR_GOOD = "public, max-age=31536000, immutable"
_FORM = re.compile(r".+/issue\.(pdf|docx|txt)")
_PICTURE = re.compile(rf"/media/({media.NAME})")

_LARGEST_KEPT = 512 * 1024
_MOST_KEPT = 64 * 1024 * 1024


@dataclass(frozen=True)
class Prepared:
    """An answer in both of its forms; `compressed` is None where it has one alone."""

    status: str
    tag: str
    modified: str
    body: bytes
    headers: Headers
    headers_not_modified: Headers
    compressed: bytes | None = None
    headers_compressed: Headers = field(default_factory=list)
    headers_compressed_not_modified: Headers = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.body) + len(self.compressed or b"")


class _Shown:
    """What was read of one tree."""

    def __init__(self, link: str) -> None:
        self.link = link
        self.answers: dict[str, Prepared] = {}
        self.size = 0

    def keep(self, path: str, answer: Prepared) -> None:
        if answer.size <= _LARGEST_KEPT:
            if self.size + answer.size > _MOST_KEPT:
                self.answers, self.size = {}, 0
            self.answers[path] = answer
            self.size += answer.size


class Files:
    """WSGI: the files of readers, and `application` for all else."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._root = str(site().root)
        self._current = str(site().current)
        self._own = f"trees/{made_by()}-"
        self._shown = _Shown("")
        self._insists_on_https = settings.SECURE_SSL_REDIRECT
        self._more: Headers = []
        if settings.SECURE_HSTS_SECONDS:
            self._more.append(("Strict-Transport-Security", _transport_security()))

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method == "GET" or method == "HEAD":
            answer = self._find(environ["PATH_INFO"])
            if answer is not None and not (self._insists_on_https and not _is_secure(environ)):
                return _send(answer, environ, start_response)
        return self._application(environ, start_response)

    def _find(self, path: str) -> Prepared | None:
        try:
            link = os.readlink(self._current)
        except OSError:
            link = ""
        shown = self._shown
        if link != shown.link:
            shown = self._shown = _Shown(link)
        answer = shown.answers.get(path)
        if answer is None:
            if path.startswith("/media/"):
                return self._read_picture(path)
            if path.startswith("/static/"):
                answer = self._read_asset(path.removeprefix("/static/"))
            elif link.startswith(self._own):
                answer = self._read(link, path)
            if answer is not None:
                shown.keep(path, answer)
        return answer

    def _read(self, link: str, path: str) -> Prepared | None:
        try:
            names = names_at(quote(path.encode("latin-1").decode()))
        except UnicodeError:
            return None
        tree = os.path.join(self._root, link)
        for name in names:
            file = os.path.join(tree, name)
            if os.path.isfile(file) and self._is_ours(file, link):
                try:
                    return self._prepare(file, name)
                except FileNotFoundError:
                    # The tree was removed under us, two changes later.
                    return None
        return None

    def _is_ours(self, file: str, link: str) -> bool:
        """It lies in the tree or in an object, wherever links lead."""
        root, real = os.path.realpath(self._root), os.path.realpath(file)
        return real.startswith((os.path.join(root, link) + os.sep, os.path.join(root, "objects") + os.sep))

    def _prepare(self, file: str, name: str) -> Prepared:
        body = Path(file).read_bytes()
        suffix = os.path.splitext(name)[1]
        headers = [
            ("Content-Type", FEED if name.endswith("index.xml") else TYPES[suffix]),
            ("Cache-Control", ALWAYS_ASK),
            *READERS,
            *self._more,
        ]
        if _FORM.fullmatch(name):
            headers.append(("X-Robots-Tag", "noindex"))
            disposition = Path(os.path.dirname(file), disposition_name(os.path.basename(file)))
            headers.append(("Content-Disposition", disposition.read_text("ascii")))
        try:
            compressed = Path(f"{file}.gz").read_bytes()
        except FileNotFoundError:
            compressed = None
        status = "410 Gone" if name.endswith("gone.html") else "200 OK"
        return _prepare(status, body, compressed, headers, int(os.stat(file).st_mtime))

    def _read_asset(self, name: str) -> Prepared | None:
        """Compressed here, once: it is kept, and another content has another name."""
        path = asset_path(name)
        suffix = os.path.splitext(name)[1]
        if path is None or suffix not in TYPES:
            return None
        body = Path(path).read_bytes()
        compressed = gzip.compress(body, mtime=0) if suffix in COMPRESSED else None
        headers = [("Content-Type", TYPES[suffix]), ("Cache-Control", FOR_GOOD), *READERS, *self._more]
        return _prepare("200 OK", body, compressed, headers, int(os.stat(path).st_mtime))

    def _read_picture(self, path: str) -> Prepared | None:
        """As media.py gives it; read each time, for one that was removed is gone."""
        found = _PICTURE.fullmatch(path)
        if found is None:
            return None
        file = os.path.join(settings.MEDIA_ROOT, found[1])
        try:
            body, moment = Path(file).read_bytes(), int(os.stat(file).st_mtime)
        except OSError:
            return None
        headers = [
            ("Content-Type", media.TYPES[found["suffix"]]),
            ("Cache-Control", FOR_GOOD),
            *PICTURES,
            *self._more,
        ]
        return _prepare("200 OK", body, None, headers, moment, tag=f'"{found[1]}"')


def _transport_security() -> str:
    """As Django's SecurityMiddleware has it."""
    value = f"max-age={settings.SECURE_HSTS_SECONDS}"
    if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
        value += "; includeSubDomains"
    return f"{value}; preload" if settings.SECURE_HSTS_PRELOAD else value


def _is_secure(environ: dict) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return environ[name].split(",")[0].strip() == value
    return environ.get("wsgi.url_scheme") == "https"


def _prepare(
    status: str, body: bytes, compressed: bytes | None, headers: Headers, moment: int, tag: str = ""
) -> Prepared:
    digest = hashlib.sha256(body).hexdigest()[:32]
    modified = http_date(moment)
    answer = {"status": status, "tag": tag or f'"{digest}"', "modified": modified, "body": body}
    same = [*headers, ("Last-Modified", modified)]
    if compressed is not None:
        same.append(("Vary", "Accept-Encoding"))
        gzipped = [*same, ("ETag", f'"{digest}-gz"')]
        answer |= {
            "compressed": compressed,
            "headers_compressed": [
                *gzipped,
                ("Content-Encoding", "gzip"),
                ("Content-Length", str(len(compressed))),
            ],
            "headers_compressed_not_modified": gzipped,
        }
    plain = [*same, ("ETag", answer["tag"])]
    return Prepared(
        **answer,
        headers=[*plain, ("Content-Length", str(len(body)))],
        headers_not_modified=plain,
    )


def _send(answer: Prepared, environ: dict, start_response: Callable) -> list[bytes]:
    gzipped = answer.compressed is not None and _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if answer.status.startswith("200") and _has_it(answer, environ):
        headers = answer.headers_compressed_not_modified if gzipped else answer.headers_not_modified
        start_response("304 Not Modified", headers)
        return []
    start_response(answer.status, answer.headers_compressed if gzipped else answer.headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    return [answer.compressed if gzipped else answer.body]


def _has_it(answer: Prepared, environ: dict) -> bool:
    """A reader who has either form has the page."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return answer.tag in tags or f'{answer.tag[:-1]}-gz"' in tags or tags.strip() == "*"
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None:
        return False
    if since == answer.modified:
        return True
    asked, changed = parse_http_date_safe(since), parse_http_date_safe(answer.modified)
    return asked is not None and changed is not None and changed <= asked


def _takes_gzip(accepted: str) -> bool:
    if "gzip" not in accepted:
        return False
    if ";" not in accepted:
        return True
    refused = re.search(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)", accepted)
    return refused is None


def before(application: Application) -> Application:
    """`application` with the files before it; without them while its code is being worked on, or where there are none."""
    if settings.DEBUG or not settings.SITE_FILES:
        return application
    try:
        show()
    except DatabaseError as error:
        # Readers get what is shown, and the next change or the worker's next minute heals the rest.
        logger.warning("the tree that the database names could not be looked up: %s", error)
    return Files(application)
