"""Addresses of the upload pages, under /admin/upload/."""

from django.contrib import admin
from django.urls import path

from issues.admin.upload import views

app_name = "upload"
urlpatterns = [
    path("", admin.site.admin_view(views.choose), name="choose"),
    path("<int:pk>/", admin.site.admin_view(views.confirm), name="confirm"),
    path("<int:pk>/purpose/", admin.site.admin_view(views.change_purpose), name="purpose"),
    path("<int:pk>/discard/", admin.site.admin_view(views.drop), name="discard"),
    path("<int:pk>/original/", admin.site.admin_view(views.download), name="original"),
]
