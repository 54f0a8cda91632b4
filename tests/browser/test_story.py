"""The whole story with browsers of their own for each: from a Word file to the readers' page, and what is refused.

`uv run python docs/manual/take_pictures.py` plays it too, for the manuals' pictures.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Organisation, User
from accounts.roles import Role, grant
from issues.management.demo import load_accounts, load_bulletins
from issues.models import Article
from tests.browser.story import (
    OTHERS,
    TITLE,
    body,
    editor_ready,
    open_article,
    open_browser,
    sign_in,
    step_button,
    take,
    take_step,
    type_at_end,
    word_file,
    write_and_submit,
)
from tests.browser.test_assembly import card, drag, saved, section, stands

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("publishes_files"),
]

SENTENCE = "另有三个县组织了选拔赛。"
# A mark too many, which is mended, and a word that the speaker chose, which an editor answers for.
QUOTED = "会上提出，“要布署好明年的赛事”。。"


@pytest.fixture
def passwords(tmp_path: Path, live_server) -> dict[str, str]:
    """The demo's people and its published issues."""
    accounts = load_accounts(tmp_path / "accounts.json")
    load_bulletins()
    return {username: password for _, username, password in accounts}


@pytest.fixture
def foreign_draft(passwords: dict[str, str]) -> int:
    elsewhere = Organisation.objects.create(name="保山市总工会")
    other = User.objects.create_user("baoshan", display_name="保山通讯员", organisation=elsewhere)
    grant(other, Role.CORRESPONDENT)
    draft = Article.objects.create(
        title="保山的草稿", body="<p>没有投出。</p>", author=other, organisation=elsewhere
    )
    return draft.pk


def test_a_word_file_becomes_a_published_article(
    passwords: dict[str, str], foreign_draft: int, tmp_path: Path, live_server, browser: Browser
) -> None:
    base = live_server.url
    author, editor, approver = (open_browser(browser) for _ in range(3))
    for page, name in ((author, "tongxun"), (editor, "bianji"), (approver, "fushen")):
        page.goto(f"{base}/admin/")
        if page is author:
            take(page, "sign-in")
        sign_in(page, name, passwords[name])

    sends_a_word_file(author, base, word_file(tmp_path))
    is_cut_off_and_loses_nothing(author, passwords["tongxun"])
    take_step(author, "提交")
    for title, text in OTHERS:
        write_and_submit(author, base, title, text)
    sees_nothing_of_another_unit(author, base, foreign_draft)

    returns_it_and_gets_it_back(editor, author, base)
    for title in (TITLE, *(title for title, _ in OTHERS)):
        open_article(editor, base, title)
        take_step(editor, "采用")
    does_not_accept_his_own(editor, base)
    mends_what_proofreading_finds(editor, base)

    issue = opens_and_assembles_an_issue(editor, base)
    answers_for_what_is_left(editor, issue)
    take_step(editor, "送审")
    three_people_sign(editor, approver, base, issue, passwords)
    cannot_be_edited_after_signing(editor, base)
    step_button(editor, "发布").wait_for()
    take_step(editor, "发布")

    reader = open_browser(browser)
    reader.goto(f"{base}/")
    reader.get_by_role("link", name=TITLE).first.click()
    expect(reader.locator("article.article").filter(has_text=SENTENCE)).to_have_count(1)
    expect(reader.locator("body")).to_contain_text("（曲靖市总工会 杨冲美）")
    reader.goto(f"{base}/search/?q=数控车工")
    expect(reader.get_by_role("heading", name=TITLE)).to_be_visible()

    author.goto(f"{base}/admin/notices/")
    told = author.locator(".notice").filter(has_text=TITLE).filter(has_text=re.compile("第1期"))
    expect(told.first).to_be_visible()
    take(author, "notices")


def sends_a_word_file(author: Page, base: str, path: Path) -> None:
    author.goto(f"{base}/admin/upload/")
    author.set_input_files("input[type=file]", path)
    author.get_by_role("button", name="上传").click()
    author.wait_for_url(re.compile(r"/upload/\d+/"))
    editor_ready(author)
    expect(author.get_by_label("标题")).to_have_value(TITLE)
    take(author, "upload")
    author.get_by_role("button", name="存为草稿").click()
    author.wait_for_url(re.compile(r"/article/\d+/change/"))
    editor_ready(author)
    take(author, "write")


def is_cut_off_and_loses_nothing(author: Page, password: str) -> None:
    """Writes on, is kept, is signed out, signs in again in another window, saves."""
    type_at_end(author, SENTENCE)
    state = author.locator("#writing-state")
    expect(state).to_contain_text(re.compile(r"已自动保存 \d\d:\d\d"))
    author.context.clear_cookies(name="sessionid")
    type_at_end(author, "（断线后写的。）")
    expect(state).to_contain_text("您已退出登录")
    with author.context.expect_page() as opened:
        state.get_by_role("link", name="在新窗口重新登录").click()
    sign_in(opened.value, "tongxun", password, r"/article/\d+/change/")
    opened.value.close()
    expect(state).to_contain_text("已自动保存")
    author.get_by_role("button", name="保存，继续编辑").click()
    expect(author.get_by_text("成功").first).to_be_visible()
    editor_ready(author)
    assert f"{SENTENCE}（断线后写的。）" in body(author)


def sees_nothing_of_another_unit(author: Page, base: str, foreign_draft: int) -> None:
    for address in ("change/", "history/", "thread/", "delete/"):
        author.goto(f"{base}/admin/issues/article/{foreign_draft}/{address}")
        expect(author.locator("body")).not_to_contain_text("保山的草稿")
        expect(author.locator("body")).not_to_contain_text("没有投出")


def returns_it_and_gets_it_back(editor: Page, author: Page, base: str) -> None:
    editor.goto(f"{base}/admin/")
    take(editor, "editor-home")
    open_article(editor, base, TITLE)
    editor_ready(editor)
    take(editor, "review")
    take_step(editor, "退改", "请核对参赛人数，并删去最后的括号。")
    author.goto(f"{base}/admin/")
    take(author, "correspondent-home")
    open_article(author, base, TITLE)
    editor_ready(author)
    expect(author.locator("#thread")).to_contain_text("请核对参赛人数，并删去最后的括号。")
    take(author, "returned")
    author.evaluate(
        "() => new Promise((callback) => { const one = Object.values(CKEDITOR.instances)[0];"
        " one.setData(one.getData().replace('（断线后写的。）', ''), { callback }); })"
    )
    author.get_by_role("button", name="保存，继续编辑").click()
    expect(author.get_by_text("成功").first).to_be_visible()
    take_step(author, "提交")


def does_not_accept_his_own(editor: Page, base: str) -> None:
    write_and_submit(editor, base, "编辑部自采的一篇", "编辑自己写的。")
    expect(step_button(editor, "采用")).to_be_disabled()
    expect(editor.get_by_role("region", name="下一步")).to_contain_text("须由另一位编辑决定")


def mends_what_proofreading_finds(editor: Page, base: str) -> None:
    open_article(editor, base, TITLE)
    editor_ready(editor)
    type_at_end(editor, QUOTED)
    state = editor.locator("#proofing-state")
    expect(state).to_have_text("2 处差错")
    take(editor, "proofread", "#proofing")
    repeated = editor.locator("#proofing-list .proofing-card").filter(has_text="标点重复")
    repeated.get_by_role("button", name="采纳").click()
    expect(state).to_have_text("1 处差错")
    text = editor.frame_locator(".cke_wysiwyg_frame").locator("body")
    expect(text).to_contain_text(QUOTED.removesuffix("。"))
    expect(text).not_to_contain_text("。。")
    editor.get_by_role("button", name="保存，继续编辑").click()
    expect(editor.get_by_text("成功").first).to_be_visible()


def answers_for_what_is_left(editor: Page, issue: str) -> None:
    expect(step_button(editor, "送审")).to_be_disabled()
    expect(editor.get_by_role("region", name="下一步")).to_contain_text("有1处差错没有处理：“布署”")
    editor.get_by_role("link", name="校对", exact=True).click()
    slip = editor.locator(".proofing-card").filter(has_text="布署")
    slip.locator("summary").click()
    slip.get_by_label("原因").select_option(label="引文原样")
    slip.get_by_label("说明").fill("讲话原文")
    take(editor, "proofread-issue")
    slip.get_by_role("button", name="确认放行").click()
    expect(editor.get_by_text("已放行：“布署”（引文原样：讲话原文）")).to_be_visible()
    editor.goto(issue)


def opens_and_assembles_an_issue(editor: Page, base: str) -> str:
    editor.goto(f"{base}/admin/issues/issue/add/")
    editor.fill("[name=date]", "2026-11-26")
    editor.get_by_role("button", name="保存，继续编辑").click()
    editor.wait_for_url(re.compile(r"/issue/\d+/change/"))
    issue = editor.url
    editor.goto(re.sub("change/.*", "assemble/", issue))
    editor.locator(".cke_editable, .cke_wysiwyg_frame").first.wait_for()
    drag(editor, card(editor, TITLE), section(editor, "重点推荐"), below=True)
    saved(editor, f"已把“{TITLE}”放在【重点推荐】第1篇。")
    first, second = (title for title, _ in OTHERS)
    drag(editor, card(editor, first), section(editor, "简讯速览"), below=True)
    saved(editor, f"已把“{first}”放在【简讯速览】第1篇。")
    drag(editor, card(editor, second), card(editor, first))
    saved(editor, f"已把“{second}”放在【简讯速览】第1篇。")
    assert stands(editor) == {
        "稿库": [],
        "重点推荐": [TITLE],
        "简讯速览": [second, first],
        "他山之石": [],
    }
    take(editor, "assemble")
    editor.goto(re.sub("change/.*", "preview/", issue))
    expect(editor.locator("article.article")).to_have_count(3)
    expect(editor.locator("footer.distribution")).to_be_visible()
    take(editor, "preview")
    editor.goto(issue)
    return issue


def three_people_sign(editor: Page, approver: Page, base: str, issue: str, passwords: dict[str, str]) -> None:
    approver.goto(issue)
    expect(step_button(approver, "复审")).to_be_disabled()
    take_step(editor, "初审")
    approver.goto(issue)
    step_button(approver, "复审").click()
    take(approver, "sign")
    approver.get_by_role("dialog").get_by_role("button", name="取消").click()
    take_step(approver, "复审")
    expect(step_button(approver, "终审签发")).to_be_disabled()
    expect(approver.get_by_role("region", name="下一步")).to_contain_text("您已签过本期的复审")
    approver.context.clear_cookies()
    approver.goto(f"{base}/admin/")
    sign_in(approver, "qianfa", passwords["qianfa"])
    approver.goto(issue)
    take_step(approver, "终审签发")
    editor.goto(issue)


def cannot_be_edited_after_signing(editor: Page, base: str) -> None:
    issue = editor.url
    open_article(editor, base, TITLE)
    address = editor.url
    expect(editor.get_by_role("button", name="保存", exact=True)).to_have_count(0)
    token = editor.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    answer = editor.request.post(
        address,
        form={"csrfmiddlewaretoken": token, "title": "改过的标题", "body": "<p>改过。</p>"},
        headers={"Referer": address},
    )
    assert answer.status == 403
    editor.goto(issue)
