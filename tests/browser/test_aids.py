"""For everyone: large type and high contrast that stay, reading aloud, copying, and all pages without a script."""

import pytest
from playwright.sync_api import Browser, Page, expect

from issues.search.index import rebuild
from issues.workflow.actions import correct_issue, publish_issue, sign_issue, withdraw_issue
from tests.factories import make_article, make_issue, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTICLE = "/changai/2021/3/1/"
# The browser of the tests has no voice: one that speaks when the test says so.
VOICE = """
const said = [];
const state = {paused: false, current: null, voices: [{lang: "zh-CN", name: "测试"}], listeners: []};
window.testSpeech = {
  said, state,
  end() { const one = state.current; state.current = null; one.dispatchEvent(new Event("end")); },
};
class Utterance extends EventTarget { constructor(text) { super(); this.text = text; } }
Object.defineProperty(window, "SpeechSynthesisUtterance", {value: Utterance});
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => state.voices,
  addEventListener: (_name, listener) => state.listeners.push(listener),
  speak(one) { said.push(one.text); state.current = one; },
  cancel() { const one = state.current; state.current = null; if (one) one.dispatchEvent(new Event("error")); },
  pause() { state.paused = true; },
  resume() { state.paused = false; },
}});
"""


@pytest.fixture
def site(live_server) -> str:
    rebuild()  # what the tests before have left in the index of characters, which is no table of Django's
    publish(make_issue(articles=2))
    return live_server.url


@pytest.fixture
def named(settings, live_server) -> str:
    """A site that says who it is, with a table, and a byline that fills more than a line of a telephone."""
    settings.SITE = {**settings.SITE, "name": "云南工会简报网"}
    rebuild()  # as above
    publish(make_issue(year=2020, number=1))
    issue = make_issue(articles=0)
    make_article(
        issue.sections.first(),
        body="<p>第一段。</p><table><caption>表</caption><tr><th>州市</th></tr><tr><td>昆明市</td></tr></table>",
        credits=[("云南省总工会", "李秀兰"), ("云南省总工会", "王强"), ("曲靖市总工会", "杨冲美")],
    )
    publish(issue)
    return live_server.url


def size_of_type(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.querySelector('main p')).fontSize")


def test_large_type_and_high_contrast_stay_on_the_next_page_and_in_the_next_tab(
    site: str, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site + ARTICLE)
    before = size_of_type(page)
    large = page.get_by_role("button", name="大字")
    contrast = page.get_by_role("button", name="高对比")
    expect(large).to_have_attribute("aria-pressed", "false")
    large.click()
    contrast.focus()
    page.keyboard.press("Enter")
    expect(large).to_have_attribute("aria-pressed", "true")
    expect(contrast).to_have_attribute("aria-pressed", "true")
    after = size_of_type(page)
    assert float(after.removesuffix("px")) > 1.3 * float(before.removesuffix("px"))
    page.get_by_role("link", name="下一篇").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第1栏第2篇")
    expect(page.locator("html")).to_have_class("has-script look-large look-contrast")
    assert size_of_type(page) == after
    other = context.new_page()
    other.goto(site)
    expect(other.locator("html")).to_have_class("has-script look-large look-contrast")
    other.get_by_role("button", name="大字").click()
    # The page in the first tab follows.
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("html")).to_have_class("has-script look-contrast")


def test_the_look_is_set_before_anything_is_painted(site: str, browser: Browser) -> None:
    context = browser.new_context()
    context.add_init_script(
        "localStorage.setItem('look-large', '1');"
        "new MutationObserver(() => { if (document.body && !window.atBody)"
        " window.atBody = document.documentElement.className; })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page = context.new_page()
    page.goto(site)
    assert page.evaluate("window.atBody") == "has-script look-large"


def test_without_a_script_everything_can_be_read_and_nothing_is_offered_that_needs_one(
    site: str, browser: Browser
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site + "/changai/2021/3/")
    for name in ("大字", "高对比", "朗读", "复制文字"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_text("转发本期").click()
    expect(page.get_by_label("转发用的文字")).to_be_visible()
    page.get_by_role("navigation", name="本期要目").get_by_role("link", name="第1栏第2篇").click()
    page.locator("#a2").get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第1栏第2篇")
    page.get_by_role("link", name="【重点推荐】栏目的全部稿件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("【重点推荐】")
    page.get_by_role("link", name="站点地图").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("全部目录")
    page.get_by_role("link", name="搜索", exact=True).first.click()
    page.get_by_role("searchbox").fill("第二段")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("找到 2 篇")


def test_a_text_is_read_aloud_paragraph_by_paragraph_paused_and_stopped(site: str, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script(VOICE)
    page = context.new_page()
    page.goto(site + ARTICLE)
    page.get_by_role("button", name="朗读").click()
    reading = page.locator(".being-read")
    for passage in ("第1栏第1篇", "第1栏第1篇的第一段。"):
        if passage == "第1栏第1篇":
            expect(reading).to_have_text("【重点推荐】")
            page.evaluate("testSpeech.end()")
        expect(reading).to_have_text(passage)
        expect(page.get_by_role("button", name="暂停")).to_be_focused()
        page.evaluate("testSpeech.end()")
    expect(reading).to_have_text("第1栏第1篇的第二段。")
    page.get_by_role("button", name="暂停").click()
    assert page.evaluate("testSpeech.state.paused") is True
    page.get_by_role("button", name="继续").click()
    assert page.evaluate("testSpeech.state.paused") is False
    page.get_by_role("button", name="停止").click()
    expect(reading).to_have_count(0)
    expect(page.get_by_role("button", name="朗读")).to_be_focused()
    assert page.evaluate("testSpeech.said") == [
        "【重点推荐】",
        "第1栏第1篇",
        "第1栏第1篇的第一段。",
        "第1栏第1篇的第二段。",
    ]


def test_reading_aloud_ends_by_itself_and_begins_again(site: str, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script(VOICE)
    page = context.new_page()
    page.goto(site + ARTICLE)
    start = page.get_by_role("button", name="朗读")
    start.click()
    while page.evaluate("testSpeech.state.current !== null"):
        page.evaluate("testSpeech.end()")
    expect(start).to_be_visible()
    assert page.evaluate("testSpeech.said.at(-1)") == "（曲靖市总工会 作者1）"
    start.click()
    expect(page.locator(".being-read")).to_have_count(1)


def test_reading_aloud_is_not_offered_without_a_chinese_voice_until_one_comes(
    site: str, browser: Browser
) -> None:
    context = browser.new_context()
    context.add_init_script(VOICE + "state.voices = [{lang: 'en-US'}];")
    page = context.new_page()
    page.goto(site + ARTICLE)
    expect(page.get_by_role("button", name="大字")).to_be_visible()
    expect(page.get_by_role("button", name="朗读")).to_have_count(0)
    page.evaluate(
        "testSpeech.state.voices.push({lang: 'zh-CN'}); testSpeech.state.listeners.forEach(f => f())"
    )
    expect(page.get_by_role("button", name="朗读")).to_be_visible()
    page.goto(site + "/archive/")
    expect(page.get_by_role("button", name="朗读")).to_have_count(0)


def test_the_text_to_pass_on_is_copied(site: str, browser: Browser) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site + ARTICLE)
    page.get_by_text("转发本篇").click()
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_text("已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("转发用的文字").input_value()
    assert copied.startswith("第1栏第1篇\n")


def test_every_control_is_reached_by_keyboard_and_its_focus_is_seen(site: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(site + ARTICLE)
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, summary, input')]"
        ".filter(one => one.checkVisibility()).length"
    )
    seen = set()
    for _ in range(wanted):
        page.keyboard.press("Tab")
        place, outline = page.evaluate(
            "(() => { const one = document.activeElement;"
            " return [[...document.querySelectorAll('*')].indexOf(one), getComputedStyle(one).outlineStyle]; })()"
        )
        assert outline != "none"
        seen.add(place)
    assert len(seen) == wanted


@pytest.mark.parametrize("size", [{"width": 320, "height": 568}, {"width": 640, "height": 450}])
def test_pages_fit_a_small_phone_and_twice_the_size(
    site: str, browser: Browser, size: dict[str, int]
) -> None:
    # 1280 x 900 at 200 % is 640 x 450 to a page.
    context = browser.new_context(viewport=size)
    context.add_init_script("localStorage.setItem('look-large', '1')")
    page = context.new_page()
    for address in (
        "/",
        "/changai/",
        "/changai/2021/",
        "/changai/2021/3/",
        ARTICLE,
        "/units/",
        "/archive/",
        "/nope/",
    ):
        page.goto(site + address)
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        spacing = page.evaluate(
            "Math.min(...[...document.querySelectorAll('main p, main li')].map(one => {"
            " const style = getComputedStyle(one); return parseFloat(style.lineHeight) / parseFloat(style.fontSize); }))"
        )
        assert spacing >= 1.3 or address == "/nope/"


def test_a_withdrawn_issue_says_why_and_a_corrected_one_what_was_wrong(
    site: str, live_server, browser: Browser
) -> None:
    page = browser.new_page()
    issue = make_issue(number=4)
    publish(issue)
    correct_issue(issue, "第一段数据有误，已改正。")
    sign_issue(issue)
    publish_issue(issue)
    page.goto(f"{site}/changai/2021/4/")
    expect(page.get_by_role("heading", name="更正说明")).to_be_visible()
    expect(page.get_by_text("第一段数据有误，已改正。")).to_be_visible()
    withdraw_issue(issue, "内容须重新核实。")
    for address in ("/changai/2021/4/", "/changai/2021/4/1/", "/changai/2021/4/issue.pdf"):
        response = page.goto(site + address)
        assert response.status == 410
        expect(page.get_by_role("heading", level=1)).to_have_text("本期已撤回")
        expect(page.get_by_text("内容须重新核实。")).to_be_visible()


def test_a_site_says_its_name_also_without_a_script(named: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(named)
    expect(page.locator(".aids-name")).to_have_text("云南工会简报网")
    expect(page.locator(".aids-name")).to_be_visible()
    expect(page.get_by_role("group", name="阅读辅助")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 360, 320])
def test_no_name_in_a_byline_is_torn_by_the_end_of_a_line(named: str, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(named + ARTICLE)
    byline = page.locator(".byline")
    expect(byline).to_have_text("（云南省总工会 李秀兰 王强；曲靖市总工会 杨冲美）")
    lines = byline.evaluate(
        "(one) => { const text = one.firstChild, tops = (name) => { const at = text.data.indexOf(name);"
        " return new Set([...name].map((_, i) => { const range = document.createRange();"
        " range.setStart(text, at + i); range.setEnd(text, at + i + 1);"
        " return range.getBoundingClientRect().top; })).size; };"
        " return ['云南省总工会', '李秀兰', '王强', '曲靖市总工会', '杨冲美'].map(tops); }"
    )
    assert lines == [1, 1, 1, 1, 1]
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_small_phone_has_the_way_to_search_and_the_box_in_one_line(named: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 568})
    page.goto(named)

    def middle(selector: str) -> float:
        box = page.locator(selector).bounding_box()
        return box["y"] + box["height"] / 2

    assert middle(".trail") == pytest.approx(middle(".tools"), abs=2)
    assert middle(".search-form input") == pytest.approx(middle(".search-form button"), abs=2)
    # In large type the box has a line of its own, and what it says it takes is not cut off.
    page.get_by_role("button", name="大字").click()
    assert middle(".search-form button") > middle(".search-form input") + 20


def test_on_paper_a_table_keeps_its_head_and_a_search_leaves_its_controls_out(
    named: str, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(named + ARTICLE)
    page.emulate_media(media="print")
    for part in ("caption", "tr:first-child"):
        expect(page.locator(f".wide {part}")).to_have_css("break-after", "avoid")
    page.goto(f"{named}/search/?q=第一段")
    expect(page.locator(".search-hits li")).to_have_count(2)
    expect(page.locator(".search-facets")).to_be_hidden()
    page.emulate_media(media="screen")
    expect(page.locator(".search-facets")).to_be_visible()
