"""publish_issue, withdraw_issue and verify_editions, and the addresses they take."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from issues.management.addresses import resolve_issue
from issues.models import Action, AuditEntry, Edition, Form, Issue, Publication, SignOff, Stage
from issues.typesetting.forms import kept_form
from issues.workflow.actions import reopen_issue, sign_in_turn, sign_issue, withdraw_issue
from tests.factories import make_issue, make_publication, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("publishes_files")]


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
        "产业工人队伍建设改革工作简报 2021年第3期：本期现在是“草稿”，只有“已签发”的期才能发布。请先送审。"
    )
    assert not Edition.objects.exists()


def test_publish_issue_takes_the_sign_offs_in_turn_from_those_it_is_given(editor, second, approver, capsys):
    make_issue(kind="supplement", number=1)
    names = [part for name in ("editor", "second", "approver") for part in ("--sign-as", name)]
    _, error = run(capsys, "publish_issue", "changai/2021/s1", *names)
    assert error.endswith("2021年增刊第1期已发布（第1版），地址 /changai/2021/s1/\n")
    assert Edition.objects.published().get().frozen_by == approver
    assert [row.signer for row in SignOff.objects.order_by("step")] == [editor, second, approver]


def test_publish_issue_takes_the_sign_off_that_is_still_due(editor, second, approver, capsys):
    issue = make_issue()
    sign_in_turn(issue, [editor, second])
    run(capsys, "publish_issue", "changai/2021/3", "--sign-as", "approver")
    assert Issue.objects.get().stage == Stage.PUBLISHED


def test_publish_issue_of_the_archive_needs_no_sign_off(capsys):
    make_issue()
    run(capsys, "publish_issue", "changai/2021/3", "--archive")
    assert (Issue.objects.get().stage, SignOff.objects.count()) == (Stage.PUBLISHED, 0)
    assert AuditEntry.objects.get(action=Action.FREEZE).user_label == "命令行"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["editor"], "本期现在是“审核”，只有“已签发”的期才能发布。须先由签发人终审签发。"),
        (["approver"], "您没有送审的权限，须由编辑、管理员送审。"),
        (["editor", "editor", "approver"], "您没有复审的权限，须由签发人复审。"),
        (["editor", "approver", "approver"], "您已签过本期的复审，终审须由另一人签。"),
        (["editor", "second", "approver", "approver"], "本期还差3个审次，给出了4位审签人。"),
    ],
)
def test_publish_issue_refuses_signers_who_may_not_and_changes_nothing(
    editor, second, approver, names, message
):
    make_issue()
    before = AuditEntry.objects.count()
    with pytest.raises(CommandError) as refused:
        call_command("publish_issue", "changai/2021/3", sign_as=names)
    assert str(refused.value) == f"产业工人队伍建设改革工作简报 2021年第3期：{message}"
    assert (Issue.objects.get().stage, SignOff.objects.count()) == (Stage.DRAFT, 0)
    assert AuditEntry.objects.count() == before


def test_publish_issue_refuses_a_signer_who_does_not_exist():
    make_issue()
    with pytest.raises(CommandError, match="^没有用户名为“nobody”的用户。$"):
        call_command("publish_issue", "changai/2021/3", sign_as=["nobody"])


def test_withdraw_issue_withdraws_with_its_reason(capsys):
    publish(make_issue())
    assert run(capsys, "withdraw_issue", "changai/2021/3", "--reason", " 数据有误。 ") == (
        "",
        "产业工人队伍建设改革工作简报 2021年第3期已撤回，读者会看到原因：数据有误。\n",
    )
    assert Edition.objects.get().withdrawal_reason == "数据有误。"


def test_an_issue_is_found_by_the_address_that_readers_see():
    issue = make_issue()
    publish(issue)
    Publication.objects.update(slug="new")
    other = make_issue(make_publication("changai", name="另一刊"), number=4)
    assert resolve_issue("changai/2021/3") == resolve_issue("new/2021/3") == issue
    assert resolve_issue("changai/2021/4") == other


def test_an_issue_that_moved_is_found_by_the_address_it_left_until_another_has_it():
    issue = make_issue()
    publish(issue)
    withdraw_issue(issue, "期号有误。")
    reopen_issue(issue)
    Issue.objects.update(number=4)
    assert resolve_issue("changai/2021/3") == resolve_issue("changai/2021/4") == issue
    other = make_issue()
    assert resolve_issue("changai/2021/3") == other


def test_withdraw_issue_refuses_without_a_reason():
    publish(make_issue())
    with pytest.raises(CommandError, match="：撤回须写明原因。$"):
        call_command("withdraw_issue", "changai/2021/3", "--reason", " ")
    assert Edition.objects.published().exists()


def test_verify_editions_finds_the_one_that_was_changed_behind_our_back(capsys):
    editions = [publish(make_issue(number=number)) for number in (1, 2, 3)]
    kept = [kept_form(edition, Form.TXT) for edition in editions]
    entries = AuditEntry.objects.count()
    assert run(capsys, "verify_editions") == (
        "",
        f"共核对 3 份定稿、3 个定稿文件、{entries} 条操作记录，全部相符。\n",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE issues_edition SET content = replace(content, '曲靖', '昆明') WHERE number = 2"
        )
    with pytest.raises(CommandError, match="^共核对 3 份定稿，1 份在定稿后被改动过。"):
        call_command("verify_editions")
    assert capsys.readouterr().err == "内容与 SHA-256 不符：changai 2021年第2期 第1版\n"
    Path(kept[2].file.path).write_text("改过的", "utf-8")
    with pytest.raises(CommandError, match="；3 个定稿文件中有 1 个被改动过。"):
        call_command("verify_editions")
    assert "文件与 SHA-256 不符：changai 2021年第3期 第1版 纯文本\n" in capsys.readouterr().err


def test_verify_editions_names_the_first_broken_entry_of_the_log(capsys):
    for _ in range(3):
        AuditEntry.objects.record(Action.EXPORT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE issues_auditentry SET ip = '203.0.113.9' WHERE sequence = 2")
    with pytest.raises(CommandError) as refused:
        call_command("verify_editions")
    assert str(refused.value) == (
        "操作记录的校验链断了，第 2 条操作记录的内容与它的校验值不符。请从备份恢复，并查明是谁改动的。"
    )
    assert capsys.readouterr().err == "操作记录被改动：第 2 条操作记录的内容与它的校验值不符。\n"


def test_verify_editions_of_an_empty_database_is_content(capsys):
    assert run(capsys, "verify_editions") == ("", "共核对 0 份定稿、0 个定稿文件、0 条操作记录，全部相符。\n")
