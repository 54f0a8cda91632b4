"""The file a text came in: kept as it was sent, beside the article or the issue that was made of it."""

import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.roles import is_member, is_office
from issues.models.article import Article
from issues.models.issue import Issue


def originals() -> Storage:
    """Where sent files lie: under no address of the site, a view hands them out."""
    return storages["originals"]


def original_path(source: "SourceFile", filename: str) -> str:
    """A name of our own; of the sender's only its ending is kept."""
    suffix = Path(filename).suffix.lower()
    suffix = suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 6 else ""
    return f"{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}{suffix}"


class Purpose(models.TextChoices):
    ARTICLE = "article", "一篇稿件"
    BULLETIN = "bulletin", "整期简报"


class SourceFileQuerySet(models.QuerySet["SourceFile"]):
    def visible_to(self, user: object) -> "SourceFileQuerySet":
        """Who sees the article sees what it was made of; a whole bulletin's file is the office's."""
        if not is_member(user):
            return self.none()
        seen = Q(uploaded_by=user) | Q(article__in=Article.objects.visible_to(user))
        if is_office(user):
            seen |= Q(issue__isnull=False)
        return self.filter(seen)

    def pending(self) -> "SourceFileQuerySet":
        """Uploaded, and nothing made of it yet."""
        return self.filter(article__isnull=True, issue__isnull=True)


class SourceFile(models.Model):
    article = models.ForeignKey(
        Article,
        verbose_name="稿件",
        related_name="source_files",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
    )
    issue = models.ForeignKey(
        Issue, verbose_name="期", related_name="source_files", null=True, blank=True, on_delete=models.CASCADE
    )
    purpose = models.CharField("用途", max_length=12, choices=Purpose.choices, default=Purpose.ARTICLE)
    file = models.FileField("文件", storage=originals, upload_to=original_path, max_length=200)
    name = models.CharField("原文件名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("字节数")
    doubts = models.JSONField(
        "存疑", default=list, blank=True
    )  # {"code", "line", "message"} of the last reading
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="上传人",
        related_name="source_files",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = SourceFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "原件"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=True) | Q(issue__isnull=True),
                name="source_file_of_article_or_issue",
                violation_error_message="一个原件只能属于一篇稿件或一期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
