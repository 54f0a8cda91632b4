"""Pictures in the editor, in a real browser: picked in the dialog, pasted, and refused with a reason."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pictures import SVG, photograph

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(live_server, client, editor) -> dict:
    client.force_login(editor)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


@pytest.fixture
def page(live_server, signed_in: dict, browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([signed_in])
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/issues/article/add/")
    page.wait_for_function("window.CKEDITOR?.instances.id_body?.status === 'ready'")
    return page


def body(page: Page) -> str:
    return page.evaluate("CKEDITOR.instances.id_body.getData()")


def test_picture_is_picked_in_the_dialog(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "会场.jpg"
    file.write_bytes(photograph())
    page.click("a.cke_button__image")
    page.get_by_role("tab", name="上传").click()
    frame = page.frame_locator("iframe.cke_dialog_ui_input_file")
    frame.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传到服务器").click()
    page.wait_for_function(
        "CKEDITOR.dialog.getCurrent()?.getValueOf('info', 'txtUrl').startsWith('/media/photos/')"
    )
    page.get_by_role("button", name="确定").click()
    assert "<img" in body(page) and 'src="/media/photos/' in body(page)


PASTE = """async ([name, bytes]) => {
    const editor = CKEDITOR.instances.id_body;
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name, {type: "image/jpeg"}));
    const data = new CKEDITOR.plugins.clipboard.dataTransfer(transfer);
    editor.fire("paste", {type: "auto", dataTransfer: data, method: "paste", dataValue: ""});
}"""


def test_picture_is_pasted(page: Page) -> None:
    page.evaluate(PASTE, ["粘贴.jpg", list(photograph())])
    page.wait_for_function("CKEDITOR.instances.id_body.getData().includes('/media/photos/')")
    expect(page.frame_locator(".cke_wysiwyg_frame").locator("img")).to_have_count(1)


def test_refusal_is_shown_in_chinese(page: Page) -> None:
    page.evaluate(PASTE, ["图.jpg", list(SVG)])
    expect(page.locator(".cke_notification_warning")).to_contain_text("SVG 矢量图")
    assert "<img" not in body(page)


def test_refusal_is_shown_in_the_dialog_too(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "图.jpg"
    file.write_bytes(SVG)
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    page.click("a.cke_button__image")
    page.get_by_role("tab", name="上传").click()
    page.frame_locator("iframe.cke_dialog_ui_input_file").locator("input[type=file]").set_input_files(file)
    with page.expect_event("dialog"):
        page.get_by_role("button", name="上传到服务器").click()
    assert "SVG 矢量图" in said[0]


WHERE = {
    "alone": '<p><img src="SRC"></p>',
    "in bold": '<p><strong><img src="SRC"></strong></p>',
    "behind words": '<p>前面的字<img src="SRC"></p>',
    "in a list": '<ul><li><img src="SRC"></li></ul>',
    "with a size": '<p><img src="SRC" width="2400" height="1200"></p>',
}
MEASURE = """() => new Promise((done) => {
    const body = CKEDITOR.instances.id_body.document.$.body;
    const images = [...body.querySelectorAll("img")];
    Promise.all(images.map((image) => image.decode())).then(() => done(images.map((image) => {
        const box = image.getBoundingClientRect();
        return [box.right <= body.getBoundingClientRect().right + 1, Math.round((box.width / box.height) * 10) / 10];
    })));
})"""


@pytest.mark.parametrize("width", [1440, 390])
def test_a_picture_wider_than_the_text_is_whole_and_undistorted(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    source = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='2400' height='1200'/%3E"
    html = "".join(WHERE.values()).replace("SRC", source)
    page.evaluate(
        "(html) => new Promise((callback) => CKEDITOR.instances.id_body.setData(html, {callback}))", html
    )
    assert page.evaluate(MEASURE) == [[True, 2]] * len(WHERE)


def test_the_dialog_asks_for_no_size_that_would_not_be_kept(page: Page) -> None:
    page.click("a.cke_button__image")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("替换文本")).to_be_visible()
    for name in ("宽度", "高度", "边框大小", "水平间距", "垂直间距", "对齐方式"):
        expect(dialog.get_by_label(name, exact=True)).to_be_hidden()
