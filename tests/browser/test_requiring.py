"""Where there is no Chromium: a skip with its reason for a person, a failure where the run must have one."""

from pathlib import Path

import pytest

from tests.browser.conftest import find_chromium


@pytest.fixture(autouse=True)
def no_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.parametrize("required", ["", "0"])
def test_missing_browser_is_a_skip(required: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_BROWSER", required)
    with pytest.raises(pytest.skip.Exception, match="装上 Chromium"):
        find_chromium()


def test_missing_browser_is_a_failure_where_one_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_BROWSER", "1")
    with pytest.raises(pytest.fail.Exception, match="装上 Chromium"):
        find_chromium()


def test_installed_browser_is_found(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.touch(mode=0o755)
    assert find_chromium() == str(program)
