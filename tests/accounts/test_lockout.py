"""Five failures, thirty minutes: through the real form, for the right address, and unlocked by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.address import client_address
from accounts.lockout import current_locks
from accounts.models import User
from tests.accounts.signing import PASSWORD, give_second_factor, sign_in
from tests.issues.admin.desk import desk_url


def fail(client: Client, times: int, username: str = "zhangsan", **extra: str) -> list[int]:
    return [sign_in(client, username, f"wrong-{n}", **extra).status_code for n in range(times)]


def test_the_fifth_failure_shuts_the_door(client: Client, person: User) -> None:
    assert fail(client, 5) == [200, 200, 200, 200, 429]
    page = sign_in(client, "zhangsan", PASSWORD)  # the right password does not open it
    words = page.content.decode()
    assert (page.status_code, page["Retry-After"], "_auth_user_id" in client.session) == (429, "1800", False)
    assert "连续 5 次没有通过验证" in words
    assert "<strong>30 分钟</strong>后再试" in words


def test_the_door_opens_after_thirty_minutes_however_often_one_tried(client: Client, person: User) -> None:
    fail(client, 5)
    shut = AccessAttempt.objects.get().attempt_time
    fail(client, 3)
    assert AccessAttempt.objects.get().attempt_time == shut
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=19, seconds=30))
    assert "<strong>11 分钟</strong>" in sign_in(client, "zhangsan").content.decode()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert sign_in(client, "zhangsan").url == "/admin/"


def test_success_forgets_the_failures(client: Client, person: User) -> None:
    for _ in range(2):
        assert fail(client, 4) == [200] * 4
        assert sign_in(client, "zhangsan").status_code == 302
        client.post("/accounts/logout/")


def test_a_name_is_one_name_however_it_is_written(client: Client, person: User) -> None:
    names = ("zhangsan", "ZHANGSAN", " ZhangSan", "ｚｈａｎｇｓａｎ", "zhangSAN")
    assert [sign_in(client, name, "wrong").status_code for name in names] == [200, 200, 200, 200, 429]


def test_others_and_other_addresses_are_not_shut_out(
    client: Client, person: User, make_user: Callable[..., User]
) -> None:
    make_user("lisi", password=PASSWORD)
    fail(client, 5)
    assert sign_in(client, "lisi").status_code == 302
    client.logout()
    assert sign_in(client, "zhangsan", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_another_browser_of_the_same_address_does_not_help(client: Client, person: User) -> None:
    for n in range(5):
        fail(client, 1, HTTP_USER_AGENT=f"browser {n}")
    assert sign_in(client, "zhangsan").status_code == 429


def test_a_wrong_code_counts_like_a_wrong_password(client: Client, person: User) -> None:
    give_second_factor(person)
    fail(client, 2)
    assert sign_in(client, "zhangsan").url == reverse("mfa_authenticate")
    codes = [client.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(3)]
    assert [page.status_code for page in codes] == [200, 200, 429]
    assert "还可以试 1 次" in codes[1].content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 429
    client.session.flush()
    assert sign_in(client, "zhangsan").status_code == 429


def test_behind_proxies_the_client_itself_is_shut_out(client: Client, person: User, settings: object) -> None:
    settings.PROXY_COUNT = 1
    # What the client writes itself stands on the left and does not help it.
    for n in range(5):
        fail(client, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 192.0.2.9")
    assert sign_in(client, "zhangsan", HTTP_X_FORWARDED_FOR="203.0.113.99, 192.0.2.9").status_code == 429
    assert [lock.address for lock in current_locks()] == ["192.0.2.9"]
    assert sign_in(client, "zhangsan", HTTP_X_FORWARDED_FOR="192.0.2.10").status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "expected"),
    [
        (0, "203.0.113.1", "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.1", "192.0.2.1", "203.0.113.1"),
        (1, "198.51.100.5, 203.0.113.1", "192.0.2.1", "203.0.113.1"),
        (2, "198.51.100.5, 203.0.113.1", "192.0.2.1", "198.51.100.5"),
        (2, "203.0.113.1", "192.0.2.1", "192.0.2.1"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (1, " , ", "192.0.2.1", "192.0.2.1"),
        (2, "198.51.100.5, 203.0.113.1, 192.0.2.2", "192.0.2.1", "203.0.113.1"),
        (1, "203.0.113.1:4711", "192.0.2.1", "203.0.113.1"),
        (1, "[2001:db8::7]:4711", "192.0.2.1", "2001:db8::7"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
        (0, "", "fe80::1%eth0", "fe80::1"),
        (1, "<script>", "192.0.2.1", "192.0.2.1"),
        (0, "", "", None),
    ],
)
def test_client_address(
    rf: object, settings: object, proxies: int, forwarded: str, remote: str, expected: str | None
) -> None:
    settings.PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(rf.get("/", REMOTE_ADDR=remote, **headers)) == expected


def test_without_any_address_the_lock_works_too(client: Client, person: User) -> None:
    assert fail(client, 5, REMOTE_ADDR="") == [200, 200, 200, 200, 429]


def test_an_administrator_unlocks_on_the_page_of_locks(
    client: Client, person: User, administrator: User, editor: User
) -> None:
    attacked = Client()
    fail(attacked, 5)
    fail(attacked, 5, "nobody", REMOTE_ADDR="192.0.2.66")
    client.force_login(administrator)
    url = reverse("admin:accounts_user_locks")
    words = client.get(url).content.decode()
    assert [
        word for word in ("zhangsan", "张三", "127.0.0.1", "没有这个用户", "192.0.2.66") if word not in words
    ] == []
    page = client.post(url, {"username": "zhangsan", "address": "127.0.0.1"}, follow=True).content.decode()
    assert "已解除“zhangsan”的锁定" in page
    assert sign_in(attacked, "zhangsan").status_code == 302
    assert [lock.username for lock in current_locks()] == ["nobody"]
    client.force_login(editor)
    assert [client.get(url).status_code, client.post(url, {"username": "nobody"}).status_code] == [403, 403]


def test_an_administrator_unlocks_those_selected_in_the_list(
    client: Client, person: User, administrator: User
) -> None:
    fail(Client(), 5)
    fail(Client(), 5, REMOTE_ADDR="192.0.2.66")
    client.force_login(administrator)
    assert "登录已锁定，还有 30 分钟。" in client.get(desk_url(person, "change")).content.decode()
    data = {"action": "unlock_selected", "_selected_action": [person.pk]}
    page = client.post(desk_url(User, "changelist"), data, follow=True).content.decode()
    assert ("已解除 2 处锁定。" in page, current_locks()) == (True, [])
    assert (
        "所选的用户都没有锁定。"
        in client.post(desk_url(User, "changelist"), data, follow=True).content.decode()
    )


def test_no_password_or_code_is_kept_with_the_failures(client: Client, person: User) -> None:
    give_second_factor(person)
    fail(client, 1)
    sign_in(client, "zhangsan")
    client.post(reverse("mfa_authenticate"), {"code": "123654"})
    kept = str(list(AccessAttempt.objects.values()))
    assert [secret for secret in ("wrong-0", PASSWORD, "123654") if secret in kept] == []
