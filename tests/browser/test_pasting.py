"""Pasting from Word and WPS into the editor of a real browser, as these programs fill the clipboard."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import open_desk, session_of
from tests.issues.models.test_clipboard import CLEAN, clipboard, tight

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A real paste, with what Chromium would take from the system's clipboard, raw: its own API would clean it first.
PASTE = """html => {
    const body = document.querySelector('.cke_wysiwyg_frame').contentDocument.body;
    body.focus();
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', html);
    clipboardData.setData('text/plain', 'x');
    body.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def session(editor) -> str:
    return session_of(editor)


@pytest.fixture
def page(session: str, live_server, browser: Browser) -> Page:
    page = open_desk(browser, live_server, session)
    page.goto(f"{live_server.url}/admin/issues/article/add/")
    page.wait_for_function("window.CKEDITOR?.instances.id_body?.status === 'ready'")
    return page


def body(page: Page) -> str:
    return page.evaluate("CKEDITOR.instances.id_body.getData()")


def test_word_and_wps_paste_clean(page: Page) -> None:
    for program in ("word", "wps"):
        page.evaluate("new Promise((done) => CKEDITOR.instances.id_body.setData('', done))")
        page.evaluate(PASTE, clipboard(program))
        page.wait_for_function("CKEDITOR.instances.id_body.getData().includes('图后的字')")
        assert shape(body(page)) == shape(CLEAN)
        expect(page.locator(".cke_notification_info").first).to_contain_text("图片没有随文字粘贴过来")


def shape(html: str) -> str:
    """The policy knows b and strong, the editor strong alone."""
    html = tight(html)
    for one, other in (("<b>", "<strong>"), ("</b>", "</strong>")):
        html = html.replace(one, other)
    return html


def test_a_page_of_the_web_pastes_as_paragraphs(page: Page) -> None:
    html = (
        '<h1 style="color:red">大标题</h1><p style="text-indent:2em">　　第一段<a href="https://www.acftu.org/" '
        'target="_blank">全总</a>。</p><p onclick="x()"><span style="font-size:30px">第二段。</span></p>'
    )
    page.evaluate(PASTE, html)
    page.wait_for_function("CKEDITOR.instances.id_body.getData().includes('第二段')")
    assert tight(body(page)) == (
        '<h3>大标题</h3><p>第一段<a href="https://www.acftu.org/">全总</a>。</p><p>第二段。</p>'
    )
