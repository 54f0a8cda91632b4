"""A text: in the pool until it is placed in a section of an issue."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from accounts.requests import current_user
from accounts.roles import is_member, is_office
from issues.models.issue import Issue, Stage
from issues.models.publication import Publication
from issues.models.richtext import RichBodyField
from issues.models.section import Section
from issues.models.versions import ArticleSnapshot, VersionQuerySet, Versions, mark


class ArticleStage(models.TextChoices):
    DRAFT = "draft", "草稿"
    REVIEW = "review", "待审"
    ACCEPTED = "accepted", "采用"
    RETURNED = "returned", "退改"
    DECLINED = "declined", "不用"
    MERGED = "merged", "已并入"
    PUBLISHED = "published", "已发布"


# Stages in which the article is with its author.
ArticleStage.WITH_AUTHOR = frozenset({ArticleStage.DRAFT, ArticleStage.RETURNED})
# Stages in which it may stand in an issue.
ArticleStage.PLACED = frozenset({ArticleStage.ACCEPTED, ArticleStage.PUBLISHED})


NOT_ACCEPTED = "只有“采用”的稿件才能编入一期，请先采用它。"


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: object) -> "ArticleQuerySet":
        """Who sees which article.

        Superusers: all. The office: all but other people's drafts; a draft nobody owns is the office's own.
        Correspondents: their own, and their organisation's.
        """
        if not is_member(user):
            return self.none()
        if user.is_superuser:
            return self.all()
        if is_office(user):
            return self.filter(~Q(stage=ArticleStage.DRAFT) | Q(author=user) | Q(author__isnull=True))
        mine = Q(author=user)
        if user.organisation_id is not None:
            mine |= Q(organisation=user.organisation_id)
        return self.filter(mine)

    def published(self) -> "ArticleQuerySet":
        return self.filter(section__issue__stage=Stage.PUBLISHED)

    def in_pool(self) -> "ArticleQuerySet":
        return self.filter(section__isnull=True)

    def return_to_pool(self) -> int:
        """Take the articles out of their sections, each by save(), which keeps its version; the count is returned."""
        articles = list(self)
        for article in articles:
            article.section = article.position = None
            if article.stage == ArticleStage.PUBLISHED:
                article.stage = ArticleStage.ACCEPTED
            mark(article, current_user(), "remove")
            article.save(update_fields=["section", "position", "stage", "updated_at"])
        return len(articles)


class Article(models.Model):
    title = models.CharField("标题", max_length=200)
    body = RichBodyField("正文", blank=True)
    publication = models.ForeignKey(
        Publication,
        verbose_name="投给刊物",
        related_name="articles",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    stage = models.CharField(
        "状态",
        max_length=12,
        choices=ArticleStage.choices,
        default=ArticleStage.DRAFT,
        editable=False,
        db_index=True,
    )
    section = models.ForeignKey(
        Section,
        verbose_name="栏目",
        related_name="articles",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="编入哪一期的哪个栏目；留空则在稿库中。",
    )
    position = models.PositiveIntegerField(
        "顺序",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="在栏目中的先后；留空则排到最后。",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="来稿单位",
        related_name="articles",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="作者",
        related_name="articles",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    source = models.CharField(
        "转载来源", max_length=100, blank=True, help_text="报刊名，不带书名号，如“工人日报”。"
    )
    source_detail = models.CharField(
        "来源细目", max_length=200, blank=True, help_text="版次、日期或栏题，如“2021年1月5日第3版”。"
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name="并入的综合稿",
        related_name="merged_from",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
    )
    merged_position = models.PositiveIntegerField("在综合稿中的先后", null=True, blank=True, editable=False)
    original_name = models.CharField("原文件名", max_length=255, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    objects = ArticleQuerySet.as_manager()
    versions = Versions(
        verbose_name="稿件版本",
        verbose_name_plural="稿件版本",
        custom_model_name="ArticleVersion",
        bases=(ArticleSnapshot,),
        # The neighbours' moves would make a version of an article that nobody touched.
        excluded_fields=[
            *("position", "original_name", "created_at", "updated_at"),
            *("merged_into", "merged_position"),
        ],
        history_id_field=models.BigAutoField(),
        historical_queryset=VersionQuerySet,
    )

    class Meta:
        verbose_name = verbose_name_plural = "稿件"
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "position"],
                name="article_position",
                violation_error_message="这个栏目的这个顺序已有别的稿件，请另填一个，或留空排到最后。",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=ArticleStage.values),
                name="article_stage",
                violation_error_message="没有这个状态。",
            ),
            models.CheckConstraint(
                condition=Q(position__isnull=True) | Q(position__gte=1),
                name="article_position_from_one",
                violation_error_message="顺序从 1 起。",
            ),
            models.CheckConstraint(
                condition=Q(section__isnull=True, position__isnull=True)
                | Q(section__isnull=False, position__isnull=False),
                name="article_placed_with_position",
                violation_error_message="栏目和顺序要么都填，要么都不填。",
            ),
            models.CheckConstraint(
                condition=Q(section__isnull=True) | Q(stage__in=sorted(ArticleStage.PLACED)),
                name="article_placed_when_accepted",
                violation_error_message=NOT_ACCEPTED,
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | Q(section__isnull=True, stage__in=[ArticleStage.MERGED, ArticleStage.PUBLISHED]),
                name="article_merged_follows_its_whole",
                violation_error_message="已并入综合稿的稿件随综合稿走，不能单独编入或改变状态。",
            ),
        ]

    def __str__(self) -> str:
        return self.title or "（无标题）"

    def clean(self) -> None:
        if self.source_detail and not self.source:
            raise ValidationError({"source": "填了来源细目，还须填写转载来源。"})
        if self.section_id is not None and self.stage not in ArticleStage.PLACED:
            raise ValidationError(NOT_ACCEPTED)

    @property
    def issue(self) -> Issue | None:
        """The issue it is placed in, by itself or merged into another article."""
        section = (self.merged_into or self).section
        return section.issue if section is not None else None

    @property
    def is_locked(self) -> bool:
        """True once the issue it is placed in has been signed off."""
        return self.issue is not None and self.issue.is_locked
