"""The panel 校对意见 in a real browser: live, by mouse and by keys, and never part of what is saved."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from accounts.models import User
from accounts.roles import Role, grant
from issues.models import Article, ArticleStage, Verdict
from tests.browser.desk import open_desk, session_of
from tests.browser.test_writing import body, ready, type_text
from tests.issues.admin.desk import desk_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = (
    '<p>会议指出,各单位要<a href="https://a.example/">营造良好氛围。。</a>抓落实。</p>'
    "<p>要<strong>布</strong>署明年工作，２０２６年见效。</p>"
)
FIXED = (
    '<p>会议指出，各单位要<a href="https://a.example/">营造良好氛围。</a>抓落实。</p>'
    "<p>要<strong>部</strong>署明年工作，2026年见效。</p>"
)


@pytest.fixture
def writer(live_server) -> User:
    user = User.objects.create_user("zhangsan", display_name="张三")
    grant(user, Role.CORRESPONDENT)
    return user


@pytest.fixture
def session(writer: User) -> str:
    return session_of(writer)


@pytest.fixture
def clean_url(writer: User) -> str:
    return desk_url(Article.objects.create(title="来稿", body="<p>原文。</p>", author=writer), "change")


@pytest.fixture
def url(writer: User) -> str:
    return desk_url(Article.objects.create(title="推进会召开。", body=BODY, author=writer), "change")


@pytest.fixture
def open_page(live_server, session: str, browser: Browser) -> Callable[..., Page]:
    def open_it(path: str, width: int = 1440) -> Page:
        page = open_desk(browser, live_server, session, width)
        page.goto(live_server.url + path)
        return ready(page)

    return open_it


def found(page: Page, words: str) -> None:
    expect(page.locator("#proofing-state")).to_have_text(words)


def card(page: Page, label: str):
    return page.locator("#proofing-list .proofing-card").filter(has_text=label)


def one_line(html: str) -> str:
    return re.sub(r"\n+", "", html).strip()


def body_is(page: Page, html: str) -> None:
    page.wait_for_function(
        "html => CKEDITOR.instances.id_body.getData().replace(/\\n+/g, '') === html", arg=html
    )


def marked(page: Page) -> list[str]:
    """What is marked in the editor, by the browser's own account."""
    return page.evaluate(
        """() => {
          const registry = CKEDITOR.instances.id_body.document.getWindow().$.CSS.highlights;
          const names = ["proofing-error", "proofing-warning", "proofing-info"];
          const ranges = names.flatMap((name) => [...registry.get(name)]);
          ranges.sort((one, two) => one.compareBoundaryPoints(Range.START_TO_START, two));
          return ranges.map((one) => one.toString());
        }"""
    )


def test_what_is_typed_shows_its_findings_and_they_go_with_it(open_page: Callable, clean_url: str) -> None:
    page = open_page(clean_url)
    found(page, "没有发现问题")
    type_text(page, "要布署工作。")
    found(page, "1 处差错")
    expect(card(page, "易混词").locator("mark")).to_have_text("布署")
    assert marked(page) == ["布署"]
    page.get_by_label("标题").fill("推进会召开。")
    found(page, "2 处差错")
    page.get_by_label("标题").fill("推进会召开")
    found(page, "1 处差错")
    type_text(page, "好。")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    found(page, "没有发现问题")
    assert marked(page) == []


def test_a_fix_keeps_bold_and_link_and_undo_brings_back(open_page: Callable, url: str) -> None:
    page = open_page(url)
    found(page, "5 处差错")
    assert marked(page) == [",", "。。", "布署", "２０２６"]
    card(page, "标点重复").get_by_role("button", name="采纳").click()
    once = BODY.replace("。。", "。")
    body_is(page, once)
    card(page, "易混词").get_by_role("button", name="采纳").click()
    body_is(page, once.replace("<strong>布</strong>署", "<strong>部</strong>署"))
    found(page, "3 处差错")
    page.frame_locator(".cke_wysiwyg_frame").locator("body").press("Control+z")
    body_is(page, once)
    page.frame_locator(".cke_wysiwyg_frame").locator("body").press("Control+z")
    body_is(page, BODY)
    found(page, "5 处差错")
    card(page, "标题标点").get_by_role("button", name="采纳").click()
    expect(page.get_by_label("标题")).to_have_value("推进会召开")


def test_all_that_changes_no_meaning_is_taken_at_once_in_one_step(open_page: Callable, url: str) -> None:
    page = open_page(url)
    page.get_by_role("button", name="全部采纳不影响意思的改动（3 处）").click()
    expect(page.locator("#proofing-said")).to_have_text("已采纳 3 处，可以撤销（Ctrl+Z）。")
    body_is(page, FIXED.replace("<strong>部", "<strong>布"))
    found(page, "2 处差错")
    page.frame_locator(".cke_wysiwyg_frame").locator("body").press("Control+z")
    body_is(page, BODY)


def test_everything_goes_by_keys_alone(open_page: Callable, url: str) -> None:
    page = open_page(url)
    found(page, "5 处差错")
    page.frame_locator(".cke_wysiwyg_frame").locator("body").click()
    focused = page.locator(".proofing-card:focus")
    for label in ("标题标点", "半角标点"):
        page.keyboard.press("F8")
        expect(focused).to_contain_text(label)
    page.keyboard.press("Shift+F8")
    expect(focused).to_contain_text("标题标点")
    page.keyboard.press("F8")
    page.keyboard.press("Enter")
    body_is(page, BODY.replace(",", "，"))
    expect(focused).to_contain_text("标点重复")
    page.keyboard.press("Delete")
    expect(page.get_by_role("button", name="人名地名")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#proofing-said")).to_contain_text("已放过：“。。”（引文原样）")
    expect(focused).to_contain_text("易混词")
    found(page, "3 处差错")
    page.keyboard.press("Escape")
    chosen = "() => CKEDITOR.instances.id_body.document.getWindow().$.getSelection().toString() === '布署'"
    page.wait_for_function(chosen)
    page.keyboard.insert_text("安排")
    found(page, "2 处差错")
    assert "<strong>安排</strong>明年" in body(page) or "安排明年" in body(page)


def test_a_dismissal_stays_after_a_reload_and_can_be_taken_back(open_page: Callable, url: str) -> None:
    page = open_page(url)
    card(page, "易混词").get_by_role("button", name="不改").click()
    page.get_by_role("button", name="其他").click()
    page.get_by_label("写明原因").fill("领导原话")
    page.keyboard.press("Enter")
    found(page, "4 处差错")
    type_text(page, "另加一句。")
    page.get_by_role("button", name="保存，继续编辑").click()
    expect(page.get_by_text("成功").first).to_be_visible()
    ready(page)
    found(page, "4 处差错")
    page.get_by_text("已放过 1 处").click()
    expect(page.locator("#proofing-left")).to_contain_text("其他：领导原话（张三")
    page.get_by_role("button", name="恢复").click()
    found(page, "5 处差错")


def test_nothing_of_it_is_saved(open_page: Callable, url: str) -> None:
    page = open_page(url)
    found(page, "5 处差错")
    page.keyboard.press("F8")
    assert one_line(body(page)) == BODY
    page.get_by_role("button", name="保存，继续编辑").click()
    expect(page.get_by_text("成功").first).to_be_visible()
    assert one_line(body(ready(page))) == BODY


def test_an_input_method_is_left_alone(open_page: Callable, clean_url: str) -> None:
    """What is composed is not looked at before it is there; no finding, no request, no mark meanwhile."""
    page = open_page(clean_url)
    found(page, "没有发现问题")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "proofread" in request.url else None)
    page.frame_locator(".cke_wysiwyg_frame").locator("body").click()
    page.keyboard.press("Control+End")
    page.clock.install()
    session = page.context.new_cdp_session(page)
    for text in ("b", "bu", "bu'shu"):
        session.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
    page.clock.run_for(10_000)
    assert asked == []
    page.clock.resume()
    session.send("Input.insertText", {"text": "要布署工作。"})
    found(page, "1 处差错")
    assert "bu" not in body(page)


def test_an_answer_for_yesterdays_text_is_not_shown(open_page: Callable, clean_url: str) -> None:
    page = open_page(clean_url)
    found(page, "没有发现问题")
    asked: list[str] = []

    def hold_the_first(route: Route) -> None:
        asked.append(route.request.post_data_json["parts"]["body"])
        if len(asked) > 1:
            route.continue_()

    page.route("**/proofread/", hold_the_first)
    with page.expect_request("**/proofread/"):
        type_text(page, "要布署工作。")
    with page.expect_event("requestfailed"):  # cut off as soon as the text goes on
        type_text(page, "三要要加强领导。")
    found(page, "2 处差错")
    assert asked == ["原文。要布署工作。", "原文。要布署工作。三要要加强领导。"]


def test_a_fix_for_a_text_that_has_changed_is_refused_gently(open_page: Callable, url: str) -> None:
    page = open_page(url)
    found(page, "5 处差错")
    page.evaluate(
        """() => {
          // As if somebody typed in the very moment of the click.
          const text = CKEDITOR.instances.id_body.document.$.body.querySelector("p").firstChild;
          text.data = "又加一句。" + text.data;
          document.querySelector("#proofing-list [data-proofing=accept]").click();
        }"""
    )
    expect(page.locator("#proofing-said")).to_contain_text("正文刚有改动，正在重新校对")
    expect(page.get_by_label("标题")).to_have_value("推进会召开。")
    found(page, "5 处差错")


def test_a_long_text_is_marked_whole_and_listed_in_parts(open_page: Callable, clean_url: str) -> None:
    page = open_page(clean_url)
    page.evaluate(
        "CKEDITOR.instances.id_body.setData("
        "Array.from({length: 300}, (_, n) => `<p>第${n + 1}次会议要求布署明年工作，各单位抓好落实。</p>`).join(''))"
    )
    found(page, "300 处差错")
    expect(page.locator("#proofing-list .proofing-card")).to_have_count(60)
    page.wait_for_function(
        "() => CKEDITOR.instances.id_body.document.getWindow().$.CSS.highlights.get('proofing-error').size === 300"
    )
    page.get_by_role("button", name="再显示 60 条（共 300 条）").click()
    expect(page.locator("#proofing-list .proofing-card")).to_have_count(120)


def test_on_a_phone_it_stands_below_the_text(open_page: Callable, url: str) -> None:
    page = open_page(url, width=390)
    found(page, "5 处差错")
    frame, panel = page.locator(".cke_wysiwyg_frame"), page.locator("#proofing")
    assert panel.bounding_box()["y"] > frame.bounding_box()["y"] + frame.bounding_box()["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    card(page, "易混词").get_by_role("button", name="采纳").click()
    body_is(page, BODY.replace("<strong>布</strong>", "<strong>部</strong>"))
    found(page, "4 处差错")


@pytest.fixture
def approver_session(live_server) -> str:
    user = User.objects.create_user("fushen", display_name="李复审")
    grant(user, Role.APPROVER)
    return session_of(user)


@pytest.fixture
def review_url(writer: User) -> str:
    article = Article.objects.create(
        title="推进会召开。", body=BODY, author=writer, stage=ArticleStage.REVIEW
    )
    return desk_url(article, "change")


def test_who_may_only_read_sees_the_findings_in_the_text(
    approver_session: str, review_url: str, live_server, browser: Browser
) -> None:
    page = open_desk(browser, live_server, approver_session)
    page.goto(live_server.url + review_url)
    found(page, "5 处差错")
    expect(page.locator("#proofing").get_by_role("button", name="采纳")).to_have_count(0)
    expect(page.locator("#proofing")).to_contain_text("校对意见由编辑处理")
    card(page, "易混词").get_by_role("button", name="看原文").click()
    page.wait_for_function("() => getSelection().toString() === '布署'")
    page.wait_for_function("() => CSS.highlights.get('proofing-error').size === 4")
    assert Verdict.objects.count() == 0
