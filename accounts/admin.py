"""The desk's pages of organisations and users."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest

from accounts.models import Organisation, User
from accounts.roles import Role

# The groups are the roles; their permissions are the program's table and come back with every migrate.
admin.site.unregister(Group)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "short_name", "level", "parent"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["parent"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return super().get_queryset(request).visible_to(request.user)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """An administrator manages people and their roles; only a superuser touches superusers."""

    list_display = ["username", "display_name", "organisation", "role_names", "is_active", "last_login"]
    list_filter = ["groups", "is_active", ("organisation", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["organisation"]
    search_fields = ["username", "display_name", "phone", "organisation__name"]
    autocomplete_fields = ["organisation"]
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
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
