"""Twelve people press the same button at once: one succeeds, eleven are told why not, in Chinese."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from issues.models import (
    Article,
    AuditEntry,
    Edition,
    Issue,
    Notice,
    NoticeKind,
    Remark,
    SignOff,
    Stage,
    Step,
)
from issues.workflow.actions import (
    WorkflowRefused,
    move_issue,
    publish_issue,
    sign_in_turn,
    sign_issue,
    sign_off,
    submit_issue,
)
from issues.workflow.notes import add_note, resolve_note
from issues.workflow.placing import place_article
from issues.workflow.submissions import move_article
from issues.workflow.timing import publish_when_due, set_publication
from issues.workflow.waiting import remind
from tests.factories import make_issue, publish
from tests.issues.workflow.helpers import CHECKS, NOTE, bring, sign_up_to

PEOPLE = 12

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("publishes_files")]


def all_at_once(press: Callable[[int], object]) -> Counter:
    """What each of twelve threads, with a connection of its own, was told by `press`."""
    start = Barrier(PEOPLE)

    def one(number: int) -> str:
        try:
            # No connection is held while waiting: the pool has fewer than there are people.
            start.wait(timeout=120)
            press(number)
        except WorkflowRefused as refused:
            return str(refused)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(PEOPLE) as pool:
        told = Counter(pool.map(one, range(PEOPLE)))
    assert AuditEntry.objects.first_fault() == ""
    return told


def steps_logged() -> Counter:
    return Counter(AuditEntry.objects.values_list("object_type", "detail__step"))


@pytest.mark.parametrize(
    ("stage", "action", "told"),
    [
        (Stage.DRAFT, "submit", "本期现在就是“审核”，不用再次送审。"),
        (Stage.REVIEW, "send_back", "本期现在就是“草稿”，不用再次退回修改。"),
        (Stage.SIGNED, "publish", "本期现在就是“已发布”，不用再次发布。"),
        (Stage.PUBLISHED, "correct", "本期现在就是“草稿”，不用再次更正。"),
        (Stage.PUBLISHED, "withdraw", "本期现在就是“已撤回”，不用再次撤回。"),
        (Stage.WITHDRAWN, "reopen", "本期现在就是“草稿”，不用再次重新打开。"),
    ],
)
def test_one_of_twelve_simultaneous_steps_of_an_issue_succeeds(stage, action, told):
    bring(make_issue(), stage)
    seen = [Issue.objects.get() for _ in range(PEOPLE)]
    assert all_at_once(lambda n: move_issue(seen[n], action, None, NOTE)) == {"done": 1, told: 11}
    assert steps_logged()["issues.issue", action] == 1
    assert Edition.objects.count() == (0 if stage in (Stage.DRAFT, Stage.REVIEW) else 1)
    assert Edition.objects.published().count() == (1 if action in ("publish", "correct") else 0)


def test_one_of_twelve_simultaneous_signatures_of_the_command_line_freezes_one_edition():
    make_issue()
    seen = [Issue.objects.get() for _ in range(PEOPLE)]
    told = all_at_once(lambda n: sign_issue(seen[n]))
    assert told == {"done": 1, "本期现在就是“已签发”，不用再次签发。": 11}
    assert (Issue.objects.get().stage, Edition.objects.count()) == (Stage.SIGNED, 1)


def test_one_of_twelve_clicks_of_one_person_signs(editor):
    submit_issue(make_issue())
    seen = [Issue.objects.get() for _ in range(PEOPLE)]
    told = all_at_once(lambda n: sign_off(seen[n], Step.FIRST, editor, CHECKS))
    assert told == {"done": 1, "初审已由editor签过，不用再次初审。": 11}
    assert SignOff.objects.count() == 1


def test_one_of_twelve_people_gives_the_final_sign_off(editor, second, make_user):
    issue = make_issue()
    sign_up_to(issue, Step.FINAL, [editor, second])
    seen = [Issue.objects.get() for _ in range(PEOPLE)]
    people = [make_user(f"approver-{n}", Role.APPROVER) for n in range(PEOPLE)]
    told = all_at_once(lambda n: sign_off(seen[n], Step.FINAL, people[n], CHECKS))
    assert told == {"done": 1, "本期现在就是“已签发”，不用再次终审签发。": 11}
    assert (SignOff.objects.count(), Edition.objects.count()) == (3, 1)
    assert Edition.objects.get().frozen_by == SignOff.objects.get(step=Step.FINAL).signer


@pytest.mark.parametrize(
    ("stage", "action", "told"),
    [
        ("draft", "submit", "这篇稿件现在就是“待审”，不用再次提交。"),
        ("review", "accept", "这篇稿件现在就是“采用”，不用再次采用。"),
        ("review", "return", "这篇稿件现在就是“退改”，不用再次退改。"),
        ("review", "decline", "这篇稿件现在就是“不用”，不用再次不予采用。"),
    ],
)
def test_one_of_twelve_simultaneous_steps_of_an_article_succeeds(editor, stage, action, told):
    Article.objects.create(title="来稿", body="<p>正文。</p>", stage=stage)
    seen = [Article.objects.get() for _ in range(PEOPLE)]
    told_to_all = all_at_once(lambda n: move_article(seen[n], action, editor, NOTE))
    assert told_to_all == {"done": 1, told: 11}
    assert steps_logged()["issues.article", action] == Remark.objects.count() == 1


def test_different_decisions_at_once_leave_one(make_user):
    Article.objects.create(title="来稿", body="<p>正文。</p>", stage="review")
    seen = [Article.objects.get() for _ in range(PEOPLE)]
    editors = [make_user(f"editor-{n}", Role.EDITOR) for n in range(PEOPLE)]
    actions = ["accept", "return", "decline"] * 4
    told = all_at_once(lambda n: move_article(seen[n], actions[n], editors[n], NOTE))
    assert told["done"] == 1
    assert Remark.objects.count() == 1


def test_twelve_articles_placed_at_once_each_find_a_place(editor):
    section = make_issue(articles=2).sections.get()
    articles = [
        Article.objects.create(title=f"来稿{n}", body="<p>正文。</p>", stage="accepted")
        for n in range(PEOPLE)
    ]
    assert all_at_once(lambda n: place_article(articles[n], section, editor, 1)) == {"done": PEOPLE}
    positions = section.articles.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, PEOPLE + 3))


def test_placing_and_submitting_and_publishing_at_once_never_wait_in_a_circle(editor):
    """Some succeed, some are refused; nobody deadlocks, and what readers get holds together."""
    issue = make_issue(articles=2)
    section = issue.sections.get()
    article = Article.objects.create(title="来稿", body="<p>正文。</p>", stage="accepted")
    presses = [
        lambda: place_article(Article.objects.get(pk=article.pk), section, editor),
        lambda: move_article(Article.objects.get(pk=article.pk), "reconsider", editor),
        lambda: publish(Issue.objects.get()),
    ]
    all_at_once(lambda n: presses[n % 3]())
    assert Issue.objects.get().stage == Stage.PUBLISHED
    article.refresh_from_db()
    assert (article.section is not None, article.stage) in [
        (True, "published"),
        (False, "accepted"),
        (False, "review"),
    ]
    assert set(section.articles.values_list("stage", flat=True)) == {"published"}


def test_pressing_publish_as_its_time_comes_gives_one_publication(editor, second, approver):
    issue = make_issue()
    sign_in_turn(issue, [editor, second, approver])
    set_publication(issue, timezone.now() + timedelta(hours=1), editor)
    Issue.objects.update(publish_at=timezone.now() - timedelta(hours=1))
    seen = [Issue.objects.get() for _ in range(PEOPLE)]
    published = []

    def press(n: int) -> None:
        if n % 2:
            published.append(publish_when_due(issue.pk))
        else:
            publish_issue(seen[n], editor)
            published.append(True)

    told = all_at_once(press)
    assert told["本期现在就是“已发布”，不用再次发布。"] == 12 - told["done"]
    assert published.count(True) == 1
    assert steps_logged()["issues.issue", "publish"] == 1
    assert Edition.objects.published().count() == 1
    assert Notice.objects.filter(kind=NoticeKind.PUBLISHED, recipient=second).count() == 1


def test_twelve_reminders_at_once_tell_once(editor, settings):
    article = Article.objects.create(title="来稿", body="<p>正文。</p>", stage="review")
    late = timezone.now() - timedelta(days=settings.OVERDUE_AFTER_DAYS + 1)
    Article.objects.filter(pk=article.pk).update(updated_at=late)
    assert all_at_once(lambda n: remind()) == {"done": PEOPLE}
    assert Notice.objects.get().recipient == editor


def test_a_note_is_settled_once(editor):
    article = Article.objects.create(title="来稿", stage="review")
    note = add_note(article, "请核对。", editor)
    assert all_at_once(lambda n: resolve_note(Remark.objects.get(pk=note.pk), editor)) == {"done": PEOPLE}
    assert Remark.objects.get().is_resolved
