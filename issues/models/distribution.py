"""To whom an issue goes: ordered recipients, each reported to, sent to or issued to."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Q, When

from accounts.roles import is_office
from issues.models.issue import Issue
from issues.models.publication import Publication


class RecipientKind(models.TextChoices):
    """Superiors, peers and subordinates, in the order they are printed."""

    REPORT = "report", "报"
    SEND = "send", "送"
    ISSUE = "issue", "发"


class DistributionListQuerySet(models.QuerySet["DistributionList"]):
    def visible_to(self, user: object) -> "DistributionListQuerySet":
        return self.all() if is_office(user) else self.none()

    def standing(self) -> "DistributionListQuerySet":
        return self.filter(issue__isnull=True)


class DistributionList(models.Model):
    publication = models.ForeignKey(
        Publication, verbose_name="刊物", related_name="distribution_lists", on_delete=models.CASCADE
    )
    issue = models.OneToOneField(
        Issue,
        verbose_name="期",
        related_name="distribution_list",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        help_text="只用于这一期的名单；留空则是刊物的常用名单。",
    )
    name = models.CharField("名称", max_length=100)
    is_default = models.BooleanField(
        "默认", default=False, help_text="新建一期时照此复制；每个刊物只有一个。"
    )

    objects = DistributionListQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发送范围"
        ordering = ["publication", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(is_default=True),
                name="distribution_list_one_default",
                violation_error_message="这个刊物已有默认的发送范围，请先取消那一个。",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(issue__isnull=True),
                name="distribution_list_default_is_standing",
                violation_error_message="某一期专用的发送范围不能设为默认。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.issue and self.publication_id != self.issue.publication_id:
            raise ValidationError({"issue": "所选的期不属于这个刊物，请重选其一。"})

    @property
    def is_locked(self) -> bool:
        """True once the issue whose copy this is has been signed off."""
        return self.issue is not None and self.issue.is_locked


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def in_printed_order(self) -> "RecipientQuerySet":
        """By kind as printed (报, 送, 发), then by position."""
        order = Case(*(When(kind=kind, then=n) for n, kind in enumerate(RecipientKind.values)))
        return self.order_by("distribution_list", order, "position")


class Recipient(models.Model):
    distribution_list = models.ForeignKey(
        DistributionList, verbose_name="发送范围", related_name="recipients", on_delete=models.CASCADE
    )
    kind = models.CharField(
        "类别", max_length=8, choices=RecipientKind.choices, help_text="报：上级；送：平级；发：下级。"
    )
    position = models.PositiveIntegerField("顺序", validators=[MinValueValidator(1)])
    name = models.CharField("收件单位", max_length=200)
    extra = models.BooleanField("本期增发", default=False)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收件单位"
        ordering = ["distribution_list", "kind", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["distribution_list", "kind", "position"],
                name="recipient_position",
                violation_error_message="同一类别中这个顺序已有别的单位，请另填一个，或留空排到最后。",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="recipient_position_from_one",
                violation_error_message="顺序从 1 起。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RecipientKind.values),
                name="recipient_kind",
                violation_error_message="类别只能是报、送、发之一。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
