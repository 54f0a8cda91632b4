"""Signing in with a second factor in a real browser, from setting it up to coming back with a code."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.roles import Role, grant
from tests.accounts.signing import PASSWORD, code_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(live_server) -> None:
    grant(User.objects.create_user("zhangsan", password=PASSWORD, display_name="张三"), Role.EDITOR)
    grant(User.objects.create_user("lisi", password=PASSWORD, display_name="李四"), Role.ADMINISTRATOR)


@pytest.fixture
def desk(live_server, settings, people: None) -> str:
    """Where the desk is; editors must use a second factor there."""
    settings.REQUIRE_SECOND_FACTOR = True
    return f"{live_server.url}/admin/issues/article/"


def sign_in(page: Page, username: str = "zhangsan") -> None:
    """By the keyboard alone: the name's field has the focus."""
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [390, 1440])
def test_somebody_sets_up_a_second_factor_and_comes_back_with_it(
    desk: str, browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(desk)
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("设置两步验证")
    expect(page.get_by_role("img", name="两步验证的二维码")).to_be_visible()
    page.get_by_text("不能扫描？").click()
    secret = re.sub(r"\s", "", page.locator(".secret").inner_text())
    page.get_by_label("手机上显示的 6 位验证码").fill(code_for(secret))
    page.get_by_role("button", name="完成设置").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复码")
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.evaluate("window.print = () => document.body.dataset.printed = 'yes'")
    page.get_by_role("button", name="打印").click()
    expect(page.locator("body")).to_have_attribute("data-printed", "yes")
    page.get_by_role("link", name="已经收好，继续").click()
    expect(page).to_have_url(desk)

    elsewhere = browser.new_page(viewport={"width": width, "height": 844})
    elsewhere.goto(desk)
    sign_in(elsewhere)
    code = elsewhere.get_by_label("验证码或恢复码")
    expect(code).to_be_focused()
    elsewhere.keyboard.type("000000")
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_role("alert")).to_contain_text("还可以试 4 次")
    code.fill(codes[0])
    elsewhere.keyboard.press("Enter")
    expect(elsewhere).to_have_url(desk)
    assert problems == []


def test_a_typed_password_can_be_looked_at(desk: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(desk)
    field = page.get_by_label("密码", exact=True)
    field.fill("geheim")
    page.get_by_role("button", name="显示密码").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="隐藏密码").click()
    expect(field).to_have_attribute("type", "password")


def test_a_page_warns_before_the_idle_exit_and_keeps_what_was_typed(
    live_server, settings, people: None, browser: Browser
) -> None:
    page = browser.new_page()
    page.clock.install()
    page.goto(f"{live_server.url}/admin/accounts/user/import/")
    sign_in(page, "lisi")
    expect(page).to_have_title(re.compile("导入单位和用户"))
    page.wait_for_load_state()
    bar = page.locator("body > [role=alert]")
    page.clock.run_for(60_000)
    expect(bar).to_have_count(0)
    settings.IDLE_MINUTES = 2
    page.clock.run_for(60_000)
    expect(bar).to_contain_text("2 分钟后会自动退出")
    settings.IDLE_MINUTES = 30
    page.clock.run_for(5_000)
    page.keyboard.press("Shift")
    expect(bar).to_have_count(0)
    settings.IDLE_MINUTES = -1  # over already
    page.clock.run_for(60_000)
    expect(bar).to_contain_text("为了安全已自动退出。请重新登录，再继续。这一页上的内容还在。")
    link = bar.get_by_role("link", name="在新窗口重新登录")
    expect(link).to_have_attribute("href", "/accounts/login/?next=%2Fadmin%2Faccounts%2Fuser%2Fimport%2F")
    settings.IDLE_MINUTES = 30
    page.clock.run_for(5_000)
    with page.expect_response("**/still-here/"):
        page.keyboard.press("Shift")  # told again that it is over, the bar leaves its link where it is
    assert link.evaluate("(one) => one.isConnected")
    with page.context.expect_page() as opened:
        link.click()
    sign_in(opened.value, "lisi")
    expect(opened.value).to_have_title(re.compile("导入单位和用户"))
    page.bring_to_front()
    page.set_input_files(
        "[name=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": "用户名\nx".encode()}
    )
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text("还没有导入")).to_be_visible()
