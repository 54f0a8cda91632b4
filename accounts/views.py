"""The pages of somebody's own account; what allauth has is used as it is, with our templates."""

from allauth.account import views as account_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from accounts import secondfactor
from accounts.gate import seconds_left, take_next
from accounts.passwords import rules


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how my account is protected."""
    context = {
        "has_second_factor": secondfactor.is_set_up(request.user),
        "needs_second_factor": secondfactor.is_required(request.user),
        "codes_left": secondfactor.codes_left(request.user),
    }
    return render(request, "account/home.html", context)


@require_POST
def still_here(request: HttpRequest) -> JsonResponse:
    """For a page's script: somebody is typing. The gate has noted it; says how long until the idle exit."""
    if not request.user.is_authenticated:
        return JsonResponse(
            {"error": "signed-out", "message": "您已退出登录。请重新登录，再继续。"}, status=401
        )
    return JsonResponse({"seconds_left": seconds_left(request)})


class ChangePasswordView(account_views.PasswordChangeView):
    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(rules=rules(), **kwargs)


class NewPasswordView(account_views.PasswordResetFromKeyView):
    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(rules=rules(), **kwargs)


class ResetPasswordView(account_views.PasswordResetView):
    """By e-mail where that is configured; elsewhere it says whom to ask."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.EMAIL_HOST:
            return render(request, "account/password_reset_by_administrator.html")
        return super().dispatch(request, *args, **kwargs)


class SetUpSecondFactorView(totp_views.ActivateTOTPView):
    def form_valid(self, form: object) -> HttpResponse:
        answer = super().form_valid(form)
        secondfactor.mark_shown(self.request, self.request.user)
        return answer

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["secret_groups"] = [secret[at : at + 4] for at in range(0, len(secret), 4)]
        context["is_required"] = secondfactor.is_required(self.request.user)
        return context


class RecoveryCodesView(recovery_views.ViewRecoveryCodesView):
    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        context["next"] = take_next(self.request) or resolve_url(settings.LOGIN_REDIRECT_URL)
        return context
