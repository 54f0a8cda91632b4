"""How fast readers are served: requests a second and p99 of the sample's issue page, five servers in one run.

    uv run python bench/serve.py [--seconds 3] [--rounds 6] [--loads 1x16 4x100]

1. nginx, with the configuration of deploy/, on the published files; 2. the embedded server (granian as the systemd unit of
deploy/ runs it, the files before Django); 3. the same page through its Django view, nothing before it; 4. nginx on a plain
file of the same size: the limit. 5. "bare" is granian with an application that does nothing but answer as many bytes: the
limit of what we put before Django. A load is wrk's threads x connections: how the system shares the cores among wrk and a
server changes the shares more than anything else here, so there are two. Needs nginx and wrk (Debian: nginx-light, wrk).
Each is asked in turn, round after round, and the best round counts: whatever else the machine does disturbs a round, and
none makes one faster. On a machine that does much else the requests to a second of the server's own processor time, of all
rounds, tell more than those to a second by the clock.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from issues.public.headers import READERS  # noqa: E402 - the path above comes first
from tests.deploy.nginx import serving  # noqa: E402 - as above
from tests.process import clean_environment  # noqa: E402 - as above

PAGE = "/changai/2021/3/"
# Aims, as shares of the limit.
AIMS = {"nginx": 0.9, "embedded": 0.8}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def fetch(address: str, encoding: str) -> bytes:
    with urlopen(Request(address, headers={"Accept-Encoding": encoding}), timeout=60) as answer:  # noqa: S310 - ours
        return answer.read()


@contextmanager
def granian(env: dict[str, str], *target: str) -> Iterator[tuple[int, int]]:
    """Its port and process, once it answers."""
    port = free_port()
    unit = (ROOT / "deploy" / "systemd" / "bulletin.service").read_text("utf-8")
    flags = re.search(r"^ExecStart=\S+/granian (.+) bulletin\.wsgi:application$", unit, re.MULTILINE)[1]
    command = [sys.executable, "-m", "granian", *flags.split(), "--port", str(port), *target]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        until = time.monotonic() + 120
        while True:
            try:
                fetch(f"http://127.0.0.1:{port}/healthz", "identity")
                break
            except (URLError, ConnectionError):
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def bare(environ: dict[str, str], start_response: Callable) -> list[bytes]:
    """WSGI: as many headers and bytes as of the page, and no thought."""
    start_response("200 OK", BARE_HEADERS)
    return [BARE_BODIES["gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")]]


BARE_HEADERS = [*READERS, ("Content-Type", "text/html"), *((f"X-Other-{n}", "x" * 20) for n in range(6))]
BARE_BODIES = [b"x" * int(size) for size in os.environ.get("BARE_SIZES", "0 0").split()]


def processor_seconds(pid: int) -> float:
    """Of a process and its children, up to now."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ticks = 0
    for one in (pid, *children):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def ask(address: str, encoding: str, seconds: int, load: str) -> tuple[float, float, int]:
    """(requests a second, p99 in ms, answers that were not 200) of one round."""
    threads, connections = load.split("x")
    ran = subprocess.run(
        [
            *("wrk", "--latency", "-t", threads, "-c", connections, "-d", f"{seconds}s"),
            *("-H", f"Accept-Encoding: {encoding}", address),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", ran)[1])
    last, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", ran).groups()
    other = re.search(r"Non-2xx or 3xx responses: (\d+)", ran)
    return rate, float(last) * {"us": 0.001, "ms": 1, "s": 1000}[unit], int(other[1]) if other else 0


def compare(
    servers: dict[str, str], pids: dict[str, int], encoding: str, load: str, seconds: int, rounds: int
) -> None:
    """Prints a line for each server; ends the run when one answers with an error."""
    best: dict[str, tuple[float, float]] = {}
    answered, used = dict.fromkeys(servers, 0.0), dict.fromkeys(servers, 0.0)
    for _ in range(rounds):
        for label, address in servers.items():
            before = processor_seconds(pids[label])
            rate, last, other = ask(address, encoding, seconds, load)
            used[label] += processor_seconds(pids[label]) - before
            answered[label] += rate * seconds
            if other:
                sys.exit(f"{label}: {other} answers were errors")
            if rate > best.get(label, (0, 0))[0]:
                best[label] = (rate, last)
    limit = best["limit"][0]
    per = {label: answered[label] / max(used[label], 0.01) for label in servers}
    for label, (rate, last) in best.items():
        aim = f", aim {AIMS[label]}" if label in AIMS else ""
        print(
            f"  {label:9} {rate:9,.0f} a second, p99 {last:7.2f} ms, {rate / limit:.3f} of the limit{aim};"
            f" {per[label]:,.0f} a second of its processor, {per[label] / per['limit']:.3f}",
            flush=True,
        )
    print(
        f"  the embedded server at {best['embedded'][0] / best['bare'][0]:.2f} of a granian that does nothing"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--loads", nargs="+", default=["1x16", "4x100"], metavar="THREADSxCONNECTIONS")
    given = parser.parse_args()
    missing = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if missing:
        parser.error(f"not on this machine: {', '.join(missing)}; apt-get install nginx-light wrk")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data = folder / "data"
        env = clean_environment(data, DJANGO_SETTINGS_MODULE="bulletin.settings")
        for command in (["demo", "--no-serve"], ["publish_site"], ["collectstatic", "--no-input"]):
            subprocess.run(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, stdout=sys.stderr
            )
        embedded, embedded_pid = stack.enter_context(granian(env, "bulletin.wsgi:application"))
        view, view_pid = stack.enter_context(
            granian(env, "--factory", "django.core.wsgi:get_wsgi_application")
        )
        page = fetch(f"http://127.0.0.1:{embedded}{PAGE}", "identity")
        packed = fetch(f"http://127.0.0.1:{embedded}{PAGE}", "gzip")
        bare_env = {**env, "BARE_SIZES": f"{len(page)} {len(packed)}"}
        nothing, nothing_pid = stack.enter_context(granian(bare_env, "bench.serve:bare"))
        plain = folder / "plain"
        plain.mkdir()
        (plain / "page").write_bytes(b"x" * len(page))
        (plain / "packed").write_bytes(b"x" * len(packed))
        nginx = stack.enter_context(
            serving(
                folder,
                site=data / "site",
                static=data / "static",
                media=data / "media",
                program=embedded,
                more=f"location ^~ /plain/ {{ alias {plain}/; }}",
            )
        )
        if fetch(f"http://127.0.0.1:{nginx}{PAGE}", "identity") != page:
            parser.exit(1, "nginx and the embedded server do not say the same\n")
        nginx_pid = int((folder / "nginx" / "pid").read_text())
        for encoding, size, name in (("identity", len(page), "page"), ("gzip", len(packed), "packed")):
            servers = {
                "limit": f"http://127.0.0.1:{nginx}/plain/{name}",
                "nginx": f"http://127.0.0.1:{nginx}{PAGE}",
                "embedded": f"http://127.0.0.1:{embedded}{PAGE}",
                "bare": f"http://127.0.0.1:{nothing}{PAGE}",
                "view": f"http://127.0.0.1:{view}{PAGE}",
            }
            pids = {
                "limit": nginx_pid,
                "nginx": nginx_pid,
                "embedded": embedded_pid,
                "bare": nothing_pid,
                "view": view_pid,
            }
            for load in given.loads:
                print(f"{load}, {encoding}: {size:,} bytes")
                compare(servers, pids, encoding, load, given.seconds, given.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
