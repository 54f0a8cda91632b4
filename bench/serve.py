"""How fast readers are served: requests a second and p99 of the sample's issue page, four servers in one run.

    uv run python bench/serve.py [--seconds 5] [--connections 16]

1. nginx, with the configuration of deploy/, on the published files; 2. the embedded server (granian, the files before
Django); 3. the same page through its Django view, nothing before it; 4. nginx on a plain file of the same size: the limit.
Needs nginx and wrk (Debian: nginx-light, wrk). Each is asked in turn, round after round, and the best round counts:
whatever else the machine does disturbs a round, and none makes one faster.
"""

import argparse
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.deploy.nginx import serving  # noqa: E402 - the path above comes first
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
def granian(env: dict[str, str], *target: str) -> Iterator[int]:
    """Its port, once it answers."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        [*command, "--workers", "1", "--blocking-threads", "4", "--no-log", *target], cwd=ROOT, env=env
    )
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
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def ask(address: str, encoding: str, seconds: int, connections: int) -> tuple[float, float, int]:
    """(requests a second, p99 in ms, answers that were not 200) of one round."""
    ran = subprocess.run(
        [
            *("wrk", "--latency", "-t", "1", "-c", str(connections), "-d", f"{seconds}s"),
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


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
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
        embedded = stack.enter_context(granian(env, "bulletin.wsgi:application"))
        view = stack.enter_context(granian(env, "--factory", "django.core.wsgi:get_wsgi_application"))
        page = fetch(f"http://127.0.0.1:{embedded}{PAGE}", "identity")
        packed = fetch(f"http://127.0.0.1:{embedded}{PAGE}", "gzip")
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
        for encoding, size, name in (("identity", len(page), "page"), ("gzip", len(packed), "packed")):
            servers = {
                "limit": f"http://127.0.0.1:{nginx}/plain/{name}",
                "nginx": f"http://127.0.0.1:{nginx}{PAGE}",
                "embedded": f"http://127.0.0.1:{embedded}{PAGE}",
                "view": f"http://127.0.0.1:{view}{PAGE}",
            }
            best: dict[str, tuple[float, float]] = {}
            for _ in range(given.rounds):
                for label, address in servers.items():
                    rate, last, other = ask(address, encoding, given.seconds, given.connections)
                    if other:
                        parser.exit(1, f"{label}: {other} answers were errors\n")
                    if rate > best.get(label, (0, 0))[0]:
                        best[label] = (rate, last)
            limit = best["limit"][0]
            print(f"{encoding}: {size:,} bytes")
            for label, (rate, last) in best.items():
                aim = f", aim {AIMS[label]}" if label in AIMS else ""
                print(
                    f"  {label:9} {rate:9,.0f} a second, p99 {last:7.2f} ms, {rate / limit:.3f} of the limit{aim}"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
