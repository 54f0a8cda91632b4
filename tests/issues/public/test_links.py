"""The whole site of the sample, followed link by link: all lead somewhere, all pages are valid HTML."""

from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from django.templatetags.static import static
from django.test import Client

from issues.management.demo import load_accounts, load_bulletins
from issues.workflow.actions import withdraw_issue
from tests.factories import make_issue, publish
from tests.pages import parse

ATTRIBUTES = {"a": "href", "link": "href", "img": "src", "script": "src"}


@pytest.fixture
def published(db: None, tmp_path: Path) -> None:
    load_accounts(tmp_path / "accounts.json")
    load_bulletins()
    withdrawn = make_issue(number=9)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。")


def leads_to(page: Element, address: str, site: str) -> set[str]:
    """Where on our own site the page leads, with #fragments; the search's own variations are not followed."""
    found = set()
    for element in page.iter():
        value = element.get(ATTRIBUTES.get(element.tag, ""))
        if value:
            link = urljoin(site + address, value)
            if link.startswith(f"{site}/") and not urlsplit(link).query:
                found.add(link.removeprefix(site))
    return found


def test_every_link_leads_somewhere_and_every_page_is_valid(
    published: None, client: Client, settings
) -> None:
    site = settings.SITE_URL
    todo = ["/", "/search/?q=产业", "/search/?q=没有的词", "/changai/2021/9/", "/nope/"]
    pages: dict[str, Element | None] = {}
    wanted: dict[str, str] = {}
    while todo:
        address = todo.pop()
        if address in pages:
            continue
        response = client.get(address)
        expected = {"/changai/2021/9/": 410, "/nope/": 404}.get(address, 200)
        if address.startswith("/admin/"):
            expected = 302
        assert response.status_code == expected, f"{address}, from {wanted.get(address)}"
        pages[address] = None
        if response.headers["Content-Type"].startswith("text/html") and expected != 302:
            pages[address] = page = parse(response)
            for link in leads_to(page, address, site):
                wanted.setdefault(link, address)
                todo.append(urldefrag(link).url)
    for link, source in wanted.items():
        place, fragment = urldefrag(link)
        page = pages[place]
        if fragment:
            assert page is not None
            assert any(element.get("id") == unquote(fragment) for element in page.iter()), (
                f"{link}, from {source}"
            )
    kinds = {
        *("/", "/changai/", "/changai/2021/", "/changai/2020/", "/changai/2021/3/", "/changai/2021/3/8/"),
        *("/changai/2021/3/issue.pdf", "/changai/2021/3/issue.docx", "/changai/2021/3/issue.txt"),
        *(
            "/archive/",
            "/units/",
            "/feed/",
            "/changai/feed/",
            static("css/public.css"),
            static("js/public/aids.js"),
        ),
    }
    assert kinds <= set(pages)
    assert {"/changai/sections/他山之石/", "/units/曲靖市总工会/"} <= set(map(unquote, pages))
