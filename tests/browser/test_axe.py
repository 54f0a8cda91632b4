"""Every page kind in every mode, looked through by axe-core: not one violation."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from issues.search.index import rebuild
from issues.workflow.actions import correct_issue, publish_issue, sign_issue, withdraw_issue
from tests.factories import make_article, make_issue, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RICH = (
    "<h3>一、标题</h3><p>甲<b>乙</b><a href='https://example.org/'>链接</a></p><ul><li>子</li></ul>"
    "<table><caption>表</caption><tr><th>头</th><th>尾</th></tr><tr><td>一</td><td>二</td></tr></table>"
    "<blockquote><p>引</p></blockquote>"
)
PAGES = [
    *("/", "/changai/", "/changai/2021/", "/changai/2021/3/", "/changai/2021/3/1/", "/changai/2021/3/2/"),
    *(
        "/archive/",
        "/units/",
        "/units/曲靖市总工会/",
        "/changai/sections/重点推荐/",
        "/changai/sections/重点推荐/2020/",
    ),
    *("/changai/2021/2/", "/nope/", "/search/", "/search/?q=第一段", "/search/?q=没有的词"),
]
LOOKS = [(), ("large",), ("contrast",), ("large", "contrast")]


@pytest.fixture
def site(live_server, settings) -> str:
    """A corrected issue with rich text, an older one, a withdrawn one; and a site that says who it is."""
    settings.SITE_URL = live_server.url
    settings.SITE = {
        **settings.SITE,
        "name": "云南工会简报网",
        "organiser": "云南省总工会",
        "icp_number": "滇ICP备00000000号",
        "police_number": "滇公网安备53010202000001号",
    }
    rebuild()  # what the tests before have left in the index of characters, which is no table of Django's
    publish(make_issue(year=2020, number=1))
    withdrawn = make_issue(number=2)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。")
    issue = make_issue(
        sections=("重点推荐", "简讯速览"), articles=2, editors_note="<p>编者的话。</p>", copies=9
    )
    make_article(issue.sections.first(), 3, title="各种内容", body=RICH, credits=[("曲靖市总工会", "甲")])
    publish(issue)
    correct_issue(issue, "第一处有误。")
    sign_issue(issue)
    publish_issue(issue)
    return live_server.url


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run(document, {options}).then(results => results.violations)")
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("looks", LOOKS, ids=lambda looks: "+".join(looks) or "plain")
def test_axe_finds_nothing_on_any_page(
    site: str, browser: Browser, looks: tuple[str, ...], width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    for look in looks:
        context.add_init_script(f"localStorage.setItem('look-{look}', '1')")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
    found = {}
    for address in PAGES:
        page.goto(site + address)
        assert page.evaluate("document.documentElement.classList.contains('has-script')")
        for problem in violations(page):
            found.setdefault(problem, address)
        if page.evaluate("document.documentElement.scrollWidth") != width:
            found[f"wider than {width}"] = address
    assert found == {}
    assert complaints == []


def test_axe_finds_nothing_on_an_empty_site(live_server, browser: Browser) -> None:
    page = browser.new_page()
    found = {}
    for address in ("/", "/archive/", "/units/", "/search/?q=产改"):
        page.goto(live_server.url + address)
        found[address] = violations(page)
    assert found == dict.fromkeys(found, [])


def test_axe_would_find_what_is_wrong(site: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(site)
    page.evaluate(
        "const main = document.querySelector('main');"
        "main.innerHTML = '<img src=/x.png><p>这里的字太淡了</p>';"
        "main.querySelector('p').style.color = '#ccc'"
    )
    assert {problem.partition(":")[0] for problem in violations(page)} >= {"image-alt", "color-contrast"}
