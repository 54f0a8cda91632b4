"""An issue is assembled in a real browser: by dragging, by keyboard alone, on a phone by touch."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, Route, expect

from issues.models import Article, Issue, Section
from issues.workflow.arranging import rename_section
from tests.browser.desk import open_desk, session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session(editor) -> str:
    return session_of(editor)


@pytest.fixture
def address(issue: Issue) -> str:
    """Three in the pool, 甲 with two articles, 乙 with none."""
    for position, name in enumerate("甲乙", 1):
        section = Section.objects.create(issue=issue, name=name, position=position)
        for at in (1, 2) if name == "甲" else ():
            fields = {"body": "<p>文。</p>", "stage": "accepted", "section": section, "position": at}
            Article.objects.create(title=f"甲{at}", **fields)
    for title in ("稿一", "稿二", "稿三"):
        Article.objects.create(title=title, body="<p>文。</p>", stage="accepted")
    return reverse("admin:issues_issue_assemble", args=[issue.pk])


@pytest.fixture
def open_page(session: str, address: str, live_server, browser: Browser) -> Iterator:
    def open_it(width: int = 1440) -> Page:
        page = open_desk(browser, live_server, session, width)
        page.goto(live_server.url + address)
        page.locator(".cke_editable, .cke_wysiwyg_frame").first.wait_for()
        return page

    return open_it


def card(page: Page, title: str) -> Locator:
    return page.locator(f'[data-article][data-title="{title}"]:not(.as-ghost)')


def section(page: Page, name: str) -> Locator:
    return page.locator(f'[data-section][aria-label="栏目 {name}"]')


def stands(page: Page) -> dict[str, list[str]]:
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("[data-board] [data-drop]")].map((list) => [
             list.closest("[data-section]")?.getAttribute("aria-label").slice(3) ?? "稿库",
             [...list.children].map((one) => one.dataset.title)]))"""
    )


def saved(page: Page, words: str) -> None:
    expect(page.locator("[data-state]")).to_contain_text(words)


def drag(page: Page, what: Locator, to: Locator, below: bool = False) -> None:
    page.evaluate("scrollTo(0, 0)")
    start, end = what.bounding_box(), to.bounding_box()
    page.mouse.move(start["x"] + 60, start["y"] + 15)
    page.mouse.down()
    page.mouse.move(start["x"] + 75, start["y"] + 25, steps=3)
    page.mouse.move(end["x"] + 80, end["y"] + (end["height"] - 4 if below else 4), steps=10)
    page.mouse.up()


def test_an_issue_is_assembled_by_dragging(open_page) -> None:
    page = open_page()
    drag(page, card(page, "稿二"), card(page, "甲1"))
    saved(page, "已把“稿二”放在【甲】第1篇。")
    drag(page, card(page, "稿一"), section(page, "乙"), below=True)
    saved(page, "已把“稿一”放在【乙】第1篇。")
    drag(page, card(page, "甲2"), card(page, "稿二"))
    saved(page, "已把“甲2”放在【甲】第1篇。")
    drag(page, card(page, "甲1"), page.locator("#pool-title"))
    saved(page, "已把“甲1”移回稿库。")
    wanted = {"稿库": {"甲1", "稿三"}, "甲": ["甲2", "稿二"], "乙": ["稿一"]}
    assert {name: set(found) if name == "稿库" else found for name, found in stands(page).items()} == wanted
    page.get_by_role("button", name="撤销").click()
    saved(page, "已撤销。已把“甲1”放在【甲】第3篇。")
    grip = section(page, "乙").locator("[data-grip=section]")
    drag_section(page, grip, section(page, "甲").locator("h4"))
    saved(page, "已把【乙】移到第1栏。")
    page.reload()
    assert list(stands(page).items()) == [
        ("稿库", ["稿三"]),
        ("乙", ["稿一"]),
        ("甲", ["甲2", "稿二", "甲1"]),
    ]


def drag_section(page: Page, grip: Locator, to: Locator) -> None:
    start = grip.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] - 10, steps=3)
    end = to.bounding_box()
    page.mouse.move(end["x"] + 20, end["y"] - 8, steps=10)
    page.mouse.up()


def test_an_issue_is_assembled_by_keyboard_alone(open_page) -> None:
    page = open_page()
    page.locator('[data-key="q"]').focus()
    opener = card(page, "稿三").locator("summary")
    for _ in range(40):
        page.keyboard.press("Tab")
        if opener.evaluate("(one) => one === document.activeElement"):
            break
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(card(page, "稿三").get_by_role("button", name="【甲】")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    saved(page, "已把“稿三”放在【乙】第1篇。")
    grip = card(page, "稿三").locator("[data-grip]")
    expect(grip).to_be_focused()
    page.keyboard.press("ArrowUp")
    saved(page, "已把“稿三”放在【甲】第3篇。")
    page.keyboard.press("ArrowUp")
    saved(page, "已把“稿三”放在【甲】第2篇。")
    expect(grip).to_be_focused()
    expect(page.locator("body > .sr-only[aria-live]").last).to_contain_text("已把“稿三”放在【甲】第2篇。")
    page.keyboard.press("Control+z")
    saved(page, "已撤销。已把“稿三”放在【甲】第3篇。")
    edit = section(page, "乙").locator("summary").first
    edit.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("要闻")
    page.keyboard.press("Enter")
    saved(page, "栏目已改名为“要闻”。")
    page.locator("#new-section").focus()
    page.keyboard.type("特稿")
    page.keyboard.press("Enter")
    saved(page, "已增加【特稿】。")
    section(page, "特稿").locator("[data-grip=section]").focus()
    page.keyboard.press("ArrowUp")
    saved(page, "已把【特稿】移到第2栏。")
    section(page, "要闻").locator("summary").nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(section(page, "要闻").locator("summary").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(section(page, "要闻").get_by_role("button", name="删去栏目", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    saved(page, "已删去【要闻】。")
    page.reload()
    assert stands(page) == {"稿库": ["稿一", "稿二"], "甲": ["甲1", "甲2", "稿三"], "特稿": []}


def test_keys_go_into_a_menu_as_soon_as_it_is_open(open_page) -> None:
    page = open_page()
    opener = section(page, "乙").locator("summary").first
    assert opener.evaluate("(one) => { one.click(); return document.activeElement.value; }") == "乙"
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    opener.evaluate("(one) => { one.click(); one.click(); }")
    expect(section(page, "乙").get_by_role("textbox", name="栏目名")).to_be_hidden()


def let_go(page: Page, held: list[Route]) -> None:
    for _ in range(3000):  # a minute; the request is on its way
        if held:
            break
        page.wait_for_timeout(20)
    held.pop().continue_()


def test_what_is_typed_while_a_step_is_saved_is_kept_and_sent_after_it(open_page) -> None:
    page = open_page()
    held: list[Route] = []
    page.route("**/assemble/article/**", lambda route: held.append(route))
    card(page, "甲2").get_by_role("button", name="上移").click()
    section(page, "乙").locator("summary").first.click()
    page.keyboard.type("要闻")
    let_go(page, held)
    saved(page, "已把“甲2”放在【甲】第1篇。")
    field = section(page, "乙").get_by_role("textbox", name="栏目名")
    expect(field).to_have_value("要闻")
    expect(field).to_be_focused()
    card(page, "甲1").locator("[data-grip]").evaluate(
        "(one) => one.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }))"
    )
    page.keyboard.press("Enter")
    let_go(page, held)
    saved(page, "栏目已改名为“要闻”。")
    expect(section(page, "要闻").get_by_role("textbox", name="栏目名")).to_be_hidden()
    found = stands(page)
    assert (found["甲"], found["要闻"]) == (["甲1", "甲2"], [])


def test_a_name_that_was_not_saved_stays_typed(open_page) -> None:
    page = open_page()
    section(page, "乙").locator("summary").first.click()
    page.context.set_offline(True)
    page.keyboard.type("要闻")
    page.keyboard.press("Enter")
    saved(page, "没有保存：网络不通")
    expect(section(page, "乙").get_by_role("textbox", name="栏目名")).to_have_value("要闻")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    saved(page, "栏目已改名为“要闻”。")


def test_an_issue_is_assembled_on_a_phone(session, address, live_server, browser: Browser) -> None:
    page = open_desk(browser, live_server, session, 390)
    page.goto(live_server.url + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    card(page, "稿一").locator("summary").click()
    card(page, "稿一").get_by_role("button", name="【乙】").click()
    saved(page, "已把“稿一”放在【乙】第1篇。")
    card(page, "甲2").get_by_role("button", name="上移").click()
    saved(page, "已把“甲2”放在【甲】第1篇。")
    touch_drag(page, card(page, "甲1").locator("[data-grip]"), card(page, "甲2"))
    saved(page, "已把“甲1”放在【甲】第1篇。")
    card(page, "甲2").locator("summary").click()
    card(page, "甲2").get_by_role("button", name="移回稿库").click()
    saved(page, "已把“甲2”移回稿库。")
    found = stands(page)
    assert (sorted(found.pop("稿库")), found) == (["甲2", "稿三", "稿二"], {"甲": ["甲1"], "乙": ["稿一"]})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def touch_drag(page: Page, grip: Locator, to: Locator) -> None:
    """By a real finger: Playwright's own touchscreen only taps."""
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), to.bounding_box()
    x, y = start["x"] + 20, start["y"] + 20
    rows = [y + (end["y"] + 4 - y) * part / 8 for part in range(9)]
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for row in rows:
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": row}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.fixture
def renamed_meanwhile(issue: Issue, address: str, administrator) -> Callable[[], None]:
    """What another does while the page is open: called in a thread of its own, for this one has no database."""

    def rename() -> None:
        row = issue.sections.get(name="乙")
        rename_section(issue, administrator, section=row.pk, name="丙")
        connection.close()

    def run() -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(rename).result()

    return run


def test_what_another_moved_meanwhile_is_said_and_nothing_typed_is_lost(renamed_meanwhile, open_page) -> None:
    page = open_page()
    page.locator("#id_details-staff").fill("责任编辑：张三")
    renamed_meanwhile()
    drag(page, card(page, "稿二"), card(page, "甲1"))
    saved(page, "另有人改动了编排，您这一步没有执行。")
    assert stands(page) == {"稿库": ["稿一", "稿二", "稿三"], "甲": ["甲1", "甲2"], "丙": []}
    expect(page.locator("#id_details-staff")).to_have_value("责任编辑：张三")
    expect(page.get_by_text("有改动还没有保存").nth(1)).to_be_visible()


def test_a_lost_connection_puts_the_card_back_and_says_so(open_page) -> None:
    page = open_page()
    page.context.set_offline(True)
    drag(page, card(page, "稿二"), card(page, "甲1"))
    saved(page, "没有保存：网络不通")
    assert stands(page) == {"稿库": ["稿一", "稿二", "稿三"], "甲": ["甲1", "甲2"], "乙": []}
