"""The demo as a person runs it: its own process, a port of loopback, pages over the wire, Ctrl+C."""

import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.process import ROOT, clean_environment, run_manage

SECONDS = 90  # to set up and to answer, on a slow machine that does other things


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of loopback that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free() -> int:
    """A port nobody has, and that no system gives to a program which asks for any: nobody takes it meanwhile."""
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311 - any will do
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@contextmanager
def running(port: int, data: Path) -> Iterator[subprocess.Popen]:
    with subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=ROOT,
        env=clean_environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        yield process
        process.terminate()  # not kill: the server's own processes end with it


@pytest.fixture
def demo(free: int, tmp_path: Path) -> Iterator[subprocess.Popen]:
    with running(free, tmp_path) as process:
        yield process


def printed_address(demo: subprocess.Popen) -> str:
    """The address of the site, once the demo prints it."""
    assert demo.stdout is not None
    lines = []
    for line in demo.stdout:
        lines.append(line)
        if found := re.match(r"网站　(http://\S+/)$", line):
            return found[1]
    pytest.fail(f"the demo ended before it printed an address:\n{''.join(lines)}")


def fetch(address: str) -> tuple[str, str]:
    """(address in the end, text) at `address`, waiting for a server that is still starting."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            with urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - the demo's own
                return answer.url, answer.read().decode()
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError) or time.monotonic() > until:
                raise
        time.sleep(0.1)


def wait_for_worker(data: Path) -> None:
    """Until the demo's background worker has left its mark."""
    until = time.monotonic() + SECONDS
    while True:
        database = sqlite3.connect(data / "bulletin.sqlite3")
        marks = database.execute("SELECT count(*) FROM issues_heartbeat").fetchone()[0]
        database.close()
        if marks:
            return
        assert time.monotonic() < until, "the worker did not start"
        time.sleep(0.3)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "terminate"])
def test_demo_serves_the_site_until_it_is_stopped(
    demo: subprocess.Popen, free: int, stop: signal.Signals, tmp_path: Path
) -> None:
    """Its worker runs beside it; the output ends when the last of its processes has ended."""
    site = printed_address(demo)
    assert site == f"http://127.0.0.1:{free}/"
    assert 'href="/changai/2021/3/"' in fetch(site)[1]
    assert "临沧市将新时期产业工人队伍建设改革向纵深推进" in fetch(f"{site}changai/2021/3/")[1]
    assert fetch(f"{site}static/css/public.css")[1] == (ROOT / "static/css/public.css").read_text("utf-8")
    desk, page = fetch(f"{site}admin/")
    assert "/accounts/login/?next=%2Fadmin%2F" in desk
    assert 'type="password"' in page
    wait_for_worker(tmp_path)
    demo.send_signal(stop)
    output, _ = demo.communicate(timeout=SECONDS)
    assert demo.returncode == 0
    assert "Traceback" not in output
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free), timeout=SECONDS)


def test_demo_killed_and_started_again_serves_the_same_site(
    demo: subprocess.Popen, free: int, tmp_path: Path
) -> None:
    site = printed_address(demo)
    before = fetch(f"{site}changai/2021/3/")
    wait_for_worker(tmp_path)
    demo.kill()
    demo.communicate(timeout=SECONDS)  # the server and the worker have noticed, and let go of port and output
    with running(free, tmp_path) as again:
        assert printed_address(again) == site
        assert fetch(f"{site}changai/2021/3/") == before
    shown = (tmp_path / "site" / "current").resolve().name
    with closing(sqlite3.connect(tmp_path / "bulletin.sqlite3")) as database:
        assert database.execute("SELECT name FROM issues_sitetree").fetchall() == [(shown,)]


def test_demo_refuses_a_taken_port_before_it_sets_anything_up(taken: int, tmp_path: Path) -> None:
    ran = run_manage("demo", "--port", str(taken), env=clean_environment(tmp_path))
    assert (ran.returncode, ran.stdout, ran.stderr) == (
        1,
        "",
        f"CommandError: 端口 {taken} 已被占用或不可用。请用 --port 另选一个，或不写 --port 自动选择。\n",
    )
    assert not (tmp_path / "bulletin.sqlite3").exists()
