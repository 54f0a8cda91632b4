"""Kills publishing and withdrawing at random moments, hundreds of times, while somebody reads: before the commit,
between it and the switch of readers' files, and after both.

    uv run python bench/kills.py --kills 200
    DATABASE_URL=postgres://… uv run python bench/kills.py --kills 200

After each kill what is found is healed, as the server and the worker do it, and looked through: pages against their
views, orphan trees and objects, the index of the search against the pages. The reader must only ever have had a home
page and an issue that belong together. Makes a database and a folder of its own and removes both.
"""

import argparse
import os
import random
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
from django.test.utils import setup_test_environment  # noqa: E402 - as above

from issues.models import Issue, SiteTree, Stage  # noqa: E402 - as above
from issues.public.publish import keep  # noqa: E402 - as above
from issues.workflow.actions import (  # noqa: E402 - as above
    publish_issue,
    reopen_issue,
    sign_issue,
    withdraw_issue,
)
from tests.factories import make_issue, publish  # noqa: E402 - as above
from tests.issues.public.killing import faults, read_pair, reading, run_and_kill  # noqa: E402 - as above

SEED = 20210205
# Seconds in which a change that is committed comes to its end.
AFTER_COMMIT = 0.001


def change(pk: int) -> None:
    """Publish the issue, or take it back, whichever is due."""
    issue = Issue.objects.get(pk=pk)
    if issue.stage == Stage.PUBLISHED:
        withdraw_issue(issue, "数据有误。")
    else:
        publish_issue(issue)


def kill_often(kills: int, folder: Path) -> int:
    settings.SITE_ROOT = folder / "site"
    settings.EDITIONS_ROOT = folder / "editions"
    dice = random.Random(SEED)  # noqa: S311 - moments, the same each time
    publish(make_issue(number=1, articles=3))
    issue = make_issue(articles=12)
    publish(issue)
    keep()
    current = settings.SITE_ROOT / "current"
    whole = {read_pair(current)}
    wrong = killed = undone = unseen = 0
    longest, turn = 1.0, 0
    with reading(folder / "notes"):
        while killed < kills:
            before, shown = Issue.objects.get(pk=issue.pk).stage, SiteTree.objects.now().name
            turn += 1
            if turn % 2:
                moment = {"seconds": dice.random() * longest}
            else:
                # Readers follow the database within milliseconds of the commit; the clock alone would hardly ever hit them.
                moment = {
                    "seconds": dice.random() * AFTER_COMMIT,
                    "since": lambda: SiteTree.objects.now().name != shown,  # noqa: B023 - asked in this turn
                }
            begun = time.perf_counter()
            was_killed = run_and_kill(lambda: change(issue.pk), **moment)
            if turn % 2:
                # On a slow machine too, moments lie all over the change.
                longest = longest * 1.1 if was_killed else max(0.05, (time.perf_counter() - begun) * 0.9)
            killed += was_killed
            unseen += was_killed and current.resolve().name != SiteTree.objects.now().name
            keep()
            found = faults()
            now = Issue.objects.get(pk=issue.pk).stage
            undone += was_killed and now == before
            for fault in found:
                print(f"\nkill {killed}: {fault}")
            wrong += bool(found)
            if now != before:
                if now != Stage.PUBLISHED:
                    row = Issue.objects.get(pk=issue.pk)
                    reopen_issue(row)
                    sign_issue(row)
                whole.add(read_pair(current))
            print(
                f"\r{killed}/{kills} kills: {undone} before the commit, {unseen} between it and the switch,"
                f" {killed - undone - unseen} after both; {wrong} with faults",
                end="",
                flush=True,
            )
    seen = {tuple(line.split()) for line in (folder / "notes").read_text().splitlines()}
    torn = seen - whole
    print(f"\nthe reader saw {len(seen)} pairs of pages, {len(torn)} that do not belong together")
    return 1 if wrong or torn else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    given = parser.parse_args()
    setup_test_environment()
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            # A file, as in use: in memory it would be gone with its last connection.
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            return kill_often(given.kills, Path(folder))
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
