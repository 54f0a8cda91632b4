"""What readers' pages load beside pictures: each file also has a name made of its content, kept for good by browsers.

css/public.css is served as css/public.0123456789ab.css as well, without anything being collected first: the name is
made when a page asks for the address, and found again by a finder, for which it is one more static file.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import FileSystemStorage
from django.urls import get_script_prefix

from issues.public.trees import COMPRESSED

# Of names below static/; the desk's files keep theirs, for its editor puts names together.
PUBLIC = ("css/public.css", "favicon.svg", "js/public/", "identity/")
HASHED = re.compile(r"(?P<stem>.+)\.(?P<digest>[0-9a-f]{12})(?P<suffix>\.[a-z0-9]+)", re.ASCII)


def asset_names() -> list[str]:
    """All of PUBLIC, by the names they have in the source."""
    # Of our own folders alone: to list those of all apps takes longer than to publish.
    listed = finders.get_finder("django.contrib.staticfiles.finders.FileSystemFinder").list([".*"])
    return sorted(name for name in (PurePosixPath(name).as_posix() for name, _ in listed) if is_public(name))


def is_public(name: str) -> bool:
    return name.startswith(PUBLIC)


def hashed_name(name: str) -> str:
    """`name` itself where there is no such file."""
    path = finders.find(name)
    if not path:
        return name
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{_digest_now(path)}.{suffix}"


def asset_path(hashed: str) -> str | None:
    """The file that a hashed name stands for; None where it is not, or no longer, the name of its content."""
    match = HASHED.fullmatch(hashed)
    if match is None or not is_public(name := match["stem"] + match["suffix"]):
        return None
    path = finders.find(name)
    return path if path and _digest_now(path) == match["digest"] else None


def _digest_now(path: str) -> str:
    stat = Path(path).stat()
    return _digest(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=256)
def _digest(path: str, changed: int, size: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


class AssetStorage(StaticFilesStorage):
    """Gives the addresses of static files, below where the site is; what is collected gets a compressed form beside it."""

    def post_process(
        self, paths: dict[str, tuple], dry_run: bool = False, **options: object
    ) -> Iterator[tuple]:
        for name in paths if not dry_run else ():
            file = Path(self.path(name))
            if name.endswith(COMPRESSED):
                packed = file.with_name(f"{file.name}.gz")
                packed.write_bytes(gzip.compress(file.read_bytes(), mtime=0))
                os.utime(packed, (file.stat().st_mtime, file.stat().st_mtime))
                yield name, f"{name}.gz", True

    def url(self, name: str | None) -> str:
        address = super().url(hashed_name(name) if name and is_public(name) else name)
        return get_script_prefix().rstrip("/") + address


class _Originals(FileSystemStorage):
    """Opens the file that a hashed name stands for."""

    def path(self, name: str) -> str:
        return asset_path(name) or super().path(name)


class HashedFinder(BaseFinder):
    """Finds what other finders find, by the names made of its content."""

    def check(self, **kwargs: object) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str] | None:
        found = asset_path(path)
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = _Originals()
        for name in asset_names():
            yield hashed_name(name), storage
