"""The whole site built as plain files and handed out by a bare file server, which knows nothing of us."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.core.management import call_command


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def bare_site(folder: Path, below: str = "") -> Iterator[str]:
    """Where it is served, without a slash at the end; `below` is the path under which it lies there."""
    root = folder / "server"
    output = root / below.strip("/")
    handler = partial(_Quiet, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}{below}"
        call_command("build_site", "--output", str(output), "--base-url", address)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()
