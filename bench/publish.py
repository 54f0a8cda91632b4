"""Measures publishing to files: an issue of 12 articles into an archive of 1,000, and building the whole site.

    uv run python bench/publish.py                        (SQLite)
    DATABASE_URL=postgres://… uv run python bench/publish.py --issues 1000

Makes a database and a folder of its own and removes both.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")

import django  # noqa: E402 - the path above comes first

django.setup()

from django.conf import settings  # noqa: E402 - as above
from django.db import connection  # noqa: E402 - as above

from bench import search as shelves  # noqa: E402 - as above
from issues.models import Edition, Publication  # noqa: E402 - as above
from issues.public.publish import keep  # noqa: E402 - as above
from issues.public.rendering import names_at  # noqa: E402 - as above
from issues.public.site import read_change, touched_addresses  # noqa: E402 - as above
from issues.public.standalone import build  # noqa: E402 - as above
from issues.search.index import rebuild  # noqa: E402 - as above
from issues.search.portable import search_files  # noqa: E402 - as above
from issues.workflow.actions import publish_issue, sign_issue, withdraw_issue  # noqa: E402 - as above
from tests.factories import make_issue  # noqa: E402 - as above

ARTICLES = 12


def files(root: Path) -> dict[str, tuple[int, int]]:
    """What is shown: each file's identity, by its place."""
    found = {}
    for path, _, names in os.walk(root, followlinks=True):
        for name in names:
            stat = os.stat(os.path.join(path, name))
            found[os.path.relpath(os.path.join(path, name), root)] = (stat.st_ino, stat.st_mtime_ns)
    return found


def show(done: int, total: int) -> None:
    print(f"\r{done}/{total} pages", end="", file=sys.stderr, flush=True)


def measure(issues: int, times: int, alone: bool, folder: Path) -> None:
    settings.SITE_ROOT = folder / "site"
    settings.EDITIONS_ROOT = folder / "editions"
    shelves.ISSUE_SIZE = ARTICLES
    batch = []
    for edition in shelves.make_editions(issues * ARTICLES):
        batch.append(edition)
        if len(batch) == 100:
            Edition.objects.bulk_create(batch)
            batch = []
    Edition.objects.bulk_create(batch)
    rebuild()
    begun, used = time.perf_counter(), time.process_time()
    keep(show)
    took, busy = time.perf_counter() - begun, time.process_time() - used
    pages = sum(not name.endswith(".gz") for name in files(settings.SITE_ROOT / "current"))
    print(f"\n{connection.vendor}: {issues:,} issues of {ARTICLES} articles, {pages:,} files")
    print(f"all anew: {took:.1f} s, {pages / took:,.0f} pages a second; of the processor {busy:.1f} s")
    publication = Publication.objects.get(slug="bench")
    published, withdrawn = [], []
    for number in range(1, times + 1):
        issue = make_issue(
            publication, year=2030, number=number, sections=("重点推荐", "简讯速览"), articles=ARTICLES // 2
        )
        sign_issue(issue)
        before = files(settings.SITE_ROOT / "current")
        begun, used = time.perf_counter(), time.process_time()
        edition = publish_issue(issue)
        published.append((time.perf_counter() - begun, time.process_time() - used))
        after = files(settings.SITE_ROOT / "current")
        written = {name for name, stat in after.items() if before.get(name) != stat}
        named = {name for address in touched_addresses(read_change(edition)) for name in names_at(address)}
        strange = {name.removesuffix(".gz") for name in written | (before.keys() - after.keys())} - named
        if strange:
            sys.exit(f"touched without need: {', '.join(sorted(strange))}")
        touched = sum(not name.endswith(".gz") for name in written)
        begun, used = time.perf_counter(), time.process_time()
        withdraw_issue(issue, "数据有误。")
        withdrawn.append((time.perf_counter() - begun, time.process_time() - used))
    for label, took in (("publish", published), ("withdraw", withdrawn)):
        seconds, busy = zip(*took, strict=True)
        print(
            f"{label}: median {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s of {times};"
            f" of the processor {statistics.median(busy):.2f} s"
        )
    print(f"pages written by publishing: {touched} of {pages:,}, nothing else touched")
    for label in ("the whole site by itself", "the same once more") if alone else ():
        begun = time.perf_counter()
        built = build(folder / "out", "https://bulletin.example.org", search_files, show)
        took = time.perf_counter() - begun
        print(
            f"\n{label}: {took:.1f} s, {built.files / took:,.0f} files a second; {built.written:,} of {built.files:,} written"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--issues", type=int, default=1000)
    parser.add_argument("--times", type=int, default=7, help="how often the publishing is measured")
    parser.add_argument("--no-site", action="store_true", help="do not build the site that stands alone")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            # A file, as in use: in memory it would be gone with its last connection.
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            measure(given.issues, given.times, not given.no_site, Path(folder))
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
