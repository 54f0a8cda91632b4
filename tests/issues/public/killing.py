"""Killing a process in the middle of publishing, and looking whether anything is left half done."""

import hashlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.db import connections
from django.test import Client

from issues.edition.content import from_json
from issues.models import Edition, SearchEntry, SiteTree
from issues.public import trees
from issues.public.rendering import NOT_FOUND
from issues.public.site import all_addresses
from issues.search.query import search

HOME, ISSUE = "index.html", "changai/2021/3"


def close_connections() -> None:
    """Two processes must not talk over one connection."""
    for connection in connections.all():
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()


def run_and_kill(
    change: Callable[[], object],
    *,
    seconds: float | None = None,
    since: Callable[[], bool] = lambda: True,
    at: int | None = None,
) -> bool:
    """`change` in a child that is killed so many seconds since something is so, or when it has written so many files.

    True when it was killed, False when it came to its end first.
    """
    close_connections()
    child = os.fork()
    if child == 0:
        _run(change, at)
    if seconds is not None:
        while not since() and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            pass
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, "the change failed by itself"
    return os.WIFSIGNALED(status)


def _run(change: Callable[[], object], at: int | None) -> None:
    left = at

    def settle(descriptor: int) -> None:
        nonlocal left
        if left is not None:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    trees.settle = settle
    status = 1
    try:
        change()
        status = 0
    finally:
        if status:
            traceback.print_exc(file=sys.__stderr__)
        os._exit(status)


@contextmanager
def reading(notes: Path) -> Iterator[None]:
    """A reader in a process of its own, who notes every home page and issue that were there together."""
    child = os.fork()
    if child == 0:
        try:
            _read_on(notes)
        finally:
            os._exit(1)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _read_on(notes: Path) -> None:
    current = Path(settings.SITE_ROOT) / "current"
    seen = set()
    with notes.open("a", buffering=1) as file:
        while True:
            tree = current.resolve()
            try:
                pair = read_pair(tree)
            except FileNotFoundError:
                if current.resolve() != tree:
                    continue  # two changes later: it was removed after its time
                pair = ("missing", "missing")
            if pair not in seen:
                seen.add(pair)
                file.write(f"{pair[0]} {pair[1]}\n")
            time.sleep(0.001)


def read_pair(tree: Path) -> tuple[str, str]:
    home = (tree / HOME).read_bytes()
    issue = tree / ISSUE / "gone.html"
    page = issue.read_bytes() if issue.exists() else (tree / ISSUE / "index.html").read_bytes()
    return hashlib.sha256(home).hexdigest(), hashlib.sha256(page).hexdigest()


def faults() -> list[str]:
    """What is wrong after healing: with the pages, the folders or the index of the search."""
    root, row = Path(settings.SITE_ROOT), SiteTree.objects.get()
    found = []
    current = root / "current"
    if current.resolve().name != row.name:
        found.append("another tree than the database's is shown")
    found += _faults_of_pages(current)
    kept = {row.name, row.previous}
    found += [f"orphan tree {path.name}" for path in (root / "trees").iterdir() if path.name not in kept]
    used = {
        link.resolve().name
        for name in kept
        for link in (root / "trees" / name).glob("*/*/*")
        if link.is_symlink()
    }
    found += [f"orphan object {path.name}" for path in (root / "objects").iterdir() if path.name not in used]
    return [*found, *_faults_of_index()]


def _faults_of_pages(current: Path) -> Iterator[str]:
    client, known = Client(), {NOT_FOUND}
    for address in all_addresses():
        answer = client.get(address, headers={"host": "127.0.0.1:8000"})
        if address.endswith("/"):
            is_page = answer["Content-Type"].startswith("text/html")
            file = "gone.html" if answer.status_code == 410 else "index.html" if is_page else "index.xml"
            name = f"{unquote(address)[1:]}{file}"
        else:
            name = unquote(address)[1:]
        known |= {name, f"{name}.gz"}
        if not (current / name).is_file() or (current / name).read_bytes() != answer.content:
            yield f"{name} is not what its view says"
    for path, _, names in os.walk(current, followlinks=True):
        for name in names:
            place = (Path(path) / name).relative_to(current).as_posix()
            if place.removesuffix(".gz") not in known and not name.startswith("."):
                yield f"{place} has no address"


def _faults_of_index() -> Iterator[str]:
    public = {
        (edition.pk, article.n): article.title
        for edition in Edition.objects.published()
        for article in from_json(edition.content).articles
    }
    indexed = set(SearchEntry.objects.values_list("edition_id", "n"))
    if indexed != public.keys():
        yield "the index has other articles than the pages"
    for title in set(public.values()):
        wanted = sum(title in other for other in public.values())
        if search(title).count != wanted:
            yield f"the search finds {title} {search(title).count} times instead of {wanted}"
