"""The search of a site that stands alone, held against the server's: the same page for the same question."""

import random
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from issues.edition.content import Article as EditionArticle
from issues.edition.content import Credit, EditionContent, Paragraph, Run, sha256, to_json
from issues.edition.content import Section as EditionSection
from issues.models import Edition, Issue
from issues.public.assets import asset_names, hashed_name
from issues.search.index import rebuild
from issues.search.portable import search_files
from tests.factories import make_publication

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
BASE = "/bulletin/site"
WORDS = (
    "工会", "产改", "竞赛", "劳模", "职工之家", "李秀兰", "和润生", "曲靖市", "２０２１年", "12", "3月", "ＡＰＰ", "App", "㎡", "½",
    "WiFi6", "Straße", "STRASSE", "İstanbul", "ΣΊΣΥΦΟΣ", "σίσυφος", "𠮷野家", "№５", "〔2021〕3号", "1,234.5", "e\u0301", "零\u200b宽",
    "ﬁne", "é", "𬭚淯", "淯", "豈", "ｶﾞ", "한글", "🙂", "٣", "Ⅳ", "⑴", "《", "》", "，", "。", "“", "”",
    "（", "）", "——", " ", "　", "<b>", "&amp;", "\\", "%", "_", "'", '"', "*", ":", "^", "{x}",
)  # fmt: skip
HOSTILE = (
    "", "，。", '"', "' OR 1=1 --", "工会*", "NEAR(工会 产改)", "title : 工会", "-工会", "(工会 | 产改) & !劳模", "\\", "%_",
    "\x00工会\x1f", "<script>alert(1)</script>", "&lt;工会&gt;", "工" * 10_000, "，" * 10_000 + "工会", "工会 " * 400,
    "\u202e工会\u200b", "工\u200b会", "工\u00ad会", "e\u0301", "\ufffd", "😀", "工会\n产改\t", "+工会+产改", "工会%2B", "#工会?&q=", "strasse", "istanbul", "ς", "吉野家", "no5", "云工发 3号", "零宽",
)  # fmt: skip


class BareServer(SimpleHTTPRequestHandler):
    """Files and nothing else; told to browsers is only what they may run."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Not into the test's output."""


def make_text(dice: random.Random, length: int) -> str:
    return "".join(dice.choices(WORDS, k=length))


def make_edition(dice: random.Random, number: int) -> Edition:
    """Fifteen articles in three sections."""
    slug, name = dice.choice((("changai", "产改简报"), ("laomo", "劳模简报")))
    year = 2016 + number // 4
    # Some come out in the January after the year they belong to.
    day = date(year + (number % 5 == 0), 1 + number % 12, 5)
    sections = tuple(
        EditionSection(section, tuple(make_article(dice, 5 * place + at) for at in range(1, 6)))
        for place, section in enumerate(("重点推荐", "他山　之石<b>", "&amp;"))
    )
    content = EditionContent(name, slug, "", "regular", year, number, sections, date=day)
    issue = Issue.objects.create(publication=make_publication(slug), year=year, number=number, date=day)
    text = to_json(content)
    return Edition.objects.create(
        issue=issue, version=1, slug=slug, year=year, kind="regular", number=number, date=day, content=text,
        sha256=sha256(text), frozen_at=now(), published_at=now(), is_current=True,
    )  # fmt: skip


def make_article(dice: random.Random, n: int) -> EditionArticle:
    units = dice.choices(("曲靖市总工会", "丽江市总工会", "A%_单位"), k=dice.randint(0, 1))
    return EditionArticle(
        n=n,
        title=make_text(dice, 5).strip() or "工会",
        blocks=tuple(Paragraph((Run(make_text(dice, 60)),)) for _ in range(dice.randint(0, 3))),
        credits=tuple(Credit(unit, (dice.choice(("李秀兰", "杨冲美")),)) for unit in units),
    )


@pytest.fixture
def shelf(transactional_db: None) -> None:
    """360 articles of few words, so that every kind of neighbourhood occurs; two publications, seven years."""
    dice = random.Random(20210205)  # noqa: S311 - test data
    for number in range(1, 25):
        make_edition(dice, number)
    rebuild()


def put_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for name, body in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


@pytest.fixture
def static_site(shelf: None, tmp_path: Path) -> Iterator[str]:
    """The address of a site below some folder of a bare file server."""
    site = tmp_path / BASE.removeprefix("/")
    page = render_to_string("public/search_static.html").encode()
    put_files(site, [("search/index.html", page), *search_files()])
    # Where the pages' own links to scripts and styles lead.
    assets = [
        (f"static/{hashed_name(name)}", Path(finders.find(name)).read_bytes()) for name in asset_names()
    ]
    put_files(tmp_path, assets)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(BareServer, directory=tmp_path)) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{BASE}"
        server.shutdown()
        thread.join()


# What a reader sees of a page of hits, addresses with it: the same of both.
READ = """(root, base) => {
  const text = (node) => node ? node.innerHTML.replace(/&nbsp;/g, "\\u00a0") : null;
  const all = (selector) => [...root.querySelectorAll(selector)];
  const lead = (address) => {
    const [path, asked] = address.replace(base, "").split("?");
    return [path, asked === undefined ? null : [...new URLSearchParams(asked)]];
  };
  const link = (node) => [node.textContent, lead(node.getAttribute("href"))];
  return {
    notes: all(".search-note").map(text),
    count: root.querySelector(".search-count").textContent,
    chosen: all(".search-chosen span").map(text),
    chosenLinks: all(".search-chosen a").map(link),
    facets: all(".search-facets dl > div").map((row) => [
      row.querySelector("dt").textContent, [...row.querySelectorAll("a")].map(link),
    ]),
    isOpen: all("details").map((box) => box.open),
    start: all(".search-hits").map((list) => list.getAttribute("start")),
    hits: all(".search-hits > li").map((hit) => [
      text(hit.querySelector("h2 a")), text(hit.querySelector(".search-snippet")),
      hit.querySelector(".search-place").textContent, [...hit.querySelectorAll("a")].map(link),
      [...hit.querySelectorAll("time")].map((time) => time.dateTime),
    ]),
    pages: all(".search-pages > *").map((one) => [
      one.textContent, one.hasAttribute("href") && lead(one.getAttribute("href")), one.getAttribute("aria-current"),
    ]),
    help: all(".search-help li").map((one) => one.textContent),
    kept: [...root.querySelectorAll("form input")].map((one) => [one.name, one.value]),
    title: root.ownerDocument.title,
  };
}"""
BOTH = f"""([address, html, base]) => {{
  const read = {READ};
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
  const page = new DOMParser().parseFromString(html, "text/html");
  return [read(page.querySelector("main"), ""), read(document.querySelector("main"), base)];
}}"""


def questions() -> Iterator[dict[str, object]]:
    dice = random.Random(6)  # noqa: S311 - test data
    for question in HOSTILE:
        yield {"q": question}
    for word in WORDS:
        yield {"q": word}
    for slug in ("laomo", "keine"):
        yield {"publication": slug}
        yield {"q": "无此词", "publication": slug}
    yield {"q": ["工会", "竞赛"], "year": ["2021", "2020"], "page": ["1", "2"]}
    narrowings = {
        "publication": ("changai", "laomo", "keine"),
        "year": ("2016", "2021", "1999", "20２1"),
        "section": ("重点推荐", "他山　之石<b>", "&amp;", "x"),
        "unit": ("曲靖市总工会", "A%_单位", "A__单位", "市总工会"),
        "page": ("1", "2", "9", "0", "-1", "x", "99999"),
    }
    for _ in range(240):
        asked: dict[str, object] = {"q": make_text(dice, dice.randint(1, 2))}
        for name, values in narrowings.items():
            if dice.random() < 0.3:
                asked[name] = dice.choice(values)
        yield asked


def open_search(browser: Browser, site: str, problems: list[str]) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{site}/search/?q=工会")
    expect(page.locator(".search-hits > li")).to_have_count(20)
    return page


def differing(page: Page, client: Client) -> list[tuple]:
    """What the two say differently: (question, what, server, browser)."""
    found = []
    for asked in questions():
        server = client.get(reverse("search"), asked)
        assert server.status_code == 200
        one, other = page.evaluate(BOTH, [f"?{urlencode(asked, doseq=True)}", server.content.decode(), BASE])
        found += [(asked, what, one[what], other[what]) for what in one if one[what] != other[what]]
    return found


def test_the_browser_finds_what_the_server_finds(static_site, browser, client):
    problems: list[str] = []
    page = open_search(browser, static_site, problems)
    different = differing(page, client)
    assert different == [], different[:5]
    assert problems == []


def test_a_reader_goes_on_by_keyboard_and_back(static_site, browser):
    fetched: list[str] = []
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    page.goto(f"{static_site}/search/")
    told = page.get_by_role("status")
    expect(told).to_have_text("输入要查的词、人名、单位或文号，只写一个字也可以。")
    assert not any(name.endswith(".json") for name in fetched)
    page.get_by_role("searchbox", name="搜索简报").fill("工会")
    page.keyboard.press("Enter")
    first = "，第 1 页，共 "
    expect(told).to_contain_text(first)
    expect(page).to_have_title(re.compile("“工会”的搜索结果：[0-9]+ 篇"))
    files = sorted(name for name in fetched if name.endswith(".json"))
    assert len(files) == len(set(files)) > 3
    page.get_by_role("navigation", name="分页").get_by_role("link", name="2", exact=True).press("Enter")
    expect(told).to_contain_text("，第 2 页，共 ")
    expect(told).to_be_focused()
    page.go_back()
    expect(told).to_contain_text(first)
    page.locator("summary").press("Enter")
    page.get_by_role("link", name="2021年（").first.press("Enter")
    expect(page.get_by_role("list", name="已限定")).to_contain_text("年份：2021年")
    page.get_by_role("link", name="不限年份").press("Enter")
    expect(page.get_by_role("list", name="已限定")).to_have_count(0)
    assert sorted(name for name in fetched if name.endswith(".json")) == files
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_missing_file_is_said_so(static_site, browser):
    page = browser.new_page()
    page.route("**/search/*.*.json", lambda route: route.abort())
    page.goto(f"{static_site}/search/?q=工会")
    expect(page.get_by_role("status")).to_have_text("没有取到搜索用的文件。请检查网络，再重新打开本页。")
