"""Addresses of the notices, under /admin/notices/."""

from django.contrib import admin
from django.urls import path

from issues.admin.notices import mails, views

app_name = "notices"
urlpatterns = [
    path("", admin.site.admin_view(views.mine), name="mine"),
    path("read/", admin.site.admin_view(views.read_all), name="read_all"),
    path("<int:pk>/", admin.site.admin_view(views.open_notice), name="open"),
    path("<int:pk>/read/", admin.site.admin_view(views.read), name="read"),
    path("mails/", admin.site.admin_view(mails.unsent), name="mails"),
    path("mails/resend/", admin.site.admin_view(mails.send_again), name="resend"),
]
