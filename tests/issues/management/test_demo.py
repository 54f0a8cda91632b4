"""The demo: everything set up once, nothing changed by a second run, never in production."""

import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from issues.models import Article, AuditEntry, DistributionList, Edition, Issue, SignOff, Stage
from tests.accounts.signing import sign_in

TABLES = (Issue, Article, Edition, SignOff, User, AuditEntry)


def run(data: Path, settings: Any) -> str:
    settings.DATA_DIR = data
    out = StringIO()
    call_command("demo", "--no-serve", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_demo_publishes_the_seeds_and_makes_an_account_for_each_role(
    tmp_path: Path, settings: Any, client: Client
) -> None:
    out = run(tmp_path, settings)
    numbers = Issue.objects.order_by("date").values_list("kind", "year", "number", "stage")
    assert list(numbers) == [
        ("regular", 2020, 12, Stage.PUBLISHED),
        ("regular", 2021, 3, Stage.PUBLISHED),
        ("supplement", 2021, 1, Stage.PUBLISHED),
    ]
    assert {role for user in User.objects.all() for role in user.roles} == set(Role)
    for user in User.objects.all():
        password = out.split(f"用户名 {user.username}　密码 ")[1].split("\n")[0]
        answer = sign_in(client, user.username, password)
        assert (answer.status_code, answer.url) == (302, "/admin/")
        assert client.get("/admin/").status_code == 200
        client.logout()
    assert client.get("/changai/2021/s1/").status_code == 200
    for issue in Issue.objects.all():
        signed = SignOff.objects.valid().filter(issue=issue).order_by("step")
        assert [row.signer.username for row in signed] == ["bianji", "fushen", "qianfa"]
        assert {row.sha256 for row in signed} == {issue.editions.get().sha256}
    call_command("verify_editions")


@pytest.mark.django_db
def test_demo_keeps_the_first_bulletins_recipients_for_the_next_issue(tmp_path: Path, settings: Any) -> None:
    run(tmp_path, settings)
    first = Issue.objects.get(year=2020, number=12)
    standing = DistributionList.objects.get(is_default=True)
    own, kept = (
        list(each.recipients.in_printed_order().values_list("kind", "position", "name", "extra"))
        for each in (first.distribution_list, standing)
    )
    assert standing.issue is None
    assert own == kept != []


@pytest.mark.django_db
def test_demo_run_again_changes_nothing_and_prints_the_same_accounts(tmp_path: Path, settings: Any) -> None:
    first = run(tmp_path, settings)
    before = [list(model.objects.order_by("pk").values()) for model in TABLES]
    second = run(tmp_path, settings)
    assert [list(model.objects.order_by("pk").values()) for model in TABLES] == before
    assert "未作改动" in second
    assert first.split("各角色的账号：")[1] == second.split("各角色的账号：")[1]


@pytest.mark.django_db
def test_demo_does_not_print_a_password_that_was_changed(tmp_path: Path, settings: Any) -> None:
    run(tmp_path, settings)
    editor = User.objects.get(username="bianji")
    editor.set_password("another-password-1")
    editor.save()
    assert "用户名 bianji　密码 （已另设）" in run(tmp_path, settings)


@pytest.mark.django_db
def test_demo_keeps_its_passwords_to_their_owner(tmp_path: Path, settings: Any) -> None:
    run(tmp_path, settings)
    assert stat.S_IMODE((tmp_path / "demo-accounts.json").stat().st_mode) == 0o600


def test_demo_refuses_to_run_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式运行"):
        call_command("demo", "--no-serve")
