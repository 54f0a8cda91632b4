"""The readers' addresses, as CONTRACTS.md names them."""

from django.urls import path, re_path, register_converter

from issues.public import lists, media, views


class YearConverter:
    regex = "[1-9][0-9]{3}"
    to_python = int
    to_url = staticmethod(str)


class CountConverter:
    """A number from 1 on, written in one way only."""

    regex = "[1-9][0-9]{0,5}"
    to_python = int
    to_url = staticmethod(str)


class SegmentConverter:
    """The name of a section or a unit; see segment_of."""

    regex = r"[^/\x00-\x1f]{1,180}"
    to_python = staticmethod(str)
    to_url = staticmethod(str)


register_converter(YearConverter, "year")
register_converter(CountConverter, "count")
register_converter(SegmentConverter, "segment")

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    re_path(rf"^media/(?P<name>{media.NAME})$", media.picture, name="picture"),
    path("archive/", lists.archive, name="archive"),
    path("units/", lists.units, name="units"),
    path("units/<segment:segment>/", lists.unit, name="unit"),
    path("units/<segment:segment>/<year:year>/", lists.unit, name="unit-year"),
    path("feed/", lists.feed, name="feed"),
    path("sitemap.xml", lists.sitemap, name="sitemap"),
    path("<slug:slug>/feed/", lists.feed, name="publication-feed"),
    path("<slug:slug>/sections/<segment:segment>/", lists.section, name="section"),
    path("<slug:slug>/sections/<segment:segment>/<year:year>/", lists.section, name="section-year"),
    path("<slug:slug>/<year:year>/", lists.year, name="year"),
    path("<slug:slug>/", views.publication, name="publication"),
    path("<slug:slug>/<year:year>/<slug:number>/", views.issue, name="issue"),
    path("<slug:slug>/<year:year>/<slug:number>/<count:n>/", views.article, name="article"),
]
