"""The sheets in which house tables are imported and exported."""

from accounts.importing.columns import Kind
from issues.models import (
    HouseConfusable,
    HouseEntry,
    HouseExpression,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
)

YES, NO = "是", "否"
_COMMON = ("启用", "备注")
_COMMON_NOTES = (
    ("启用", "可不填，填“是”或“否”。新的词条不填即启用；填“否”停用，随系统的同一词条也不再使用。"),
    ("备注", "可不填，写依据或原因。"),
)
_LISTED = "可不填，多个之间用空格隔开。"
# A cell of conditions is long.
_LONG = 2000

EXPRESSIONS = Kind(
    key="expressions",
    label="固定表述",
    columns=("规范表述", "错误写法", *_COMMON),
    notes=(
        ("规范表述", "必填。已有这一条的，按本行修改。五个字以上的，文中差一两个字也能找到。"),
        ("错误写法", "已知的错误写法，多个之间用空格隔开。规范表述不足五个字的必填。"),
        *_COMMON_NOTES,
    ),
    max_cell=_LONG,
)
CONFUSABLES = Kind(
    key="confusables",
    label="易混词",
    columns=(
        *("错误写法", "正确写法", "前面须有", "前面不能有", "后面须有", "后面不能有", "附近须有", "一定是错"),
        *_COMMON,
    ),
    notes=(
        ("错误写法", "必填。"),
        ("正确写法", "必填。两列与表中一条都相同的，按本行修改。"),
        ("前面须有", f"紧挨在前面的，有其中之一才提示。{_LISTED}"),
        ("前面不能有", _LISTED),
        ("后面须有", f"紧挨在后面的，有其中之一才提示。{_LISTED}"),
        ("后面不能有", _LISTED),
        ("附近须有", f"同一句中前后十四个字以内。{_LISTED}"),
        ("一定是错", "可不填，填“是”或“否”。填“是”列为差错，签发前必须改正。"),
        *_COMMON_NOTES,
    ),
    max_cell=_LONG,
)
LEADERS = Kind(
    key="leaders",
    label="领导姓名职务",
    columns=("领导姓名", "职务", "次序", *_COMMON),
    notes=(
        ("领导姓名", "必填。已有这一位的，按本行修改。"),
        ("职务", "新的必填，多个之间用空格隔开。"),
        ("次序", "可不填，填数字，小的在前。随系统的领导从 10 起，每位加 10。"),
        *_COMMON_NOTES,
    ),
    aliases={"排序": "次序", "顺序": "次序"},
    max_cell=_LONG,
)
SENSITIVE = Kind(
    key="sensitive",
    label="慎用词",
    columns=("慎用词", "改用", "说明", *_COMMON),
    notes=(
        ("慎用词", "必填。已有这个词的，按本行修改。"),
        ("改用", "可不填。没有可以代替的，空着。"),
        ("说明", "可不填。为什么慎用，显示给编辑看。"),
        *_COMMON_NOTES,
    ),
    aliases={"敏感词": "慎用词", "建议": "改用"},
    max_cell=_LONG,
)
UNITS = Kind(
    key="units",
    label="单位别称",
    columns=("单位别称", "单位全称", *_COMMON),
    notes=(
        ("单位别称", "必填。署名中可以用的其他写法，如“省总”、曾用名。"),
        ("单位全称", "新的必填，须是“单位”里已有的全称。"),
        *_COMMON_NOTES,
    ),
    aliases={"别称": "单位别称", "单位": "单位全称", "单位名称": "单位全称"},
    max_cell=_LONG,
)
KINDS = (EXPRESSIONS, CONFUSABLES, LEADERS, SENSITIVE, UNITS)
MODEL_OF: dict[str, type[HouseEntry]] = {
    EXPRESSIONS.key: HouseExpression,
    CONFUSABLES.key: HouseConfusable,
    LEADERS.key: HouseLeader,
    SENSITIVE.key: HouseSensitive,
    UNITS.key: HouseUnit,
}
FIELD_OF: dict[str, dict[str, str]] = {
    EXPRESSIONS.key: {"规范表述": "right", "错误写法": "wrong"},
    CONFUSABLES.key: {
        "错误写法": "wrong",
        "正确写法": "right",
        "前面须有": "before",
        "前面不能有": "not_before",
        "后面须有": "after",
        "后面不能有": "not_after",
        "附近须有": "near",
        "一定是错": "is_certain",
    },
    LEADERS.key: {"领导姓名": "name", "职务": "posts", "次序": "position"},
    SENSITIVE.key: {"慎用词": "word", "改用": "suggestion", "说明": "note"},
    UNITS.key: {"单位别称": "name", "单位全称": "organisation"},
}
for _fields in FIELD_OF.values():
    _fields |= {"启用": "is_active", "备注": "remark"}
