"""The readers' addresses, as CONTRACTS.md names them."""

from django.urls import path, re_path, register_converter

from issues.public import media, views


class YearConverter:
    regex = "[1-9][0-9]{3}"
    to_python = int
    to_url = staticmethod(str)


class CountConverter:
    """A number from 1 on, written in one way only."""

    regex = "[1-9][0-9]{0,5}"
    to_python = int
    to_url = staticmethod(str)


register_converter(YearConverter, "year")
register_converter(CountConverter, "count")

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    re_path(rf"^media/(?P<name>{media.NAME})$", media.picture, name="picture"),
    path("<slug:slug>/", views.publication, name="publication"),
    path("<slug:slug>/<year:year>/<slug:number>/", views.issue, name="issue"),
    path("<slug:slug>/<year:year>/<slug:number>/<count:n>/", views.article, name="article"),
]
