"""What the environment makes of the settings about accounts; each in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = "from django.conf import settings; print(settings.{})"


def ask(name: str, data: Path, **environment: str) -> str:
    """The setting as printed, or the last line of the complaint."""
    env = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "SYSTEMROOT"}}
    env |= {"DJANGO_SETTINGS_MODULE": "bulletin.settings", "DATA_DIR": str(data), **environment}
    done = subprocess.run([sys.executable, "-c", ASK.format(name)], env=env, capture_output=True, text=True)
    return (done.stdout or done.stderr).strip().splitlines()[-1]


PRODUCTION = {"ALLOWED_HOSTS": "bulletin.example.org", "SECRET_KEY": "x" * 50}


@pytest.mark.parametrize(
    ("name", "environment", "expected"),
    [
        ("REQUIRE_SECOND_FACTOR", {}, "False"),
        ("REQUIRE_SECOND_FACTOR", PRODUCTION, "True"),
        ("REQUIRE_SECOND_FACTOR", PRODUCTION | {"REQUIRE_SECOND_FACTOR": "0"}, "False"),
        ("IDLE_MINUTES", {}, "30"),
        ("IDLE_MINUTES", {"IDLE_MINUTES": "15"}, "15"),
        ("PROXY_COUNT", PRODUCTION, "1"),
    ],
)
def test_settings_follow_the_environment(
    tmp_path: Path, name: str, environment: dict[str, str], expected: str
) -> None:
    assert ask(name, tmp_path, **environment) == expected


def test_a_number_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    complaint = ask("IDLE_MINUTES", tmp_path, IDLE_MINUTES="half an hour", PYTHONIOENCODING="utf-8")
    assert complaint.endswith("环境变量 IDLE_MINUTES 须是 0 以上的整数（现为“half an hour”）。")
