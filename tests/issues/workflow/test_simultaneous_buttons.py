"""Twelve pages on which one button is pressed at once, over HTTP: one press is taken, eleven are told why not."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from issues.models import Article, AuditEntry, Check, Edition, Issue, SignOff, Stage, Step
from issues.workflow.steps import version_of
from tests.factories import make_issue
from tests.issues.workflow.helpers import NOTE, bring, sign_up_to
from tests.issues.workflow.test_simultaneous import PEOPLE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("publishes_files")]


@pytest.fixture
def pressed(make_user: Callable[..., User]) -> Callable[..., Counter]:
    """pressed(row, "publish", Role.EDITOR): what each of twelve people was told who pressed that button at once."""

    def press_all(row: Article | Issue, action: str, role: Role) -> Counter:
        row.refresh_from_db()
        url = reverse(f"admin:issues_{row._meta.model_name}_step", args=[row.pk, action])
        sent = {"note": NOTE, "version": version_of(row), "checks": list(Check.values)}
        clients = [Client() for _ in range(PEOPLE)]
        for number, client in enumerate(clients):
            client.force_login(make_user(f"presser-{number}", role))
        start = Barrier(PEOPLE)

        def press(client: Client) -> str:
            try:
                start.wait(timeout=120)
                answer = client.post(url, sent)
            finally:
                connection.close()
            assert answer.status_code == 302
            (message,) = get_messages(answer.wsgi_request)
            return message.level_tag

        with ThreadPoolExecutor(PEOPLE) as pool:
            told = Counter(pool.map(press, clients))
        logged = AuditEntry.objects.filter(
            object_type=row._meta.label_lower, object_id=row.pk, detail__step=action
        )
        assert logged.count() == 1
        assert AuditEntry.objects.first_fault() == ""
        return told

    return press_all


ONE = {"success": 1, "error": PEOPLE - 1}


@pytest.mark.parametrize(
    ("stage", "action", "target"),
    [
        ("draft", "submit", "review"),
        ("review", "accept", "accepted"),
        ("review", "return", "returned"),
        ("review", "decline", "declined"),
        ("accepted", "reconsider", "review"),
        ("declined", "reopen", "review"),
    ],
)
def test_one_of_twelve_presses_moves_an_article(pressed, stage, action, target):
    article = Article.objects.create(title="来稿", body="<p>正文。</p>", stage=stage)
    assert pressed(article, action, Role.EDITOR) == ONE
    assert Article.objects.get().stage == target


@pytest.mark.parametrize(
    ("stage", "action", "role", "target"),
    [
        (Stage.DRAFT, "submit", Role.EDITOR, Stage.REVIEW),
        (Stage.REVIEW, "send_back", Role.EDITOR, Stage.DRAFT),
        (Stage.SIGNED, "publish", Role.EDITOR, Stage.PUBLISHED),
        (Stage.PUBLISHED, "correct", Role.EDITOR, Stage.DRAFT),
        (Stage.PUBLISHED, "withdraw", Role.APPROVER, Stage.WITHDRAWN),
        (Stage.WITHDRAWN, "reopen", Role.APPROVER, Stage.DRAFT),
    ],
)
def test_one_of_twelve_presses_moves_an_issue(pressed, stage, action, role, target):
    issue = bring(make_issue(), stage)
    assert pressed(issue, action, role) == ONE
    assert Issue.objects.get().stage == target
    assert Edition.objects.count() == (stage not in (Stage.DRAFT, Stage.REVIEW))


@pytest.mark.parametrize(
    ("step", "action", "role"),
    [
        (Step.FIRST, "sign_first", Role.EDITOR),
        (Step.SECOND, "sign_second", Role.APPROVER),
        (Step.FINAL, "sign_final", Role.APPROVER),
    ],
)
def test_one_of_twelve_presses_signs(pressed, editor, approver, step, action, role):
    issue = make_issue()
    sign_up_to(issue, step, [editor, approver])
    assert pressed(issue, action, role) == ONE
    assert list(SignOff.objects.valid().order_by("step").values_list("step", flat=True)) == [
        one for one in Step if one <= step
    ]
    assert Edition.objects.count() == (step == Step.FINAL)
