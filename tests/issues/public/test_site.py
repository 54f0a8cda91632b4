"""All addresses of the site, what a change touches of them, and the page at each of them without a server."""

import pytest
from django.urls import reverse

from issues.models import Edition
from issues.public.rendering import render
from issues.public.site import all_addresses, read_change, touched_addresses
from issues.typesetting.forms import keep_forms
from issues.workflow.actions import correct_issue, publish_issue, sign_issue, withdraw_issue
from tests.factories import make_issue, make_publication, publish

pytestmark = pytest.mark.django_db

BASE = "https://gonghui.example.org"
ISSUE = "/changai/2021/3/"


def touched(edition: Edition) -> set[str]:
    return set(touched_addresses(read_change(edition)))


def test_all_addresses_are_those_of_what_readers_have():
    publish(make_issue(articles=2))
    withdrawn = make_issue(make_publication("gongyun", name="工运快讯"), number=1)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。")
    sign_issue(make_issue(number=9))
    found = list(all_addresses())
    assert len(found) == len(set(found))
    assert {"/", "/changai/", "/gongyun/", "/robots.txt", ISSUE, f"{ISSUE}1/", f"{ISSUE}2/"} <= set(found)
    assert [address for address in found if address.startswith("/gongyun/2021/")] == ["/gongyun/2021/1/"]
    assert not any("/9/" in address for address in found)


def test_printed_forms_have_an_address_once_they_are_made():
    edition = publish(make_issue())
    assert f"{ISSUE}issue.txt" not in all_addresses()
    keep_forms(edition, ["txt"])
    assert f"{ISSUE}issue.txt" in all_addresses()
    assert f"{ISSUE}issue.txt" in touched(edition)
    assert f"{ISSUE}issue.pdf" not in touched(edition)


def test_a_release_touches_its_own_pages_its_publication_and_the_home_page():
    publish(make_issue(make_publication("gongyun", name="工运快讯"), number=1))
    found = touched(publish(make_issue(articles=2)))
    assert {"/", "/changai/", ISSUE, f"{ISSUE}1/", f"{ISSUE}2/"} <= found
    assert not any(address.startswith("/gongyun/") for address in found)


def test_a_withdrawal_touches_the_page_that_says_why():
    issue = make_issue(articles=2)
    publish(issue)
    found = touched(withdraw_issue(issue, "数据有误。"))
    assert {"/", "/changai/", ISSUE} <= found
    assert f"{ISSUE}1/" not in found


def test_a_change_knows_all_that_readers_had_of_the_issue():
    issue = make_issue(articles=2)
    publish(issue)
    correct_issue(issue, "更正第一处。")
    issue.sections.get().articles.last().delete()
    sign_issue(issue)
    change = read_change(publish_issue(issue))
    assert [(content.version, len(content.articles)) for content in change.contents] == [(2, 1), (1, 2)]


def test_every_address_has_a_page_and_it_is_the_views(client):
    publish(make_issue(articles=2))
    withdrawn = make_issue(number=2)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。")
    for address in all_addresses():
        page = render(address, "http://testserver")
        answer = client.get(address)
        assert (page.status, page.body) == (answer.status_code, answer.content), address


def test_a_page_has_the_addresses_of_where_it_will_be_whatever_this_server_answers_to(settings):
    settings.ALLOWED_HOSTS = ["desk.example.org"]
    publish(make_issue())
    assert f'<link rel="canonical" href="{BASE}{ISSUE}">' in render(ISSUE, BASE).body.decode()
    below = render(ISSUE, f"{BASE}/jianbao/").body.decode()
    assert f'<link rel="canonical" href="{BASE}/jianbao{ISSUE}">' in below
    assert f'href="/jianbao{ISSUE}1/"' in below
    assert reverse("public:home") == "/"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "index.html"),
        ("/changai/", "changai/index.html"),
        (ISSUE, "changai/2021/3/index.html"),
        (f"{ISSUE}1/", "changai/2021/3/1/index.html"),
        (f"{ISSUE}issue.txt", "changai/2021/3/issue.txt"),
        ("/changai/2021/2/", "changai/2021/2/gone.html"),
        ("/robots.txt", "robots.txt"),
        ("/nope/", None),
        ("/changai/2021/3/99/", None),
        ("/favicon.ico", None),
    ],
)
def test_a_page_has_its_place_among_the_files(address, name):
    keep_forms(publish(make_issue()), ["txt"])
    withdrawn = make_issue(number=2)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。")
    page = render(address, BASE)
    assert (page and page.name) == name
