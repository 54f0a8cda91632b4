"""What somebody is writing and has not saved yet, and who has which article open; neither is the article itself."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from issues.models.article import Article

# A page says every quarter of a minute that it is open; a browser lets one in the background say it each minute.
OPEN_FOR = timedelta(seconds=100)


class WorkingCopy(models.Model):
    """The form of one page as it stood when it was last kept; its writer's own, and nobody else's.

    `article` is null while the article is a new one, and once it was deleted.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="用户",
        related_name="working_copies",
        on_delete=models.CASCADE,
    )
    article = models.ForeignKey(
        Article,
        verbose_name="稿件",
        related_name="working_copies",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    key = models.UUIDField("页面", default=uuid.uuid4, editable=False)
    # Each name of the form with its values, as a browser would send them.
    fields = models.JSONField("内容", default=dict)
    created_at = models.DateTimeField("开始时间", auto_now_add=True)
    kept_at = models.DateTimeField("暂存时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "未保存的内容"
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="working_copy_key",
                violation_error_message="这一页的内容已经暂存。",
            )
        ]

    def __str__(self) -> str:
        return self.first("title") or "（无标题）"

    def first(self, name: str) -> str:
        """The first value of a field; empty where there is none."""
        return next(iter(self.fields.get(name, [])), "")


class PresenceQuerySet(models.QuerySet["Presence"]):
    def open_now(self) -> "PresenceQuerySet":
        return self.filter(seen_at__gte=timezone.now() - OPEN_FOR)


class Presence(models.Model):
    """Somebody has an article open for writing, in the page named by `key`."""

    # Not by cascade: nobody who deletes an article need hear of these rows, which go by themselves.
    article = models.ForeignKey(
        Article, verbose_name="稿件", related_name="presences", null=True, on_delete=models.SET_NULL
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="用户", related_name="presences", on_delete=models.CASCADE
    )
    key = models.UUIDField("页面")
    opened_at = models.DateTimeField("打开时间", default=timezone.now)
    seen_at = models.DateTimeField("最近一次", default=timezone.now, db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "正在修改"
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="presence_key",
                violation_error_message="这一页已经登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}"
