"""The settings as a fresh process reads them from its environment."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.process import ROOT, clean_environment, run_manage, run_python

HOSTS = "bulletin.example.org"
DATABASE_REFUSED = (
    "设置有误：环境变量 DATABASE_URL 不是数据库的地址。"
    "请写成 postgres://用户:密码@主机/库名，或不设置它，使用 DATA_DIR 中的 SQLite。\n"
)


def read(data: Path, expression: str, **variables: str) -> object:
    """What `expression`, over the settings, is under `variables`."""
    code = f"import json; from bulletin import settings; print(json.dumps({expression}))"
    ran = run_python("-c", code, env=clean_environment(data, **variables))
    assert (ran.returncode, ran.stderr) == (0, "")
    return json.loads(ran.stdout)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {"ALLOWED_HOSTS": HOSTS},
            "设置有误：设置了 ALLOWED_HOSTS（正式运行），还须用环境变量 SECRET_KEY 给出密钥。\n",
        ),
        (
            {"ALLOWED_HOSTS": HOSTS, "SECRET_KEY": " "},
            "设置有误：设置了 ALLOWED_HOSTS（正式运行），还须用环境变量 SECRET_KEY 给出密钥。\n",
        ),
        (
            {"SITE_LOGO": "../logo.png"},
            "设置有误：环境变量 SITE_LOGO 须是 DATA_DIR 下 identity 文件夹中一个图片的文件名，如 logo.png（现为“../logo.png”）。\n",
        ),
        ({"DEBUG": "maybe"}, "设置有误：环境变量 DEBUG 只能是 1 或 0（现为“maybe”）。\n"),
        ({"DATABASE_URL": "nonsense"}, DATABASE_REFUSED),
        ({"DATABASE_URL": "postgres://name:password@host:port/name"}, DATABASE_REFUSED),
        ({"DATABASE_URL": "mysql://name:password@host/name"}, DATABASE_REFUSED),
    ],
)
def test_manage_refuses_wrong_settings_in_one_line(
    variables: dict[str, str], message: str, tmp_path: Path
) -> None:
    ran = run_manage("check", env=clean_environment(tmp_path, **variables))
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", message)


def test_nothing_set_is_the_embedded_default(tmp_path: Path) -> None:
    names = ["DEBUG", "PRODUCTION", "ALLOWED_HOSTS"]
    found = read(tmp_path, f"[getattr(settings, name) for name in {names}]")
    assert found == [False, False, ["localhost", "127.0.0.1", "[::1]"]]


def test_allowed_hosts_with_a_key_is_production(tmp_path: Path) -> None:
    names = ["DEBUG", "PRODUCTION", "ALLOWED_HOSTS", "SECRET_KEY", "SECURE_SSL_REDIRECT"]
    found = read(
        tmp_path,
        f"[getattr(settings, name) for name in {names}]",
        ALLOWED_HOSTS=f"{HOSTS}, www.{HOSTS}",
        SECRET_KEY="given",
    )
    assert found == [False, True, [HOSTS, f"www.{HOSTS}"], "given", True]
    assert not (tmp_path / "secret-key").exists()


def test_blank_secret_key_counts_as_none_on_loopback(tmp_path: Path) -> None:
    key = read(tmp_path, "settings.SECRET_KEY", SECRET_KEY=" ")
    assert key == (tmp_path / "secret-key").read_text("ascii")


def test_processes_that_start_at_once_agree_on_one_owner_only_key(tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", "from bulletin import settings; print(settings.SECRET_KEY)"],
            cwd=ROOT,
            env=clean_environment(tmp_path),
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(3)
    ]
    keys = {process.communicate(timeout=120)[0].strip() for process in started}
    path = tmp_path / "secret-key"
    assert keys == {path.read_text("ascii")}
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(found.name for found in tmp_path.iterdir()) == ["identity", "secret-key", "static"]


SQLITE_PROBE = """
import django, json, sqlite3
django.setup()
from django.conf import settings
from django.db import connection, transaction

def pragma(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]

found = {name: pragma(name) for name in ("journal_mode", "busy_timeout", "synchronous")}
other = sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=0)
with transaction.atomic():
    found["read"] = other.execute("SELECT 1").fetchone()
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        found["write"] = str(error)
print(json.dumps(found))
"""


def test_sqlite_runs_in_wal_and_a_writer_takes_its_lock_when_it_begins(tmp_path: Path) -> None:
    env = clean_environment(tmp_path, DJANGO_SETTINGS_MODULE="bulletin.settings")
    ran = run_python("-c", SQLITE_PROBE, env=env)
    assert ran.stderr == ""
    assert json.loads(ran.stdout) == {
        "journal_mode": "wal",
        "busy_timeout": 20_000,
        "synchronous": 1,  # NORMAL
        "read": [1],
        "write": "database is locked",
    }


POOL_PROBE = """
import django, json
django.setup()
from django.db import connection
for _ in range(3):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.close()
found = connection.pool.get_stats()
found["max"] = connection.pool.max_size
connection.close_pool()
print(json.dumps({key: found[key] for key in ("pool_min", "max", "requests_num")}))
"""


def test_postgresql_connections_come_from_the_pool(tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("runs where DATABASE_URL names a PostgreSQL")
    env = clean_environment(
        tmp_path, DJANGO_SETTINGS_MODULE="bulletin.settings", DATABASE_URL=os.environ["DATABASE_URL"]
    )
    ran = run_python("-c", POOL_PROBE, env=env)
    assert ran.stderr == ""
    assert json.loads(ran.stdout) == {"pool_min": 1, "max": 8, "requests_num": 3}


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"SITE_URL": " https://jianbao.example.org/ "}, "https://jianbao.example.org"),
        ({"ALLOWED_HOSTS": "*,.example.org", "SECRET_KEY": "k" * 60}, "https://example.org"),
    ],
)
def test_links_in_emails_begin_with_the_sites_address(
    tmp_path: Path, variables: dict[str, str], expected: str
) -> None:
    assert read(tmp_path, "settings.SITE_URL", **variables) == expected


def test_the_site_says_what_the_environment_says_of_it(tmp_path: Path) -> None:
    blank = read(tmp_path, "settings.SITE")
    assert blank.pop("page_labels") is True
    assert set(blank.values()) == {""}
    said = read(
        tmp_path, "settings.SITE", SITE_NAME=" 云南工会\t简报网 ", SITE_LOGO="logo.png", SITE_PAGE_LABELS="0"
    )
    assert said == {**blank, "name": "云南工会 简报网", "logo": "logo.png", "page_labels": False}
