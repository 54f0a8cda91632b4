"""Organisations, which form a tree, and the users who belong to them, with the passwords they had."""

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.roles import Role, is_member


class Level(models.TextChoices):
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "市州级"
    COUNTY = "county", "县区级"
    ENTERPRISE = "enterprise", "企事业单位"
    UNSORTED = "unsorted", "待归类"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def within(self, organisation: "Organisation") -> "OrganisationQuerySet":
        """`organisation` and all below it; one query for each depth of the tree."""
        found = {organisation.pk}
        layer = found
        while layer:
            children = self.model.objects.filter(parent__in=layer).values_list("pk", flat=True)
            layer = set(children) - found
            found |= layer
        return self.filter(pk__in=found)

    def visible_to(self, user: object) -> "OrganisationQuerySet":
        """Names of organisations are no secret among those who work here; strangers see none."""
        return self.all() if is_member(user) else self.none()


class Organisation(models.Model):
    name = models.CharField("名称", max_length=200, unique=True, help_text="全称，如“曲靖市总工会”。")
    short_name = models.CharField("简称", max_length=60, blank=True)
    level = models.CharField("层级", max_length=12, choices=Level.choices, default=Level.UNSORTED)
    parent = models.ForeignKey(
        "self",
        verbose_name="上级单位",
        related_name="children",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="organisation_not_its_own_parent",
                violation_error_message="上级单位不能是本单位自己。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a parent that lies below this organisation."""
        seen = {self.pk} if self.pk else set()
        above = self.parent
        while above is not None:
            if above.pk in seen:
                raise ValidationError(
                    {"parent": f"“{self.parent}”就在“{self.name}”之下，不能作它的上级。请另选。"}
                )
            seen.add(above.pk)
            above = above.parent


class UserManager(DjangoUserManager):
    """Django tells nobody of a password given at creation; here it is remembered like any other."""

    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **fields: object
    ) -> "User":
        return self._with_memory(super().create_user(username, email, password, **fields))

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: object
    ) -> "User":
        return self._with_memory(super().create_superuser(username, email, password, **fields))

    @staticmethod
    def _with_memory(user: "User") -> "User":
        if user.has_usable_password():
            UsedPassword.objects.remember(user)
        return user


class User(AbstractUser):
    display_name = models.CharField("姓名", max_length=60, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="所属单位",
        related_name="users",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="通讯员能看到本单位的稿件，须填写。",
    )
    phone = models.CharField("电话", max_length=40, blank=True)
    must_change_password = models.BooleanField(
        "须修改密码", default=False, help_text="下次登录后先改密码，才能使用编辑台。"
    )
    password_set_at = models.DateTimeField("密码设定时间", null=True, blank=True, editable=False)

    objects = UserManager()

    # While Django may be writing a stronger hash of the same password; a log must not call that a change.
    is_rehashing = False

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]
        constraints = [
            # Whoever signs in may write his name in small letters or capitals.
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique_in_any_case",
                violation_error_message="已有用户用这个用户名（不分大小写）。请换一个。",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def check_password(self, raw_password: str | None) -> bool:
        self.is_rehashing = True
        try:
            return super().check_password(raw_password)
        finally:
            self.is_rehashing = False

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Read once per instance: a page asks for it many times. See refresh_roles()."""
        by_label = {role.label: role for role in Role}
        names = self.groups.values_list("name", flat=True)
        return frozenset(by_label[name] for name in names if name in by_label)

    def refresh_roles(self) -> None:
        """Forget what was read of roles and permissions, after groups were changed."""
        for cache in ("roles", "_perm_cache", "_group_perm_cache", "_user_perm_cache"):
            self.__dict__.pop(cache, None)

    def has_role(self, role: Role) -> bool:
        return role in self.roles


class UsedPasswordManager(models.Manager["UsedPassword"]):
    def remember(self, user: User) -> None:
        """Keep the hash of the password `user` has now, beside those of the last few; note the time."""
        self.create(user=user, password=user.password)
        kept = list(self.filter(user=user).order_by("-pk").values_list("pk", flat=True)[: self.model.KEPT])
        self.filter(user=user).exclude(pk__in=kept).delete()
        user.password_set_at = timezone.now()
        User.objects.filter(pk=user.pk).update(password_set_at=user.password_set_at)


class UsedPassword(models.Model):
    """The hash of a password somebody has or had; a new one must differ from the last KEPT."""

    KEPT = 5

    user = models.ForeignKey(User, related_name="used_passwords", on_delete=models.CASCADE)
    password = models.CharField(max_length=128)

    objects = UsedPasswordManager()

    def __str__(self) -> str:
        return f"{self.user_id} {self.pk}"


class ImportBatch(models.Model):
    """A file with tables that somebody uploaded; kept for a day, for its preview and its result."""

    class Purpose(models.TextChoices):
        ACCOUNTS = "accounts", "单位和用户"
        HOUSE_TABLES = "house-tables", "校对用表"

    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.ACCOUNTS)
    uploader = models.ForeignKey(User, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    done_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    # Ids of users it made whose first passwords nobody has fetched yet.
    awaiting = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.name
