"""Killed at any moment of publishing or withdrawing: readers have the old site or the new one, whole."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from issues.models import Issue
from issues.public.publish import keep
from issues.search.index import rebuild
from issues.workflow.actions import publish_issue, reopen_issue, sign_issue, withdraw_issue
from tests.factories import make_issue, publish
from tests.issues.public.killing import faults, read_pair, reading, run_and_kill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("publishes_files")]


@pytest.fixture
def issue() -> Issue:
    rebuild()  # a test's end empties Django's tables, and the index on SQLite is none of them
    publish(make_issue(number=1, articles=2))
    issue = make_issue(articles=3)
    sign_issue(issue)
    keep()
    return issue


def publishing(issue: Issue) -> Callable[[], object]:
    return lambda: publish_issue(Issue.objects.get(pk=issue.pk))


def withdrawing(issue: Issue) -> Callable[[], object]:
    return lambda: withdraw_issue(Issue.objects.get(pk=issue.pk), "数据有误。")


def test_killed_at_each_file_nothing_has_happened_and_nothing_is_left(issue):
    before = Issue.objects.get(pk=issue.pk).stage
    at = 0
    while run_and_kill(publishing(issue), at=at):
        assert keep()
        assert (Issue.objects.get(pk=issue.pk).stage, faults()) == (before, [])
        at += 3
    assert at > 9
    assert keep()
    assert Issue.objects.get(pk=issue.pk).stage != before
    assert faults() == []


def test_killed_at_any_moment_readers_have_the_old_site_or_the_new_one(issue, tmp_path, settings):
    """A few of what bench/kills.py does in hundreds."""
    dice = random.Random(20210205)  # noqa: S311 - moments, the same each time
    notes = tmp_path / "notes"
    current = Path(settings.SITE_ROOT) / "current"
    publish_issue(issue)
    whole = {read_pair(current)}
    with reading(notes):
        for change in (withdrawing, publishing) * 2:
            before = Issue.objects.get(pk=issue.pk).stage
            run_and_kill(change(issue), seconds=dice.random() * 0.3)
            assert keep()
            assert faults() == []
            if Issue.objects.get(pk=issue.pk).stage == before:
                change(issue)()
            assert faults_after_all() == []
            whole.add(read_pair(current))
            if change is withdrawing:
                row = Issue.objects.get(pk=issue.pk)
                reopen_issue(row)
                sign_issue(row)
    seen = {tuple(line.split()) for line in notes.read_text().splitlines()}
    assert seen <= whole
    assert len(whole) >= 2


def faults_after_all() -> list[str]:
    keep()
    return faults()
