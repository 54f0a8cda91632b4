"""Static files of readers' pages under the names made of their content."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.templatetags.static import static
from django.urls import set_script_prefix

from issues.public.assets import asset_names, asset_path, hashed_name
from issues.public.serve import FOR_GOOD, Files
from tests.issues.public.test_serve import FROM_DJANGO, ask, django
from tests.process import ROOT

STYLE = ROOT / "static" / "css" / "public.css"


def test_a_readers_file_has_the_address_of_its_content_and_the_desks_keeps_its_own():
    assert re.fullmatch(r"/static/css/public\.[0-9a-f]{12}\.css", static("css/public.css"))
    assert static("css/desk.css") == "/static/css/desk.css"
    assert static("css/nothing.css") == "/static/css/nothing.css"
    assert {"css/public.css", "favicon.svg"} <= set(asset_names())
    assert not any(name.startswith("css/desk") for name in asset_names())


def test_the_address_is_below_where_the_site_is():
    set_script_prefix("/jianbao/")
    try:
        assert static("favicon.svg") == f"/jianbao/static/{hashed_name('favicon.svg')}"
    finally:
        set_script_prefix("/")


def test_another_content_has_another_name_and_the_old_one_is_gone(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    file = tmp_path / "css" / "public.css"
    file.parent.mkdir()
    file.write_text("first")
    finders.get_finder.cache_clear()
    try:
        first = hashed_name("css/public.css")
        assert asset_path(first) == str(file)
        file.write_text("another")
        second = hashed_name("css/public.css")
        assert first != second
        assert (asset_path(first), asset_path(second)) == (None, str(file))
    finally:
        finders.get_finder.cache_clear()


@pytest.mark.parametrize(
    "name", ["css/public.css", "css/public.000000000000.css", "css/desk.000000000000.css", ""]
)
def test_other_names_stand_for_no_file(name):
    assert asset_path(name) is None


def test_the_server_hands_it_out_for_good_and_so_does_django(client, db):
    address = static("css/public.css")
    answer, said = ask(Files(django), address), client.get(address)
    assert (answer.status, answer.body) == (200, STYLE.read_bytes())
    assert answer.headers["Cache-Control"] == FOR_GOOD
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert said.getvalue() == answer.body
    assert "immutable" in said["Cache-Control"]
    assert ask(Files(django), address, accept_encoding="gzip").headers["Content-Encoding"] == "gzip"
    assert ask(Files(django), "/static/css/public.css") == FROM_DJANGO


def test_collected_files_have_both_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", "--no-input", verbosity=0)
    for name in ("css/public.css", hashed_name("css/public.css")):
        assert (Path(tmp_path) / name).read_bytes() == STYLE.read_bytes()
