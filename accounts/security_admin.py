"""What an administrator does for accounts at the desk: one-time passwords, second factors, locks."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_variables

from accounts import lockout, secondfactor
from accounts.events import Event, report
from accounts.models import User
from accounts.passwords import give_one_time_password


class SecurityPages:
    """For UserAdmin. Every change is a POST, and nobody but a superuser touches a superuser."""

    actions = ["unlock_selected"]

    class Media:
        css = {"all": ["css/accounts-desk.css"]}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("locks/", view(self.locks_view), name="accounts_user_locks"),
            path("<id>/second-factor/", view(self.second_factor_view), name="accounts_user_second_factor"),
        ]
        return own + super().get_urls()

    @sensitive_variables("password")
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """In the place of Django's page, where an administrator would choose a password for another."""
        user = self._user_to_change(request, id)
        password = None
        if request.method == "POST":
            password = give_one_time_password(user)
            report(Event.PASSWORD_RESET, request, user)
            self.log_change(request, user, "重设为一次性密码。")
        return self._page(request, "reset_password", f"重设{user}的密码", person=user, password=password)

    def second_factor_view(self, request: HttpRequest, id: str) -> HttpResponse:
        user = self._user_to_change(request, id)
        if request.method == "POST":
            if secondfactor.remove(request, user):
                self.log_change(request, user, "清除两步验证。")
                messages.success(request, f"已清除{user}的两步验证。")
            return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))
        return self._page(
            request,
            "reset_second_factor",
            f"清除{user}的两步验证",
            person=user,
            has_one=secondfactor.is_set_up(user),
            needs_one=secondfactor.is_required(user),
        )

    def locks_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            username, address = request.POST.get("username", ""), request.POST.get("address") or None
            if lockout.unlock(request, username, address):
                messages.success(request, f"已解除“{username}”的锁定，现在可以登录。")
            else:
                messages.info(request, f"“{username}”现在没有锁定。")
            return HttpResponseRedirect(reverse("admin:accounts_user_locks"))
        locks = lockout.current_locks()
        names = {lock.username for lock in locks}
        known = {lockout.plain_name(user.username): user for user in User.objects.filter(username__in=names)}
        rows = [(lock, known.get(lock.username)) for lock in locks]
        return self._page(request, "locks", "登录锁定", rows=rows)

    @admin.action(description="解除登录锁定", permissions=["change"])
    def unlock_selected(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        locked = lockout.current_locks()
        names = {lockout.plain_name(user.username) for user in queryset}
        count = sum(
            lockout.unlock(request, lock.username, lock.address) for lock in locked if lock.username in names
        )
        if count:
            messages.success(request, f"已解除 {count} 处锁定。")
        else:
            messages.info(request, "所选的用户都没有锁定。")

    @admin.display(description="登录安全")
    def protection(self, user: User) -> SafeString:
        """How the account stands, each line with what can be done about it."""
        if user.pk is None:
            return format_html("—")
        name = lockout.plain_name(user.username)
        one_time = "用的是一次性密码，登录后须修改。" if user.must_change_password else "用的是自己设的密码。"
        rows = [(one_time, reverse("admin:auth_user_password_change", args=[user.pk]), "重设密码")]
        if secondfactor.is_set_up(user):
            place = reverse("admin:accounts_user_second_factor", args=[user.pk])
            rows.append(("已设置两步验证。", place, "清除两步验证"))
        for lock in lockout.current_locks(username=name):
            rows.append(
                (f"登录已锁定，还有 {lock.minutes} 分钟。", reverse("admin:accounts_user_locks"), "解除锁定")
            )
        return format_html_join("", '<div>{} <a class="accounts-link" href="{}">{}</a></div>', rows)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        """A password that an administrator typed is good for one sign-in."""
        if not change:
            obj.must_change_password = True
        super().save_model(request, obj, form, change)
        changed = sorted({"is_active", "is_superuser", "username", "email"}.intersection(form.changed_data))
        if not change:
            report(Event.ACCOUNT_CHANGED, request, obj, {"made": True})
        elif changed:
            after = {name: getattr(obj, name) for name in changed}
            report(Event.ACCOUNT_CHANGED, request, obj, {"changed": after})

    def _user_to_change(self, request: HttpRequest, id: str) -> User:
        user = self.get_object(request, id)
        if user is None:
            raise Http404(f"没有用户 {id}")
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user

    def _page(self, request: HttpRequest, template: str, title: str, **context: object) -> HttpResponse:
        request.current_app = self.admin_site.name
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"accounts/{template}.html", shown)
