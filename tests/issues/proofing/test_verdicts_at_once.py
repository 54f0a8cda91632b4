"""People who decide at the same moment: one row for one passage, and no count is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from accounts.models import User
from issues.models import Article, Verdict
from issues.proofing.verdicts import count_by_rule, dismiss, judge_parts, note_accepted

pytestmark = pytest.mark.django_db(transaction=True)

SLIP = "会议要求布署明年工作。"
AT_ONCE = 6


def together(step: Callable[[int], object]) -> None:
    barrier = Barrier(AT_ONCE)

    def run(n: int) -> None:
        try:
            barrier.wait()
            step(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(AT_ONCE)))


@pytest.fixture
def article(correspondent: User) -> Article:
    return Article.objects.create(title="推进改革", body=f"<p>{SLIP}</p>", author=correspondent)


def test_one_passage_is_dismissed_once(article: Article, correspondent: User) -> None:
    place = judge_parts({"body": SLIP}, article)[0].place
    together(lambda n: dismiss(article, place, "name", "", correspondent))
    assert Verdict.objects.standing().count() == 1


def test_every_fix_is_counted(article: Article, correspondent: User) -> None:
    place = judge_parts({"body": SLIP}, article)[0].place
    key = uuid4()
    together(lambda n: note_accepted(article, [(uuid4(), place), (key, place)], correspondent))
    assert [one.accepted for one in count_by_rule()] == [AT_ONCE + 1]
