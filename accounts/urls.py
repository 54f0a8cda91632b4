"""The addresses of the sign-in pages, under the names allauth knows them by.

Only what is used: no address to sign up at, to add e-mail addresses, or to sign in by code or by passkey.
"""

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from accounts import views

urlpatterns = [
    path("", never_cache(views.home), name="account_home"),
    path("still-here/", never_cache(views.still_here), name="account_still_here"),
    path("login/", account_views.login, name="account_login"),
    path("logout/", never_cache(account_views.logout), name="account_logout"),
    path("inactive/", account_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", never_cache(account_views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", never_cache(views.ChangePasswordView.as_view()), name="account_change_password"),
    # Where allauth sends who has no password at all; here an administrator gives the first one.
    path("password/set/", RedirectView.as_view(pattern_name="account_home"), name="account_set_password"),
    path("password/reset/", never_cache(views.ResetPasswordView.as_view()), name="account_reset_password"),
    path("password/reset/done/", account_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        never_cache(views.NewPasswordView.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", RedirectView.as_view(pattern_name="account_home"), name="mfa_index"),
    path("2fa/authenticate/", never_cache(mfa_views.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", never_cache(mfa_views.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", never_cache(views.SetUpSecondFactorView.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", never_cache(totp_views.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/",
        never_cache(views.RecoveryCodesView.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/generate/",
        never_cache(recovery_views.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
