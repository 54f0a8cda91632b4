"""Signing in and out through the pages people use."""

import logging

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from tests.accounts.signing import PASSWORD, sign_in
from tests.pages import parse, text


def test_the_desk_asks_to_sign_in_and_leads_back(client: Client, person: User) -> None:
    asked = client.get("/admin/issues/article/?stage=draft", follow=True)
    assert asked.redirect_chain[-1] == (
        "/accounts/login/?next=%2Fadmin%2Fissues%2Farticle%2F%3Fstage%3Ddraft",
        302,
    )
    data = {"login": "zhangsan", "password": PASSWORD, "next": "/admin/issues/article/?stage=draft"}
    answer = client.post("/accounts/login/", data)
    assert answer.url == "/admin/issues/article/?stage=draft"
    assert client.get("/admin/").status_code == 200


def test_the_plain_login_of_the_admin_signs_nobody_in(client: Client, person: User) -> None:
    answer = client.post(reverse("admin:login"), {"username": "zhangsan", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=%2Fadmin%2Flogin%2F")
    assert "_auth_user_id" not in client.session


def test_the_page_is_valid_and_wholly_chinese(client: Client, db: None) -> None:
    page = parse(client.get("/accounts/login/"))
    words = text(page.find("body"))
    assert [label for label in ("用户名", "密码", "登录", "忘记密码？") if label not in words] == []
    assert not any(character.isascii() and character.isalpha() for character in words)


@pytest.mark.parametrize("typed", ["ZhangSan", " zhangsan ", "ｚｈａｎｇｓａｎ"])
def test_names_are_read_as_people_write_them(client: Client, person: User, typed: str) -> None:
    assert sign_in(client, typed).url == "/admin/"


def test_a_wrong_password_says_how_many_tries_are_left(client: Client, person: User) -> None:
    page = sign_in(client, "zhangsan", "wrong").content.decode()
    assert "用户名或密码不对。请检查大小写和输入法，再试一次。还可以试 4 次。" in page
    assert "wrong" not in page
    # An unknown name is answered with the same words.
    assert (
        "用户名或密码不对。请检查大小写和输入法，再试一次。还可以试 4 次。"
        in sign_in(client, "nobody", "wrong").content.decode()
    )


def test_an_address_elsewhere_is_not_followed(client: Client, person: User) -> None:
    assert sign_in(client, "zhangsan", next="https://example.com/").url == "/admin/"


def test_who_left_is_told_so(client: Client, person: User) -> None:
    User.objects.update(is_active=False)
    answer = sign_in(client, "zhangsan")
    assert answer.url == reverse("account_inactive")
    assert "这个账号已停用" in client.get(answer.url).content.decode()
    assert "_auth_user_id" not in client.session


def test_who_has_no_role_is_refused_in_words(client: Client, person: User) -> None:
    person.groups.clear()
    User.objects.update(is_staff=False)
    assert sign_in(client, "zhangsan").url == "/admin/"
    refused = client.get("/admin/", follow=True)
    assert (refused.status_code, "您不能打开这个页面" in refused.content.decode()) == (403, True)


def test_signing_out_ends_at_the_sign_in_page(client: Client, person: User) -> None:
    for url in ("/accounts/logout/", "/admin/logout/"):
        sign_in(client, "zhangsan")
        page = client.post(url, follow=True)
        assert page.redirect_chain[-1] == ("/accounts/login/", 302)
        assert "_auth_user_id" not in client.session
    sign_in(client, "zhangsan")
    assert "退出登录？" in client.get("/accounts/logout/").content.decode()  # a link alone signs nobody out
    assert "_auth_user_id" in client.session


def test_nobody_signs_up(client: Client, db: None) -> None:
    for name in ("account_signup", "account_email", "mfa_add_webauthn"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in ("signup/", "email/", "login/code/", "social/login/", "2fa/webauthn/"):
        for answer in (
            client.get(f"/accounts/{path}"),
            client.post(f"/accounts/{path}", {"username": "new"}),
        ):
            assert answer.status_code == 404


def test_who_has_no_password_gives_himself_none(client: Client, person: User) -> None:
    """allauth would let him choose his first one without asking for an old one; here the office gives it."""
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    sent = {"oldpassword": "", "password1": "Another-good-1", "password2": "Another-good-1"}
    for path in ("/accounts/password/set/", "/accounts/password/change/"):
        assert client.get(path, follow=True).redirect_chain[-1] == ("/accounts/", 302)
        assert client.post(path, sent, follow=True).redirect_chain[-1] == ("/accounts/", 302)
    assert not User.objects.get().has_usable_password()


def test_forms_want_their_token(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("login/", "logout/", "still-here/", "password/reset/"):
        assert client.post(f"/accounts/{path}", {"login": "zhangsan"}).status_code == 403


def test_too_many_posts_from_one_address_are_slowed_down(client: Client, person: User) -> None:
    for n in range(60):
        client.post("/accounts/login/", {"login": f"user{n}", "password": "wrong"})
    page = client.post("/accounts/login/", {"login": "zhangsan", "password": PASSWORD})
    assert (page.status_code, "操作太频繁了" in page.content.decode()) == (429, True)


def test_account_pages_are_not_kept_by_browsers(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    for name in ("account_home", "account_change_password", "mfa_activate_totp", "account_logout"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"]


def test_readers_pages_look_at_no_session(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    assert "Cookie" not in client.get("/").get("Vary", "")


def test_the_own_account_shows_who_one_is(client: Client, person: User) -> None:
    assert client.get("/accounts/").url == "/accounts/login/?next=/accounts/"
    sign_in(client, "zhangsan")
    words = text(parse(client.get("/accounts/")).find("body"))
    assert [word for word in ("张三", "zhangsan", "编辑", "没有开启", "修改密码") if word not in words] == []


def test_sign_ins_and_failures_are_reported(
    client: Client, person: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "accounts.events")
    sign_in(client, "zhangsan", "wrong")
    sign_in(client, "zhangsan")
    client.post("/accounts/logout/")
    assert caplog.messages == [
        '{"event": "sign-in-failed", "user": "zhangsan", "actor": null, "address": "127.0.0.1", '
        '"typed": "zhangsan", "step": "password"}',
        '{"event": "signed-in", "user": "zhangsan", "actor": "zhangsan", "address": "127.0.0.1"}',
        '{"event": "signed-out", "user": "zhangsan", "actor": "zhangsan", "address": "127.0.0.1"}',
    ]
