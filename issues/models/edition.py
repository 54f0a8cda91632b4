"""The frozen content of an issue; once stored, only its publication marks may change."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.roles import is_member, is_office
from issues.models.issue import Issue, Kind, Numbered, parse_path_number
from issues.models.kept import Kept, KeptQuerySet, RowKept


class EditionFrozen(RowKept):
    """Someone tried to change or delete what is frozen. A programming error: no form offers it."""


class FollowerRefused(Exception):
    """What is made of public editions could not be made of this one; the message says why in Chinese."""


class EditionQuerySet(KeptQuerySet):
    def visible_to(self, user: object) -> "EditionQuerySet":
        """The office sees all; correspondents what readers see; strangers are readers, not users."""
        if is_office(user):
            return self.all()
        return self.published() if is_member(user) else self.none()

    def published(self) -> "EditionQuerySet":
        return self.filter(is_current=True, withdrawn_at__isnull=True)

    def at(self, slug: str, year: int, path_number: str) -> "EditionQuerySet":
        """What readers get at an address, withdrawn or not: none or one row.

        That is the current edition or, where the issue has since moved, the last one withdrawn there: its
        readers are still told why, until another issue is published at the address.
        """
        place = parse_path_number(path_number)
        if place is None:
            return self.none()
        there = self.filter(slug=slug, year=year, kind=place.kind, number=place.number)
        shown = there.filter(Q(is_current=True) | Q(withdrawn_at__isnull=False))
        last = shown.order_by("-is_current", "-withdrawn_at", "-pk").values("pk")[:1]
        return self.filter(pk__in=last)

    def listing(self) -> "EditionQuerySet":
        """For archives: without the content, which may be large."""
        return self.defer("content")


class Edition(Numbered, Kept):
    """The address (slug, year, kind, number) is copied, so that it never depends on editable rows."""

    # All else is frozen.
    MARKS = frozenset({"is_current", "published_at", "withdrawn_at", "withdrawal_reason"})
    refusal = EditionFrozen

    issue = models.ForeignKey(Issue, verbose_name="期", related_name="editions", on_delete=models.PROTECT)
    version = models.PositiveIntegerField("版次")
    slug = models.SlugField("网址名", max_length=60)
    year = models.PositiveSmallIntegerField("年份")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    number = models.PositiveIntegerField("期号")
    total_number = models.PositiveIntegerField("总期号", null=True, blank=True)
    date = models.DateField("日期", null=True, blank=True)
    content = models.TextField("内容", help_text="规范 JSON。")
    sha256 = models.CharField("SHA-256", max_length=64)
    # No part of the content, so no part of its hash; empty in editions older than the printed ones.
    layout = models.JSONField("版式", default=dict, blank=True, help_text="定稿时刊物的排版设置。")
    frozen_at = models.DateTimeField("定稿时间")
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="定稿人",
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    correction_note = models.TextField("更正说明", blank=True)
    is_current = models.BooleanField("现行", default=False)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.TextField("撤回原因", blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "定稿"
        ordering = ["-year", "kind", "-number", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "version"], name="edition_version"),
            models.UniqueConstraint(
                fields=["issue"], condition=Q(is_current=True), name="edition_one_current_of_issue"
            ),
            models.UniqueConstraint(
                fields=["slug", "year", "kind", "number"],
                condition=Q(is_current=True),
                name="edition_one_current_at_address",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="edition_version_from_one"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="edition_kind"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_number_from_one"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason=""),
                name="edition_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.year}年{self.label} 第{self.version}版"

    @property
    def is_public(self) -> bool:
        """True while readers get it."""
        return self.is_current and self.withdrawn_at is None

    @property
    def is_intact(self) -> bool:
        """True while the content still has the SHA-256 it was frozen with."""
        return hashlib.sha256(self.content.encode("utf-8")).hexdigest() == self.sha256
