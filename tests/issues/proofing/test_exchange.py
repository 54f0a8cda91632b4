"""House tables from and to xlsx: planned row by row, saved once, exported so that they can be imported again."""

import io

import pytest
from openpyxl import load_workbook

from accounts.importing import saving
from accounts.importing.rows import Status
from accounts.importing.sheets import TableRefused
from accounts.models import ImportBatch, Level, Organisation, User
from issues.models import (
    Action,
    AuditEntry,
    HouseConfusable,
    HouseEntry,
    HouseExpression,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
)
from issues.models.housetable import TABLES
from issues.proofing.columns import KINDS
from issues.proofing.exchange import carry_out, export_tables, plan_of
from issues.proofing.tables import checks_for
from tests.accounts.importing.tables import workbook

pytestmark = pytest.mark.django_db

SENSITIVE = ["慎用词", "改用", "说明", "启用", "备注"]
CONFUSABLE = ["错误写法", "正确写法", "后面须有", "一定是错"]


def batch(by: User, **sheets: list) -> ImportBatch:
    content = workbook(**sheets)
    return saving.keep_batch(by, "词.xlsx", content, KINDS, ImportBatch.Purpose.HOUSE_TABLES)


def planned(by: User, **sheets: list) -> list[tuple[str, str, list]]:
    plan = plan_of(batch(by, **sheets))
    return [(row.name, row.status.value, row.problems or row.changes) for row in plan.rows]


def stored() -> dict[str, list[tuple]]:
    names = {
        model: [f.name for f in model._meta.fields if f.name not in ("id", "updated_at")] for model in TABLES
    }
    return {
        model.__name__: list(model.objects.order_by(*model.KEY).values_list(*names[model]))
        for model in TABLES
    }


def test_rows_are_new_changed_unchanged_or_wrong(administrator: User) -> None:
    HouseSensitive.objects.create(word="外来妹", suggestion="女职工")
    HouseSensitive.objects.create(word="外来仔", suggestion="职工")
    rows = [
        SENSITIVE,
        ["外来妹", "务工女性", "", "", ""],
        ["外来仔", "职工", "", "是", ""],
        ["盲流", "外来务工人员", "", "", ""],  # as it is shipped
        ["打工妹", "", "", "否", "不再使用"],  # shipped, switched off
        ["大龄剩女", "大龄单身女性", "应使用规范称谓。", "", ""],
        ["大龄剩女", "", "", "", ""],
        ["产业工人", "", "", "", ""],
        ["残*人", "", "", "", ""],
        ["", "空", "", "", ""],
        ["女工头", "", "", "也许", ""],
    ]
    assert planned(administrator, 慎用词=rows) == [
        ("外来妹", "changed", [("改用", "女职工", "务工女性")]),
        ("外来仔", "unchanged", []),
        ("盲流", "unchanged", []),
        (
            "打工妹",
            "new",
            [
                ("慎用词", "", "打工妹"),
                ("改用", "", "务工人员"),
                ("说明", "", "公文中应使用规范称谓。"),
                ("启用", "", "否"),
                ("备注", "", "不再使用"),
            ],
        ),
        (
            "大龄剩女",
            "new",
            [("慎用词", "", "大龄剩女"), ("改用", "", "大龄单身女性"), ("说明", "", "应使用规范称谓。")],
        ),
        ("大龄剩女", "wrong", ["与第 6 行是同一条，请只留一行。"]),
        (
            "产业工人",
            "wrong",
            ["“产业工人”是固定表述“产业工人队伍”的一部分，会把正确的也标出来，请写得更完整。"],
        ),
        ("残*人", "wrong", ["“慎用词”里有“*”。词条只写文字，不能用通配符，请删去这个符号。"]),
        ("", "wrong", ["“慎用词”：此字段不能为空。"]),
        ("女工头", "wrong", ["“启用”只能填“是”或“否”。"]),
    ]


def test_rows_of_one_file_are_measured_against_each_other(administrator: User) -> None:
    rows = [CONFUSABLE, ["工惠卡", "会员卡", "", ""], ["会员卡", "工惠卡", "", ""]]
    assert [status for _, status, _ in planned(administrator, 易混词=rows)] == ["new", "wrong"]
    HouseConfusable.objects.create(wrong="工惠卡", right="会员卡")
    rows = [
        [*CONFUSABLE, "启用"],
        ["工惠卡", "会员卡", "", "", "否"],
        ["会员卡", "工惠卡", "", "是", ""],
    ]
    assert [status for _, status, _ in planned(administrator, 易混词=rows)] == ["changed", "new"]


def test_confirmed_import_is_saved_once_with_versions_and_in_the_log(administrator: User) -> None:
    unit = Organisation.objects.create(name="曲靖市总工会", level=Level.PREFECTURE)
    sent = batch(
        administrator,
        固定表述=[["规范表述", "错误写法"], ["滇池工匠培育工程", "滇池匠人工程　匠人滇池工程"]],
        易混词=[CONFUSABLE, ["云领", "云岭", "先锋 工匠", "是"]],
        领导=[["领导姓名", "职务", "次序"], ["赵德明", "省总工会主席", "900"]],
        慎用词=[SENSITIVE, ["外来妹", "女职工", "", "", ""], ["坏*词", "", "", "", ""]],
        单位=[["单位别称", "单位全称"], ["曲靖总工会", "曲靖市总工会"], ["别处总", "没有的总工会"]],
    )
    plan = plan_of(sent)
    assert plan.counts == {Status.NEW: 5, Status.WRONG: 2}
    carry_out(sent, plan.digest, administrator)
    house = checks_for(None).house
    assert house.organisations >= {"曲靖总工会", "曲靖市总工会"}
    assert house.leaders[-1].posts == ("省总工会主席",)
    assert HouseConfusable.objects.get().is_certain is True
    assert HouseExpression.objects.get().wrong == "滇池匠人工程 匠人滇池工程"
    assert HouseUnit.objects.get().organisation == unit
    version = HouseLeader.versions.get()
    assert (version.step, version.history_user, version.history_change_reason) == (
        "import",
        administrator,
        "导入“词.xlsx”第 2 行",
    )
    entry = AuditEntry.objects.get(action=Action.TABLES)
    assert entry.detail == {"file": "词.xlsx", "imported": "有错 2 行，新增 5 行，修改 0 行，无变化 0 行"}
    before = stored()
    with pytest.raises(saving.ImportChanged):
        carry_out(sent, plan.digest, administrator)
    assert stored() == before


def test_import_that_no_longer_means_the_same_is_not_saved(administrator: User) -> None:
    sent = batch(administrator, 慎用词=[SENSITIVE, ["外来妹", "女职工", "", "", ""]])
    digest = plan_of(sent).digest
    HouseSensitive.objects.create(word="外来妹", suggestion="别的")
    with pytest.raises(saving.ImportChanged):
        carry_out(sent, digest, administrator)
    assert HouseSensitive.objects.get().suggestion == "别的"


def test_table_of_users_is_no_house_table(administrator: User) -> None:
    with pytest.raises(TableRefused, match="没有找到表头"):
        batch(administrator, 用户=[["用户名", "姓名"], ["wang", "王"]])


@pytest.mark.parametrize("with_shipped", [False, True])
def test_export_comes_back_unchanged(administrator: User, with_shipped: bool) -> None:
    unit = Organisation.objects.create(name="曲靖市总工会", level=Level.PREFECTURE)
    own: list[HouseEntry] = [
        HouseExpression(right="滇池工匠培育工程", wrong="滇池匠人工程", remark="=1+1"),
        HouseConfusable(wrong="云领", right="云岭", after="先锋 、 ，", is_certain=True),
        HouseLeader(name="赵德明", posts="省总工会主席", position=900, is_active=False),
        HouseSensitive(word="外来妹", note="@说明"),
        HouseUnit(name="曲靖总工会", organisation=unit),
    ]
    for entry in own:
        entry.save()
    content = export_tables(administrator, with_shipped=with_shipped)
    sent = saving.keep_batch(administrator, "词.xlsx", content, KINDS, ImportBatch.Purpose.HOUSE_TABLES)
    plan = plan_of(sent)
    assert {row.status for row in plan.rows} == {Status.UNCHANGED}
    assert (len(plan.rows) > 600) == with_shipped
    assert AuditEntry.objects.get(action=Action.EXPORT).detail["format"] == "xlsx"


def test_exported_text_is_never_a_formula(administrator: User) -> None:
    HouseSensitive.objects.create(word="外来妹", note="=HYPERLINK(1)", remark="+1", suggestion="-2+3")
    sheet = load_workbook(io.BytesIO(export_tables(administrator, with_shipped=False)))["慎用词"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [
        (text, "s") for text in ("外来妹", "-2+3", "=HYPERLINK(1)", "是", "+1")
    ]
