"""Half an hour without activity signs out; whoever comes back lands where he was."""

import time

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.signing import PASSWORD, sign_in

BACKGROUND = {"X-Background-Request": "1"}


def wait(client: Client, minutes: float) -> None:
    """As if the last activity of this browser were so long ago."""
    session = client.session
    session["last_seen"] = int(time.time() - minutes * 60)
    session.save()


def last_seen(client: Client) -> float:
    return client.session["last_seen"]


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    sign_in(client, "zhangsan")
    assert client.get("/admin/").status_code == 200
    return client


def test_within_half_an_hour_nothing_happens(signed_in: Client) -> None:
    wait(signed_in, 29)
    assert signed_in.get("/admin/").status_code == 200
    assert time.time() - last_seen(signed_in) < 5


def test_after_half_an_hour_one_is_out_told_so_and_led_back(signed_in: Client) -> None:
    place = "/admin/issues/article/?stage=draft&q=%E5%B7%A5"
    wait(signed_in, 31)
    page = signed_in.get(place, follow=True)
    assert page.redirect_chain[0][0].startswith("/accounts/login/?next=%2Fadmin%2Fissues%2Farticle%2F")
    words = page.content.decode()
    assert "您超过 30 分钟没有操作，为了安全已自动退出。请重新登录，登录后会回到刚才的页面。" in words
    assert "_auth_user_id" not in signed_in.session
    answer = signed_in.post(page.redirect_chain[0][0], {"login": "zhangsan", "password": PASSWORD})
    assert answer.url == place
    assert signed_in.get(answer.url).status_code == 200


def test_a_form_sent_too_late_leads_back_to_its_page_and_changes_nothing(signed_in: Client) -> None:
    wait(signed_in, 31)
    page = "http://testserver/admin/accounts/organisation/add/?_popup=1"
    answer = signed_in.post(
        "/admin/accounts/organisation/add/", {"name": "某总工会"}, headers={"Referer": page}
    )
    assert answer.url == "/accounts/login/?next=%2Fadmin%2Faccounts%2Forganisation%2Fadd%2F%3F_popup%3D1"


@pytest.mark.parametrize("referrer", ["https://example.com/x", "http://testserver//example.com/", ""])
def test_nobody_is_led_to_another_site(signed_in: Client, referrer: str) -> None:
    wait(signed_in, 31)
    answer = signed_in.post("/admin/logout/", headers={"Referer": referrer}, follow=True)
    sign_in_page = answer.redirect_chain[0][0]
    answer = signed_in.post(sign_in_page, {"login": "zhangsan", "password": PASSWORD})
    assert answer.url in {"/admin/", "/%2Fexample.com/"}


def test_what_a_page_sends_by_itself_is_no_activity(signed_in: Client, settings: object) -> None:
    wait(signed_in, 10)
    before = last_seen(signed_in)
    signed_in.post("/admin/issues/article/add/", headers=BACKGROUND)
    assert last_seen(signed_in) == before
    settings.BACKGROUND_PATHS = ["/admin/issues/article/autosave/"]
    signed_in.post("/admin/issues/article/autosave/")
    assert last_seen(signed_in) == before
    signed_in.get("/admin/issues/article/")
    assert last_seen(signed_in) > before


def test_a_script_is_told_when_it_comes_too_late(signed_in: Client) -> None:
    wait(signed_in, 31)
    page = "http://testserver/admin/issues/article/7/change/"
    answer = signed_in.post("/admin/issues/article/add/", headers=BACKGROUND | {"Referer": page})
    told = answer.json()
    assert (answer.status_code, told["error"]) == (401, "idle")
    assert told["sign_in"] == "/accounts/login/?next=%2Fadmin%2Fissues%2Farticle%2F7%2Fchange%2F"
    answer = signed_in.post("/admin/issues/article/add/", headers=BACKGROUND | {"Referer": page})
    assert (answer.status_code, answer.json()["error"]) == (401, "signed-out")


def test_somebody_who_types_tells_it(signed_in: Client) -> None:
    wait(signed_in, 20)
    answer = signed_in.post("/accounts/still-here/", headers={"Sec-Fetch-Dest": "empty"})
    assert answer.json() == {"seconds_left": pytest.approx(1800, abs=2)}
    assert time.time() - last_seen(signed_in) < 5
    wait(signed_in, 31)
    assert signed_in.post("/accounts/still-here/", headers={"Sec-Fetch-Dest": "empty"}).status_code == 401
    assert Client().post("/accounts/still-here/").status_code == 401


def test_a_page_asks_how_long_without_counting(signed_in: Client) -> None:
    wait(signed_in, 20)
    answer = signed_in.post("/accounts/still-here/", headers=BACKGROUND)
    assert 595 <= answer.json()["seconds_left"] <= 600


def test_the_minutes_are_a_setting_and_none_means_never(signed_in: Client, settings: object) -> None:
    settings.IDLE_MINUTES = 15
    wait(signed_in, 16)
    assert signed_in.get("/admin/").status_code == 302
    sign_in(signed_in, "zhangsan")
    settings.IDLE_MINUTES = 0
    signed_in.get("/admin/")
    wait(signed_in, 60 * 24)
    assert signed_in.get("/admin/").status_code == 200
    assert signed_in.post("/accounts/still-here/").json() == {"seconds_left": None}


def test_pages_write_the_session_seldom(signed_in: Client, django_assert_max_num_queries: object) -> None:
    signed_in.get("/accounts/")
    with django_assert_max_num_queries(5) as queries:
        signed_in.get("/accounts/")
    assert [q["sql"] for q in queries.captured_queries if q["sql"].startswith("UPDATE")] == []
