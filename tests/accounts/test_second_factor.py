"""The second factor: setting it up, signing in with it, losing it, and the desk that waits for it."""

import logging
import re
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from accounts.roles import Role
from accounts.secondfactor import plain_code
from tests.accounts.signing import PASSWORD, SECRET, code_for, give_second_factor, sign_in
from tests.issues.admin.desk import desk_url
from tests.pages import parse, text

SET_UP, SHOW = "/accounts/2fa/totp/activate/", "/accounts/2fa/authenticate/"


def set_up(client: Client) -> tuple[str, list[str]]:
    """Goes through the pages; the phone's secret and the recovery codes."""
    page = client.get(SET_UP)
    otpauth = urlsplit(page.context["totp_url"])
    secret = parse_qs(otpauth.query)["secret"][0]
    answer = client.post(SET_UP, {"code": code_for(secret)})
    assert answer.url == "/accounts/2fa/recovery-codes/"
    shown = client.get(answer.url).content.decode()
    return secret, [a + b for a, b in re.findall(r"<li>(\d{4}) (\d{4})</li>", shown)]


def test_set_up_shows_a_code_to_scan_and_one_to_type(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    page = client.get(SET_UP)
    otpauth = urlsplit(page.context["totp_url"])
    assert (otpauth.scheme, otpauth.netloc, otpauth.path) == ("otpauth", "totp", "/zhangsan")
    query = parse_qs(otpauth.query)
    assert query["issuer"] == ["工会简报编辑台"]
    tree = parse(page)
    assert tree.find(".//img[@class='qr']").get("src").startswith("data:image/svg+xml;base64,")
    assert text(tree.find(".//p[@class='secret']")).replace(" ", "") == query["secret"][0]


def test_a_wrong_code_sets_nothing_up_and_keeps_the_picture(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    before = client.get(SET_UP).context["totp_url"]
    page = client.post(SET_UP, {"code": "000000"})
    assert "验证码不对。请看手机上最新的一组数字，再输一次。" in page.content.decode()
    assert (page.context["totp_url"], Authenticator.objects.count()) == (before, 0)


def test_recovery_codes_are_shown_once(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    _, codes = set_up(client)
    assert len(set(codes)) == 10
    again = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert [code for code in codes if code[:4] in again] == []
    assert "只在生成时显示一次" in again
    fresh = client.post("/accounts/2fa/recovery-codes/generate/", follow=True).content.decode()
    assert len(re.findall(r"<li>\d{4} \d{4}</li>", fresh)) == 10
    assert client.get("/accounts/2fa/recovery-codes/download/").status_code == 404


def test_secrets_are_encrypted_in_the_database(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    secret, codes = set_up(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert [words for words in (secret, *codes) if words in stored] == []


def test_another_secret_key_refuses_codes_unless_the_old_one_is_named(
    client: Client, person: User, settings: object
) -> None:
    give_second_factor(person)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    sign_in(client, "zhangsan")
    assert client.post(SHOW, {"code": code_for(SECRET)}).status_code == 200
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.post(SHOW, {"code": code_for(SECRET)}).url == "/admin/"


def test_signing_in_takes_two_steps(client: Client, person: User) -> None:
    give_second_factor(person)
    assert sign_in(client, "zhangsan", next="/admin/issues/issue/").url == SHOW
    assert client.get("/admin/").status_code == 302  # half way in is out
    assert "第二步：输入验证码" in client.get(SHOW).content.decode()
    assert client.post(SHOW, {"code": code_for(SECRET)}).url == "/admin/issues/issue/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("written", ["{} {}", "{}-{}", " {}{} "])
def test_codes_are_read_as_people_write_them(client: Client, person: User, written: str) -> None:
    give_second_factor(person)
    sign_in(client, "zhangsan")
    code = code_for(SECRET)
    assert client.post(SHOW, {"code": written.format(code[:3], code[3:])}).url == "/admin/"
    assert plain_code("１２３ ４５６") == "123456"


@pytest.mark.parametrize(("seconds", "accepted"), [(-30, True), (30, True), (-90, False), (90, False)])
def test_a_phone_may_be_half_a_minute_off(client: Client, person: User, seconds: int, accepted: bool) -> None:
    give_second_factor(person)
    sign_in(client, "zhangsan")
    status = client.post(SHOW, {"code": code_for(SECRET, time.time() + seconds)}).status_code
    assert status == (302 if accepted else 200)


def test_a_code_is_good_once_also_for_another_process(client: Client, person: User) -> None:
    from django.core.cache import cache

    give_second_factor(person)
    code = code_for(SECRET)
    sign_in(client, "zhangsan")
    assert client.post(SHOW, {"code": code}).status_code == 302
    cache.clear()  # what another process would not know
    other = Client()
    sign_in(other, "zhangsan")
    page = other.post(SHOW, {"code": code})
    assert (page.status_code, "或已经用过" in page.content.decode()) == (200, True)


def test_a_recovery_code_opens_once_and_is_counted(
    client: Client, person: User, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, "zhangsan")
    _, codes = set_up(client)
    client.post("/accounts/logout/")
    sign_in(client, "zhangsan")
    caplog.set_level(logging.INFO, "accounts.events")
    assert client.post(SHOW, {"code": f"{codes[3][:4]} {codes[3][4:]}"}).url == "/admin/"
    assert [m for m in caplog.messages if '"recovery-code-used"' in m and '"left": 9' in m]
    assert "恢复码还剩 9 个" in client.get("/accounts/").content.decode()
    client.post("/accounts/logout/")
    sign_in(client, "zhangsan")
    assert client.post(SHOW, {"code": codes[3]}).status_code == 200


def test_a_new_phone_is_set_up_after_the_old_one_is_removed(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    old, codes = set_up(client)
    assert client.get(SET_UP).url == "/accounts/2fa/totp/deactivate/"
    page = client.post("/accounts/2fa/totp/deactivate/", follow=True)
    assert "两步验证已关闭。" in page.content.decode()
    assert Authenticator.objects.count() == 0
    new, _ = set_up(client)
    assert new != old


def test_long_after_signing_in_the_password_is_asked_again(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    session = client.session
    records = session["account_authentication_methods"]
    records[0]["at"] -= 301
    session.save()
    asked = client.get(SET_UP)
    assert asked.url == f"/accounts/reauthenticate/?next={SET_UP.replace('/', '%2F')}"
    page = client.post(asked.url, {"password": "wrong"})
    assert "密码不对，请再输一次。还可以试 4 次。" in page.content.decode()
    assert client.post(asked.url, {"password": PASSWORD}).url == SET_UP
    assert client.get(SET_UP).status_code == 200


# What the desk asks of whom where the setting is on.


@pytest.fixture
def required(settings: object) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def every_address(patterns: list[URLPattern | URLResolver], before: str = "/") -> list[str]:
    """All addresses of the site as examples: what varies in them is 1."""
    found = []
    for pattern in patterns:
        route = before + re.sub(r"<[^>]*>", "1", str(pattern.pattern)).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            found += every_address(pattern.url_patterns, route)
        else:
            found.append(route.replace(r"\Z", ""))
    return found


def closed_addresses() -> list[str]:
    """The desk's and all others that are neither the readers' nor the way to a second factor."""
    resolver = get_resolver()
    others = [one for one in resolver.url_patterns if getattr(one, "namespace", "") != "public"]
    others = [one for one in others if getattr(one, "app_name", "") != "public"]
    allowed = ("/accounts/logout/", "/accounts/reauthenticate/", SET_UP, "/admin/logout/")
    found = [place for place in every_address(others) if place not in allowed]
    return [
        place.replace("(?Puidb36[0-9A-Za-z]+)-(?Pkey.+)", "1-1").replace("(?P", "").replace("(.*)", "x")
        for place in found
    ]


def test_nothing_of_the_desk_opens_without_a_second_factor(
    client: Client, person: User, required: None
) -> None:
    sign_in(client, "zhangsan")
    places = closed_addresses()
    assert len(places) > 60
    models = [desk_url(model, page) for model in admin.site._registry for page in ("changelist", "add")]
    assert set(models) <= set(places)
    open_ones = []
    for place in places:
        for answer in (client.get(place), client.post(place, {})):
            if answer.status_code != 404 and not (answer.status_code == 302 and answer.url == SET_UP):
                open_ones.append((place, answer.status_code))
    assert open_ones == []


def test_scripts_are_told_what_is_missing(client: Client, person: User, required: None) -> None:
    sign_in(client, "zhangsan")
    answer = client.post("/admin/issues/article/add/", headers={"Sec-Fetch-Dest": "empty"})
    assert (answer.status_code, answer.json()["error"]) == (403, "step")
    assert answer.json()["message"] == "您的角色须用两步验证。请先设置好，再使用编辑台。"


def test_somebody_is_led_through_and_back(client: Client, person: User, required: None) -> None:
    sign_in(client, "zhangsan", next="/admin/issues/article/?stage=draft")
    page = client.get("/admin/issues/article/?stage=draft", follow=True)
    assert page.redirect_chain == [(SET_UP, 302)]
    words = page.content.decode()
    assert "您的角色须用两步验证。请先设置好，再使用编辑台。" in words
    assert "以后再说" not in words
    set_up(client)
    sign_out_and_in = client.get(
        "/accounts/2fa/recovery-codes/"
    )  # a second look has no codes, but the way on
    assert sign_out_and_in.status_code == 200
    assert client.get("/admin/issues/article/").status_code == 200


def test_the_way_on_is_told_with_the_recovery_codes(client: Client, person: User, required: None) -> None:
    sign_in(client, "zhangsan")
    client.get("/admin/issues/issue/")
    secret = parse_qs(urlsplit(client.get(SET_UP).context["totp_url"]).query)["secret"][0]
    client.post(SET_UP, {"code": code_for(secret)})
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert '<a class="button" href="/admin/issues/issue/">已经收好，继续</a>' in page


@pytest.mark.parametrize("role", [*Role, "superuser"])
def test_it_is_asked_of_those_who_edit_sign_and_manage(
    client: Client, make_user: Callable[..., User], superuser: User, required: None, role: Role | str
) -> None:
    client.force_login(superuser if role == "superuser" else make_user("user", role))
    answer = client.get("/admin/")
    if role == Role.CORRESPONDENT:
        assert answer.status_code == 200
    else:
        assert answer.url == SET_UP


def test_readers_pages_stay_open(client: Client, person: User, required: None) -> None:
    sign_in(client, "zhangsan")
    assert [client.get(path).status_code for path in ("/", "/healthz", "/robots.txt")] == [200] * 3


def test_a_session_from_before_must_show_it(client: Client, person: User, required: None) -> None:
    sign_in(client, "zhangsan")
    give_second_factor(person)  # on another computer, meanwhile
    asked = client.get("/admin/issues/issue/")
    assert asked.url == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Fissues%2Fissue%2F"
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 302
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert Authenticator.objects.count() == 1
    assert client.post(asked.url, {"code": code_for(SECRET)}).url == "/admin/issues/issue/"
    assert client.get("/admin/issues/issue/").status_code == 200


def test_removing_it_shuts_the_desk_again(client: Client, person: User, required: None) -> None:
    sign_in(client, "zhangsan")
    set_up(client)
    assert client.get("/admin/").status_code == 200
    client.post("/accounts/2fa/totp/deactivate/")
    assert client.get("/admin/").url == SET_UP


def test_an_administrator_removes_it_for_who_lost_the_phone(
    client: Client, person: User, administrator: User, caplog: pytest.LogCaptureFixture
) -> None:
    give_second_factor(person)
    client.force_login(administrator)
    url = reverse("admin:accounts_user_second_factor", args=[person.pk])
    assert url in client.get(desk_url(person, "change")).content.decode()
    assert "清除两步验证" in client.get(url).content.decode()
    assert Authenticator.objects.count() == 1  # looking changes nothing
    caplog.set_level(logging.INFO, "accounts.events")
    assert "已清除张三的两步验证。" in client.post(url, follow=True).content.decode()
    assert Authenticator.objects.count() == 0
    assert [
        m
        for m in caplog.messages
        if '"second-factor-removed", "user": "zhangsan", "actor": "administrator"' in m
    ]
    assert "没有设置两步验证，不必清除" in client.get(url).content.decode()
    assert sign_in(Client(), "zhangsan").url == "/admin/"


def test_the_embedded_default_asks_for_none_and_production_does(settings: object) -> None:
    assert (settings.PRODUCTION, settings.REQUIRE_SECOND_FACTOR) == (False, False)
