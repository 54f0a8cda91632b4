"""The desk's pages of organisations and users."""

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.deleting import DiscreetDeletion
from accounts.filters import SearchFilter
from accounts.import_admin import AccountImportPages
from accounts.incomplete import without_organisation, without_role
from accounts.models import Organisation, User
from accounts.roles import Role
from accounts.security_admin import SecurityPages


class AttentionFilter(admin.SimpleListFilter):
    """People whose account is not complete, as the administrator's home counts them."""

    title = "待处理"
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [("role", "没有角色"), ("organisation", "通讯员没有单位")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        narrow = {"role": without_role, "organisation": without_organisation}.get(self.value())
        return narrow(queryset) if narrow else queryset


# The groups are the roles; their permissions are the program's table and come back with every migrate.
# Addresses are fields of users, and a second factor is nothing to look at: see SecurityPages.
admin.site.unregister([Group, EmailAddress, Authenticator])


@admin.register(Organisation)
class OrganisationAdmin(DiscreetDeletion, ModelAdmin):
    show_full_result_count = False
    list_display = ["name", "short_name", "level", "parent"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name"]
    search_help_text = "全称或简称"
    autocomplete_fields = ["parent"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return super().get_queryset(request).visible_to(request.user)


@admin.register(User)
class UserAdmin(SecurityPages, AccountImportPages, DiscreetDeletion, DjangoUserAdmin, ModelAdmin):
    """An administrator manages people and their roles; only a superuser touches superusers."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

    # One count fewer for every list; its heading offers “显示全部” instead.
    show_full_result_count = False
    list_display = ["username", "display_name", "organisation", "role_names", "is_active", "last_login"]
    list_filter = ["groups", AttentionFilter, "is_active", ("organisation", SearchFilter)]
    list_filter_submit = True
    list_select_related = ["organisation"]
    search_help_text = "用户名、姓名、电话或单位"
    search_fields = ["username", "display_name", "phone", "organisation__name"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["protection", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "protection"]}),
        ("个人信息", {"fields": ["display_name", "organisation", "phone", "email"]}),
        ("角色", {"fields": ["groups", "is_active"]}),
        ("记录", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"], "classes": ["wide"]}),
        ("个人信息", {"fields": ["display_name", "organisation", "phone"], "classes": ["wide"]}),
        ("角色", {"fields": ["groups"], "classes": ["wide"]}),
    ]

    @admin.display(description="角色")
    def role_names(self, user: User) -> str:
        return "、".join(sorted(group.name for group in user.groups.all())) or "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not request.user.is_superuser:
            return fieldsets
        return [*fieldsets, ("超级用户", {"fields": ["is_superuser"], "classes": ["collapse"]})]

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: object
    ) -> forms.ModelMultipleChoiceField:
        if db_field.name == "groups":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label = "角色"
            field.help_text = "可兼任。有了角色才能进入编辑台；离任者请取消“有效”，不要删除。"
            field.queryset = Group.objects.filter(name__in=[role.label for role in Role])
        return field

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        """Who has a role may enter the desk; who lost the last one may not."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        user.refresh_roles()
        user.is_staff = user.is_superuser or bool(user.roles)
        user.save(update_fields=["is_staff"])

    @staticmethod
    def _may_touch(request: HttpRequest, obj: User | None) -> bool:
        return obj is None or request.user.is_superuser or not obj.is_superuser
