"""What an import would do: new, changed, unchanged and wrong rows, each with its reason."""

from collections.abc import Callable

import pytest

from accounts.importing.planning import Plan, make_plan
from accounts.importing.sheets import read_tables
from accounts.models import Level, Organisation, User
from accounts.roles import Role
from tests.accounts.importing.tables import ORGANISATION_HEAD, USER_HEAD, workbook


@pytest.fixture
def plan(administrator: User) -> Callable[..., Plan]:
    def make(organisations: list[list[str]] | None = None, users: list[list[str]] | None = None) -> Plan:
        sheets = {}
        if users is not None:
            sheets["用户"] = [USER_HEAD, *users]
        if organisations is not None:
            sheets["单位"] = [ORGANISATION_HEAD, *organisations]
        return make_plan(read_tables("a.xlsx", workbook(**sheets)), administrator)

    return make


def told(plan: Plan) -> list[tuple[int, str, str]]:
    return [(row.row.number, row.status.value, "".join(row.problems)) for row in plan.rows]


def test_organisations_may_stand_in_any_order(plan: Callable[..., Plan], organisation: Organisation) -> None:
    made = plan(
        [
            ["宣威火腿厂工会", "", "企事业单位", "宣威市总工会"],
            ["宣威市总工会", "宣威总工会", "县区级", "曲靖市总工会"],
            ["曲靖市总工会", "", "", "云南省总工会"],
            ["云南省总工会", "", "省级", ""],
        ]
    )
    assert told(made) == [(2, "new", ""), (3, "new", ""), (4, "changed", ""), (5, "new", "")]
    assert [row.changes for row in made.rows][1:3] == [
        [("简称", "", "宣威总工会"), ("层级", "", "县区级"), ("上级单位", "", "曲靖市总工会")],
        [("上级单位", "", "云南省总工会")],
    ]
    assert made.to_do == 4


def test_what_stands_already_is_unchanged(plan: Callable[..., Plan], organisation: Organisation) -> None:
    made = plan([["曲靖市总工会", "", "市州级", ""], ["曲靖市总工会", "", "", ""]])
    assert told(made) == [(2, "unchanged", ""), (3, "wrong", "与第 2 行是同一个单位，请只留一行。")]


def test_wrong_organisations_say_why(plan: Callable[..., Plan], db: None) -> None:
    made = plan(
        [
            ["", "没有名称", "", ""],
            ["甲总工会", "", "国家级", ""],
            ["乙总工会", "", "", "甲总工会"],
            ["丙总工会", "", "", "没有的总工会"],
            ["丁" * 201, "短" * 61, "", ""],
            ["好总工会", "", "", ""],
        ]
    )
    assert told(made) == [
        (2, "wrong", "没有写单位名称。"),
        (3, "wrong", "不认识的层级“国家级”，只能是 省级、市州级、县区级、企事业单位、待归类。"),
        (4, "wrong", "上级单位“甲总工会”在第 3 行，那一行有错，请先改正。"),
        (5, "wrong", "没有上级单位“没有的总工会”。请检查全称，或在表里加上这个单位。"),
        (6, "wrong", "单位名称超过 200 个字。简称超过 60 个字。"),
        (7, "new", ""),
    ]


def test_a_tree_stays_a_tree(plan: Callable[..., Plan], organisation: Organisation) -> None:
    county = Organisation.objects.create(name="宣威市总工会", parent=organisation)
    Organisation.objects.create(name="宣威火腿厂工会", parent=county)
    made = plan(
        [
            ["曲靖市总工会", "", "", "宣威火腿厂工会"],
            ["甲", "", "", "乙"],
            ["乙", "", "", "丙"],
            ["丙", "", "", "甲"],
            ["丁", "", "", "丁"],
            ["戊", "", "", "甲"],
        ]
    )
    assert [status for _, status, _ in told(made)] == ["wrong"] * 6
    assert "曲靖市总工会 → 宣威火腿厂工会 → 宣威市总工会 → 曲靖市总工会" in told(made)[0][2]
    assert "丁 → 丁" in told(made)[4][2]
    assert told(made)[5][2] == "上级单位“甲”在第 3 行，那一行有错，请先改正。"


def test_users_are_new_changed_or_unchanged(
    plan: Callable[..., Plan], organisation: Organisation, make_user: Callable[..., User]
) -> None:
    make_user("Lisi", Role.EDITOR, display_name="李四", phone="0871-1234", organisation=organisation)
    make_user("wangwu", Role.EDITOR, Role.APPROVER, display_name="王五")
    made = plan(
        [["宣威市总工会", "", "", "曲靖市总工会"]],
        [
            ["yangchongmei", "杨冲美", "宣威市总工会", "通讯员", "13908711234", "yang@example.org", ""],
            ["lisi", "李四", "曲靖市总工会", "编辑", "0871-1234", "", "在用"],
            ["ｗａｎｇｗｕ", "王武", "", "管理员、编辑", "", "w@example.org", "停用"],
            ["李明", "", "", "", "", "", ""],
        ],
    )
    assert told(made)[1:] == [
        (2, "new", ""),
        (3, "unchanged", ""),
        (4, "changed", ""),
        (5, "wrong", "没有写姓名。没有写角色。"),
    ]
    assert made.rows[3].changes == [
        ("姓名", "王五", "王武"),
        ("邮箱", "", "w@example.org"),
        ("角色", "编辑、签发人", "编辑、管理员"),
        ("状态", "在用", "停用"),
    ]


def test_wrong_users_say_why(
    plan: Callable[..., Plan], organisation: Organisation, administrator: User, superuser: User
) -> None:
    made = plan(
        users=[
            ["", "没有用户名", "", "编辑"],
            ["zhao qian", "赵", "", "编辑"],
            ["sun", "孙", "没有的总工会", "编辑"],
            ["li", "李", "", "通讯员"],
            ["zhou", "周", "", "主编"],
            ["wu", "吴", "", "编辑", "打电话", "wu@", "请假"],
            ["zheng", "郑", "", "编辑"],
            ["ZHENG", "郑", "", "编辑"],
            ["superuser", "超级", "", ""],
            ["administrator", "我", "", "编辑"],
            ["administrator2", "x" * 61, "", "管理员"],
        ]
    )
    assert told(made) == [
        (2, "wrong", "没有写用户名。"),
        (3, "wrong", "用户名只能用汉字、字母、数字和 @ . + - _，不能有空格。"),
        (4, "wrong", "没有单位“没有的总工会”。请检查全称，或先导入这个单位。"),
        (5, "wrong", "通讯员须写所属单位。"),
        (6, "wrong", "不认识的角色“主编”，只能是 通讯员、编辑、签发人、管理员。"),
        (7, "wrong", "电话“打电话”不像电话号码。邮箱“wu@”不对。不认识的状态“请假”，只能是 在用、停用。"),
        (8, "new", ""),
        (9, "wrong", "与第 8 行是同一个用户名，请只留一行。"),
        (10, "wrong", "超级用户不能用表格修改。"),
        (11, "wrong", "不能用表格修改自己的角色和状态。"),
        (12, "wrong", "姓名超过 60 个字。"),
    ]


def test_users_of_a_wrong_organisation_are_wrong(plan: Callable[..., Plan], db: None) -> None:
    made = plan([["甲总工会", "", "国家级", ""]], [["zhao", "赵", "甲总工会", "通讯员"]])
    assert told(made)[1] == (2, "wrong", "没有单位“甲总工会”。请检查全称，或先导入这个单位。")


def test_empty_cells_change_nothing(
    plan: Callable[..., Plan], organisation: Organisation, make_user: Callable[..., User]
) -> None:
    Organisation.objects.update(short_name="曲靖", level=Level.COUNTY)
    make_user("lisi", Role.CORRESPONDENT, display_name="李四", phone="123456", organisation=organisation)
    made = plan([["曲靖市总工会", "", "", ""]], [["lisi", "", "", "", "", "", ""]])
    assert [row.status.value for row in made.rows] == ["unchanged", "unchanged"]


def test_a_plan_costs_the_same_however_many_rows(
    plan: Callable[..., Plan], make_user: Callable[..., User], django_assert_max_num_queries: Callable
) -> None:
    for n in range(10):
        make_user(f"user{n}", Role.EDITOR, display_name="旧")
    users = [[f"user{n}", "新", "", "编辑"] for n in range(200)]
    with django_assert_max_num_queries(5):
        assert plan([[f"单位{n}"] for n in range(200)], users).to_do == 400


def test_digests_tell_plans_apart(plan: Callable[..., Plan], organisation: Organisation) -> None:
    first = plan([["曲靖市总工会", "曲靖", "", ""]])
    assert first.digest == plan([["曲靖市总工会", "曲靖", "", ""]]).digest
    Organisation.objects.update(short_name="曲总")
    assert first.digest != plan([["曲靖市总工会", "曲靖", "", ""]]).digest
