"""The site that stands alone, in a real browser: its search finds what the server's does; downloads are there."""

import unicodedata
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from issues.search.grams import fold, runs
from issues.search.index import rebuild
from issues.search.query import Filters, search
from tests.browser.bare import bare_site
from tests.factories import make_article, make_issue, make_publication, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXTS = [
    "曲靖市推进产业工人队伍建设改革，产改工作取得实效。杨秀兰说：“好！”",
    "产改\n工作。ＡＢＣ与abc，№５，㎡，Straße 与 STRASSE，ﬁn。",
    "𠮷野家与吉野家；İstanbul、ΣΊΣΥΦΟΣ、σίσυφος。",
    "1,234.5 元；2021年2月5日；云工发〔2021〕3号。",
    "<script>alert(1)</script> & \"引号\" '单引号' * OR NOT NEAR",
    "工会　全角空格\u3000与\u00a0不换行空格；零宽\u200b字；é 与 e\u0301。",
]
QUESTIONS = [
    *(
        "产改",
        "产改工作",
        "工作",
        "工",
        "秀兰",
        "杨秀兰",
        "abc",
        "ＡＢＣ",
        "ABC",
        "5",
        "５",
        "No5",
        "m2",
        "㎡",
    ),
    *(
        "strasse",
        "STRASSE",
        "straße",
        "fin",
        "𠮷",
        "𠮷野",
        "吉野家",
        "İstanbul",
        "istanbul",
        "σίσυφος",
        "ΣΊΣΥΦΟΣ",
        "ς",
    ),
    *(
        "1234",
        "1,234",
        "2021",
        "〔2021〕3号",
        "云工发 3号",
        "script",
        "alert(1)",
        "引号",
        "* OR",
        "NEAR",
        "é",
        "e\u0301",
    ),
    *(
        "全角 空格",
        "零宽字",
        "零宽",
        "没有的词",
        "，。！",
        "",
        "  ",
        "\x00产\x07改",
        "产" * 150,
        "曲靖 产改 秀兰",
        "第1栏第2篇",
    ),
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


def ready(page: Page) -> None:
    page.wait_for_function("window.bulletinSearch !== undefined")


def all_hits(question: str, filters: Filters | None = None) -> list[str]:
    first = search(question, filters)
    pages = [first, *(search(question, filters, page) for page in range(2, first.pages + 1))]
    return [
        reverse("public:article", args=(hit.entry.slug, hit.entry.year, hit.entry.path_number, hit.entry.n))
        for found in pages
        for hit in found.hits
    ]


def test_the_search_of_the_plain_files_finds_what_the_servers_does(site: str, browser: Browser):
    page = browser.new_page()
    page.goto(f"{site}/search/?q=")
    ready(page)
    asked = [(question, {}) for question in QUESTIONS]
    asked += [("产改", {"publication": "changai"}), ("第1栏", {"publication": "gongyun"})]
    asked += [("产改", {"year": "2021"}), ("产改", {"year": "1999"}), ("产改", {"section": "重点推荐"})]
    asked += [("产改", {"unit": "曲靖市总工会"}), ("产改", {"unit": "曲靖"}), ("第", {"section": "简讯速览"})]
    found = page.evaluate(
        "asked => asked.map(([question, filters]) =>"
        " window.bulletinSearch.find(question, filters).hits.map(entry => entry.issue + entry.n + '/'))",
        asked,
    )
    for (question, narrowed), hits in zip(asked, found, strict=True):
        filters = Filters(
            slug=narrowed.get("publication", ""),
            year=int(narrowed["year"]) if "year" in narrowed else None,
            section=narrowed.get("section", ""),
            unit=narrowed.get("unit", ""),
        )
        wanted = [
            f"/jianbao{address}"
            for address in all_hits(question.replace("\x00", " ").replace("\x07", " ").strip(), filters)
        ]
        assert hits == wanted, (question, narrowed)


def test_the_browser_folds_and_cuts_every_character_as_the_tokeniser_does(site: str, browser: Browser):
    """But those that one of the two does not know yet: their Unicode is of another year."""
    page = browser.new_page()
    page.goto(f"{site}/search/")
    ready(page)
    letters = [
        chr(code)
        for code in range(0x20, 0x323B0)
        if unicodedata.category(chr(code)) not in {"Cs", "Cn", "Co"}
    ]
    got = page.evaluate(
        "letters => letters.map(letter => /\\p{Cn}/u.test(letter) ? null :"
        " [window.bulletinSearch.fold(letter), window.bulletinSearch.runs(window.bulletinSearch.fold(letter))])",
        letters,
    )
    differ = [
        letter
        for letter, said in zip(letters, got, strict=True)
        if said is not None and said != [fold(letter).text, runs(fold(letter).text)]
    ]
    assert differ == []


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
    for name in ("下载 PDF", "下载 Word", "下载 纯文本"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.path().stat().st_size > 100


def test_a_reader_finds_an_issue_through_the_archive(site: str, browser: Browser):
    page = browser.new_page()
    page.goto(f"{site}/")
    page.get_by_role("link", name="工运快讯").first.click()
    page.locator(".archive").get_by_role("link", name="第1期").click()
    expect(page).to_have_url(f"{site}/gongyun/2021/1/")
