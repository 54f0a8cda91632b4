"""The columns a table may have, what else people call them, and what stands in the template's notes."""

from dataclasses import dataclass, field

from accounts.models import Level
from accounts.roles import Role


@dataclass(frozen=True)
class Kind:
    """One kind of table. The first column names the row and tells the kind."""

    key: str
    label: str
    columns: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    aliases: dict[str, str] = field(default_factory=dict)
    max_cell: int = 500

    @property
    def name_column(self) -> str:
        return self.columns[0]

    def column_for(self, heading: str) -> str | None:
        """The column that `heading` means; a star marks what must be filled in."""
        plain = "".join(heading.split()).strip("*＊")
        return plain if plain in self.columns else self.aliases.get(plain)


LEVELS = "、".join(Level.labels)
ROLES = "、".join(Role.labels)

ORGANISATIONS = Kind(
    key="organisations",
    label="单位",
    columns=("单位名称", "简称", "层级", "上级单位"),
    notes=(
        ("单位名称", "必填，用全称，如“曲靖市总工会”。已有同名单位的，按本行修改。"),
        ("简称", "可不填。"),
        ("层级", f"可不填。填 {LEVELS} 之一。"),
        ("上级单位", "可不填。填上级单位的全称；上级单位可以在同一个文件里，前后不限。"),
    ),
    aliases={
        "单位全称": "单位名称",
        "名称": "单位名称",
        "单位简称": "简称",
        "级别": "层级",
        "上级": "上级单位",
    },
)
USERS = Kind(
    key="users",
    label="用户",
    columns=("用户名", "姓名", "所属单位", "角色", "电话", "邮箱", "状态"),
    notes=(
        ("用户名", "必填，登录时用，不分大小写。已有这个用户名的，按本行修改。"),
        ("姓名", "新用户必填。"),
        ("所属单位", "通讯员必填。填单位的全称，须是已有的单位，或在同一个文件的“单位”表里。"),
        ("角色", f"新用户必填。填 {ROLES} 之一；兼任的用顿号隔开，如“编辑、管理员”。"),
        ("电话", "可不填。"),
        ("邮箱", "可不填。"),
        ("状态", "可不填，填“在用”或“停用”。"),
    ),
    aliases={
        "登录名": "用户名",
        "账号": "用户名",
        "帐号": "用户名",
        "单位": "所属单位",
        "手机": "电话",
        "手机号": "电话",
        "联系电话": "电话",
        "电子邮箱": "邮箱",
        "电子邮件": "邮箱",
    },
)
KINDS = (ORGANISATIONS, USERS)
NOTES_SHEET = "说明"
