"""Writing in a real browser: nothing typed is lost, whatever happens to the page, the session or the network."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from accounts.models import User
from accounts.roles import Role, grant
from issues.models import Article, ArticleStage
from tests.accounts.signing import PASSWORD
from tests.browser.desk import open_desk, session_of
from tests.issues.admin.desk import desk_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "/admin/issues/article/add/"


@pytest.fixture
def writer(live_server) -> User:
    user = User.objects.create_user("zhangsan", password=PASSWORD, display_name="张三")
    grant(user, Role.CORRESPONDENT)
    return user


@pytest.fixture
def session(writer: User) -> str:
    return session_of(writer)


@pytest.fixture
def own_url(writer: User) -> str:
    article = Article.objects.create(title="来稿", body="<p>原文。</p>", author=writer)
    return desk_url(article, "change")


@pytest.fixture
def open_page(live_server, session: str, own_url: str, browser: Browser) -> Callable[[str], Page]:
    def open_it(path: str, context: BrowserContext | None = None) -> Page:
        page = context.new_page() if context else open_desk(browser, live_server, session)
        page.goto(live_server.url + path)
        return ready(page)

    return open_it


def ready(page: Page) -> Page:
    page.wait_for_function("window.CKEDITOR?.instances.id_body?.status === 'ready'")
    return page


def type_text(page: Page, text: str) -> None:
    """With real keys, at the end of what is there."""
    page.frame_locator(".cke_wysiwyg_frame").locator("body").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def body(page: Page) -> str:
    return page.evaluate("CKEDITOR.instances.id_body.getData()")


def state(page: Page, words: str | re.Pattern) -> None:
    expect(page.locator("#writing-state")).to_contain_text(words)


def local_copies(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('bulletin-writing')).length")


def test_a_closed_tab_loses_nothing(open_page: Callable, own_url: str) -> None:
    page = open_page(own_url)
    page.get_by_label("标题").fill("新的题目")
    type_text(page, "刚写的一句。")
    state(page, re.compile(r"已自动保存 \d\d:\d\d"))
    assert local_copies(page) == 0
    context = page.context
    page.close()
    again = open_page(own_url, context)
    assert (again.get_by_label("标题").input_value(), body(again).strip()) == ("来稿", "<p>原文。</p>")
    again.get_by_role("link", name="恢复上次未保存的内容").click()
    ready(again)
    assert again.get_by_label("标题").input_value() == "新的题目"
    assert "原文。刚写的一句。" in body(again)
    again.get_by_role("button", name="保存，继续编辑").click()
    expect(again.get_by_text("成功")).to_be_visible()
    ready(again)
    assert "刚写的一句。" in body(again)
    expect(again.locator(".unsaved-row")).to_have_count(0)


def test_what_was_typed_in_the_last_second_before_a_crash_comes_back(
    open_page: Callable, own_url: str
) -> None:
    """The network is gone and so is the page: what this browser remembers is handed in later."""
    page = open_page(own_url)
    page.context.set_offline(True)
    type_text(page, "最后一句。")
    state(page, "未能保存，正在重试：连不上服务器")
    assert local_copies(page) == 1
    context = page.context
    page.close()
    context.set_offline(False)
    again = open_page(own_url, context)
    link = again.get_by_role("link", name="恢复上次未保存的内容")
    expect(link).to_be_visible()
    link.click()
    ready(again)
    assert "最后一句。" in body(again)
    state(again, "已自动保存")
    assert local_copies(again) == 0


def test_the_page_goes_on_by_itself_when_the_server_is_back(open_page: Callable, own_url: str) -> None:
    page = open_page(own_url)
    page.context.set_offline(True)
    type_text(page, "断网时写的。")
    state(page, "未能保存，正在重试")
    page.get_by_role("button", name="保存", exact=True).click()
    state(page, "请不要关闭这一页")
    assert page.url.endswith(own_url)
    page.context.set_offline(False)
    state(page, re.compile("已自动保存"))
    page.get_by_role("button", name="保存，继续编辑").click()
    expect(page.get_by_text("成功")).to_be_visible()
    assert "断网时写的。" in body(ready(page))


def sign_out_everywhere(page: Page) -> None:
    """The session is gone, as after half an hour; the page does not know."""
    page.context.clear_cookies(name="sessionid")


def sign_in(page: Page) -> None:
    page.get_by_label("用户名").fill("zhangsan")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")


def test_a_session_that_ends_while_somebody_writes_takes_nothing_with_it(
    open_page: Callable, own_url: str
) -> None:
    page = open_page(own_url)
    sign_out_everywhere(page)
    type_text(page, "会话过期后写的。")
    state(page, "未能保存，正在重试：您已退出登录")
    save = page.get_by_role("button", name="保存", exact=True)
    save.click()
    expect(save).not_to_have_attribute("data-waiting", "1")
    assert page.url.endswith(own_url)
    assert "会话过期后写的。" in body(page)
    with page.context.expect_page() as opened:
        page.locator("#writing-state").get_by_role("link", name="在新窗口重新登录").click()
    sign_in(opened.value)
    expect(opened.value).to_have_url(re.compile(f"{own_url}$"))
    page.bring_to_front()
    state(page, re.compile("已自动保存"))
    page.get_by_role("button", name="保存，继续编辑").click()
    expect(page.get_by_text("成功")).to_be_visible()
    assert "会话过期后写的。" in body(ready(page))


def test_a_session_that_ended_before_the_page_was_left_takes_nothing_either(
    open_page: Callable, own_url: str, live_server
) -> None:
    """Signing in again in the same window leads back to the article, and there the text is offered."""
    page = open_page(own_url)
    sign_out_everywhere(page)
    type_text(page, "没有存上的一句。")
    state(page, "未能保存，正在重试")
    page.goto(live_server.url + own_url)
    sign_in(page)
    link = page.get_by_role("link", name="恢复上次未保存的内容")
    expect(link).to_be_visible()
    link.click()
    assert "没有存上的一句。" in body(ready(page))


def test_a_new_article_survives_a_reload_and_another_user_sees_nothing_of_it(
    open_page: Callable, browser: Browser, live_server
) -> None:
    page = open_page(ADD)
    page.get_by_label("标题").fill("还没有投出的稿件")
    type_text(page, "第一句。")
    state(page, re.compile("已自动保存"))
    page.reload()
    ready(page)
    assert page.get_by_label("标题").input_value() == ""
    page.get_by_role("link", name="恢复上次未保存的内容").click()
    ready(page)
    assert (page.get_by_label("标题").input_value(), "第一句。" in body(page)) == ("还没有投出的稿件", True)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("成功")).to_be_visible()
    expect(page.locator(".unsaved-row")).to_have_count(0)


def test_a_copy_is_thrown_away_only_after_a_question(open_page: Callable, own_url: str) -> None:
    page = open_page(own_url)
    type_text(page, "不要的。")
    state(page, re.compile("已自动保存"))
    page.reload()
    ready(page)
    page.get_by_role("button", name="放弃", exact=True).click()
    page.get_by_role("button", name="取消", exact=True).click()
    expect(page.locator(".unsaved-row")).to_have_count(1)
    page.get_by_role("button", name="放弃", exact=True).click()
    page.get_by_role("button", name="确认放弃").click()
    expect(page.get_by_text("已放弃未保存的内容")).to_be_visible()
    expect(page.locator(".unsaved-row")).to_have_count(0)
    assert body(ready(page)).strip() == "<p>原文。</p>"


def test_looking_at_an_article_keeps_nothing(open_page: Callable, own_url: str) -> None:
    page = open_page(own_url)
    page.clock.install()
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one) if one.url.endswith("/keep/") else None)
    page.reload()
    ready(page)
    with page.expect_response("**/keep/"):
        page.clock.run_for(16_000)  # long enough for the server to hear that the page is open
    state(page, "内容会自动暂存")
    # Once, or oftener where the page took long to stand.
    assert {"fields" in one.post_data_json for one in sent} == {False}
    page.reload()
    expect(page.locator(".unsaved-row")).to_have_count(0)


def test_a_server_out_of_order_keeps_nobody_from_saving(open_page: Callable, own_url: str) -> None:
    page = open_page(own_url)

    def fail(route: Route) -> None:
        route.fulfill(status=500, body="<h1>500</h1>")

    page.route("**/keep/", fail)
    type_text(page, "照样保存。")
    state(page, "未能保存，正在重试：服务器暂时出错")
    page.get_by_role("button", name="保存，继续编辑").click()
    expect(page.get_by_text("成功")).to_be_visible()
    assert "照样保存。" in body(ready(page))


@pytest.fixture
def two_sessions(live_server) -> tuple[str, str]:
    """An editor's and an administrator's."""
    people = (("bianji", "李编辑", Role.EDITOR), ("zhuren", "王主任", Role.ADMINISTRATOR))
    keys = []
    for username, name, role in people:
        user = User.objects.create_user(username, display_name=name)
        grant(user, role)
        keys.append(session_of(user))
    return keys[0], keys[1]


@pytest.fixture
def shared_url(live_server) -> str:
    text = "<p>第一段不变。</p><p>全市组织了十二场宣讲。</p>"
    article = Article.objects.create(title="推进改革", body=text, stage=ArticleStage.REVIEW)
    return desk_url(article, "change")


def test_two_people_write_one_article_and_nothing_is_overwritten(
    two_sessions: tuple[str, str], shared_url: str, live_server, browser: Browser
) -> None:
    first, second = (open_desk(browser, live_server, session) for session in two_sessions)
    for page in (first, second):
        page.goto(live_server.url + shared_url)
        ready(page)
    expect(second.locator("#writing-others")).to_contain_text("李编辑")
    expect(first.locator("#writing-others")).to_contain_text("王主任")
    second.get_by_label("标题").fill("推进产改")
    type_text(second, "对方的一句。")
    second.get_by_role("button", name="保存，继续编辑").click()
    expect(second.get_by_text("成功")).to_be_visible()
    first.get_by_label("标题").fill("推进改革工作")
    type_text(first, "我的一句。")
    expect(first.locator("#writing-newer")).to_be_visible()
    first.get_by_role("button", name="保存，继续编辑").click()
    panel = first.locator(".conflict")
    expect(panel).to_contain_text("王主任")
    ready(first)
    expect(panel.locator("[data-part=body] del")).to_have_text("对方")
    expect(panel.locator("[data-part=body] ins")).to_have_text("我")
    panel.locator("[data-part=title]").get_by_role("button", name="用已保存的版本").click()
    expect(first.get_by_label("标题")).to_have_value("推进产改")
    choice = panel.locator("[data-part=body]")
    choice.get_by_role("button", name="用已保存的版本").click()
    first.wait_for_function("CKEDITOR.instances.id_body.getData().includes('对方的一句。')")
    choice.get_by_role("button", name="用您写的版本").click()
    first.wait_for_function("CKEDITOR.instances.id_body.getData().includes('我的一句。')")
    type_text(first, "对方的一句。")
    first.get_by_role("button", name="保存，继续编辑").click()
    expect(first.get_by_text("成功")).to_be_visible()
    ready(first)
    assert first.get_by_label("标题").input_value() == "推进产改"
    assert "我的一句。对方的一句。" in body(first)
    second.close()
    expect(first.locator("#writing-others")).to_be_hidden(timeout=120_000)  # asked for every half a minute
