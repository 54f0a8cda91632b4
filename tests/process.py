"""Our programs run as their own process, with data of their own and nothing of this environment's settings."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What a process needs to start at all; everything else is what a test gives.
KEPT = {"PATH", "HOME", "LANG", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"}


def clean_environment(data: Path, **variables: str) -> dict[str, str]:
    """An environment with `data` as DATA_DIR and, beside what any program needs, `variables` alone."""
    kept = {name: value for name, value in os.environ.items() if name.upper() in KEPT}
    return {**kept, "PYTHONUTF8": "1", "DATA_DIR": str(data), **variables}


def run_python(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Python with `arguments` in the checkout, run to its end; `env` is from `clean_environment`."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def run_manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run_python("manage.py", *arguments, env=env)
