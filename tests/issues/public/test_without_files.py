"""A system that has no trees of links (Windows): Django answers all readers, and nothing else fails."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client

from issues.public.publish import keep
from issues.public.serve import before
from issues.typesetting.forms import keep_forms
from issues.workflow.actions import withdraw_issue
from tests.factories import make_issue, publish
from tests.process import clean_environment, run_python

pytestmark = pytest.mark.django_db(transaction=True)

ISSUE = "/changai/2021/3/"


@pytest.fixture(autouse=True)
def no_files(settings) -> None:
    settings.SITE_FILES = False


def test_readers_are_answered_and_nothing_is_written(client: Client, settings) -> None:
    issue = make_issue()
    keep_forms(publish(issue), ["txt"])
    assert keep()
    assert client.get(ISSUE).status_code == 200
    assert client.get(f"{ISSUE}issue.txt").status_code == 200
    withdraw_issue(issue, "数据有误。")
    assert client.get(ISSUE).status_code == 410
    assert list(Path(settings.SITE_ROOT).iterdir()) == []


def test_django_stands_alone() -> None:
    def django(environ: dict, start_response: object) -> HttpResponse:
        return HttpResponse()

    assert before(django) is django


def test_publish_site_says_that_it_is_not_needed() -> None:
    with pytest.raises(CommandError, match="不需要这个命令"):
        call_command("publish_site")


def test_the_program_starts_without_the_locks_of_posix(tmp_path: Path) -> None:
    ran = run_python(
        "-c",
        "import sys; sys.modules['fcntl'] = None; import bulletin.wsgi; print('started')",
        env=clean_environment(tmp_path),
    )
    assert (ran.returncode, ran.stdout) == (0, "started\n"), ran.stderr
