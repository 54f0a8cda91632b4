"""Addresses: the desk under /admin/, everything else is the readers' site."""

from django.contrib import admin
from django.urls import include, path

handler404 = "issues.public.views.not_found"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("issues.public.urls")),
]
