"""A real Chromium for the tests of this folder; where none is installed they skip, or fail under REQUIRE_BROWSER=1."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.door import Door

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
# Milliseconds, generous: what is there in time costs no more, and a busy machine makes no false failures.
PATIENCE = 60_000

expect.set_options(timeout=PATIENCE)


def find_chromium() -> str:
    """The path of an installed Chromium; without one the test is skipped, or fails where one is required."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is not None:
        return path
    reason = f"没有找到浏览器（{'、'.join(NAMES)}），装上 Chromium 后才能在真实浏览器中测试"
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def give_patience(context: BrowserContext) -> None:
    context.set_default_timeout(PATIENCE)


@pytest.fixture(scope="session")
def start_chromium() -> Iterator[Callable[[], Browser]]:
    """One Chromium for all tests of this process; another only where the first one has died.

    Playwright keeps an event loop in this thread from its start to the end of the session, and Django would
    refuse the database there, to protect asynchronous code. There is none here: the loop is asleep while a
    test runs.
    """
    running: list[Browser] = []
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

        def start() -> Browser:
            if not running or not running[-1].is_connected():
                chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
                chromium.on("context", give_patience)
                running.append(chromium)
            return running[-1]

        yield start
        for chromium in running:
            chromium.close()


@pytest.fixture(scope="session")
def door(live_server: object) -> Door:
    """Stands before the live server, and is shut."""
    server = live_server.thread.httpd
    server.set_app(Door(server.get_app()))
    return server.get_app()


@pytest.fixture
def browser(door: Door, live_server: object, start_chromium: Callable[[], Browser]) -> Iterator[Browser]:
    """Before the database is cleaned its pages are closed, all cookies and storage gone, all requests answered."""
    chromium = start_chromium()
    door.open()
    yield chromium
    for context in chromium.contexts:
        context.close()
    door.shut(PATIENCE / 1000)
