"""One number of a publication, on the editorial desk."""

import re
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.roles import is_member, is_office
from issues.models.publication import Publication
from issues.models.richtext import RichBodyField
from issues.models.versions import IssueSnapshot, VersionQuerySet, Versions

FIRST_YEAR, LAST_YEAR = 1949, 2200


class Kind(models.TextChoices):
    REGULAR = "regular", "期"
    SUPPLEMENT = "supplement", "增刊"


class Stage(models.TextChoices):
    DRAFT = "draft", "草稿"
    REVIEW = "review", "审核"
    SIGNED = "signed", "已签发"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


# Stages in which an issue and what is placed in it may be edited.
Stage.OPEN = frozenset({Stage.DRAFT, Stage.REVIEW})


class Place(NamedTuple):
    """The last part of an issue's address, read: 3 is the third issue, s1 the first supplement."""

    kind: Kind
    number: int


def parse_path_number(text: str) -> Place | None:
    """Read "3" or "s1"; None for anything else, such as "03", so that an issue has one address."""
    found = re.fullmatch(r"(s?)([1-9][0-9]{0,8})", text)
    if not found:
        return None
    return Place(Kind.SUPPLEMENT if found[1] else Kind.REGULAR, int(found[2]))


class Numbered:
    """What follows from a kind and a number, for Issue and Edition alike."""

    kind: str
    number: int

    @property
    def label(self) -> str:
        number = f"第{self.number}期" if self.number is not None else "（未编号）"
        return f"增刊{number}" if self.kind == Kind.SUPPLEMENT else number

    @property
    def path_number(self) -> str:
        return f"s{self.number}" if self.kind == Kind.SUPPLEMENT else str(self.number)


def validate_staff(value: object) -> None:
    """A list of {"role": 责任编辑, "name": 张三}, as printed in the last line of the footer."""
    lines = value if isinstance(value, list) else [None]
    for line in lines:
        if not (
            isinstance(line, dict)
            and line.keys() == {"role", "name"}
            and all(isinstance(text, str) and text.strip() for text in line.values())
        ):
            raise ValidationError("落款人员须逐条写明职责和姓名，如“责任编辑：张三”。")


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: object) -> "IssueQuerySet":
        """The office sees all; correspondents what is published; strangers nothing."""
        if is_office(user):
            return self.all()
        return self.published() if is_member(user) else self.none()

    def published(self) -> "IssueQuerySet":
        return self.filter(stage=Stage.PUBLISHED)

    def open(self) -> "IssueQuerySet":
        return self.filter(stage__in=Stage.OPEN)


class Issue(Numbered, models.Model):
    publication = models.ForeignKey(
        Publication, verbose_name="刊物", related_name="issues", on_delete=models.PROTECT
    )
    kind = models.CharField(
        "种类",
        max_length=12,
        choices=Kind.choices,
        default=Kind.REGULAR,
        help_text="增刊另行编号，不计入总期数。",
    )
    year = models.PositiveSmallIntegerField(
        "年份", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    number = models.PositiveIntegerField("期号", validators=[MinValueValidator(1)], help_text="年内第几期。")
    total_number = models.PositiveIntegerField(
        "总期号",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="创刊以来第几期；不明可留空。",
    )
    date = models.DateField("日期", null=True, blank=True, help_text="印在报头的日期，一般是签发之日。")
    stage = models.CharField(
        "状态", max_length=12, choices=Stage.choices, default=Stage.DRAFT, editable=False, db_index=True
    )
    round = models.PositiveSmallIntegerField(
        "审签轮次", default=1, editable=False, help_text="退回、重开、更正后另起一轮。"
    )
    returned_note = models.TextField(
        "退回意见", blank=True, editable=False, help_text="最近一次退回修改时写的，再次送审后清空。"
    )
    correction_note = models.TextField(
        "更正说明", blank=True, editable=False, help_text="更正期间才有，印在新的一版上。"
    )
    # Written by workflow/timing.py alone; any step ends it.
    publish_at = models.DateTimeField("定时发布", null=True, blank=True, editable=False, db_index=True)
    publish_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="定时发布的设定人",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
    )
    editors_note = RichBodyField("编者按", blank=True)
    notice = models.CharField(
        "密级或标志", max_length=60, blank=True, help_text="只在本期与刊物的标志不同时填写，如“秘密”。"
    )
    document_code = models.CharField(
        "编号", max_length=60, blank=True, help_text="印在报头右上角，一般只有涉密时才有。"
    )
    copies = models.PositiveIntegerField("印数", null=True, blank=True, help_text="印作“共印N份”。")
    staff = models.JSONField(
        "落款人员",
        default=list,
        blank=True,
        validators=[validate_staff],
        help_text="责任编辑、审核、签发等。",
    )
    masthead_assumed = models.BooleanField(
        "报头为补拟", default=False, help_text="原件缺报头、由编者补拟时勾选，页面上会注明。"
    )
    assumed_note = models.CharField(
        "补拟说明", max_length=300, blank=True, help_text="补了哪些内容，以小字印在页面上。"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="建立人",
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    objects = IssueQuerySet.as_manager()
    versions = Versions(
        verbose_name="期的版本",
        verbose_name_plural="期的版本",
        custom_model_name="IssueVersion",
        bases=(IssueSnapshot,),
        excluded_fields=["created_by", "created_at", "updated_at", "publish_at", "publish_by"],
        history_id_field=models.BigAutoField(),
        historical_queryset=VersionQuerySet,
    )

    class Meta:
        verbose_name = verbose_name_plural = "期"
        ordering = ["-year", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "kind", "year", "number"],
                name="issue_number",
                violation_error_message="这个刊物本年度已有这一期，请核对年份、种类和期号。",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values),
                name="issue_kind",
                violation_error_message="种类只能是期或增刊。",
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values),
                name="issue_stage",
                violation_error_message="没有这个状态。",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="issue_number_from_one",
                violation_error_message="期号从 1 起。",
            ),
            models.CheckConstraint(
                condition=models.Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="issue_year",
                violation_error_message=f"年份须在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。",
            ),
            models.CheckConstraint(
                condition=models.Q(total_number__isnull=True) | models.Q(total_number__gte=1),
                name="issue_total_number_from_one",
                violation_error_message="总期号从 1 起；不明可留空。",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.REGULAR) | models.Q(total_number__isnull=True),
                name="issue_supplement_has_no_total_number",
                violation_error_message="增刊不计入总期数，请清空总期号。",
            ),
            models.CheckConstraint(
                condition=models.Q(correction_note="")
                | models.Q(stage__in=[Stage.DRAFT, Stage.REVIEW, Stage.SIGNED]),
                name="issue_correction_note_while_corrected",
                violation_error_message="只有正在更正的期才有更正说明。",
            ),
            models.CheckConstraint(
                condition=models.Q(publish_at__isnull=True, publish_by__isnull=True)
                | models.Q(publish_at__isnull=False, publish_by__isnull=False, stage=Stage.SIGNED),
                name="issue_timed_while_signed",
                violation_error_message="只有已签发的期才能定时发布，并须记明设定人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.year}年{self.label}"

    @property
    def is_open(self) -> bool:
        """True while the issue and what is placed in it may be edited."""
        return self.stage in Stage.OPEN

    @property
    def in_correction(self) -> bool:
        """True from 更正 until the new Edition is published: readers have the old one meanwhile."""
        return bool(self.correction_note)

    @property
    def is_locked(self) -> bool:
        """True once it has been signed off; Section, Article and DistributionList answer the same way."""
        return not self.is_open
