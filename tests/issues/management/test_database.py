"""Commands on a database that was never migrated."""

import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from tests.process import ROOT, clean_environment, run_manage

COMMANDS = [
    ["ingest_bulletin", str(ROOT / "seeds" / "zengkan-2021-1.txt")],
    ["publish_issue", "changai/2021/3"],
    ["withdraw_issue", "changai/2021/3", "--reason", "数据有误"],
    ["verify_editions"],
]


@pytest.fixture
def unmigrated(tmp_path: Path) -> dict[str, str]:
    """An environment whose database, of the kind this suite runs on, has no tables."""
    if connection.vendor == "sqlite":
        return clean_environment(tmp_path)
    # A schema that does not exist: the server's own database may have tables of someone's.
    return clean_environment(
        tmp_path, DATABASE_URL=os.environ["DATABASE_URL"], PGOPTIONS="-c search_path=nowhere"
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_command_without_tables_says_how_to_make_them(command: list[str], unmigrated: dict[str, str]) -> None:
    ran = run_manage(*command, env=unmigrated)
    assert (ran.returncode, ran.stdout, ran.stderr) == (
        1,
        "",
        "CommandError: 数据库还没有建好。请先运行 manage.py migrate（或 demo）。\n",
    )


@pytest.mark.django_db
def test_command_lets_every_other_database_error_through() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE issues_edition RENAME COLUMN sha256 TO lost")
    with pytest.raises(DatabaseError) as raised:
        call_command("verify_editions")
    assert not isinstance(raised.value, CommandError)
