"""What people do at the desk, as the story and its pictures need it."""

import io
import os
import re
from pathlib import Path

from docx import Document
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

WIDTH, HEIGHT = 1280, 860

TITLE = "曲靖市总工会举办产业工人技能竞赛"
PARAGRAPHS = (
    "11月20日，曲靖市总工会联合市人力资源和社会保障局举办2026年产业工人职业技能竞赛，来自全市九个县（市、区）的"
    "1200名产业工人同台竞技。",
    "竞赛设焊工、电工、数控车工三个赛项，前三名选手由市总工会授予“曲靖市五一劳动奖章”，并优先推荐参加省级竞赛。",
    "近年来，曲靖市总工会坚持以赛促学、以赛促训，累计带动2.3万名职工提升技能等级。",
)
OTHERS = (
    ("罗平县总工会开展送清凉活动", "罗平县总工会走访一线职工，送去防暑降温用品。"),
    ("宣威市总工会召开产改推进会", "宣威市总工会召开产业工人队伍建设改革推进会，部署年度任务。"),
)


def take(page: Page, name: str, at: str = "") -> None:
    """A picture for the manuals, where PICTURES names a folder for them; from the top, or with `at` in sight."""
    folder = os.environ.get("PICTURES")
    if not folder:
        return
    page.wait_for_load_state("networkidle")
    page.evaluate("window.scrollTo(0, 0)")
    if at:
        page.locator(at).evaluate("(element) => element.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(500)
    raw = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})
    picture = Image.open(io.BytesIO(raw)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
    picture.save(Path(folder) / f"{name}.png", optimize=True)


def open_browser(browser: Browser) -> Page:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    return context.new_page()


def sign_in(page: Page, name: str, password: str, goes_to: str = r"/admin/$") -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(goes_to))


def word_file(folder: Path) -> Path:
    document = Document()
    document.add_heading(TITLE, 1)
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    document.add_paragraph("（曲靖市总工会 杨冲美）")
    path = folder / "技能竞赛来稿.docx"
    document.save(path)
    return path


def editor_ready(page: Page) -> None:
    page.wait_for_function("Object.values(window.CKEDITOR?.instances ?? {})[0]?.status === 'ready'")


def type_at_end(page: Page, text: str) -> None:
    page.frame_locator(".cke_wysiwyg_frame").locator("body").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def body(page: Page) -> str:
    return page.evaluate("Object.values(CKEDITOR.instances)[0].getData()")


def step_button(page: Page, label: str) -> Locator:
    return page.get_by_role("region", name="下一步").get_by_role("button", name=label, exact=True)


def take_step(page: Page, label: str, note: str = "") -> None:
    step_button(page, label).click()
    dialog = page.get_by_role("dialog")
    for box in dialog.get_by_role("checkbox").all():
        box.check()
    if note:
        dialog.locator("textarea").fill(note)
    dialog.get_by_role("button", name=f"确认{label}").click()
    expect(page.get_by_text(f"已{label}：").first).to_be_visible()


def write_and_submit(page: Page, base: str, title: str, text: str) -> None:
    page.goto(f"{base}/admin/issues/article/add/")
    editor_ready(page)
    page.get_by_label("标题").fill(title)
    type_at_end(page, text)
    page.get_by_role("button", name="保存，继续编辑").click()
    page.wait_for_url(re.compile(r"/article/\d+/change/"))
    take_step(page, "提交")


def open_article(page: Page, base: str, title: str) -> None:
    page.goto(f"{base}/admin/issues/article/")
    page.get_by_role("link", name=title, exact=True).first.click()
    page.wait_for_url(re.compile(r"/article/\d+/change/"))
