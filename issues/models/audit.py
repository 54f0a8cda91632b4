"""The log of who did what, when and from where: append-only, each entry sealed by the hash of the one before.

An entry is written in the transaction of what it records, so that neither exists without the other. The end of
the chain is one row; whoever adds an entry holds it until that transaction ends, so the chain never forks.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.requests import current_ip
from accounts.roles import Role
from accounts.storable import storable
from issues.models.kept import Kept, KeptQuerySet

COMMAND_LINE = "命令行"
STRANGER = "（未登录）"


class Action(models.TextChoices):
    SIGN_IN = "sign-in", "登录"
    SIGN_IN_FAILED = "sign-in-failed", "登录失败"
    SIGN_OUT = "sign-out", "退出"
    TRANSITION = "transition", "流转"
    PLACE = "place", "编入"
    REMOVE = "remove", "移出"
    ARRANGE = "arrange", "编排"
    MERGE = "merge", "合并"
    SPLIT = "split", "拆开"
    SIGN_OFF = "sign-off", "审签"
    FREEZE = "freeze", "定稿"
    TIMING = "timing", "定时发布"
    PUBLISH = "publish", "发布"
    WITHDRAW = "withdraw", "撤回"
    CORRECTION_NOTE = "correction-note", "改更正说明"
    RESTORE = "restore", "恢复版本"
    EXPORT = "export", "导出"
    DISMISS = "dismiss", "校对不改"
    WAIVE = "waive", "校对放行"
    TAKE_BACK = "take-back", "恢复校对意见"
    TABLES = "tables", "校对用表"
    RULES = "rules", "校对规则"
    ROLES = "roles", "角色变更"
    ACCOUNT = "account", "账号变更"


class AuditChain(models.Model):
    """The end of the chain, one row: what the next entry continues, and what shows that the last were cut off."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


class AuditQuerySet(KeptQuerySet):
    def visible_to(self, user: object) -> "AuditQuerySet":
        if user.is_active and (user.is_superuser or user.has_role(Role.ADMINISTRATOR)):
            return self.all()
        return self.none()

    def record(
        self,
        action: Action,
        about: models.Model | None = None,
        by: User | None = None,
        *,
        label: str = "",
        **detail: object,
    ) -> "AuditEntry":
        """Add an entry: `by` (None: the command line, or a stranger named by `label`) did `action` to `about`.

        Call it last in a transaction: other writers of the log wait until that transaction ends.
        """
        with transaction.atomic(savepoint=False):
            chain, _ = AuditChain.objects.select_for_update().get_or_create(pk=1)
            ip = current_ip()
            entry = AuditEntry(
                sequence=chain.sequence + 1,
                at=timezone.now(),
                user=by,
                user_label=_fit(AuditEntry, "user_label", label or label_of(by, ip)),
                ip=ip,
                action=action,
                object_type=about._meta.label_lower if about is not None else "",
                object_id=str(about.pk) if about is not None else "",
                object_label=_fit(AuditEntry, "object_label", str(about) if about is not None else ""),
                detail=storable(json.loads(json.dumps(detail, cls=DjangoJSONEncoder))),
                previous_hash=chain.hash,
            )
            entry.hash = entry.compute_hash()
            entry.save(force_insert=True)
            chain.sequence, chain.hash = entry.sequence, entry.hash
            chain.save(update_fields=["sequence", "hash"])
        return entry

    record.alters_data = True

    def first_fault(self) -> str:
        """What is wrong with the first entry that is not as it was written, in Chinese; empty when all are."""
        return next(self._faults(), "")

    def _faults(self) -> Iterator[str]:
        expected, previous = 1, ""
        for entry in self.model.objects.order_by("sequence").iterator(chunk_size=500):
            if entry.sequence != expected:
                yield f"第 {expected} 条操作记录不见了，下一条是第 {entry.sequence} 条"
            if entry.previous_hash != previous:
                yield f"第 {entry.sequence} 条操作记录没有接着第 {entry.sequence - 1} 条"
            if entry.compute_hash() != entry.hash:
                yield f"第 {entry.sequence} 条操作记录的内容与它的校验值不符"
            expected, previous = entry.sequence + 1, entry.hash
        end = AuditChain.objects.filter(pk=1).first() or AuditChain()
        if end.sequence >= expected:
            yield f"第 {expected} 条操作记录不见了，应有 {end.sequence} 条，只剩 {expected - 1} 条"
        elif (end.sequence, end.hash) != (expected - 1, previous):
            yield f"第 {expected - 1} 条操作记录不是登记在案的最后一条"


class AuditEntry(Kept):
    """`user` is kept as a bare number, so that an account may be deleted without touching the log."""

    sequence = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="用户",
        related_name="+",
        null=True,
        db_constraint=False,
        on_delete=models.DO_NOTHING,
    )
    user_label = models.CharField("操作人", max_length=220)
    ip = models.CharField("来自", max_length=45, blank=True)
    action = models.CharField("操作", max_length=20, choices=Action.choices, db_index=True)
    object_type = models.CharField("对象种类", max_length=60, blank=True)
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    object_label = models.CharField("对象", max_length=300, blank=True)
    detail = models.JSONField("详情", default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField("上一条的校验值", max_length=64, blank=True)
    hash = models.CharField("校验值", max_length=64, help_text="本条与上一条校验值的 SHA-256。")

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-sequence"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_entry_object")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.user_label} {self.get_action_display()} {self.object_label}".rstrip()

    def compute_hash(self) -> str:
        """SHA-256 over the canonical JSON of everything else in the entry."""
        content = {
            "sequence": self.sequence,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "user": self.user_id,
            "user_label": self.user_label,
            "ip": self.ip,
            "action": str(self.action),
            "object_type": self.object_type,
            "object_id": self.object_id,
            "object_label": self.object_label,
            "detail": self.detail,
            "previous_hash": self.previous_hash,
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


def label_of(user: User | None, ip: str = "") -> str:
    """Name and user name, as they are at the time."""
    if user is None:
        return STRANGER if ip else COMMAND_LINE
    return user.username if str(user) == user.username else f"{user}（{user.username}）"


def _fit(model: type[models.Model], name: str, text: str) -> str:
    return storable(text)[: model._meta.get_field(name).max_length]
