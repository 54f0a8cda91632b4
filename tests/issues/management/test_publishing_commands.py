"""publish_issue, withdraw_issue and verify_editions, and the addresses they take."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from issues.management.addresses import resolve_issue
from issues.models import Edition, Issue, Stage
from issues.workflow.actions import sign_issue
from tests.factories import make_issue, make_publication, publish

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture, *arguments: str) -> tuple[str, str]:
    """Standard output and standard error of a command."""
    call_command(*arguments)
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.mark.parametrize("address", ["changai/2021/3", "/changai/2021/3/", " changai/2021/3 "])
def test_resolve_issue_finds_a_regular_issue(address):
    issue = make_issue()
    make_issue(kind="supplement")
    assert resolve_issue(address) == issue


def test_resolve_issue_finds_a_supplement():
    make_issue(number=1)
    supplement = make_issue(number=1, kind="supplement")
    assert resolve_issue("changai/2021/s1") == supplement


@pytest.mark.parametrize(
    "address",
    ["", "changai", "changai/2021", "changai/2021/", "changai/21/3", "changai/2021/03", "changai/2021/增刊1"],
)
def test_resolve_issue_explains_what_an_address_is(address):
    with pytest.raises(CommandError) as refused:
        resolve_issue(address)
    assert str(refused.value) == (
        f"“{address}”不是一期的地址。请写成 刊物网址名/年份/期号，如 changai/2021/3；增刊如 changai/2021/s1。"
    )


def test_resolve_issue_names_what_there_is_instead():
    with pytest.raises(CommandError, match="^没有网址名为“changai”的刊物。现有：（还没有刊物）。$"):
        resolve_issue("changai/2021/3")
    for number, kind in [(1, "regular"), (10, "regular"), (2, "regular"), (1, "supplement")]:
        make_issue(number=number, kind=kind)
    make_publication("gongyun", name="工运快讯")
    with pytest.raises(CommandError, match="^没有网址名为“gongren”的刊物。现有：changai、gongyun。$"):
        resolve_issue("gongren/2021/3")
    with pytest.raises(CommandError, match="^没有 changai/2021/3 这一期。2021年现有：1、2、10、s1。$"):
        resolve_issue("changai/2021/3")
    with pytest.raises(CommandError, match="^没有 gongyun/2021/s3 这一期。2021年现有：（一期也没有）。$"):
        resolve_issue("gongyun/2021/s3")


def test_publish_issue_publishes_a_signed_issue(capsys):
    sign_issue(make_issue())
    assert run(capsys, "publish_issue", "changai/2021/3") == (
        "",
        "产业工人队伍建设改革工作简报 2021年第3期已发布（第1版），地址 /changai/2021/3/\n",
    )
    assert Issue.objects.get().stage == Stage.PUBLISHED


def test_publish_issue_refuses_what_is_not_signed():
    make_issue()
    with pytest.raises(CommandError) as refused:
        call_command("publish_issue", "changai/2021/3")
    assert str(refused.value) == (
        "产业工人队伍建设改革工作简报 2021年第3期：本期现在是“草稿”，只有“已签发”的期才能发布。请先签发。"
    )
    assert not Edition.objects.exists()


def test_publish_issue_signs_first_in_the_name_it_is_given(approver, capsys):
    make_issue(kind="supplement", number=1)
    _, error = run(capsys, "publish_issue", "changai/2021/s1", "--sign-as", "approver")
    assert error.endswith("2021年增刊第1期已发布（第1版），地址 /changai/2021/s1/\n")
    assert Edition.objects.published().get().frozen_by == approver


def test_publish_issue_refuses_a_signer_who_may_not_or_does_not_exist(editor):
    make_issue()
    with pytest.raises(CommandError, match="您没有签发的权限，须由签发人、管理员签发。$"):
        call_command("publish_issue", "changai/2021/3", "--sign-as", "editor")
    with pytest.raises(CommandError, match="^没有用户名为“nobody”的用户。$"):
        call_command("publish_issue", "changai/2021/3", "--sign-as", "nobody")
    assert Issue.objects.get().stage == Stage.DRAFT


def test_withdraw_issue_withdraws_with_its_reason(capsys):
    publish(make_issue())
    assert run(capsys, "withdraw_issue", "changai/2021/3", "--reason", " 数据有误。 ") == (
        "",
        "产业工人队伍建设改革工作简报 2021年第3期已撤回，读者会看到原因：数据有误。\n",
    )
    assert Edition.objects.get().withdrawal_reason == "数据有误。"


def test_withdraw_issue_refuses_without_a_reason():
    publish(make_issue())
    with pytest.raises(CommandError, match="：撤回须写明原因。$"):
        call_command("withdraw_issue", "changai/2021/3", "--reason", " ")
    assert Edition.objects.published().exists()


def test_verify_editions_finds_the_one_that_was_changed_behind_our_back(capsys):
    for number in (1, 2, 3):
        publish(make_issue(number=number))
    assert run(capsys, "verify_editions") == ("", "共核对 3 份定稿，全部相符。\n")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE issues_edition SET content = replace(content, '曲靖', '昆明') WHERE number = 2"
        )
    with pytest.raises(CommandError, match="^共核对 3 份定稿，1 份在定稿后被改动过。"):
        call_command("verify_editions")
    assert capsys.readouterr().err == "内容与 SHA-256 不符：changai 2021年第2期 第1版\n"


def test_verify_editions_of_an_empty_database_is_content(capsys):
    assert run(capsys, "verify_editions") == ("", "共核对 0 份定稿，全部相符。\n")
