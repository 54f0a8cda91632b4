"""A real Chromium for the tests of this folder; where none is installed they skip, or fail under REQUIRE_BROWSER=1."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str:
    """The path of an installed Chromium; without one the test is skipped, or fails where one is required."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is not None:
        return path
    reason = f"没有找到浏览器（{'、'.join(NAMES)}），装上 Chromium 后才能在真实浏览器中测试"
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def browser(live_server: object) -> Iterator[Browser]:
    """Starts after the live server and the test's rows, and stops before the database is cleaned.

    Playwright keeps an event loop in this thread while it runs, and there Django refuses the database:
    a test makes its rows in fixtures that it names before this one.
    """
    path = find_chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()
