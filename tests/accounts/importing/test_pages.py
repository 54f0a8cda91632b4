"""The import as an administrator does it: upload, look, confirm, fetch the passwords once."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import ImportBatch, Organisation, User
from accounts.roles import Role
from tests.accounts.importing.tables import ORGANISATION_HEAD, USER_HEAD, cells, workbook
from tests.accounts.signing import sign_in
from tests.issues.admin.desk import desk_url

IMPORT = "/admin/accounts/user/import/"
ORGANISATIONS = [
    ORGANISATION_HEAD,
    ["宣威市总工会", "宣威", "县区级", "曲靖市总工会"],
    ["曲靖市总工会", "", "市州级", "云南省总工会"],
    ["云南省总工会", "", "省级", ""],
    ["=cmd|'/c calc'!A1", "", "国家级", ""],
]
USERS = [
    USER_HEAD,
    ["yangchongmei", "杨冲美", "宣威市总工会", "通讯员", "13908711234"],
    ["editor", "老编辑", "云南省总工会", "编辑、签发人"],
    ["zhao", "赵", "没有的总工会", "编辑"],
    ["qian", "钱", "曲靖市总工会", "编辑"],
]


@pytest.fixture
def desk(client: Client, administrator: User, editor: User) -> Client:
    """An administrator's; beside him there is an editor."""
    client.force_login(administrator)
    return client


def upload(client: Client, content: bytes | None = None, name: str = "名单.xlsx") -> object:
    file = SimpleUploadedFile(name, workbook(单位=ORGANISATIONS, 用户=USERS) if content is None else content)
    return client.post(IMPORT, {"file": file})


def confirm(client: Client, preview: str) -> object:
    digest = re.search(r'name="digest" value="(\w+)"', client.get(preview).content.decode())[1]
    return client.post(preview, {"digest": digest}, follow=True)


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Organisation, User)]


def test_the_preview_shows_each_row_and_writes_nothing(desk: Client) -> None:
    before = everything()
    answer = upload(desk)
    page = desk.get(answer.url).content.decode()
    for words in (
        "<b>2</b> 行有错",
        "<b>5</b> 行新增",
        "<b>1</b> 行修改",
        "<b>0</b> 行无变化",
        "导入 6 行",
        "没有单位“没有的总工会”。请检查全称，或先导入这个单位。",
        "角色：<del>编辑</del> → <ins>编辑、签发人</ins>",
        "=cmd|&#x27;/c calc&#x27;!A1",
    ):
        assert words in page, words
    assert everything() == before


def test_confirmed_rows_are_written_and_wrong_ones_are_left_out(desk: Client) -> None:
    page = confirm(desk, upload(desk).url).content.decode()
    assert "新增 5 行，修改 1 行，无变化 0 行，有错没有导入 2 行" in page
    county = Organisation.objects.get(name="宣威市总工会")
    assert (county.short_name, county.level, county.parent.parent.name) == ("宣威", "county", "云南省总工会")
    yang = User.objects.get(username="yangchongmei")
    assert (str(yang), yang.organisation, yang.roles, yang.is_staff) == (
        "杨冲美",
        county,
        {Role.CORRESPONDENT},
        True,
    )
    assert (yang.must_change_password, yang.has_usable_password()) == (True, False)
    editor = User.objects.get(username="editor")
    assert (str(editor), editor.roles) == ("老编辑", {Role.EDITOR, Role.APPROVER})
    assert not User.objects.filter(username="zhao").exists()


def test_first_passwords_are_fetched_once_and_sign_in(desk: Client) -> None:
    preview = upload(desk).url
    assert "2 位新用户还没有密码" in confirm(desk, preview).content.decode()
    answer = desk.post(preview + "passwords/")
    assert "no-store" in answer["Cache-Control"]
    (lines,) = cells(answer.content).values()
    assert [line[:3] for line in lines[:3]] == [
        ["单位", "姓名", "用户名"],
        ["宣威市总工会", "杨冲美", "yangchongmei"],
        ["曲靖市总工会", "钱", "qian"],
    ]
    again = desk.post(preview + "passwords/", follow=True).content.decode()
    assert "初始密码已经下载过了" in again and "下载初始密码" not in again
    stranger = Client()
    assert sign_in(stranger, "yangchongmei", lines[1][3]).status_code == 302
    assert stranger.get("/admin/").url == reverse("account_change_password")


def test_who_was_given_a_password_meanwhile_keeps_it(desk: Client) -> None:
    preview = upload(desk).url
    confirm(desk, preview)
    qian = User.objects.get(username="qian")
    desk.post(reverse("admin:auth_user_password_change", args=[qian.pk]))
    given = User.objects.get(username="qian").password
    (lines,) = cells(desk.post(preview + "passwords/").content).values()
    assert [line[2] for line in lines[1:] if line[2]] == ["yangchongmei"]
    assert User.objects.get(username="qian").password == given


def test_wrong_rows_come_back_as_a_file_that_can_be_sent_again(desk: Client) -> None:
    preview = upload(desk).url
    confirm(desk, preview)
    answer = desk.get(preview + "wrong.xlsx")
    assert "filename*=UTF-8''%E6%9C%89" in answer["Content-Disposition"]
    sheets = cells(answer.content)
    assert sheets["单位"][1] == [
        "=cmd|'/c calc'!A1",
        None,
        "国家级",
        None,
        5,
        "不认识的层级“国家级”，只能是 省级、市州级、县区级、企事业单位、待归类。",
    ]
    assert sheets["用户"][1][:2] + sheets["用户"][1][-2:] == [
        "zhao",
        "赵",
        4,
        "没有单位“没有的总工会”。请检查全称，或先导入这个单位。",
    ]
    page = desk.get(upload(desk, answer.content).url).content.decode()
    assert "不认识的列已略过：原行号、要改正的地方。" in page
    assert "<b>2</b> 行有错" in page


def test_text_in_our_files_is_never_a_formula(desk: Client) -> None:
    content = desk.get(upload(desk).url + "wrong.xlsx").content
    assert load_workbook(BytesIO(content))["单位"]["A2"].data_type == "s"


def test_what_changed_since_the_preview_is_shown_again(desk: Client) -> None:
    preview = upload(desk).url
    digest = re.search(r'name="digest" value="(\w+)"', desk.get(preview).content.decode())[1]
    User.objects.filter(username="editor").update(display_name="新编辑")
    before = everything()
    page = desk.post(preview, {"digest": digest}, follow=True).content.decode()
    assert "预览之后，表中的内容有了变化，还没有导入。请再看一遍下面的预览。" in page
    assert everything() == before
    assert "已导入" in confirm(desk, preview).content.decode()


def test_a_second_confirmation_changes_nothing(desk: Client) -> None:
    preview = upload(desk).url
    digest = re.search(r'name="digest" value="(\w+)"', desk.get(preview).content.decode())[1]
    desk.post(preview, {"digest": digest})
    User.objects.filter(username="editor").update(display_name="新编辑")
    before = everything()
    assert "导入结果" in desk.post(preview, {"digest": digest}, follow=True).content.decode()
    assert everything() == before


def test_cancelling_forgets_the_file(desk: Client) -> None:
    before = everything()
    page = desk.post(upload(desk).url, {"cancel": "1"}, follow=True).content.decode()
    assert "没有导入，什么也没有改动。" in page
    assert (ImportBatch.objects.count(), everything()) == (0, before)


def test_the_same_file_again_changes_nothing(desk: Client) -> None:
    confirm(desk, upload(desk).url)
    page = desk.get(upload(desk).url).content.decode()
    assert "<b>6</b> 行无变化" in page and "没有要导入的内容。" in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", b"\xd0\xcf", "另存为 .xlsx"),
        ("a.xlsx", b"broken", "文件打不开"),
        ("a.csv", b"x" * (2 * 1024 * 1024 + 1), "文件超过 2 MB"),
        ("a.csv", b"", "文件是空的。请填好后再导入。"),
        ("../../etc/passwd", b"x", "只能导入 .xlsx 或 .csv"),
    ],
)
def test_files_are_refused_at_the_field(desk: Client, name: str, content: bytes, words: str) -> None:
    assert words in upload(desk, content, name).content.decode()
    assert ImportBatch.objects.count() == 0


def test_nothing_chosen_is_said(desk: Client) -> None:
    assert "请先选择文件。" in desk.post(IMPORT, {}).content.decode()


def test_templates_are_downloaded(desk: Client) -> None:
    page = desk.get(IMPORT).content.decode()
    assert "下载 Excel 模板" in page
    sheets = cells(desk.get(IMPORT + "template/import.xlsx").content)
    assert (sheets["单位"], sheets["用户"]) == ([ORGANISATION_HEAD], [USER_HEAD])
    assert sheets["说明"][1][:2] == ["单位", "单位名称"]
    assert desk.get(IMPORT + "template/users.csv").content.decode("utf-8-sig").strip() == ",".join(USER_HEAD)
    assert desk.get(IMPORT + "template/other.csv").status_code == 404


@pytest.mark.parametrize("role", ["correspondent", "editor", "approver"])
def test_only_administrators_import(
    desk: Client, role: str, request: pytest.FixtureRequest, administrator: User
) -> None:
    preview = upload(desk).url
    desk.force_login(request.getfixturevalue(role))
    tries = [desk.get(IMPORT), upload(desk), desk.get(preview), desk.post(preview, {"digest": "x"})]
    tries += [desk.get(preview + "wrong.xlsx"), desk.post(preview + "passwords/")]
    tries += [desk.get(IMPORT + "template/import.xlsx")]
    assert {answer.status_code for answer in tries} == {403}
    assert not User.objects.filter(username="yangchongmei").exists()


def test_an_upload_is_its_uploaders(desk: Client, make_user: Callable[..., User]) -> None:
    preview = upload(desk).url
    confirm(desk, preview)
    desk.force_login(make_user("other", Role.ADMINISTRATOR))
    assert desk.get(preview).status_code == 404
    assert desk.post(preview + "passwords/").status_code == 404


def test_old_uploads_are_swept_away(desk: Client) -> None:
    upload(desk)
    ImportBatch.objects.update(created_at=timezone.now() - timezone.timedelta(hours=25))
    upload(desk)
    assert ImportBatch.objects.count() == 1


def test_the_list_of_users_leads_here(desk: Client) -> None:
    page = desk.get(desk_url(User, "changelist")).content.decode()
    assert 'href="/admin/accounts/user/import/"' in page and 'href="/admin/accounts/user/locks/"' in page


def test_import_is_reported_with_its_numbers(desk: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "accounts.events")
    confirm(desk, upload(desk).url)
    (line,) = [line for line in caplog.messages if "accounts-imported" in line]
    assert '"actor": "administrator"' in line and '"new": 5' in line and '"wrong": 2' in line
    assert len([line for line in caplog.messages if "roles-changed" in line]) == 3
