"""The forms of the sign-in pages: allauth's, in our words, with axes' counting."""

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.core.exceptions import ValidationError

from accounts import lockout, secondfactor
from accounts.models import User

CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}


class PlainMixin:
    """No placeholders, which vanish when one begins to type; colons and notes are the template's."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def name_fields(self, **labels: str) -> None:
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""

    def focus(self, name: str) -> None:
        self.fields[name].widget.attrs["autofocus"] = True


class SignInForm(PlainMixin, account_forms.LoginForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields(login="用户名", password="密码")  # noqa: S106 - a label
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.focus("password" if self.is_bound else "login")

    def clean_login(self) -> str:
        return User.normalize_username(super().clean_login())

    def clean(self) -> dict[str, object]:
        try:
            return super().clean()
        except ValidationError as error:
            raise _with_tries_left(error, self.request) from error


class ConfirmPasswordForm(PlainMixin, account_forms.ReauthenticateForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields(password="密码")  # noqa: S106 - a label
        self.focus("password")

    def clean_password(self) -> str:
        try:
            return super().clean_password()
        except ValidationError as error:
            raise _with_tries_left(error, context.request) from error


class NewPasswordMixin(PlainMixin):
    """Refusals that the validators know are said at the first of the two fields."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields(password1="新密码", password2="再输一次新密码")

    def clean(self) -> dict[str, object]:
        cleaned = forms.Form.clean(self)
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "两次输入的不一样，请再输一次。")
        return cleaned


class ChangePasswordForm(NewPasswordMixin, account_forms.ChangePasswordForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields(oldpassword="现在的密码")
        self.focus("oldpassword")

    def clean_oldpassword(self) -> str:
        """Whoever finds an open desk guesses no more often here than at the door."""
        request, username = context.request, self.user.get_username()
        if lockout.is_locked(request, username):
            raise ValidationError("已暂停验证。", code="locked")
        try:
            return super().clean_oldpassword()
        except ValidationError as error:
            lockout.count_failure(request, username, "change-password")
            raise _with_tries_left(error, request) from error


class NewPasswordForm(NewPasswordMixin, account_forms.ResetPasswordKeyForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.focus("password1")


class ResetPasswordForm(PlainMixin, account_forms.ResetPasswordForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields(email="邮箱")
        self.focus("email")

    def clean_email(self) -> str:
        """Only the address an administrator entered counts: nobody here confirms others."""
        email = self.cleaned_data["email"]
        self.users = list(User.objects.filter(email__iexact=email, is_active=True))
        return email


class CodeMixin(PlainMixin):
    """Six digits from the phone, or one of the recovery codes; failures count towards the lock."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields(code="验证码或恢复码")
        self.fields["code"].widget.attrs |= CODE_ATTRIBUTES
        self.fields["code"].max_length = 32
        self.focus("code")

    def clean_code(self) -> str:
        request, username = context.request, self.user.get_username()
        if lockout.is_locked(request, username):
            raise ValidationError("已暂停验证。", code="locked")
        self.authenticator = secondfactor.accept_code(self.user, self.cleaned_data["code"])
        if self.authenticator is None:
            lockout.count_failure(request, username, "second-factor")
            wrong = ValidationError("验证码不对，或已经用过。请看手机上最新的一组数字，再输一次。")
            raise _with_tries_left(wrong, request)
        return self.cleaned_data["code"]


class SecondFactorForm(CodeMixin, mfa_forms.AuthenticateForm):
    def save(self) -> None:
        post_authentication(context.request, self.authenticator)
        secondfactor.mark_shown(context.request, self.user)


class ConfirmSecondFactorForm(CodeMixin, mfa_forms.ReauthenticateForm):
    def save(self) -> None:
        post_authentication(context.request, self.authenticator, reauthenticated=True)
        secondfactor.mark_shown(context.request, self.user)


class SetUpSecondFactorForm(PlainMixin, totp_forms.ActivateTOTPForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields(code="手机上显示的 6 位验证码")
        self.fields["code"].widget.attrs |= CODE_ATTRIBUTES | {"inputmode": "numeric"}
        self.fields["code"].max_length = 32

    def clean_code(self) -> str:
        self.cleaned_data["code"] = secondfactor.plain_code(self.cleaned_data["code"])
        return super().clean_code()


def _with_tries_left(error: ValidationError, request: object) -> ValidationError:
    left = lockout.tries_left(request)
    if not left:
        return error
    return ValidationError(f"{error.messages[0]}还可以试 {left} 次。", code=getattr(error, "code", None))
