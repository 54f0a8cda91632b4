"""Editions become files: each release and retraction renders the pages it touches, once, and switches them in.

The database is the truth. A change is made aside and its name stored in the same transaction as the edition's
marks; after it the link that readers follow is set to what the row says, by whoever finds that it is not. Killed
before the end, a process leaves a tree that nobody shows and the next one removes; killed after it, a link that
the next one sets. Where there is no file (a tree is being made anew, after an upgrade say) Django answers; where the
system cannot have such trees at all (settings.SITE_FILES) it always does.
"""

import hashlib
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from issues.models import Edition, FollowerRefused, Publication, SiteTree
from issues.public.assets import asset_names, hashed_name
from issues.public.freshness import renderers_digest
from issues.public.identity import read_identity
from issues.public.once import together
from issues.public.rendering import (
    NOT_FOUND,
    Page,
    PageFailed,
    disposition_name,
    names_at,
    render,
    render_not_found,
)
from issues.public.site import (
    all_addresses,
    by_issue,
    issue_addresses,
    issue_of,
    read_change,
    touched_addresses,
)
from issues.public.trees import Draft, Site

logger = logging.getLogger(__name__)

# Seconds that one change may hold the lock while a tree is filled: the desk's writers wait for it.
_HOLD = 2.0
# Seconds that the worker gives it in a minute.
_A_WHILE = 40.0


def site() -> Site:
    return Site(Path(settings.SITE_ROOT))


def made_by() -> str:
    """Stands for all that decides how a page looks beside what it shows."""
    parts = [renderers_digest(), settings.SITE_URL, repr(read_identity()), *map(hashed_name, asset_names())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def follow(edition: Edition) -> None:
    """One of EDITION_FOLLOWERS: the pages that `edition`'s release or retraction touches. Raises FollowerRefused."""
    if not settings.SITE_FILES:
        return
    with _changing() as (_, draft):
        _put_all(draft, touched_addresses(read_change(edition)))


def refresh(edition: Edition) -> None:
    """One of FORM_FOLLOWERS: its issue's own pages, which offer the printed forms. Raises FollowerRefused."""
    if not settings.SITE_FILES:
        return
    with _changing() as (_, draft):
        public = Edition.objects.published().filter(pk=edition.pk).first()
        if public is not None:
            _put_all(draft, issue_addresses(public))


def show() -> None:
    """See that readers get the tree that the database names; cheap where they do."""
    there = site()
    if there.current_name() == _shown():
        return
    with there.switching():
        there.show(_shown())


def _shown() -> str:
    name = SiteTree.objects.now().name
    return name if site().has(name) else ""


def keep(progress: Callable[[int, int], None] | None = None, seconds: float | None = None) -> bool:
    """Make the files what they must be: shown, all there, and by today's code. True when they are.

    Works in short changes and stops after so many `seconds`; the next call goes on there.
    `progress` is told how many addresses of how many are done. Raises FollowerRefused.
    """
    if not settings.SITE_FILES:
        return True
    show()
    if _is_untidy():
        with _changing():
            pass
    row, shelf = SiteTree.objects.now(), _shelf()
    is_sound = site().has(row.name) and row.made_by == made_by()
    if is_sound and row.is_complete and row.shelf == shelf:
        return True
    until = time.monotonic() + seconds if seconds is not None else None
    groups = _missing(row.name if is_sound else "", again=is_sound and row.is_complete)
    todo, total = deque(groups), sum(map(len, groups))
    while todo:
        if until is not None and time.monotonic() > until:
            return False
        _put_some(todo)
        if progress is not None:
            progress(total - sum(map(len, todo)), total)
    with _changing() as (row, draft):
        if not draft.is_new:
            draft.write(NOT_FOUND, render_not_found(settings.SITE_URL))
            row.is_complete, row.shelf = True, shelf
    return row.is_complete


def _is_untidy() -> bool:
    """Somebody was killed before the end, or a tree that was kept for its last readers is not needed any more."""
    row = SiteTree.objects.now()
    return not set(site().tree_names()) <= {row.name, row.previous}


def keep_for_a_while() -> None:
    """One of CLOCK_FOLLOWERS: what is left undone is done in another minute."""
    try:
        keep(seconds=_A_WHILE)
    except FollowerRefused as refusal:
        logger.error("%s", refusal)


def _shelf() -> str:
    """Stands for what pages show that is in no edition."""
    rows = Publication.objects.order_by("slug").values_list("slug", "position", "description")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()


def _missing(name: str, *, again: bool) -> list[list[str]]:
    """What has no file in the tree `name`, each issue whole; with `again` all shared pages as well."""
    tree = site().trees / name
    groups = []
    for group in by_issue(all_addresses()):
        is_shared = issue_of(group[0]) is None
        if (
            not name
            or (again and is_shared)
            or any(
                names_at(address) and not any((tree / one).exists() for one in names_at(address))
                for address in group
            )
        ):
            groups.append(group)
    return groups


def _put_some(todo: deque[list[str]]) -> None:
    """Put in, and take from `todo`, what can be done in a short time."""
    until = time.monotonic() + _HOLD
    with _changing() as (_, draft):
        while todo and time.monotonic() < until:
            _put_all(draft, todo.popleft())


@contextmanager
def _changing() -> Iterator[tuple[SiteTree, Draft]]:
    """A draft that starts as readers' files are; it becomes what they get with the transaction it is made in."""
    there = site()
    draft = None
    try:
        with transaction.atomic(), together():
            row = SiteTree.objects.lock()
            there.tidy({row.name, row.previous, there.current_name()})
            stamp = made_by()
            old = row.name if there.has(row.name) and row.made_by == stamp else ""
            draft = Draft(there, old, f"{stamp}-{secrets.token_hex(8)}")
            if draft.is_new:
                row.is_complete = False
            yield row, draft
            if draft.changed:
                row.previous, row.name, row.made_by = row.name, draft.name, stamp
                draft = None
            row.save()
            transaction.on_commit(show, robust=True)
    except OSError as error:
        raise FollowerRefused(
            f"网页文件没有写成（{error.strerror or error}），什么都没有改变。请管理员检查磁盘空间和 {there.root} 的权限，再试。"
        ) from error
    except PageFailed as error:
        raise FollowerRefused(
            f"网页 {error.address} 没有做成，什么都没有改变。请把这句话和服务器日志交给管理员。"
        ) from error
    finally:
        if draft is not None:
            draft.discard()


def _put_all(draft: Draft, addresses: Iterable[str]) -> None:
    """Each page in its place; of an issue exactly those at `addresses`."""
    for group in by_issue(addresses):
        pages = [(address, render(address, settings.SITE_URL)) for address in group]
        place = issue_of(group[0])
        if place is None:
            for address, page in pages:
                _put(draft, address, page)
        else:
            draft.put_object(place, _files(place, [page for _, page in pages if page is not None]))


def _put(draft: Draft, address: str, page: Page | None) -> None:
    for name in names_at(address):
        if page is None or page.name != name:
            draft.remove(name)
    if page is not None:
        draft.write(page.name, page.body)


def _files(place: str, pages: Iterable[Page]) -> dict[str, bytes]:
    """By their names below `place`."""
    files = {}
    for page in pages:
        name = page.name.removeprefix(f"{place}/")
        files[name] = page.body
        if page.disposition:
            files[disposition_name(name)] = page.disposition.encode("ascii")
    return files
