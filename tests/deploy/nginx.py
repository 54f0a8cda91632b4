"""A real nginx on loopback with the configuration of deploy/; where none is installed tests skip, or fail under REQUIRE_NGINX=1."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.process import ROOT

PARTS = (
    "bulletin-maps.inc",
    "bulletin-files.inc",
    "bulletin-headers.inc",
    "bulletin-pages.inc",
    "bulletin-proxy.inc",
)


def find_nginx() -> str:
    path = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if path is not None:
        return path
    reason = "没有找到 nginx，装上 nginx-light 后才能测试 deploy/nginx"
    if os.environ.get("REQUIRE_NGINX") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def serving(
    folder: Path, *, site: Path, static: Path, media: Path, program: int, more: str = ""
) -> Iterator[int]:
    """The port it serves on; `program` is the port of what it passes the rest on to, `more` stands in server {}."""
    own = folder / "nginx"
    own.mkdir()
    for name in PARTS:
        text = (ROOT / "deploy" / "nginx" / name).read_text("utf-8")
        text = text.replace("/etc/nginx/bulletin", str(own))
        text = text.replace("/srv/bulletin/data/site", str(site))
        text = text.replace("/srv/bulletin/data/static", str(static))
        text = text.replace("/srv/bulletin/data/media", str(media))
        (own / name).write_text(text, "utf-8")
    listening = socket.create_server(("127.0.0.1", 0), backlog=511)
    port = listening.getsockname()[1]
    user = "user root;" if os.geteuid() == 0 else ""
    (own / "nginx.conf").write_text(
        f"""
{user}
worker_processes 1;
pid {own}/pid;
error_log {own}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {own}/body;
    proxy_temp_path {own}/proxy;
    fastcgi_temp_path {own}/fastcgi;
    uwsgi_temp_path {own}/uwsgi;
    scgi_temp_path {own}/scgi;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000;
    upstream bulletin {{ server 127.0.0.1:{program}; }}
    include {own}/bulletin-maps.inc;
    server {{
        listen 127.0.0.1:{port};
        set $transport_security "";
        {more}
        include {own}/bulletin-files.inc;
    }}
}}
""",
        "utf-8",
    )
    # It takes the socket that listens already, so it is reached from the first moment, and no port is lost to others.
    with listening:
        process = subprocess.Popen(
            [
                find_nginx(),
                "-p",
                str(own),
                "-c",
                str(own / "nginx.conf"),
                "-g",
                "daemon off;",
                "-e",
                str(own / "error.log"),
            ],
            env={**os.environ, "NGINX": f"{listening.fileno()};"},
            pass_fds=[listening.fileno()],
        )
    try:
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)
