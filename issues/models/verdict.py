"""What people decided on findings of the proofreader: a fix taken, or a passage left as it is, for a reason.

A passage is known by its own words and the few beside them, so that what was decided holds while the text changes
elsewhere, and holds no longer once the passage itself changes.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from issues.models.article import Article
from issues.models.issue import Issue


class Reason(models.TextChoices):
    NAME = "name", "人名地名"
    QUOTATION = "quotation", "引文原样"
    CUSTOM = "custom", "单位习惯"
    MISTAKEN = "mistaken", "误报"
    PRINTED = "printed", "旧刊照印"
    OTHER = "other", "其他"


# What a person chooses from; a bulletin printed long ago is taken in by the command line.
Reason.OFFERED = (Reason.NAME, Reason.QUOTATION, Reason.CUSTOM, Reason.MISTAKEN, Reason.OTHER)


class VerdictKind(models.TextChoices):
    ACCEPTED = "accepted", "采纳"
    DISMISSED = "dismissed", "不改"


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def standing(self) -> "VerdictQuerySet":
        """Passages that are left as they are, not taken back."""
        return self.filter(kind=VerdictKind.DISMISSED, taken_back_at__isnull=True)


class Verdict(models.Model):
    """`waives`: an editor answers for it that this error is none, and an issue may be signed with it.

    Article and issue are null once deleted: the counts by rule stay. A finding in the text of the issue itself
    (编者按) has an issue only.
    """

    article = models.ForeignKey(
        Article, verbose_name="稿件", related_name="verdicts", null=True, on_delete=models.SET_NULL
    )
    issue = models.ForeignKey(
        Issue, verbose_name="期", related_name="verdicts", null=True, on_delete=models.SET_NULL
    )
    kind = models.CharField("处理", max_length=10, choices=VerdictKind.choices)
    rule = models.CharField("规则", max_length=64, db_index=True)
    part = models.CharField("部分", max_length=20)
    before = models.CharField("上文", max_length=40, blank=True)
    text = models.TextField("原文", blank=True)
    after = models.CharField("下文", max_length=40, blank=True)
    message = models.TextField("校对意见", blank=True)
    fingerprint = models.CharField("所在", max_length=64)
    waives = models.BooleanField("放行", default=False)
    reason = models.CharField("原因", max_length=10, choices=Reason.choices, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="处理人",
        related_name="verdicts",
        null=True,
        on_delete=models.SET_NULL,
    )
    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    # Chosen by the page for each fix that is taken: a message that is sent twice counts once.
    key = models.UUIDField(null=True, unique=True)
    taken_back_at = models.DateTimeField("收回时间", null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="收回人",
        related_name="+",
        null=True,
        on_delete=models.SET_NULL,
    )

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "校对处理"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "fingerprint", "waives"],
                condition=Q(kind="dismissed", taken_back_at__isnull=True, article__isnull=False),
                name="verdict_once_for_a_passage",
                violation_error_message="这一处已经标为不改。",
            ),
            models.UniqueConstraint(
                fields=["issue", "fingerprint", "waives"],
                condition=Q(
                    kind="dismissed",
                    taken_back_at__isnull=True,
                    article__isnull=True,
                    issue__isnull=False,
                ),
                name="verdict_once_for_a_passage_of_an_issue",
                violation_error_message="这一处已经标为不改。",
            ),
            models.CheckConstraint(
                condition=Q(kind="accepted", reason="", waives=False)
                | Q(kind="dismissed", reason__in=Reason.values),
                name="verdict_dismissed_for_a_reason",
                violation_error_message="不改须选原因。",
            ),
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(note=""),
                name="verdict_other_reason_is_written",
                violation_error_message="原因选“其他”的，请写明。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.before}{self.text}{self.after}"

    @property
    def why(self) -> str:
        """The reason as it is shown."""
        label = self.get_reason_display()
        return f"{label}：{self.note}" if self.note else label
