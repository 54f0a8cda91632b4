"""One reader's approval of an issue: 初审, 复审, 终审, each by a different person."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.roles import is_office
from issues.models.edition import Edition
from issues.models.issue import Issue
from issues.models.kept import Kept, KeptQuerySet


class Step(models.IntegerChoices):
    FIRST = 1, "初审"
    SECOND = 2, "复审"
    FINAL = 3, "终审"


class Check(models.TextChoices):
    """What a signer confirms to have checked; each is a field of SignOff."""

    POLITICAL = "political", "政治"
    SECRECY = "secrecy", "保密"
    LEGAL = "legal", "法律"


class SignOffQuerySet(KeptQuerySet):
    def visible_to(self, user: object) -> "SignOffQuerySet":
        return self.all() if is_office(user) else self.none()

    def valid(self) -> "SignOffQuerySet":
        return self.filter(voided_at__isnull=True)

    def of_round(self, issue: Issue) -> "SignOffQuerySet":
        """The valid ones of the issue's present round, in order."""
        return self.valid().filter(issue=issue, round=issue.round).order_by("step")


class SignOff(Kept):
    """Kept for good: a later round voids it, and says why."""

    MARKS = frozenset({"voided_at", "void_reason"})

    issue = models.ForeignKey(Issue, verbose_name="期", related_name="sign_offs", on_delete=models.PROTECT)
    round = models.PositiveSmallIntegerField("轮次", default=1, help_text="每重开一次加一。")
    step = models.PositiveSmallIntegerField("审次", choices=Step.choices)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审签人", related_name="sign_offs", on_delete=models.PROTECT
    )
    signed_at = models.DateTimeField("审签时间", default=timezone.now)
    note = models.TextField("意见", blank=True)
    political = models.BooleanField("政治检查", default=False)
    secrecy = models.BooleanField("保密检查", default=False)
    legal = models.BooleanField("法律检查", default=False)
    sha256 = models.CharField(
        "所审内容的 SHA-256", max_length=64, blank=True, help_text="审签时本期的内容若定稿，校验值即为此。"
    )
    edition = models.ForeignKey(
        Edition,
        verbose_name="签发的定稿",
        related_name="sign_offs",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="终审即签发，由此定稿。",
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.TextField("作废原因", blank=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审签"
        ordering = ["issue", "round", "step"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "round", "step"],
                name="sign_off_step",
                violation_error_message="这一审次已经签过。",
            ),
            models.UniqueConstraint(
                fields=["issue", "round", "signer"],
                name="sign_off_signer",
                violation_error_message="同一人不能签两个审次，请由另一人审签。",
            ),
            models.CheckConstraint(
                condition=models.Q(step__in=Step.values, round__gte=1),
                name="sign_off_known_step",
                violation_error_message="审次只能是初审、复审、终审。",
            ),
            models.CheckConstraint(
                condition=models.Q(political=True, secrecy=True, legal=True),
                name="sign_off_all_checks",
                violation_error_message="审签须逐项确认政治、保密、法律检查。",
            ),
            models.CheckConstraint(
                condition=models.Q(voided_at__isnull=True) | ~models.Q(void_reason=""),
                name="sign_off_voided_with_reason",
                violation_error_message="作废须写明原因。",
            ),
            models.CheckConstraint(
                condition=models.Q(edition__isnull=True) | models.Q(step=Step.FINAL),
                name="sign_off_edition_of_final",
                violation_error_message="只有终审才签发定稿。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.get_step_display()} {self.signer}"
