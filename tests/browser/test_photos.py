"""Photos of an article in a real browser: picked, dropped and pasted, put in order, saved; and dropped into the text."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import open_desk, session_of
from tests.issues.admin.desk import desk_url
from tests.pictures import SVG, photograph

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A real event, with a file as the system hands it over.
HAND_OVER = """([selector, kind, name, bytes]) => {
    const target = document.querySelector(selector);
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(bytes)], name, {type: 'image/jpeg'}));
    const options = {bubbles: true, cancelable: true};
    target.dispatchEvent(kind === 'paste' ? new ClipboardEvent('paste', {...options, clipboardData: files})
        : new DragEvent('drop', {...options, dataTransfer: files}));
}"""
DROP_IN_TEXT = """bytes => {
    const body = document.querySelector('.cke_wysiwyg_frame').contentDocument.body;
    const {x, y} = body.querySelector('p').getBoundingClientRect();
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(bytes)], '拖入.jpg', {type: 'image/jpeg'}));
    body.querySelector('p').dispatchEvent(new DragEvent('drop',
        {bubbles: true, cancelable: true, dataTransfer, clientX: x + 5, clientY: y + 5}));
}"""


@pytest.fixture
def session(editor) -> str:
    return session_of(editor)


@pytest.fixture
def url(article) -> str:
    return desk_url(article, "change")


@pytest.fixture
def page(session: str, url: str, live_server, browser: Browser) -> Page:
    page = open_desk(browser, live_server, session)
    page.goto(live_server.url + url)
    page.wait_for_function("window.CKEDITOR?.instances.id_body?.status === 'ready'")
    return page


def captions(page: Page) -> list[str]:
    fields = page.locator("#photos-group tbody.form-group:not(.empty-form) [name$='-caption']")
    return [field.input_value() for field in fields.all()]


def test_photos_are_picked_dropped_pasted_ordered_and_saved(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "会场.jpg"
    file.write_bytes(photograph(size=(600, 400)))
    page.locator(".photo-drop input[type=file]").set_input_files(file)
    rows = page.locator("#photos-group tbody.form-group:not(.empty-form)")
    expect(rows).to_have_count(1)
    for n, kind in enumerate(("drop", "paste"), start=2):
        page.evaluate(HAND_OVER, [".photo-drop", kind, f"{kind}.jpg", list(photograph())])
        expect(rows).to_have_count(n)
    page.evaluate(HAND_OVER, [".photo-drop", "drop", "坏.jpg", list(SVG)])
    expect(page.locator(".photo-said")).to_contain_text("SVG 矢量图")
    expect(rows).to_have_count(3)
    for row, caption in zip(rows.all(), ("会场", "拖入", "粘贴"), strict=True):
        row.locator("[name$='-caption']").fill(caption)
        expect(row.locator(".photo-thumb")).to_be_visible()
    rows.nth(2).get_by_role("button", name="上移").click()
    assert captions(page) == ["会场", "粘贴", "拖入"]
    page.get_by_role("button", name="保存，继续编辑").click()
    expect(page.get_by_text("成功")).to_be_visible()
    assert captions(page) == ["会场", "粘贴", "拖入"]
    assert page.evaluate(
        "[...document.querySelectorAll('.photo-thumb[src]')].every((one) => one.naturalWidth > 0)"
    )


def test_a_picture_is_dropped_into_the_text(page: Page) -> None:
    page.evaluate(DROP_IN_TEXT, list(photograph()))
    page.wait_for_function("CKEDITOR.instances.id_body.getData().includes('/media/photos/')")


def test_sent_photos_come_back_with_what_was_not_saved(page: Page) -> None:
    page.evaluate(HAND_OVER, [".photo-drop", "drop", "a.jpg", list(photograph())])
    caption = page.locator("#photos-group tbody.form-group:not(.empty-form) [name$='-caption']")
    with page.expect_response(lambda one: "还没有保存" in (one.request.post_data or "")):
        caption.fill("还没有保存")
    expect(page.locator("#writing-state")).to_contain_text("已自动保存")
    page.reload()
    page.get_by_role("link", name="恢复上次未保存的内容").click()
    expect(caption).to_have_value("还没有保存")
    expect(page.locator(".photo-thumb[src]")).to_have_count(1)
