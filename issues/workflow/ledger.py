"""The 审签台账 an inspection asks for, as an Excel file: who signed what, what went where, and the log itself."""

import datetime
import json
from collections.abc import Iterable, Iterator
from io import BytesIO

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from issues.models import Action, Article, ArticleStage, AuditEntry, Check, Issue, SignOff, Stage

# What a cell of Excel holds.
_MAX_TEXT = 32_767
_STAGES = {Issue._meta.label_lower: Stage, Article._meta.label_lower: ArticleStage}


def stages_of(entry: AuditEntry) -> type[Stage] | type[ArticleStage] | None:
    """The stages between which what the entry is about moves."""
    return _STAGES.get(entry.object_type)


def kind_of(entry: AuditEntry) -> str:
    """What the entry is about, in Chinese: 稿件, 期, 用户."""
    if not entry.object_type:
        return ""
    try:
        return str(apps.get_model(entry.object_type)._meta.verbose_name)
    except LookupError:  # a model that is no more
        return entry.object_type


def export_ledger(
    since: datetime.date | None = None, until: datetime.date | None = None, by: User | None = None
) -> bytes:
    """The ledger of the days from `since` to `until`, both included; that it was taken enters the log as well."""
    AuditEntry.objects.record(Action.EXPORT, None, by, what="审签台账", since=since, until=until)
    return build_ledger(since, until)


def build_ledger(since: datetime.date | None = None, until: datetime.date | None = None) -> bytes:
    book = Workbook(write_only=True)
    entries = _within(AuditEntry.objects.order_by("sequence"), "at", since, until)
    _fill(book.create_sheet("审签"), _SIGN_OFFS, _sign_offs(since, until))
    _fill(book.create_sheet("流转"), _MOVES, _moves(entries))
    _fill(book.create_sheet("校对放行"), _WAIVERS, _waivers(entries))
    _fill(book.create_sheet("操作记录"), _LOG, _log(entries))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


_SIGN_OFFS = {
    "期": 40, "轮次": 6, "步骤": 8, "审签人": 20, "时间": 20, "政治检查": 10, "保密检查": 10, "法律检查": 10,
    "意见": 40, "是否作废": 10, "作废时间": 20, "作废原因": 40, "定稿版次": 10, "所审内容的 SHA-256": 68,
}  # fmt: skip
_MOVES = {
    "时间": 20,
    "对象种类": 10,
    "对象": 44,
    "步骤": 12,
    "由": 10,
    "至": 10,
    "操作人": 24,
    "来自": 18,
    "意见": 50,
}
_WAIVERS = {
    "时间": 20, "操作": 12, "期": 40, "稿件": 44, "规则": 14, "原文": 40, "校对意见": 50, "原因": 30,
    "操作人": 24, "来自": 18,
}  # fmt: skip
_LOG = {
    "序号": 8, "时间": 20, "操作人": 24, "来自": 18, "操作": 12, "对象种类": 12, "对象": 44, "详情": 60,
    "上一条的校验值": 68, "校验值": 68,
}  # fmt: skip


def _sign_offs(since: datetime.date | None, until: datetime.date | None) -> Iterator[list]:
    rows = SignOff.objects.select_related("issue__publication", "signer", "edition").defer("edition__content")
    ordered = rows.order_by(
        "issue__publication__name", "issue__year", "issue__kind", "issue__number", "issue", "round", "step"
    )
    for row in _within(ordered, "signed_at", since, until).iterator(chunk_size=500):
        yield [
            str(row.issue),
            row.round,
            row.get_step_display(),
            _person(row.signer),
            row.signed_at,
            *("已确认" if getattr(row, check.value) else "未确认" for check in Check),
            row.note,
            "已作废" if row.voided_at else "有效",
            row.voided_at,
            row.void_reason,
            f"第{row.edition.version}版" if row.edition else "",
            row.sha256,
        ]


def _moves(entries: QuerySet[AuditEntry]) -> Iterator[list]:
    for entry in entries.filter(object_type__in=_STAGES).iterator(chunk_size=500):
        detail = entry.detail
        if "to" in detail:
            stages = _STAGES[entry.object_type]
            before, after = stages(detail["from"]).label, stages(detail["to"]).label
        elif entry.action in (Action.PLACE, Action.REMOVE):  # the stage does not change
            before, after = (
                ("稿库", detail["issue"]) if entry.action == Action.PLACE else (detail["issue"], "稿库")
            )
        else:  # a time or a note was set, a version restored
            before, after = detail.get("set_before", ""), detail.get("set_to", "")
        yield [
            entry.at,
            kind_of(entry),
            entry.object_label,
            detail.get("step_label") or entry.get_action_display(),
            before,
            after,
            entry.user_label,
            entry.ip,
            detail.get("note", ""),
        ]


def _waivers(entries: QuerySet[AuditEntry]) -> Iterator[list]:
    """Errors an editor answered for; one that was waived before it stood in an issue is named with where it stands now."""
    kept = entries.filter(action__in=[Action.WAIVE, Action.TAKE_BACK], detail__waiver=True)
    rows = Article.objects.filter(
        pk__in=[
            int(entry.object_id)
            for entry in kept
            if entry.object_type == Article._meta.label_lower and not entry.detail["issue"]
        ],
        section__isnull=False,
    )
    placed = {
        str(row.pk): str(row.section.issue) for row in rows.select_related("section__issue__publication")
    }
    for entry in kept.iterator(chunk_size=500):
        detail = entry.detail
        is_article = entry.object_type == Article._meta.label_lower
        yield [
            entry.at,
            "放行" if entry.action == Action.WAIVE else "收回放行",
            detail["issue"] or placed.get(entry.object_id, "") if is_article else detail["issue"],
            entry.object_label if is_article else "编者按",
            detail["rule"],
            detail["passage"],
            detail["message"],
            detail["reason"],
            entry.user_label,
            entry.ip,
        ]


def _log(entries: QuerySet[AuditEntry]) -> Iterator[list]:
    for entry in entries.iterator(chunk_size=500):
        yield [
            entry.sequence,
            entry.at,
            entry.user_label,
            entry.ip,
            entry.get_action_display(),
            kind_of(entry),
            entry.object_label,
            json.dumps(entry.detail, ensure_ascii=False, sort_keys=True) if entry.detail else "",
            entry.previous_hash,
            entry.hash,
        ]


def _person(user: User) -> str:
    return user.username if str(user) == user.username else f"{user}（{user.username}）"


def _within(rows: QuerySet, name: str, since: datetime.date | None, until: datetime.date | None) -> QuerySet:
    """Those whose day, as the office's clock has it, lies between the two."""
    if since is not None:
        rows = rows.filter(**{f"{name}__date__gte": since})
    if until is not None:
        rows = rows.filter(**{f"{name}__date__lte": until})
    return rows


def _fill(sheet: Worksheet, columns: dict[str, int], rows: Iterable[list]) -> None:
    """A bold first row that stays in sight, with filters; then `rows`."""
    for letter, width in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", columns.values(), strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    header = [WriteOnlyCell(sheet, name) for name in columns]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{chr(ord('A') + len(columns) - 1)}{count}"


def _cell(sheet: Worksheet, value: object) -> WriteOnlyCell:
    if isinstance(value, datetime.datetime):
        cell = WriteOnlyCell(sheet, timezone.localtime(value).replace(tzinfo=None, microsecond=0))
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    elif isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:_MAX_TEXT])
        cell.data_type = "s"  # what begins with "=" is what somebody wrote, never a formula
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    else:
        cell = WriteOnlyCell(sheet, value)
    return cell
