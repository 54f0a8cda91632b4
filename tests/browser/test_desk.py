"""The desk in a real browser: on a phone, by keyboard, in Chinese also where a script writes."""

import pytest
from django.db.models import Model
from playwright.sync_api import Browser, Page, expect

from accounts.models import Organisation, User
from issues.models import Article, ArticleStage, DistributionList, Issue, Publication, Section, Stage, Step
from tests.browser.desk import open_desk, session_of
from tests.factories import make_issue
from tests.issues.admin.desk import desk_url
from tests.issues.admin.words import english_on
from tests.issues.workflow.helpers import sign_up_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = {"correspondent", "editor", "approver", "administrator"}
LONG = "关于深入推进新时期产业工人队伍建设改革若干问题的调研报告" * 5


@pytest.fixture
def rows(correspondent: User, editor: User, organisation: Organisation) -> dict[str, Model]:
    """An issue that waits for a signature, and articles with long names in every stage."""
    issue = make_issue(stage=Stage.REVIEW, sections=("重点推荐", "简讯速览"), articles=3)
    Publication.objects.update(name=LONG[:60])
    for stage in ArticleStage:
        article = Article.objects.create(
            title=LONG[:150],
            body=f"<p>{LONG}</p><table><tr>{'<td>一列</td>' * 12}</tr></table>",
            stage=stage,
            author=correspondent,
            organisation=organisation,
            publication=issue.publication,
        )
    return {"issue": issue, "article": article, "section": Section.objects.first()}


@pytest.fixture
def sessions(
    correspondent: User, editor: User, approver: User, administrator: User, rows: dict
) -> dict[str, str]:
    return {user.username: session_of(user) for user in (correspondent, editor, approver, administrator)}


@pytest.fixture
def paths(rows: dict[str, Model]) -> dict[str, list[str]]:
    """For each role the pages it works on."""
    lists = [desk_url(model, "changelist") for model in (Article, Issue)]
    articles = [desk_url(Article, "add"), desk_url(rows["article"], "change")]
    issues = [desk_url(rows["issue"], "change"), desk_url(rows["section"], "change")]
    sending = [desk_url(DistributionList.objects.get(), "change"), desk_url(Issue, "add")]
    people = [desk_url(User, "changelist"), desk_url(User, "add"), desk_url(Organisation, "add")]
    return {
        "correspondent": ["/admin/", *lists, *articles],
        "editor": ["/admin/", *lists, *articles, *issues, *sending],
        "approver": ["/admin/", *lists, *issues],
        "administrator": ["/admin/", *people, desk_url(rows["issue"].publication, "change")],
    }


def test_no_page_is_wider_than_the_phone_or_speaks_english(
    paths: dict[str, list[str]], sessions: dict[str, str], live_server, browser: Browser
) -> None:
    widths, english = {}, {}
    for role, session in sessions.items():
        page = open_desk(browser, live_server, session, width=390)
        for path in paths[role]:
            page.goto(live_server.url + path)
            page.wait_for_load_state("networkidle")
            widths[role, path] = page.evaluate("document.documentElement.scrollWidth")
            if words := english_on(page.content(), NAMES):
                english[role, path] = words
        page.context.close()
    assert {place: width for place, width in widths.items() if width > 390} == {}
    assert english == {}


def test_the_editor_is_wide_and_high_and_what_is_typed_is_stored(
    sessions: dict[str, str], live_server, browser: Browser
) -> None:
    page = open_desk(browser, live_server, sessions["correspondent"])
    page.goto(live_server.url + "/admin/")
    page.get_by_role("link", name="写新稿").last.click()
    page.get_by_label("标题").fill("我市推进产业工人队伍建设改革")
    editor = page.locator(".cke_inner")
    expect(editor).to_be_visible()
    box = editor.bounding_box()
    assert box["width"] > 700
    assert box["height"] > 450
    text = page.frame_locator(".cke_wysiwyg_frame").locator("body")
    text.click()
    page.keyboard.type("11月3日，会议召开。")
    page.get_by_role("button", name="保存，继续编辑").click()
    expect(page.get_by_text("我市推进产业工人队伍建设改革").first).to_be_visible()
    expect(page.frame_locator(".cke_wysiwyg_frame").locator("body")).to_have_text("11月3日，会议召开。")


@pytest.fixture
def issue_url(rows: dict[str, Model]) -> str:
    return desk_url(rows["issue"], "change")


@pytest.fixture
def signed_twice(rows: dict[str, Model], editor: User, second: User) -> None:
    """Only the final sign-off is missing."""
    sign_up_to(rows["issue"], Step.FINAL, [editor, second])


def test_a_step_is_taken_by_keyboard_after_a_second_look(
    issue_url: str, signed_twice: None, sessions: dict[str, str], live_server, browser: Browser
) -> None:
    page = open_desk(browser, live_server, sessions["approver"])
    page.goto(live_server.url + issue_url)
    panel = page.get_by_role("region", name="下一步")
    panel.get_by_role("button", name="终审签发").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("终审即签发：内容成为定稿")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Enter")
    sign = dialog.get_by_role("button", name="确认终审签发")
    sign.click()  # the browser asks for the checks
    expect(sign).to_be_visible()
    for check in ("政治", "保密", "法律"):
        dialog.get_by_label(f"已作{check}检查").check()
    sign.press("Enter")
    expect(page.get_by_text("已终审签发：")).to_be_visible()
    take(page, "发布")
    panel.get_by_role("button", name="撤回").click()
    confirm = page.get_by_role("dialog").get_by_role("button", name="确认撤回")
    confirm.click()  # the browser asks for the reason
    expect(confirm).to_be_visible()
    page.get_by_label("原因（必填）").fill("数据有误")
    confirm.click()
    expect(page.get_by_text("已撤回：")).to_be_visible()


def take(page: Page, label: str) -> None:
    page.get_by_role("region", name="下一步").get_by_role("button", name=label, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=f"确认{label}").click()
    expect(page.get_by_text(f"已{label}：")).to_be_visible()


def test_a_step_warns_of_what_is_not_saved(
    issue_url: str, sessions: dict[str, str], live_server, browser: Browser
) -> None:
    page = open_desk(browser, live_server, sessions["administrator"])
    page.goto(live_server.url + issue_url)
    warning = page.get_by_text("有改动还没有保存")
    step = page.get_by_role("region", name="下一步").get_by_role("button", name="退回修改")
    step.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(warning.first).to_be_hidden()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    text = page.frame_locator(".cke_wysiwyg_frame").locator("body")
    text.click()
    page.keyboard.type("编者按")
    step.click()
    expect(page.get_by_role("dialog").get_by_text("有改动还没有保存")).to_be_visible()


def test_filters_and_menus_open_by_keyboard(sessions: dict[str, str], live_server, browser: Browser) -> None:
    page = open_desk(browser, live_server, sessions["editor"])
    page.goto(live_server.url + desk_url(Article, "changelist"))
    page.get_by_role("button", name="筛选").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="未编入各期").click()
    expect(page.get_by_text("找到 6 条")).to_be_visible()
    page.get_by_role("button", name="editor").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="注销")).to_be_visible()


def test_an_organisation_is_searched_for_in_the_filter(
    sessions: dict[str, str], live_server, browser: Browser
) -> None:
    page = open_desk(browser, live_server, sessions["editor"])
    page.goto(live_server.url + desk_url(Article, "changelist"))
    page.get_by_role("button", name="筛选").first.click()
    page.locator("#changelist-filter .select2-selection").click()
    page.locator(".select2-search__field").fill("没有这样的单位")
    expect(page.locator(".select2-results__message")).to_have_text("未找到结果")
    page.locator(".select2-search__field").fill("曲靖")
    page.locator(".select2-results__option", has_text="曲靖市总工会").click()
    page.locator("#filter-form").get_by_role("button", name="筛选").click()
    expect(page.get_by_text("找到 6 条")).to_be_visible()
