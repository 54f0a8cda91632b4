"""The units of deploy/systemd: what they start is there, and is started as the README says it lies."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.core.management import get_commands
from granian.cli import cli

from tests.process import ROOT

APP, DATA = "/srv/bulletin/app", "/srv/bulletin/data"
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


class _Unit(ConfigParser):
    """Keys keep their letters; what is said several times is kept, a line for each."""

    optionxform = staticmethod(str)


def read(unit: Path) -> tuple[dict[str, str], list[list[str]]]:
    """The section [Service], and the commands in the order in which they run."""
    text = unit.read_text("utf-8")
    parser = _Unit(strict=False, interpolation=None)
    parser.read_string(text)
    commands = re.findall(r"^ExecStart(?:Pre)?=(.+)$", text, re.MULTILINE)
    return dict(parser["Service"]), [shlex.split(command) for command in commands]


def test_there_are_a_server_and_a_worker() -> None:
    assert [unit.name for unit in UNITS] == ["bulletin-worker.service", "bulletin.service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_every_command_of_a_unit_exists(unit: Path) -> None:
    service, commands = read(unit)
    assert service["WorkingDirectory"] == APP
    assert service["ReadWritePaths"] == DATA
    assert service["EnvironmentFile"] == "/etc/bulletin.env"
    for program, *arguments in commands:
        folder, _, name = program.rpartition("/")
        assert folder == f"{APP}/.venv/bin"
        assert (Path(sys.executable).parent / name).exists()
        if name == "python":
            assert (ROOT / arguments[0]).is_file()
            assert arguments[1] in get_commands()
        else:
            options = {option for known in cli.params for option in (*known.opts, *known.secondary_opts)}
            assert {argument for argument in arguments if argument.startswith("--")} <= options
            module, _, attribute = arguments[-1].partition(":")
            assert f"\n{attribute} = " in (ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8")


def test_the_environment_names_settings_that_are_read() -> None:
    lines = (ROOT / "deploy" / "systemd" / "bulletin.env").read_text("utf-8").splitlines()
    named = [found[1] for line in lines if (found := re.match(r"(?:# )?([A-Z_]+)=", line))]
    settings = (ROOT / "bulletin" / "settings.py").read_text("utf-8")
    assert named
    assert [name for name in named if f'"{name}"' not in settings] == []
    assert f"DATA_DIR={DATA}" in lines


def test_the_server_is_of_the_pinned_kind() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert any(one.startswith("granian==") for one in project["dependencies"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="没有 systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_nothing_wrong(unit: Path, tmp_path: Path) -> None:
    """As it will lie there, with this checkout in the place of the installed one."""
    text = unit.read_text("utf-8").replace(f"{APP}/.venv/bin", str(Path(sys.executable).parent))
    (tmp_path / unit.name).write_text(text.replace(APP, str(ROOT)), "utf-8")
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(tmp_path / unit.name)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
