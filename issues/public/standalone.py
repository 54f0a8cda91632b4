"""The whole site as plain files, for a server that has no way back to this one: any server of files will do.

It is a folder of its own, which a marker says: nothing is ever written into, or removed from, another. A second run
rewrites what changed and removes what is gone; one that ends early leaves what was there. A withdrawn issue's page still
says why, though such a server cannot answer 410; a feed lies at a name of its own, for such a server gives an address
with / at its end index.html alone.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

from issues.public import media
from issues.public.assets import asset_names, hashed_name
from issues.public.once import together
from issues.public.rendering import NOT_FOUND, Page, render, render_not_found, render_template
from issues.public.site import all_addresses, by_issue
from issues.public.trees import COMPRESSED, pack

MARKER = ".bulletin-site"
_ASIDE = ".bulletin-new"
_MARKED = "这个文件夹由 build_site 生成和清理，请不要在里面放别的东西。\n"
_PHOTO = re.compile(rf"/media/({media.NAME})".encode().replace(b"(?P<suffix>", b"(?:"))


class StandaloneRefused(Exception):
    """The site cannot be put there; the message says why in Chinese."""


@dataclass(frozen=True)
class Built:
    """How many files there are now, how many of them were written, how many others were removed."""

    files: int
    written: int
    removed: int


def build(
    output: Path,
    base_url: str,
    search_files: Callable[[], Iterable[tuple[str, bytes]]],
    progress: Callable[[int, int], None] | None = None,
) -> Built:
    """`base_url` is where readers will find it, with the path below which it lies. Raises StandaloneRefused, PageFailed.

    `search_files` gives the names and bytes of what the page of the search looks through; it comes from another room.
    """
    try:
        _claim(output)
        folder = _Folder(output)
        try:
            _fill(folder, base_url, search_files, progress)
            return folder.finish()
        finally:
            folder.discard()
    except OSError as error:
        raise StandaloneRefused(
            f"文件没有写成（{error.strerror or error}：{error.filename or output}）。请检查磁盘空间和这个文件夹的权限，"
            "再运行一次；做完之前不要把它交给读者的服务器。"
        ) from error


def _fill(
    folder: "_Folder",
    base_url: str,
    search_files: Callable[[], Iterable[tuple[str, bytes]]],
    progress: Callable[[int, int], None] | None,
) -> None:
    addresses = list(all_addresses())
    rewrite = _Rewriting(base_url, [address for address in addresses if _is_feed(address)])
    photos: set[str] = set()
    done = 0
    for group in by_issue(addresses):
        with together():
            pages = [render(address, base_url) for address in group]
        for page in filter(None, pages):
            body = page.body
            if page.name.endswith((".html", ".xml")):
                photos.update(found[1].decode() for found in _PHOTO.finditer(body))
                body = rewrite(body)
            folder.put(_name_of(page), body)
        done += len(group)
        if progress is not None:
            progress(done, len(addresses))
    folder.put(
        "search/index.html", rewrite(render_template("public/search_static.html", "/search/", base_url))
    )
    folder.put(NOT_FOUND, rewrite(render_not_found(base_url)))
    for name, body in search_files():
        folder.put(name, body)
    for name in asset_names():
        folder.put(f"static/{hashed_name(name)}", Path(finders.find(name)).read_bytes())
    for name in sorted(photos):
        try:
            folder.put(f"media/{name}", (Path(settings.MEDIA_ROOT) / name).read_bytes())
        except FileNotFoundError:
            continue  # as on our own server: the words beside it stay


def _claim(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise StandaloneRefused(f"{output} 是一个文件。请另给一个文件夹。")
    if not (output / MARKER).exists():
        if output.is_dir() and any(output.iterdir()):
            raise StandaloneRefused(
                f"{output} 里已有别的文件，不是 build_site 生成的文件夹，没有改动。请另给一个空的或还不存在的文件夹。"
            )
        output.mkdir(parents=True, exist_ok=True)
        (output / MARKER).write_text(_MARKED, "utf-8")


def _is_feed(address: str) -> bool:
    return address.endswith("/feed/")


def _name_of(page: Page) -> str:
    return f"{page.name.removesuffix('gone.html')}index.html" if page.status == 410 else page.name


class _Rewriting:
    """Addresses in a page that are not as reverse() writes them, or that a server of files answers otherwise."""

    def __init__(self, base_url: str, feeds: list[str]) -> None:
        base = urlsplit(base_url)
        self._prefix = base.path.rstrip("/")
        origin = f"{base.scheme}://{base.netloc}"
        self._feeds = [
            (f'"{start}{self._prefix}{feed}"'.encode(), f'"{start}{self._prefix}{feed}index.xml"'.encode())
            for feed in feeds
            for start in ("", origin)
        ]

    def __call__(self, body: bytes) -> bytes:
        for before, after in self._feeds:
            body = body.replace(before, after)
        if self._prefix:
            body = _PHOTO.sub(self._prefix.encode() + rb"\g<0>", body)
        return body


class _Folder:
    """What is new lies aside until all of it is there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._aside = root / _ASIDE
        self._names: set[str] = {MARKER}
        self._new: list[str] = []
        self.discard()

    def put(self, name: str, body: bytes) -> None:
        """A text lies beside its compressed form. What is the same keeps its time."""
        self._write(name, body)
        if name.endswith(COMPRESSED):
            self._write(f"{name}.gz", pack(body))

    def _write(self, name: str, body: bytes) -> None:
        self._names.add(name)
        target = self._root / name
        if target.is_file() and target.stat().st_size == len(body) and target.read_bytes() == body:
            return
        aside = self._aside / name
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(body)
        self._new.append(name)

    def finish(self) -> Built:
        """Put all that is new in its place; remove what this run has not put there, and folders that are empty then."""
        # What pages ask for comes before them.
        for name in sorted(self._new, key=lambda name: not name.startswith(("static/", "media/"))):
            target = self._root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._aside / name, target)
        self.discard()
        removed = 0
        for path, folders, names in os.walk(self._root, topdown=False):
            folder = Path(path)
            for name in names:
                file = folder / name
                if file.relative_to(self._root).as_posix() not in self._names:
                    file.unlink()
                    removed += 1
            for name in folders:
                if not any((folder / name).iterdir()):
                    (folder / name).rmdir()
        return Built(len(self._names) - 1, len(self._new), removed)

    def discard(self) -> None:
        """What lies aside, of this run or of one that was killed."""
        shutil.rmtree(self._aside, ignore_errors=True)
