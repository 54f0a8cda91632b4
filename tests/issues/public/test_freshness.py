"""Conditional answers: who has the page already gets 304, and never an old page after a change."""

import pytest

from issues.workflow.actions import reopen_issue, withdraw_issue
from tests.factories import make_article, make_issue, publish

pytestmark = pytest.mark.django_db

PAGES = ["/", "/changai/", "/changai/2021/3/", "/changai/2021/3/1/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_reader_who_has_the_page_is_told_so_and_nothing_is_rendered(client, address):
    publish(make_issue())
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["ETag"] == first["ETag"]
    assert first["Cache-Control"] == "no-cache"
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_page_has_an_etag_of_its_own(client):
    publish(make_issue(articles=2))
    assert len({client.get(address)["ETag"] for address in [*PAGES, "/changai/2021/3/2/"]}) == 5


@pytest.mark.parametrize("address", PAGES[2:])
def test_an_issue_tells_when_it_was_last_changed(client, address):
    publish(make_issue())
    modified = client.get(address)["Last-Modified"]
    assert client.get(address, headers={"If-Modified-Since": modified}).status_code == 304


@pytest.mark.parametrize("address", PAGES)
def test_a_new_version_is_a_new_page(client, address):
    issue = make_issue()
    publish(issue)
    etag = client.get(address)["ETag"]
    withdraw_issue(issue, "数据有误。")
    reopen_issue(issue)
    make_article(issue.sections.get(), 2)
    publish(issue)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_a_withdrawal_takes_effect_at_once(client):
    issue = make_issue()
    publish(issue)
    etags = {address: client.get(address)["ETag"] for address in PAGES}
    withdraw_issue(issue, "数据有误。")
    assert [
        client.get(address, headers={"If-None-Match": etag}).status_code for address, etag in etags.items()
    ] == [200, 200, 410, 410]
