"""A background worker beside a program that runs in the foreground, and not a moment longer than that."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

# What it may take to finish the job at hand.
SECONDS = 30


@contextmanager
def background_worker() -> Iterator[None]:
    """It stops when we leave; it looks after us as well, should we be killed."""
    manage = Path(settings.BASE_DIR) / "manage.py"
    command = [sys.executable, str(manage), "qcluster", "--ends-with", str(os.getpid())]
    # In a session of its own, so that Ctrl+C comes to us alone and the worker is stopped once.
    process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
