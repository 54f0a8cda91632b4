"""What a password must be, where it is changed, and the one-time passwords of administrators."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import UsedPassword, User
from accounts.passwords import count_kinds, give_one_time_password, make_one_time_password, rules
from tests.accounts.signing import PASSWORD, sign_in
from tests.issues.admin.desk import desk_url

TOO_SIMPLE = "密码太简单：大写字母、小写字母、数字、符号四类中至少要有三类。"
TOO_COMMON = "这个密码太常见，容易被猜中。"
USED = "这个密码最近用过。请换一个与最近 5 次都不同的。"


@pytest.mark.parametrize(
    ("password", "messages"),
    [
        ("Qiye-gong7", []),
        ("工会Gonghui2026", []),
        ("Aa1-", ["密码太短，至少要 10 个字符。"]),
        ("abcdefghijkl", [TOO_SIMPLE]),
        ("13908711234", [TOO_SIMPLE, "密码里不能有您的电话。"]),
        ("24680135791357", [TOO_SIMPLE]),
        ("lower-and-signs", [TOO_SIMPLE]),
        ("Zhangsan-2026", ["密码里不能有您的用户名。"]),
        ("x-NASGNAHZ-77", ["密码里不能有您的用户名。"]),
        ("Mine-13908711234", ["密码里不能有您的电话。"]),
        ("Yang.Chongmei#1", ["密码里不能有您的邮箱。"]),
        ("Password-2026", [TOO_COMMON]),
        ("P@ssw0rd2026!", [TOO_COMMON]),
        ("Admin@123456", [TOO_COMMON]),
        ("1qaz@WSX1qaz", []),  # not in the list, ugly as it is
        ("1QAZ2wsx", ["密码太短，至少要 10 个字符。", TOO_COMMON]),
    ],
)
def test_rules_are_told_in_chinese(db: None, password: str, messages: list[str]) -> None:
    user = User(username="zhangsan", phone="13908711234", email="yang.chongmei@example.org")
    try:
        validate_password(password, user)
    except ValidationError as refused:
        assert refused.messages == messages
    else:
        assert messages == []


def test_the_rules_are_listed_before_one_types(db: None) -> None:
    assert rules() == [
        "至少 10 个字符。",
        "大写字母、小写字母、数字、符号四类中至少三类。",
        "不能含有用户名、电话号码或邮箱名。",
        "不能是常见的密码。",
        "不能与最近 5 次用过的相同。",
    ]


def change(client: Client, old: str, new: str, again: str | None = None) -> object:
    data = {"oldpassword": old, "password1": new, "password2": new if again is None else again}
    return client.post(reverse("account_change_password"), data)


def errors(page: object) -> dict[str, list[str]]:
    return dict(page.context["form"].errors)


def test_somebody_changes_his_password(client: Client, person: User) -> None:
    other = Client()
    sign_in(other, "zhangsan")
    sign_in(client, "zhangsan")
    assert "现在的密码" in client.get(reverse("account_change_password")).content.decode()
    answer = change(client, PASSWORD, "Xin-mima-2027")
    assert answer.url == "/accounts/"
    assert "密码已修改。" in client.get(answer.url).content.decode()
    # This browser stays, the others are out.
    assert (client.get("/admin/").status_code, other.get("/admin/").status_code) == (200, 302)
    client.logout()
    assert sign_in(client, "zhangsan", "Xin-mima-2027").status_code == 302


def test_a_change_is_refused_at_the_field_that_is_wrong(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    assert errors(change(client, "wrong", "Xin-mima-2027")) == {
        "oldpassword": ["现在的密码不对，请再输一次。还可以试 4 次。"]
    }
    assert errors(change(client, PASSWORD, "Xin-mima-2027", "Xin-mima-2028")) == {
        "password2": ["两次输入的不一样，请再输一次。"]
    }
    assert errors(change(client, PASSWORD, "zhangsan")) == {
        "password1": ["密码太短，至少要 10 个字符。", TOO_SIMPLE, "密码里不能有您的用户名。"]
    }


def test_guessing_the_old_password_shuts_the_door(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    statuses = [change(client, f"wrong-{n}", "Xin-mima-2027").status_code for n in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert change(client, PASSWORD, "Xin-mima-2027").status_code == 429
    assert User.objects.get().check_password(PASSWORD)


def test_the_last_five_are_refused_and_the_one_before_is_free(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    passwords = [PASSWORD] + [f"Mima-{n}-bian-hua" for n in range(1, 6)]
    for old, new in zip(passwords, passwords[1:], strict=False):
        assert change(client, old, new).status_code == 302
    for used in passwords[1:]:
        assert errors(change(client, passwords[-1], used)) == {"password1": [USED]}
    assert UsedPassword.objects.filter(user=person).count() == 5
    assert change(client, passwords[-1], PASSWORD).status_code == 302


def test_used_passwords_are_kept_as_hashes_alone(person: User) -> None:
    stored = UsedPassword.objects.get(user=person)
    assert (stored.password, PASSWORD in stored.password) == (person.password, False)
    assert User.objects.create_user("nopassword").used_passwords.count() == 0


def test_an_old_password_must_be_changed_where_the_setting_says_so(
    client: Client, person: User, settings: object
) -> None:
    User.objects.update(password_set_at=timezone.now() - timedelta(days=91))
    sign_in(client, "zhangsan")
    assert client.get("/admin/").status_code == 200
    settings.PASSWORD_MAX_AGE_DAYS = 90
    page = client.get("/admin/issues/article/", follow=True)
    assert page.redirect_chain == [("/accounts/password/change/", 302)]
    assert "您的密码用得太久了，请先换一个新的。" in page.content.decode()
    assert change(client, PASSWORD, "Xin-mima-2027").url == "/admin/issues/article/"
    assert client.get("/admin/").status_code == 200


def test_a_one_time_password_is_random_and_must_be_changed(person: User) -> None:
    made = {make_one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert {(len(password), count_kinds(password)) for password in made} == {(14, 4)}
    password = give_one_time_password(person)
    stored = User.objects.get()
    assert (stored.must_change_password, stored.check_password(password)) == (True, True)


def test_a_one_time_password_is_hashed_slowly_once_it_was_used(client: Client, person: User) -> None:
    password = give_one_time_password(person)
    assert (
        identify_hasher(User.objects.get().password).decode(User.objects.get().password)["iterations"] == 1000
    )
    sign_in(client, "zhangsan", password)
    assert identify_hasher(User.objects.get().password).algorithm == "md5"  # the tests' first choice
    assert User.objects.get().must_change_password


def test_an_administrator_resets_a_password_once_and_for_one_sign_in(
    client: Client, person: User, administrator: User
) -> None:
    signed_in = Client()
    sign_in(signed_in, "zhangsan")
    client.force_login(administrator)
    url = reverse("admin:auth_user_password_change", args=[person.pk])
    assert "生成一次性密码" in client.get(url).content.decode()
    assert sign_in(Client(), "zhangsan").status_code == 302  # looking changes nothing
    page = client.post(url)
    password = re.search(r"一次性密码</dt><dd><code>(.+?)</code>", page.content.decode())[1]
    assert "no-store" in page["Cache-Control"]
    assert password not in client.get(url).content.decode()
    assert signed_in.get("/admin/").status_code == 302
    assert sign_in(signed_in, "zhangsan").status_code == 200  # the old one is gone
    assert sign_in(signed_in, "zhangsan", password, next="/admin/issues/issue/").status_code == 302
    page = signed_in.get("/admin/issues/issue/", follow=True)
    assert page.redirect_chain == [("/accounts/password/change/", 302)]
    assert "您用的是管理员给的一次性密码，请先改成自己的密码。" in page.content.decode()
    assert errors(change(signed_in, password, password)) == {"password1": [USED]}
    assert change(signed_in, password, "Xin-mima-2027").url == "/admin/issues/issue/"
    assert signed_in.get("/admin/issues/issue/").status_code == 200


def test_only_administrators_reset_and_never_a_superuser(
    client: Client, person: User, editor: User, administrator: User, superuser: User
) -> None:
    client.force_login(editor)
    for name in ("admin:auth_user_password_change", "admin:accounts_user_second_factor"):
        assert client.post(reverse(name, args=[person.pk])).status_code == 403
    client.force_login(administrator)
    for name in ("admin:auth_user_password_change", "admin:accounts_user_second_factor"):
        assert client.post(reverse(name, args=[superuser.pk])).status_code == 403
        assert client.post(reverse(name, args=[999_999])).status_code == 404
    assert not User.objects.filter(must_change_password=True).exists()


def test_the_admins_own_change_page_gives_way(client: Client, person: User) -> None:
    sign_in(client, "zhangsan")
    assert client.get("/admin/password_change/").url == "/accounts/password/change/"


def test_the_page_of_a_user_says_how_the_account_stands(
    client: Client, person: User, administrator: User
) -> None:
    client.force_login(administrator)
    assert "用的是自己设的密码。" in client.get(desk_url(person, "change")).content.decode()
    give_one_time_password(person)
    assert "用的是一次性密码，登录后须修改。" in client.get(desk_url(person, "change")).content.decode()


def test_without_a_mail_server_the_administrator_is_named(client: Client, person: User) -> None:
    for page in (
        client.get("/accounts/password/reset/"),
        client.post("/accounts/password/reset/", {"email": "a@b.cn"}),
    ):
        assert "请找管理员重设密码。" in page.content.decode()
    assert mail.outbox == []


def test_a_password_is_reset_by_mail(client: Client, person: User, settings: object) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    User.objects.update(email="Zhangsan@example.org")
    answer = client.post("/accounts/password/reset/", {"email": "zhangsan@example.org"}, follow=True)
    assert "请查收邮件" in answer.content.decode()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["zhangsan@example.org"], "[工会简报编辑台] 重设密码")
    assert "张三，您好：" in sent.body and "用户名是 zhangsan" in sent.body
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", sent.body)[1]
    form = client.get(link, follow=True)
    place = form.redirect_chain[-1][0]
    new = {"password1": "Xin-mima-2027", "password2": "Xin-mima-2027"}
    assert errors(client.post(place, {"password1": PASSWORD, "password2": PASSWORD})) == {"password1": [USED]}
    assert client.post(place, new).url == "/accounts/password/reset/key/done/"
    assert "链接已失效" in Client().get(link).content.decode()  # once
    assert sign_in(client, "zhangsan", "Xin-mima-2027").status_code == 302


def test_mail_goes_to_the_address_of_today_and_to_nobody_else(
    client: Client, person: User, settings: object
) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    User.objects.update(email="old@example.org")
    client.post("/accounts/password/reset/", {"email": "old@example.org"})
    User.objects.update(email="new@example.org")
    for typed in ("old@example.org", "stranger@example.org"):
        assert (
            "请查收邮件"
            in client.post("/accounts/password/reset/", {"email": typed}, follow=True).content.decode()
        )
    assert len(mail.outbox) == 1
