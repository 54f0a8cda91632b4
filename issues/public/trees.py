"""The files readers get, on the disk: whole trees of them, made aside, one of which is the current.

    objects/<name>/     all of one issue: its page, its articles, its printed forms; never changed
    trees/<name>/       the site: an issue is a link to its object, a page that several issues share is a file
    current             a link to the tree readers get, replaced in one step

What does not change from one tree to the next is the same file under two names, so a tree costs what is new in it.
A text lies beside its compressed form. Two texts that lay one after the other at one place never share their
time and size, which is what web servers tell them apart by.
"""

import gzip
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

COMPRESSED = (".html", ".xml", ".txt", ".css", ".js", ".svg", ".json")
_PART = ".part"


class Site:
    """The folder that holds all of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.objects = root / "objects"
        self.trees = root / "trees"
        self.current = root / "current"

    def current_name(self) -> str:
        """Empty where there is none."""
        try:
            return os.path.basename(os.readlink(self.current))
        except FileNotFoundError:
            return ""

    def tree_names(self) -> list[str]:
        return [entry.name for entry in _entries(self.trees)]

    def has(self, name: str) -> bool:
        return bool(name) and (self.trees / name).is_dir()

    def show(self, name: str) -> None:
        """Make the tree `name` the current one, or none where it is empty."""
        if not name:
            self.current.unlink(missing_ok=True)
            return
        aside = self.root / f"current{_PART}"
        aside.unlink(missing_ok=True)
        aside.symlink_to(Path("trees") / name)
        os.replace(aside, self.current)

    @contextmanager
    def switching(self) -> Iterator[None]:
        """One after another; a process that is killed lets go of it."""
        # Windows has none, and no such trees either: see SITE_FILES.
        import fcntl

        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def tidy(self, keep: Iterable[str]) -> None:
        """Remove all trees but `keep`, and what only the removed ones showed. No tree may be in the making."""
        kept = {name for name in keep if self.has(name)}
        for tree in _entries(self.trees):
            if tree.name not in kept:
                shutil.rmtree(tree.path)
        used = {name for tree in kept for name in _links(self.trees / tree)}
        for entry in _entries(self.objects):
            if entry.name not in used:
                shutil.rmtree(entry.path)


class Draft:
    """A tree in the making, which begins as `old` is, or empty. Nothing in it is shown before Site.show()."""

    def __init__(self, site: Site, old: str, name: str) -> None:
        self.site = site
        self.name = name
        self.path = site.trees / name
        self.is_new = self.changed = not old
        site.objects.mkdir(parents=True, exist_ok=True)
        self.path.mkdir(parents=True)
        if old:
            _copy(site.trees / old, self.path)

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    def write(self, name: str, body: bytes) -> None:
        """A page that several issues share; nothing is done where it is the same."""
        target = self.path / name
        before = _read(target)
        if before == body:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        moment = _moment(target)
        self._unlink(target)
        _store(target, body, moment)
        self.changed = True

    def remove(self, name: str) -> None:
        target = self.path / name
        if not target.exists():
            return
        self._unlink(target)
        for folder in target.parents:
            if folder == self.path or any(_entries(folder)):
                break
            folder.rmdir()
        self.changed = True

    def put_object(self, place: str, pages: Mapping[str, bytes]) -> None:
        """All of the issue at `place`, such as changai/2021/3; `pages` by their names below it, none: it is taken out."""
        link = self.path / place
        name = _object_name(place, pages) if pages else ""
        before = os.path.basename(os.readlink(link)) if link.is_symlink() else ""
        if name == before:
            return
        if pages:
            self._make_object(name, pages, link)
            link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        if pages:
            up = "../" * (place.count("/") + 2)
            link.symlink_to(f"{up}objects/{name}")
        self.changed = True

    def discard(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def _make_object(self, name: str, pages: Mapping[str, bytes], old: Path) -> None:
        target = self.site.objects / name
        if target.is_dir():
            return
        aside = self.site.objects / f"{secrets.token_hex(8)}{_PART}"
        for page, body in pages.items():
            there, was = aside / page, old / page
            there.parent.mkdir(parents=True, exist_ok=True)
            if _read(was) == body:
                for one in (was, _compressed(was)):
                    if one.exists():
                        os.link(one, there.parent / one.name)
            else:
                _store(there, body, _moment(was))
        aside.rename(target)

    def _unlink(self, target: Path) -> None:
        target.unlink(missing_ok=True)
        _compressed(target).unlink(missing_ok=True)


def _object_name(place: str, pages: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(place.encode())
    for page in sorted(pages):
        digest.update(f"\n{page} {hashlib.sha256(pages[page]).hexdigest()}".encode())
    return digest.hexdigest()[:40]


def _copy(old: Path, new: Path) -> None:
    """Folders are made anew, files and links get another name."""
    for entry in _entries(old):
        target = new / entry.name
        if entry.is_dir(follow_symlinks=False):
            target.mkdir()
            _copy(Path(entry.path), target)
        else:
            os.link(entry.path, target, follow_symlinks=False)


def _links(folder: Path) -> Iterator[str]:
    """The names of the objects that a tree shows."""
    for entry in _entries(folder):
        if entry.is_symlink():
            yield os.path.basename(os.readlink(entry.path))
        elif entry.is_dir():
            yield from _links(Path(entry.path))


def pack(body: bytes) -> bytes:
    """Compressed; a second of work more would make it smaller by a hundredth."""
    return gzip.compress(body, compresslevel=6, mtime=0)


def _entries(folder: Path) -> Iterator[os.DirEntry]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except FileNotFoundError:
        return


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _moment(before: Path) -> int:
    """Now, in seconds, and later than what lay there before."""
    now = int(time.time())
    try:
        return max(now, int(before.stat().st_mtime) + 1)
    except (FileNotFoundError, NotADirectoryError):
        return now


def _compressed(path: Path) -> Path:
    return path.with_name(f"{path.name}.gz")


def _store(path: Path, body: bytes, moment: int) -> None:
    """Both forms, with one time."""
    _write(path, body, moment)
    if path.suffix in COMPRESSED:
        _write(_compressed(path), pack(body), moment)


def _write(path: Path, body: bytes, moment: int) -> None:
    with path.open("xb") as file:
        file.write(body)
        file.flush()
        settle(file.fileno())
    os.utime(path, (moment, moment))


# On the disk before the database says that it is: else, after a loss of power, readers could get an empty page.
settle = os.fsync
