"""Twelve people press the same button at once: one succeeds, eleven are told why not."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from issues.models import Edition, Issue, Stage
from issues.workflow.actions import WorkflowRefused, publish_issue, sign_issue, withdraw_issue
from tests.factories import make_issue, publish

PEOPLE = 12

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(press) -> Counter:
    """What each of twelve threads, with a connection of its own, was told by `press`."""
    start = Barrier(PEOPLE)

    def one(issue: Issue) -> str:
        try:
            # No connection is held while waiting: the pool has fewer than there are people.
            start.wait(timeout=30)
            press(issue)
        except WorkflowRefused as refused:
            return str(refused)
        finally:
            connection.close()
        return "done"

    seen = [Issue.objects.get() for _ in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as pool:
        return Counter(pool.map(one, seen))


def test_one_of_twelve_simultaneous_publishes_succeeds():
    issue = make_issue()
    sign_issue(issue)
    assert all_at_once(publish_issue) == {"done": 1, "本期现在就是“已发布”，不用再次发布。": 11}
    assert (Issue.objects.get().stage, Edition.objects.published().count()) == (Stage.PUBLISHED, 1)


def test_one_of_twelve_simultaneous_signatures_freezes_one_edition():
    make_issue()
    assert all_at_once(sign_issue) == {"done": 1, "本期现在就是“已签发”，不用再次签发。": 11}
    assert (Issue.objects.get().stage, Edition.objects.count()) == (Stage.SIGNED, 1)


def test_one_of_twelve_simultaneous_withdrawals_succeeds():
    publish(make_issue())
    told = all_at_once(lambda issue: withdraw_issue(issue, "数据有误。"))
    assert told == {"done": 1, "本期现在就是“已撤回”，不用再次撤回。": 11}
    assert (Issue.objects.get().stage, Edition.objects.published().count()) == (Stage.WITHDRAWN, 0)
