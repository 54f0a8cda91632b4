"""The way back in from the server."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from tests.accounts.signing import give_second_factor, sign_in


def rescue(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("rescue_account", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_a_lost_account_is_brought_back(client: Client, person: User) -> None:
    give_second_factor(person)
    for n in range(5):
        sign_in(client, "zhangsan", f"wrong-{n}")
    said = rescue("ZhangSan", "--password", "--second-factor", "--unlock")
    assert said[:2] == ["已解除 1 处锁定。", "已清除两步验证。"]
    password = said[2].removeprefix("一次性密码：").removesuffix("（登录后须修改）")
    assert sign_in(client, "zhangsan", password).url == "/admin/"
    assert client.get("/admin/").url == "/accounts/password/change/"
    assert rescue("zhangsan", "--second-factor", "--unlock") == ["现在没有锁定。", "没有设置两步验证。"]


def test_what_cannot_be_done_is_said(person: User) -> None:
    with pytest.raises(CommandError, match="没有用户 nobody。"):
        rescue("nobody", "--unlock")
    with pytest.raises(CommandError, match="请写明要做什么"):
        rescue("zhangsan")
    User.objects.update(is_active=False)
    assert rescue("zhangsan", "--unlock")[-1] == "注意：这个账号已停用，还不能登录。"
