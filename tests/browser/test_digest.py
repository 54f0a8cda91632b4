"""微信·短信摘要 in a real browser: one press copies it, also where the page may not use the clipboard."""

import pytest
from playwright.sync_api import Browser, expect

from accounts.models import User
from issues.edition.preview import preview_content
from issues.models import Issue
from issues.typesetting.forms import digest
from tests.browser.desk import open_desk, session_of
from tests.factories import make_issue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def issue() -> Issue:
    return make_issue(sections=("重点推荐", "简讯速览"), articles=3)


@pytest.fixture
def text(issue: Issue) -> str:
    return digest(preview_content(issue))


@pytest.fixture
def session(editor: User) -> str:
    return session_of(editor)


@pytest.mark.parametrize("width", [390, 1440])
def test_digest_is_copied_with_one_press(
    issue: Issue, text: str, session: str, browser: Browser, live_server: object, width: int
) -> None:
    page = open_desk(browser, live_server, session, width)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}/admin/issues/issue/{issue.pk}/change/")
    page.get_by_role("link", name="微信·短信摘要").click()
    page.wait_for_url("**/digest/")
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_role("status")).to_have_text("已复制，可以去粘贴了。")
    assert page.evaluate("navigator.clipboard.readText()") == text
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_digest_is_copied_without_a_clipboard_too(
    issue: Issue, text: str, session: str, browser: Browser, live_server: object
) -> None:
    page = open_desk(browser, live_server, session)
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{live_server.url}/admin/issues/issue/{issue.pk}/digest/")
    page.evaluate("document.addEventListener('copy', () => { window.taken = getSelection().toString(); })")
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_role("status")).to_have_text("已复制，可以去粘贴了。")
    assert page.evaluate("window.taken") == text
