"""A real Word file through a real browser: uploaded, confirmed, stored, and many at once with their bars."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Organisation
from accounts.roles import Role
from tests.browser.desk import open_desk, session_of
from tests.issues.admin.test_upload import numbered
from tests.issues.ingest.test_sources import article_file, bulletin_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(live_server, client, editor, publication) -> dict:
    client.force_login(editor)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


@pytest.fixture
def open_page(live_server, signed_in: dict, browser: Browser):
    def open_it(width: int = 1440, script: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        context.add_cookies([signed_in])
        page = context.new_page()
        page.goto(f"{live_server.url}/admin/upload/")
        return page

    return open_it


def files(folder: Path, **named: bytes) -> list[Path]:
    made = []
    for name, data in named.items():
        path = folder / f"{name}.docx"
        path.write_bytes(data)
        made.append(path)
    return made


def test_a_word_file_becomes_a_draft_with_its_picture(open_page, tmp_path: Path) -> None:
    page = open_page()
    page.set_input_files("input[type=file]", files(tmp_path, 曲靖来稿=article_file()))
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_label("标题")).to_have_value("曲靖市召开推进会")
    expect(page.get_by_label("署名")).to_have_value("曲靖市总工会：杨冲美")
    text = page.frame_locator(".cke_wysiwyg_frame").locator("body")
    expect(text.locator("img")).to_have_count(1)
    assert text.locator("img").evaluate("image => image.naturalWidth") == 40
    expect(page.locator("#l2")).to_contain_text("市总工会主席出席会议")
    text.locator("p").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("改：")
    page.get_by_role("button", name="存为草稿").click()
    expect(page).to_have_url(re.compile("/admin/issues/article/[0-9]+/change/(#l1)?$"))
    expect(page.locator("body")).to_contain_text("存为草稿，原件随稿保存")
    page.wait_for_function("window.CKEDITOR?.instances.id_body?.status === 'ready'")
    assert page.evaluate("CKEDITOR.instances.id_body.getData()").startswith("<p>改：12月14日")


@pytest.fixture
def elsewhere(make_user, publication) -> str:
    """The session of a correspondent of a unit that is not the file's."""
    unit = Organisation.objects.create(name="保山市总工会")
    return session_of(make_user("elsewhere", Role.CORRESPONDENT, organisation=unit))


def test_what_is_wrong_is_said_where_one_looks(
    elsewhere: str, live_server, browser: Browser, tmp_path: Path
) -> None:
    page = open_desk(browser, live_server, elsewhere)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(error.stack or str(error)))
    page.goto(f"{live_server.url}/admin/upload/")
    page.set_input_files("input[type=file]", files(tmp_path, 曲靖来稿=article_file()))
    page.get_by_role("button", name="上传").click()
    page.get_by_role("button", name="存为草稿").click()
    wrong = page.get_by_role("alert").filter(has_text="有内容需要改正")
    expect(wrong).to_be_focused()
    expect(wrong).to_be_in_viewport()
    expect(wrong).to_contain_text("署名：没有名为“曲靖市总工会”的单位")
    wrong.get_by_role("link", name="署名").click()
    expect(page.get_by_label("署名", exact=True)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("保山市总工会：杨冲美")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("body")).to_contain_text("存为草稿，原件随稿保存")
    assert faults == []


def test_a_bulletin_stands_beside_its_original_and_behind_a_tab_on_a_phone(open_page, tmp_path: Path) -> None:
    paths = files(tmp_path, 简报=bulletin_file())
    for width, beside in ((1440, True), (390, False)):
        page = open_page(width)
        page.get_by_label("一期简报，先核对再入库").check()
        page.set_input_files("input[type=file]", paths)
        page.get_by_role("button", name="上传").click()
        expect(page.locator(".upload-article")).to_have_count(4)
        original = page.locator(".upload-original")
        expect(original).to_be_visible(visible=beside)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if not beside:
            page.get_by_role("link", name="第1行").first.click()
            expect(original).to_be_visible()
            expect(page.locator(".upload-form-side")).to_be_hidden()
            page.locator("label[for=tab-form]").click()
        page.get_by_label("年份").fill("2021")
    page.get_by_role("button", name="核对无误，入库").click()
    expect(page).to_have_url(re.compile("/admin/issues/issue/[0-9]+/change/(#l1)?$"))
    expect(page.locator("body")).to_contain_text("4篇。原件随本期保存。")


def test_many_files_go_up_one_by_one_with_a_report(open_page, tmp_path: Path) -> None:
    page = open_page()
    paths = files(tmp_path, 一=numbered(1), 二=numbered(2), 坏=b"PKxx")
    page.get_by_label("历史简报，直接入库").check()
    page.set_input_files("input[type=file]", paths)
    expect(page.locator("[data-chosen]")).to_have_text("一.docx、二.docx、坏.docx")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.get_by_role("button", name="上传").click()
    outcomes = page.locator(".upload-outcome")
    expect(outcomes.nth(2)).to_contain_text("已损坏")
    expect(outcomes.nth(0)).to_contain_text("已入库")
    assert sent == ["POST"] * 3
    outcomes.nth(1).get_by_role("link", name="查看这一期").click()
    expect(page).to_have_url(re.compile("/admin/issues/issue/[0-9]+/change/(#l1)?$"))


def test_many_files_go_up_without_script(open_page, tmp_path: Path) -> None:
    page = open_page(script=False)
    page.get_by_label("历史简报，直接入库").check()
    page.set_input_files("input[type=file]", files(tmp_path, 一=numbered(1), 二=numbered(2)))
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".upload-outcome.upload-done")).to_have_count(2)
