"""The desk's doors: its own pages to sign in and to change a password give way to the account pages."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.views.generic import RedirectView


def protect(site: AdminSite) -> None:
    """To be called before `site.urls` is read; afterwards it would silently do nothing."""
    site.login = secure_admin_login(site.login)
    change = RedirectView.as_view(pattern_name="account_change_password")
    site.password_change = lambda request, extra_context=None: change(request)
