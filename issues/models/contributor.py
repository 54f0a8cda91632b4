"""Who is credited: a person of an organisation, or a whole organisation."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from accounts.roles import is_member, is_office
from issues.models.article import Article


class ContributorQuerySet(models.QuerySet["Contributor"]):
    def visible_to(self, user: object) -> "ContributorQuerySet":
        """The office sees all; a correspondent those of his organisation, and whom articles he sees already name."""
        if is_office(user):
            return self.all()
        if not is_member(user):
            return self.none()
        named = Credit.objects.visible_to(user).values("contributor")
        return self.filter(Q(organisation=user.organisation_id) | Q(pk__in=named))


class Contributor(models.Model):
    name = models.CharField("姓名", max_length=60, blank=True, help_text="整个单位供稿时留空。")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="单位",
        related_name="contributors",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="对应用户",
        related_name="contributors",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        help_text="这位供稿人在本系统的账号；他不能审签自己署名的稿件。留空则按同单位同姓名认定。",
    )

    objects = ContributorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "供稿人"
        ordering = ["organisation__name", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") | Q(organisation__isnull=False),
                name="contributor_name_or_organisation",
                violation_error_message="姓名和单位至少填一项。",
            ),
            models.UniqueConstraint(
                fields=["name", "organisation"],
                name="contributor_name_organisation",
                violation_error_message="这个单位已有同名供稿人，请直接选用。",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(organisation__isnull=True),
                name="contributor_name_without_organisation",
                violation_error_message="已有同名且未填单位的供稿人，请直接选用，或补填单位。",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.organisation and self.organisation.name, self.name) if part)


class CreditQuerySet(models.QuerySet["Credit"]):
    def visible_to(self, user: object) -> "CreditQuerySet":
        """Credits are seen with their article."""
        return self.filter(article__in=Article.objects.visible_to(user))


class Credit(models.Model):
    article = models.ForeignKey(
        Article, verbose_name="稿件", related_name="credits", on_delete=models.CASCADE
    )
    contributor = models.ForeignKey(
        Contributor, verbose_name="供稿人", related_name="credits", on_delete=models.PROTECT
    )
    position = models.PositiveIntegerField("顺序", validators=[MinValueValidator(1)])

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "署名"
        ordering = ["article", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "position"],
                name="credit_position",
                violation_error_message="这个顺序已有别的署名，请另填一个，或留空排到最后。",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="credit_position_from_one",
                violation_error_message="顺序从 1 起。",
            ),
            models.UniqueConstraint(
                fields=["article", "contributor"],
                name="credit_contributor",
                violation_error_message="这位供稿人已经署名。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contributor)
