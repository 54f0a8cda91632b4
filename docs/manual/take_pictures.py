"""Takes the manuals' pictures anew: plays a small story on a demo of its own, in a real browser.

    uv run python docs/manual/take_pictures.py

Needs Chromium; writes docs/manual/pictures/. Nothing of the checkout's own data is touched.
"""

import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docx import Document
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PICTURES = HERE / "pictures"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
WIDTH, HEIGHT = 1280, 860

TITLE = "曲靖市总工会举办产业工人技能竞赛"
PARAGRAPHS = (
    "11月20日，曲靖市总工会联合市人力资源和社会保障局举办2026年产业工人职业技能竞赛，来自全市九个县（市、区）的"
    "1200名产业工人同台竞技。",
    "竞赛设焊工、电工、数控车工三个赛项，前三名选手由市总工会授予“曲靖市五一劳动奖章”，并优先推荐参加省级竞赛。",
    "近年来，曲靖市总工会坚持以赛促学、以赛促训，累计带动2.3万名职工提升技能等级。",
)


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The address of a demo that is served from data in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATA_DIR": str(folder)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{base}/healthz")  # noqa: S310 - our own server
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(1)
        yield base
    finally:
        server.terminate()
        server.wait()


def take(page: Page, name: str, *, at: str = "", height: int = HEIGHT) -> None:
    """What is in sight, from the element `at` on, as a small picture."""
    page.wait_for_load_state("networkidle")
    if at:
        page.locator(at).first.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 80)")
    else:
        page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(400)
    raw = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    picture = Image.open(io.BytesIO(raw)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
    picture.save(PICTURES / f"{name}.png", optimize=True)
    print(f"{name}.png", file=sys.stderr)


def sign_in(browser: Browser, base: str, name: str, password: str, picture: str = "") -> Page:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.goto(f"{base}/admin/login/")
    if picture:
        take(page, picture)
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/admin/$"))
    return page


def word_file(folder: Path) -> Path:
    document = Document()
    document.add_heading(TITLE, 1)
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    document.add_paragraph("（曲靖市总工会 杨冲美）")
    path = folder / "技能竞赛来稿.docx"
    document.save(path)
    return path


def take_step(page: Page, label: str, note: str = "") -> None:
    page.get_by_role("region", name="下一步").get_by_role("button", name=label, exact=True).click()
    dialog = page.get_by_role("dialog")
    for box in dialog.get_by_role("checkbox").all():
        box.check()
    if note:
        dialog.locator("textarea").fill(note)
    dialog.get_by_role("button", name=f"确认{label}").click()
    page.wait_for_load_state("networkidle")


def open_article(page: Page, base: str, title: str) -> None:
    page.goto(f"{base}/admin/issues/article/")
    page.get_by_role("link", name=title, exact=True).first.click()
    page.wait_for_function("!document.getElementById('id_body') || CKEDITOR.instances.id_body?.status === 'ready'")


def write(page: Page, base: str, title: str, text: str) -> None:
    """A second article, so that lists are lists."""
    page.goto(f"{base}/admin/issues/article/add/")
    page.wait_for_function("window.CKEDITOR?.instances.id_body?.status === 'ready'")
    page.get_by_label("标题").fill(title)
    page.evaluate("text => CKEDITOR.instances.id_body.insertHtml(`<p>${text}</p>`)", text)
    page.get_by_role("button", name="保存，继续编辑").click()
    page.wait_for_url(re.compile(r"/article/\d+/change/"))


def play(browser: Browser, base: str, passwords: dict[str, str], folder: Path) -> None:
    author = sign_in(browser, base, "tongxun", passwords["tongxun"], picture="sign-in")
    author.goto(f"{base}/admin/upload/")
    author.set_input_files("input[type=file]", word_file(folder))
    author.get_by_role("button", name="上传").click()
    author.wait_for_url(re.compile(r"/upload/\d+/"))
    author.wait_for_function("Object.values(window.CKEDITOR?.instances ?? {})[0]?.status === 'ready'")
    take(author, "upload")
    author.get_by_role("button", name="存为草稿").click()
    author.wait_for_url(re.compile(r"/article/\d+/change/"))
    take_step(author, "提交")
    others = (
        ("罗平县总工会开展送清凉活动", "罗平县总工会走访一线职工，送去防暑降温用品。"),
        ("宣威市总工会召开产改推进会", "宣威市总工会召开产业工人队伍建设改革推进会，部署年度任务。"),
    )
    for title, text in others:
        write(author, base, title, text)
        take_step(author, "提交")
    write(author, base, "会泽县总工会成立劳模宣讲团", "会泽县总工会组织劳模进企业、进班组宣讲。")
    take(author, "write")

    editor = sign_in(browser, base, "bianji", passwords["bianji"])
    take(editor, "editor-home")
    open_article(editor, base, TITLE)
    take(editor, "review")
    take_step(editor, "退改", "请核对参赛人数，并补充三个赛项的冠军姓名。")
    author.goto(f"{base}/admin/")
    take(author, "correspondent-home")
    open_article(author, base, TITLE)
    take(author, "returned")
    take_step(author, "提交")
    for title in (TITLE, *(title for title, _ in others)):
        open_article(editor, base, title)
        take_step(editor, "采用")

    editor.goto(f"{base}/admin/issues/issue/add/")
    editor.fill("[name=date]", "2026-11-26")
    editor.get_by_role("button", name="保存，继续编辑").click()
    editor.wait_for_url(re.compile(r"/issue/\d+/change/"))
    issue = editor.url
    assemble(editor)
    take(editor, "assemble")
    editor.goto(re.sub(r"change/.*", "preview/", issue))
    take(editor, "preview")
    editor.goto(issue)
    take_step(editor, "送审")
    take_step(editor, "初审")
    approver = sign_in(browser, base, "fushen", passwords["fushen"])
    approver.goto(issue)
    approver.get_by_role("region", name="下一步").get_by_role("button", name="复审", exact=True).click()
    take(approver, "sign")


def main() -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("没有找到 Chromium，装上后再拍手册的图。")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        with demo(folder) as base:
            passwords = json.loads((folder / "demo-accounts.json").read_text("utf-8"))
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            play(browser, base, passwords, folder)
            browser.close()


if __name__ == "__main__":
    main()
