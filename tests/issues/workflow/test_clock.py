"""The clock: schedules that stand once, and a real worker that does what is due on this database."""

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from accounts.roles import Role
from issues.models import Article, Heartbeat, Issue, MailState, NoticeKind, NoticeMail, Stage, WorkingCopy
from issues.workflow.actions import sign_in_turn
from issues.workflow.clock import tick, tidy, wind
from issues.workflow.mail import LOST_AFTER, send, sweep
from issues.workflow.notices import write
from issues.workflow.submissions import move_article
from issues.workflow.timing import set_publication
from tests.factories import make_issue
from tests.process import ROOT, clean_environment, run_manage
from tests.smtp import Postbox, post_office

SECONDS = 120  # for a slow machine that does other things
HOUR = datetime.timedelta(hours=1)


@pytest.mark.django_db
def test_winding_twice_leaves_one_schedule_of_each_kind():
    wind()
    daily = Schedule.objects.filter(schedule_type=Schedule.DAILY).order_by("func")
    first = list(daily.values_list("next_run", flat=True))
    Schedule.objects.create(func="issues.workflow.clock.tick")
    wind()
    rows = Schedule.objects.order_by("func")
    assert list(rows.values_list("func", "schedule_type", "minutes", "repeats")) == [
        ("issues.workflow.clock.tick", Schedule.MINUTES, 1, -1),
        ("issues.workflow.clock.tidy", Schedule.DAILY, None, -1),
        ("issues.workflow.waiting.remind", Schedule.DAILY, None, -1),
    ]
    assert list(daily.values_list("next_run", flat=True)) == first
    assert [f"{timezone.localtime(at):%H:%M}" for at in first] == ["03:00", "08:30"]
    assert min(first) > timezone.now()
    assert [job.func() for job in OrmQ.objects.all()] == ["issues.workflow.clock.tick"] * 2


@pytest.mark.django_db
def test_each_tick_is_a_sign_of_life_for_three_minutes():
    assert not Heartbeat.objects.is_alive()
    tick()
    tick()
    assert (Heartbeat.objects.count(), Heartbeat.objects.is_alive()) == (1, True)
    Heartbeat.objects.update(at=timezone.now() - Heartbeat.PATIENCE)
    assert not Heartbeat.objects.is_alive()


def database_url() -> str:
    """Of the test's own database, for another process."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    place = f"{config['HOST']}:{config['PORT']}" if config["PORT"] else config["HOST"]
    user = f"{config['USER']}:{config['PASSWORD']}" if config["PASSWORD"] else config["USER"]
    return f"postgres://{user}@{place}/{config['NAME']}"


@contextmanager
def worker(data: Path, *arguments: str, **variables: str) -> Iterator[subprocess.Popen]:
    env = clean_environment(data, DATABASE_URL=database_url(), SECRET_KEY=configured.SECRET_KEY, **variables)
    command = [sys.executable, "manage.py", "qcluster", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=env) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=SECONDS)


def wait_until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < until, "the worker did not do it in time"
        time.sleep(0.3)


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with post_office() as postbox:
        yield postbox


@pytest.mark.django_db
def test_what_nobody_came_back_to_for_ninety_days_goes_at_night(correspondent, article):
    for name, days in (("旧", 91), ("新", 89)):
        for of in (article, None):
            kept_at = timezone.now() - datetime.timedelta(days=days)
            WorkingCopy.objects.create(
                user=correspondent, article=of, fields={"title": [name]}, kept_at=kept_at
            )
    assert [tidy(), tidy()] == [2, 0]
    assert [str(copy) for copy in WorkingCopy.objects.all()] == ["新", "新"]
    assert Article.objects.filter(pk=article.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_up_for_what_was_due_and_sends_emails_once(
    postbox, tmp_path, make_user, editor, second, approver
):
    """It was down when an article was returned and an issue's time passed; then it comes up."""
    author = make_user("author", Role.CORRESPONDENT, email="author@example.org", display_name="杨冲美")
    issue = make_issue()
    Article.objects.filter(section__issue=issue).update(author=author)
    sign_in_turn(issue, [editor, second, approver])
    set_publication(issue, timezone.now() + HOUR, editor)
    Issue.objects.update(publish_at=timezone.now() - HOUR)
    article = Article.objects.create(title="来稿", body="<p>正文。</p>", author=author, stage="review")
    move_article(article, "return", editor, "请补充数据。")
    assert OrmQ.objects.count() == 1
    mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(postbox.port)}
    with worker(tmp_path, **mail) as running:
        wait_until(lambda: NoticeMail.objects.filter(state=MailState.SENT).count() == 2)
        assert Heartbeat.objects.is_alive()
        assert running.poll() is None
    assert Issue.objects.get().stage == Stage.PUBLISHED
    subjects = sorted(mail["Subject"].strip() for mail in postbox.mails)
    assert subjects == sorted(
        [
            "【工会简报】您的稿件《来稿》请修改后再提交",
            f"【工会简报】您的稿件《第1栏第1篇》已在{issue}刊出",
        ]
    )
    assert postbox.recipients == ["author@example.org"] * 2
    assert not NoticeMail.objects.exclude(attempts=1).exists()


@pytest.mark.django_db(transaction=True)
def test_an_email_whose_sender_was_killed_is_not_sent_twice(postbox, settings, tmp_path, make_user):
    """The server had taken it and was about to say so: nobody can know, so an administrator decides."""
    author = make_user("author", Role.CORRESPONDENT, email="author@example.org")
    write(NoticeKind.ACCEPTED, [author], "您的稿件已被采用")
    mail = NoticeMail.objects.get()
    postbox.refusals = ["stall"]
    program = f"import django; django.setup(); from issues.workflow.mail import send; send({mail.pk})"
    env = clean_environment(
        tmp_path,
        DATABASE_URL=database_url(),
        DJANGO_SETTINGS_MODULE="bulletin.settings",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(postbox.port),
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=env) as sender:
        wait_until(lambda: len(postbox.mails) == 1)
        sender.send_signal(signal.SIGKILL)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postbox.port
    sweep()
    assert send(mail.pk) is False
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.TAKEN, 1)
    NoticeMail.objects.update(taken_at=timezone.now() - LOST_AFTER * 2)
    sweep()
    assert send(mail.pk) is False
    mail.refresh_from_db()
    assert (mail.state, len(postbox.mails)) == (MailState.INTERRUPTED, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(os.name == "nt", reason="who is killed there leaves his children to him")
def test_a_worker_ends_with_who_started_it_even_when_he_is_killed(tmp_path):
    """The starter is a process of its own, that starts a worker and is killed."""
    program = (
        "import os, django; django.setup(); from issues.management.worker import background_worker\n"
        "import time\n"
        "with background_worker():\n    time.sleep(600)"
    )
    env = clean_environment(
        tmp_path,
        DATABASE_URL=database_url(),
        SECRET_KEY=configured.SECRET_KEY,
        DJANGO_SETTINGS_MODULE="bulletin.settings",
    )
    # The pipe closes when the last of them has ended.
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as starter:
        wait_until(Heartbeat.objects.is_alive)
        starter.send_signal(signal.SIGKILL)
        output, _ = starter.communicate(timeout=SECONDS)
    assert b"Traceback" not in output


def test_a_worker_refuses_a_database_that_is_not_set_up_in_one_line(tmp_path):
    ran = run_manage("qcluster", env=clean_environment(tmp_path))
    assert (ran.returncode, ran.stderr) == (
        1,
        "CommandError: 数据库还没有建好。请先运行 manage.py migrate（或 demo）。\n",
    )
