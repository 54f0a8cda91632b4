"""A heading inside one issue, in its order."""

from django.core.validators import MinValueValidator
from django.db import models

from accounts.roles import is_member, is_office
from issues.models.issue import Issue, Stage


class SectionQuerySet(models.QuerySet["Section"]):
    def visible_to(self, user: object) -> "SectionQuerySet":
        """Sections are seen with their issue."""
        if is_office(user):
            return self.all()
        return self.published() if is_member(user) else self.none()

    def open(self) -> "SectionQuerySet":
        return self.filter(issue__stage__in=Stage.OPEN)

    def published(self) -> "SectionQuerySet":
        return self.filter(issue__stage=Stage.PUBLISHED)


class Section(models.Model):
    issue = models.ForeignKey(Issue, verbose_name="期", related_name="sections", on_delete=models.CASCADE)
    name = models.CharField("栏目名", max_length=60, blank=True, help_text="不带【】；不分栏目的简报可留空。")
    position = models.PositiveIntegerField("顺序", validators=[MinValueValidator(1)])

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "栏目"
        ordering = ["issue", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "position"],
                name="section_position",
                violation_error_message="本期这个顺序已有别的栏目，请另填一个，或留空排到最后。",
            ),
            models.CheckConstraint(
                condition=models.Q(position__gte=1),
                name="section_position_from_one",
                violation_error_message="顺序从 1 起。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or '无栏目名'}（{self.issue}）"

    @property
    def is_locked(self) -> bool:
        """True once its issue has been signed off."""
        return self.issue.is_locked
