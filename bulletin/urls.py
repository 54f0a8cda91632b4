"""Addresses: the desk under /admin/, accounts under /accounts/, everything else is the readers' site."""

from django.contrib import admin
from django.urls import include, path

from accounts.desk import protect

# Before admin.site.urls is read: what is read from it keeps the plain sign-in for good.
protect(admin.site)

handler404 = "issues.public.views.not_found"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("", include("issues.public.urls")),
]
