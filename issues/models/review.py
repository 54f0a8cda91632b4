"""One reader's approval of an issue: 初审, 复审, 终审, each by a different person."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.roles import is_office
from issues.models.issue import Issue


class Step(models.IntegerChoices):
    FIRST = 1, "初审"
    SECOND = 2, "复审"
    FINAL = 3, "终审"


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def visible_to(self, user: object) -> "SignOffQuerySet":
        return self.all() if is_office(user) else self.none()


class SignOff(models.Model):
    issue = models.ForeignKey(Issue, verbose_name="期", related_name="sign_offs", on_delete=models.PROTECT)
    round = models.PositiveSmallIntegerField("轮次", default=1, help_text="每重开一次加一。")
    step = models.PositiveSmallIntegerField("审次", choices=Step.choices)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审签人", related_name="sign_offs", on_delete=models.PROTECT
    )
    signed_at = models.DateTimeField("审签时间", default=timezone.now)
    note = models.TextField("意见", blank=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.get_step_display()} {self.signer}"
