"""The thread of an article in a real browser: a passage is quoted, sent and found, without leaving the page."""

import pytest
from playwright.sync_api import Browser, Page, expect

from issues.models import Article
from issues.workflow.submissions import move_article
from tests.browser.desk import open_desk, session_of
from tests.issues.admin.desk import desk_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def article_page(correspondent, organisation, editor) -> tuple[str, str]:
    article = Article.objects.create(
        title="来稿",
        body="<p>全市<strong>参加培训</strong>1200人。</p><p>第二段。</p>",
        author=correspondent,
        organisation=organisation,
    )
    move_article(article, "submit", correspondent)
    return desk_url(article, "change"), session_of(editor)


@pytest.fixture
def page(article_page: tuple[str, str], live_server, browser: Browser) -> Page:
    path, session = article_page
    page = open_desk(browser, live_server, session)
    page.goto(live_server.url + path)
    page.wait_for_function("window.CKEDITOR?.instances.id_body?.status === 'ready'")
    return page


def test_a_passage_is_quoted_and_what_is_typed_elsewhere_stays(page: Page) -> None:
    page.get_by_label("标题").fill("来稿（改过的标题）")
    thread = page.locator("#thread")
    thread.get_by_role("button", name="引用正文中选中的文字").click()
    expect(thread).to_contain_text("请先在下面的正文中选中一段文字")
    page.evaluate(
        """() => {
            const { $: frame } = CKEDITOR.instances.id_body.document;
            const range = frame.createRange();
            range.selectNodeContents(frame.querySelector("p"));
            frame.defaultView.getSelection().addRange(range);
        }"""
    )
    thread.get_by_role("button", name="引用正文中选中的文字").click()
    thread.get_by_label("写意见").fill("请核对人数。")
    thread.get_by_role("button", name="发出意见").click()
    expect(thread.locator(".remark-text")).to_have_text("请核对人数。")
    expect(thread.locator("[data-finds]")).to_have_text("全市参加培训1200人。")
    expect(thread).to_contain_text("1 条待处理")
    expect(page.get_by_label("标题")).to_have_value("来稿（改过的标题）")

    page.evaluate("CKEDITOR.instances.id_body.document.$.defaultView.getSelection().removeAllRanges()")
    thread.locator("[data-finds]").click()
    found = page.evaluate("CKEDITOR.instances.id_body.document.$.defaultView.getSelection().toString()")
    assert found == "全市参加培训1200人。"
    thread.get_by_role("button", name="标为已解决").click()
    expect(thread.locator(".remark-state")).to_have_text("已解决（editor）")


def test_a_note_that_cannot_be_sent_stays_in_its_place(page: Page) -> None:
    thread = page.locator("#thread")
    thread.get_by_label("写意见").fill("请核对人数。")
    page.route("**/thread/", lambda route: route.abort())
    thread.get_by_role("button", name="发出意见").click()
    expect(thread.get_by_role("status")).to_contain_text("没有发出：网络不通")
    expect(thread.get_by_label("写意见")).to_have_value("请核对人数。")
    page.unroute("**/thread/")
    page.context.clear_cookies()
    thread.get_by_role("button", name="发出意见").click()
    expect(thread.get_by_role("status")).to_contain_text("登录已过期")
    expect(thread.get_by_label("写意见")).to_have_value("请核对人数。")
