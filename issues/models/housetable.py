"""The house's own tables of proofreading: what an office added to the shipped ones, changed in them or switched off.

A row with the key of a shipped entry takes its place, and while it is not active nothing stands there: the shipped
tables may change with every release of the program, and what the office decided holds all the same.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ClassVar

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Organisation, User
from accounts.roles import is_office
from issues.models.publication import Publication
from issues.models.versions import Version, VersionQuerySet, Versions

LISTED = "多个之间用空格隔开。"


class OfficeQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> "OfficeQuerySet":
        return self.all() if is_office(user) else self.none()


class HouseSnapshot(Version):
    class Meta:
        abstract = True

    @staticmethod
    def seen_by(user: User) -> Q:
        return Q() if is_office(user) else Q(pk__in=[])


def _versions(model_name: str, label: str) -> HistoricalRecords:
    return Versions(
        verbose_name=f"{label}的版本",
        verbose_name_plural=f"{label}的版本",
        custom_model_name=model_name,
        bases=(HouseSnapshot,),
        excluded_fields=["updated_at"],
        history_id_field=models.BigAutoField(),
        historical_queryset=VersionQuerySet,
    )


class HouseEntry(models.Model):
    # The fields that tell one entry from another; a shipped entry is known by the same.
    KEY: ClassVar[tuple[str, ...]] = ()

    is_active = models.BooleanField(
        "启用", default=True, help_text="不勾选即停用：校对时不再使用，也不再使用随系统的同一词条。"
    )
    remark = models.CharField(
        "备注", max_length=200, blank=True, help_text="依据或原因，如“省总办公厅2021年3号文”。"
    )
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return " → ".join(str(getattr(self, name)) for name in self.KEY)


class HouseExpression(HouseEntry):
    KEY = ("right",)

    right = models.CharField(
        "规范表述",
        max_length=100,
        unique=True,
        error_messages={"unique": "表中已有这一条，请直接修改那一条。"},
        help_text="五个字以上的，文中差一两个字也能找到。",
    )
    wrong = models.TextField(
        "错误写法", max_length=2000, blank=True, help_text=f"已知的错误写法。{LISTED}不足五个字的必须填写。"
    )

    versions = _versions("HouseExpressionVersion", "固定表述")

    class Meta:
        verbose_name = verbose_name_plural = "固定表述"
        ordering = ["right"]


class HouseConfusable(HouseEntry):
    KEY = ("wrong", "right")

    wrong = models.CharField("错误写法", max_length=30)
    right = models.CharField("正确写法", max_length=30)
    before = models.TextField(
        "前面须有", max_length=2000, blank=True, help_text=f"紧挨在前面的，有其中之一才提示。{LISTED}"
    )
    not_before = models.TextField("前面不能有", max_length=2000, blank=True, help_text=LISTED)
    after = models.TextField(
        "后面须有", max_length=2000, blank=True, help_text=f"紧挨在后面的，有其中之一才提示。{LISTED}"
    )
    not_after = models.TextField("后面不能有", max_length=2000, blank=True, help_text=LISTED)
    near = models.TextField(
        "附近须有", max_length=2000, blank=True, help_text=f"同一句中前后十四个字以内。{LISTED}"
    )
    is_certain = models.BooleanField(
        "一定是错", default=False, help_text="勾选后列为“差错”，签发前必须改正；不勾选列为“疑似”。"
    )

    versions = _versions("HouseConfusableVersion", "易混词")

    class Meta:
        verbose_name = verbose_name_plural = "易混词"
        ordering = ["wrong", "right"]
        constraints = [
            models.UniqueConstraint(
                fields=["wrong", "right"],
                name="house_confusable_once",
                violation_error_message="表中已有这一条，请直接修改那一条。",
            )
        ]


class HouseLeader(HouseEntry):
    KEY = ("name",)

    name = models.CharField(
        "姓名",
        max_length=20,
        unique=True,
        error_messages={"unique": "表中已有这位领导，请直接修改那一条。"},
    )
    posts = models.TextField("职务", max_length=500, help_text=f"用简报中的写法，如“省总工会主席”。{LISTED}")
    position = models.PositiveIntegerField(
        "次序", default=1000, help_text="小的在前。随系统的领导从 10 起，每位加 10。"
    )

    versions = _versions("HouseLeaderVersion", "领导姓名职务")

    class Meta:
        verbose_name = verbose_name_plural = "领导姓名职务"
        ordering = ["position", "name"]


class HouseSensitive(HouseEntry):
    KEY = ("word",)

    word = models.CharField(
        "慎用词", max_length=60, unique=True, error_messages={"unique": "表中已有这个词，请直接修改那一条。"}
    )
    suggestion = models.CharField("改用", max_length=60, blank=True, help_text="没有可以代替的，不填。")
    note = models.CharField("说明", max_length=200, blank=True, help_text="为什么慎用，显示给编辑看。")

    versions = _versions("HouseSensitiveVersion", "慎用词")

    class Meta:
        verbose_name = verbose_name_plural = "慎用词"
        ordering = ["word"]


class HouseUnit(HouseEntry):
    """Another name of an organisation; its full and its short name are the organisation's own."""

    KEY = ("name",)

    name = models.CharField(
        "别称",
        max_length=200,
        unique=True,
        error_messages={"unique": "表中已有这个别称，请直接修改那一条。"},
        help_text="署名中可以用的其他写法，如“省总”、曾用名。",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="单位", related_name="house_names", on_delete=models.CASCADE
    )

    versions = _versions("HouseUnitVersion", "单位别称")

    class Meta:
        verbose_name = verbose_name_plural = "单位别称"
        ordering = ["name"]


TABLES: tuple[type[HouseEntry], ...] = (
    HouseExpression,
    HouseConfusable,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
)


class RuleSwitch(models.Model):
    """A rule of proofreading that a publication does without."""

    publication = models.ForeignKey(
        Publication, verbose_name="刊物", related_name="rule_switches", on_delete=models.CASCADE
    )
    rule = models.CharField("规则", max_length=40)
    reason = models.CharField("原因", max_length=200)
    who = models.CharField("停用人", max_length=220)
    at = models.DateTimeField("停用时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "停用的校对规则"
        ordering = ["publication", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "rule"], name="rule_switched_off_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="rule_switch_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.rule}"


_is_renewed: ContextVar[bool] = ContextVar("tables_are_renewed", default=False)


class TablesState(models.Model):
    """One row: a token that every change of what proofreading goes by replaces, in the same transaction.

    It is drawn at random: a counter would come to the same number again after a change that was rolled back.
    """

    token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = verbose_name_plural = "校对用表的状态"

    def __str__(self) -> str:
        return str(self.token)

    @classmethod
    @contextmanager
    def renewed_once(cls) -> Iterator[None]:
        """For many changes in one transaction, within which nothing may ask for the tables."""
        cls.renew()
        token = _is_renewed.set(True)
        try:
            yield
        finally:
            _is_renewed.reset(token)

    @classmethod
    def renew(cls) -> None:
        """What other processes keep of the tables is of yesterday from now on."""
        if _is_renewed.get():
            return
        cls.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})
