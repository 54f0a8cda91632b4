"""What is said about an article: one thread of notes between the office and who sent it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from issues.models.article import Article
from issues.models.kept import Kept, KeptQuerySet


class RemarkKind(models.TextChoices):
    RETURN = "return", "退改意见"
    DECLINE = "decline", "不用理由"
    REMARK = "remark", "批注"
    REPLY = "reply", "回复"


class RemarkQuerySet(KeptQuerySet):
    def visible_to(self, user: object) -> "RemarkQuerySet":
        """Seen with the article: by the office, its author and its organisation."""
        return self.filter(article__in=Article.objects.visible_to(user))

    def unresolved(self) -> "RemarkQuerySet":
        return self.exclude(kind=RemarkKind.REPLY).filter(resolved_at__isnull=True)


class Remark(Kept):
    """Kept as it was written; only whether it is settled may change."""

    MARKS = frozenset({"resolved_at", "resolved_by", "resolved_by_id"})

    article = models.ForeignKey(
        Article, verbose_name="稿件", related_name="remarks", on_delete=models.PROTECT
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="留言人",
        related_name="remarks",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    kind = models.CharField("种类", max_length=8, choices=RemarkKind.choices, default=RemarkKind.REMARK)
    text = models.TextField("内容")
    quote = models.TextField("针对的原文", blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    resolved_at = models.DateTimeField("解决时间", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="标为已解决的人",
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        ordering = ["article", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="remark_says_something", violation_error_message="请写明内容。"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RemarkKind.values),
                name="remark_kind",
                violation_error_message="种类只能是退改意见、不用理由、批注、回复之一。",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=False) | Q(resolved_by__isnull=True),
                name="remark_resolved_by_with_time",
                violation_error_message="标为已解决须有时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text[:30]}"

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None
