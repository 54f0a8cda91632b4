"""What an entry of the log says, as a Chinese sentence for whoever reads it at the desk."""

from collections.abc import Iterator

from accounts.models import Organisation, User
from issues.models import Action, AuditEntry
from issues.workflow.ledger import stages_of

_FIELDS = {
    **{field.attname: str(field.verbose_name) for field in User._meta.concrete_fields},
    "organisation_id": str(Organisation._meta.verbose_name),
}
_WORDS = {
    "note": "意见",
    "issue": "期",
    "section": "栏目",
    "position": "第几篇",
    "version": "版次",
    "round": "审签轮次",
    "checks": "已确认的检查",
    "granted": "授予",
    "revoked": "收回",
    "what": "内容",
    "since": "自",
    "until": "至",
    "format": "格式",
    "event": "事项",
    "typed": "输入的用户名",
    "from": "来自",
    "file": "文件",
    "left": "还剩",
    "of": "恢复到",
    "timed_for": "原定发布时间",
    "set_to": "定于",
    "set_before": "原定于",
    "failed": "没有成功",
    "originals": "原稿",
    "headings": "保留各篇标题",
    "waived": "放行的差错",
    "rule": "校对规则",
    "passage": "原文",
    "message": "校对意见",
    "rule_off": "停用规则",
    "rule_on": "恢复规则",
    "reason": "原因",
    "was": "原停用原因",
    "imported": "导入",
}
# Said by their presence alone.
_FLAGS = {
    "created": "新建账号",
    "deleted": "删除账号",
    "idle": "长时间未操作自动退出",
    "locked_out": "登录已锁定",
    "first": "首次设置",
    "cancelled": "已取消",
    "password": "修改了密码",
}
_UNSAID = {"step", "step_label", "sha256", "waiver"}
_VALUES = {True: "是", False: "否", None: "空"}


def tell(entry: AuditEntry) -> str:
    """All of its detail but checksums, and what it was about where that has no name any more."""
    return "；".join(_sentences(entry))


def _sentences(entry: AuditEntry) -> Iterator[str]:
    detail = dict(entry.detail)
    if "to" in detail and "from" in detail:
        yield _moved(entry, str(detail.pop("from")), str(detail.pop("to")))
    if entry.action == Action.RESTORE:
        detail.pop("version", None)
    if entry.action == Action.SIGN_IN_FAILED and "step" in detail:
        yield "在两步验证时"
    for name, value in detail.items():
        if name in _UNSAID or value in ("", None, [], {}):
            continue
        if name in _FLAGS and isinstance(value, bool):
            yield _FLAGS[name]
        elif name in _FIELDS and isinstance(value, list) and len(value) == 2:
            yield f"{_FIELDS[name]}：{_value(value[0])} → {_value(value[1])}"
        else:
            yield f"{_WORDS.get(name, name)}：{_value(value)}"


def _moved(entry: AuditEntry, before: str, after: str) -> str:
    labels = dict(stages_of(entry).choices) if stages_of(entry) else {}
    step = entry.detail.get("step_label", "")
    way = f"{labels.get(before, before)} → {labels.get(after, after)}"
    return f"{step}：{way}" if step else way


def _value(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return _VALUES[value]
    if isinstance(value, list):
        return "、".join(map(_value, value))
    return (
        "".join(f"{name} {_value(one)} " for name, one in value.items()).strip()
        if isinstance(value, dict)
        else str(value)
    )
