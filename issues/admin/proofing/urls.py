"""Addresses of proofreading that belong to no row, under /admin/proofing/."""

from django.contrib import admin
from django.urls import path

from issues.admin.proofing.counts import rule_counts

app_name = "proofing"
urlpatterns = [path("rules/", admin.site.admin_view(rule_counts), name="counts")]
