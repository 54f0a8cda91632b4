"""The site that stands alone, in a real browser: it is searched and read, its downloads are there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from issues.search.index import rebuild
from tests.browser.bare import bare_site
from tests.factories import make_article, make_issue, make_publication, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXTS = [
    "曲靖市推进产业工人队伍建设改革，产改工作取得实效。杨秀兰说：“好！”",
    "产改\n工作。ＡＢＣ与abc，№５，㎡。",
]


@pytest.fixture
def site(tmp_path, browser) -> Iterator[str]:
    rebuild()  # a test's end empties Django's tables, and the index on SQLite is none of them
    for number in range(1, 5):
        issue = make_issue(number=number, sections=("重点推荐", "简讯速览"), articles=2, total_number=number)
        for at, text in enumerate(TEXTS, start=3):
            title = text[:12] if (at + number) % 3 == 0 else f"第{number}期第{at}篇"
            make_article(
                issue.sections.first(),
                at,
                title=title,
                body=f"<p>{text.replace('<', '&lt;')}</p>",
                credits=[("曲靖市总工会", "李秀兰")],
            )
        publish(issue)
    other = make_issue(make_publication("gongyun", name="工运快讯"), number=1, articles=2)
    publish(other)
    with bare_site(tmp_path, "/jianbao") as address:
        yield address


def test_a_reader_searches_and_opens_what_was_found(site: str, browser: Browser):
    page = browser.new_page()
    page.goto(f"{site}/")
    page.get_by_label("搜索简报").fill("杨秀兰")
    page.get_by_role("button", name="搜索").click()
    expect(page.get_by_role("status")).to_have_text("找到 4 篇。标题里有的排在前面，其次是新的。")
    expect(page.locator("mark").first).to_have_text("杨秀兰")
    page.locator(".search-hits a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "杨秀兰" in page.locator("article").inner_text()
    page.goto(f"{site}/search/?q=工&page=2")
    expect(page.get_by_role("navigation", name="分页")).to_contain_text("2")
    page.goto(f"{site}/search/?q=没有的词&section=重点推荐")
    expect(page.get_by_role("status")).to_have_text("没有找到含“没有的词”的稿件。")
    page.get_by_role("link", name="不限栏目").click()
    expect(page.locator(".search-chosen")).to_have_count(0)


def test_without_javascript_the_search_says_so(site: str, browser: Browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/search/")
    expect(page.get_by_text("在这里搜索须打开浏览器的 JavaScript。")).to_be_visible()


def test_the_printed_forms_are_there(site: str, browser: Browser):
    page = browser.new_page()
    page.goto(f"{site}/changai/2021/3/")
    for name in ("下载PDF", "下载Word", "下载纯文本"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert "2021年第3期." in download.value.suggested_filename
        assert download.value.path().stat().st_size > 100


def test_a_reader_finds_an_issue_through_the_archive(site: str, browser: Browser):
    page = browser.new_page()
    page.goto(f"{site}/")
    page.get_by_role("link", name="工运快讯").first.click()
    page.locator(".archive").get_by_role("link", name="第1期").click()
    expect(page).to_have_url(f"{site}/gongyun/2021/1/")
