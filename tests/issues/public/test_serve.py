"""The files before Django: what is answered from them, in which form, and what is left to Django."""

import gzip
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from issues.models import SiteTree
from issues.public.headers import PICTURES, READERS
from issues.public.publish import keep
from issues.public.serve import ALWAYS_ASK, FOR_GOOD, Files, before
from issues.typesetting.forms import keep_forms
from issues.workflow.actions import correct_issue, publish_issue, sign_issue, withdraw_issue
from tests.factories import make_article, make_issue, publish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("publishes_files")]

ISSUE = "/changai/2021/3/"
PICTURE = f"photos/2021/02/{'a' * 32}.png"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


FROM_DJANGO = Answer(299, {}, b"Django")


def django(environ: dict, start_response: object) -> list[bytes]:
    start_response("299 Django", [])
    return [b"Django"]


@pytest.fixture
def files() -> Files:
    return Files(django)


def ask(files: Files, path: str, method: str = "GET", **headers: str) -> Answer:
    """`path` as it is after percent-decoding."""
    told: list = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "wsgi.url_scheme": "http",
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    body: Iterable[bytes] = files(environ, lambda status, headers: told.append((status, headers)))
    ((status, pairs),) = told
    assert len(dict(pairs)) == len(pairs)
    return Answer(int(status.split()[0]), dict(pairs), b"".join(body))


@pytest.mark.parametrize("path", ["/", "/changai/", ISSUE, f"{ISSUE}1/", "/robots.txt"])
def test_a_page_is_what_django_would_have_said(files, client, path):
    publish(make_issue())
    keep()
    answer = ask(files, path)
    said = client.get(path, headers={"host": "127.0.0.1:8000"})
    assert (answer.status, answer.body) == (200, said.content)
    for name in ("Content-Type", "Cache-Control"):
        assert answer.headers[name] == said.headers.get(name, ALWAYS_ASK)
    assert dict(READERS).items() <= answer.headers.items()
    assert answer.headers["Content-Length"] == str(len(answer.body))


def test_a_printed_form_is_what_django_would_have_said(files, client):
    keep_forms(publish(make_issue()))
    for form in ("pdf", "docx", "txt"):
        answer, said = ask(files, f"{ISSUE}issue.{form}"), client.get(f"{ISSUE}issue.{form}")
        assert (answer.status, answer.body) == (200, said.content)
        for name in ("Content-Type", "Content-Disposition", "Cache-Control", "X-Robots-Tag"):
            assert answer.headers[name] == said.headers[name]


def test_compressed_for_those_who_take_it(files):
    publish(make_issue())
    plain = ask(files, ISSUE)
    packed = ask(files, ISSUE, accept_encoding="br, gzip;q=0.8")
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert ask(files, ISSUE, accept_encoding="gzip;q=0, identity") == plain
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_who_has_the_page_is_told_so(files, encoding):
    publish(make_issue())
    first = ask(files, ISSUE, accept_encoding=encoding)
    for asked in (
        {"if_none_match": first.headers["ETag"]},
        {"if_none_match": f'"other", W/{first.headers["ETag"]}'},
        {"if_none_match": "*"},
        {"if_modified_since": first.headers["Last-Modified"]},
        {"if_modified_since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ):
        again = ask(files, ISSUE, accept_encoding=encoding, **asked)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert "Content-Length" not in again.headers
    for asked in (
        {"if_none_match": '"other"'},
        {"if_none_match": '"other"', "if_modified_since": first.headers["Last-Modified"]},
        {"if_modified_since": "Fri, 01 Jan 2021 00:00:00 GMT"},
        {"if_modified_since": "yesterday"},
    ):
        assert ask(files, ISSUE, accept_encoding=encoding, **asked) == first


def test_head_says_the_same_without_the_page(files):
    publish(make_issue())
    whole, head = ask(files, ISSUE), ask(files, ISSUE, "HEAD")
    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


def test_a_change_takes_effect_at_once_also_for_who_has_the_page(files):
    issue = make_issue()
    publish(issue)
    first = ask(files, ISSUE)
    correct_issue(issue, "更正第一处。")
    make_article(issue.sections.get(), 2)
    sign_issue(issue)
    publish_issue(issue)
    second = ask(files, ISSUE, if_none_match=first.headers["ETag"])
    assert second.status == 200
    assert "更正第一处。" in second.body.decode()
    assert ask(files, ISSUE, if_modified_since=first.headers["Last-Modified"]).status == 200
    withdraw_issue(issue, "数据有误。")
    gone = ask(files, ISSUE, if_none_match=second.headers["ETag"])
    assert gone.status == 410
    assert "数据有误。" in gone.body.decode()
    assert ask(files, ISSUE, if_none_match=gone.headers["ETag"]).status == 410
    assert ask(files, f"{ISSUE}1/") == FROM_DJANGO


@pytest.mark.parametrize(
    "path",
    [
        "/changai",
        "/changai/2021/3",
        "/changai//2021/3/",
        "/admin/",
        "/search/",
        "/healthz",
        "/index.html",
        "/changai/2021/3/index.html",
        "/changai/2021/3/index.html.gz",
        "/changai/2021/3/issue.txt.gz",
        "/changai/2021/3/.issue.txt.disposition",
        "/404.html",
        "/../current/index.html",
        "/changai/../changai/",
        "/changai/2021/3/../../../../../../secret-key",
        "/..\\secret-key",
        "/changai/\0/",
        "/./changai/",
        "//etc/passwd",
        "/etc/passwd",
        "/media/../secret-key",
        "/media/photos/2021/02/../../../secret-key",
        "/" + "长" * 100 + "/",
        "",
    ],
)
def test_all_else_is_left_to_django(files, path):
    keep_forms(publish(make_issue()), ["txt"])
    keep()
    assert ask(files, path) == FROM_DJANGO


def test_what_is_no_text_is_left_to_django(files):
    publish(make_issue())
    assert ask(files, "/\udcff/".encode("utf-8", "surrogateescape").decode("latin-1")) == FROM_DJANGO


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "DELETE"])
def test_only_reading_is_answered(files, method):
    publish(make_issue())
    assert ask(files, ISSUE, method) == FROM_DJANGO


def test_a_link_that_leads_out_is_not_followed(files, tmp_path):
    publish(make_issue())
    (tmp_path / "index.html").write_text("secret")
    tree = Path(settings.SITE_ROOT) / "current"
    (tree / "outside").symlink_to(tmp_path)
    (tree / "linked").mkdir()
    (tree / "linked" / "index.html").symlink_to(tmp_path / "index.html")
    assert ask(files, "/outside/") == FROM_DJANGO
    assert ask(files, "/linked/") == FROM_DJANGO


def test_files_of_other_code_or_settings_are_left_alone(files):
    publish(make_issue())
    with override_settings(SITE_URL="https://gonghui.example.org"):
        other = Files(django)
    assert (ask(files, ISSUE).status, ask(other, ISSUE)) == (200, FROM_DJANGO)


def test_without_files_all_is_left_to_django(files):
    assert ask(files, "/") == FROM_DJANGO
    publish(make_issue())
    assert ask(files, "/").status == 200
    os.remove(Path(settings.SITE_ROOT) / "current")
    assert ask(files, "/") == FROM_DJANGO


def test_a_tree_that_was_removed_under_us_is_left_to_django(files):
    publish(make_issue())
    page = Path(settings.SITE_ROOT) / "current" / "changai/2021/3/index.html"
    page.unlink()
    assert ask(files, ISSUE) == FROM_DJANGO


def test_the_server_heals_what_was_left_undone_when_it_starts(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("issues.public.publish.show", lambda: None)
        publish(make_issue())
    assert ask(Files(django), ISSUE) == FROM_DJANGO
    assert ask(before(django), ISSUE).status == 200


def test_while_code_is_worked_on_django_answers(settings):
    settings.DEBUG = True
    assert before(django) is django


def test_the_server_starts_without_its_database(monkeypatch, caplog):
    publish(make_issue())
    monkeypatch.setattr(SiteTree.objects, "now", lambda: SiteTree.objects.raw("SELECT nothing")[0])
    assert ask(before(django), ISSUE).status == 200
    assert "could not be looked up" in caplog.text


def test_pictures_are_handed_out_as_pictures(files, client):
    file = Path(settings.MEDIA_ROOT) / PICTURE
    assert ask(files, f"/media/{PICTURE}") == FROM_DJANGO
    file.parent.mkdir(parents=True)
    file.write_bytes(b"picture")
    answer, said = ask(files, f"/media/{PICTURE}"), client.get(f"/media/{PICTURE}")
    assert (answer.status, answer.body) == (200, b"picture")
    for name in ("Content-Type", "Cache-Control", "ETag", *dict(PICTURES)):
        assert answer.headers[name] == said.headers[name]
    assert answer.headers["Cache-Control"] == FOR_GOOD
    assert ask(files, f"/media/{PICTURE}", if_none_match=answer.headers["ETag"]).status == 304
    file.unlink()
    assert ask(files, f"/media/{PICTURE}") == FROM_DJANGO


def test_behind_https_nothing_is_answered_without_it(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    files = Files(django)
    publish(make_issue())
    assert ask(files, ISSUE) == FROM_DJANGO
    assert ask(files, ISSUE, x_forwarded_proto="http") == FROM_DJANGO
    answer = ask(files, ISSUE, x_forwarded_proto="https")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_what_is_kept_in_memory_has_a_limit(files, monkeypatch):
    publish(make_issue(articles=3))
    first = ask(files, ISSUE)
    monkeypatch.setattr("issues.public.serve._MOST_KEPT", len(first.body) + 100)
    for n in (1, 2, 3):
        assert ask(files, f"{ISSUE}{n}/").status == 200
    assert ask(files, ISSUE) == first
    assert files._shown.size <= len(first.body) * 2
