"""Reading an issue in a real browser: from 本期要目 to an article and back, also on a small phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from issues.workflow.actions import withdraw_issue
from tests.browser.bare import bare_site
from tests.factories import make_article, make_issue, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE = (
    "<p>https://www.example.org/" + "a" * 200 + "</p><p>" + "长" * 300 + "</p><table><tr>"
    "<td>一列一列又一列</td><td>一列一列又一列</td><td>一列一列又一列</td><td>一列一列又一列</td>"
    "<td>一列一列又一列</td><td>一列一列又一列</td><td>一列一列又一列</td><td>一列一列又一列</td></tr></table>"
    "<p><img src='/media/missing.jpg' alt='会场'></p><h3>" + "W" * 80 + "</h3>"
)


@pytest.fixture(params=["server", "plain files"])
def published(request, live_server, tmp_path) -> Iterator[str]:
    """Where the issue is; another one beside it was withdrawn. The same for a site that stands alone."""
    issue = make_issue(sections=("重点推荐", "简讯速览"), articles=4, total_number=45, copies=120)
    make_article(issue.sections.last(), 5, title="很长的标题" * 30 + "——" + "X" * 40, body=WIDE)
    publish(issue)
    withdrawn = make_issue(number=2)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。" * 50)
    if request.param == "server":
        yield f"{live_server.url}/changai/2021/3/"
    else:
        with bare_site(tmp_path, "/jianbao") as address:
            yield f"{address}/changai/2021/3/"


def test_a_reader_goes_from_the_contents_to_an_article_and_back(published: str, browser: Browser):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(published)
    contents = page.locator("nav.contents")
    contents.get_by_role("link", name="第2栏第3篇").click()
    expect(page).to_have_url(f"{published}#a7")
    title = page.locator("#a7").get_by_role("heading")
    expect(title).to_be_in_viewport()
    # The bar that stays at the top must not cover the title that was jumped to.
    assert title.bounding_box()["y"] >= page.locator(".sitebar").bounding_box()["height"]
    title.get_by_role("link").click()
    expect(page).to_have_url(f"{published}7/")
    expect(page.get_by_role("heading", level=1)).to_have_text("第2栏第3篇")
    page.get_by_role("link", name="上一篇 第2栏第2篇").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第2栏第2篇")
    page.get_by_role("link", name="返回2021年第3期").click()
    expect(page).to_have_url(f"{published}#a6")
    page.get_by_role("link", name="要目", exact=True).click()
    expect(contents.get_by_role("heading", name="本期要目")).to_be_in_viewport()


def test_the_keyboard_reaches_the_text_past_the_bar(published: str, browser: Browser):
    page = browser.new_page()
    page.goto(published)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("width", [390, 320])
def test_no_page_is_wider_than_the_phone(published: str, browser: Browser, width: int):
    page = browser.new_page(viewport={"width": width, "height": 800})
    site = published.removesuffix("/changai/2021/3/")
    places = ["/", "/changai/", "/changai/2021/3/", "/changai/2021/3/9/", "/changai/2021/2/", "/nope/"]
    widths = {}
    for place in places:
        page.goto(site + place)
        widths[place] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(places, width)
