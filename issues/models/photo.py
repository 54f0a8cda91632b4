"""A picture, decoded and encoded anew before it is kept: under an article, or inside a text."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.roles import is_member
from issues.models.article import Article
from issues.models.source import SourceFile


class PhotoQuerySet(models.QuerySet["Photo"]):
    def visible_to(self, user: object) -> "PhotoQuerySet":
        """Photos are seen with their article; one that stands inside a text is its uploader's."""
        if not is_member(user):
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(Q(article__in=Article.objects.visible_to(user)) | Q(uploaded_by=user))


class Photo(models.Model):
    """`article` is set for the photos that follow its text in their order.

    One that stands inside a text has neither article nor position: the text names its address.
    """

    article = models.ForeignKey(
        Article,
        verbose_name="稿件",
        related_name="photos",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
    )
    position = models.PositiveIntegerField(
        "顺序", null=True, blank=True, validators=[MinValueValidator(1)], help_text="留空则排到最后。"
    )
    file = models.FileField("图片", upload_to="photos/", max_length=200)
    thumbnail = models.FileField("缩略图", upload_to="photos/", max_length=200, editable=False)
    width = models.PositiveIntegerField("宽", editable=False)
    height = models.PositiveIntegerField("高", editable=False)
    caption = models.CharField("图片说明", max_length=200, blank=True, help_text="印在图片下方。")
    alt = models.CharField(
        "替代文字", max_length=200, blank=True, help_text="读给看不见图片的人听；留空则用图片说明。"
    )
    original_name = models.CharField("原文件名", max_length=255, blank=True, editable=False)
    source = models.ForeignKey(
        SourceFile,
        verbose_name="取自",
        related_name="photos",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
    )
    source_index = models.PositiveIntegerField("在原件中的次序", null=True, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="上传人",
        related_name="photos",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "图片"
        ordering = ["article", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "position"],
                name="photo_position",
                violation_error_message="这个顺序已有别的图片，请另填一个，或留空排到最后。",
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=True, position__isnull=True)
                | Q(article__isnull=False, position__isnull=False),
                name="photo_placed_with_position",
                violation_error_message="稿件和顺序要么都填，要么都不填。",
            ),
            models.CheckConstraint(
                condition=Q(width__gte=1, height__gte=1),
                name="photo_has_a_size",
                violation_error_message="图片的宽和高须大于 0。",
            ),
            models.UniqueConstraint(
                fields=["source", "source_index"],
                name="photo_once_of_a_source",
                violation_error_message="原件中的这幅图片已经取出。",
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt or self.original_name or "图片"
