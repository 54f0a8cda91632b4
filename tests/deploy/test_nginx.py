"""nginx with our configuration hands out readers' files as the program does, and passes on what is none of them."""

import gzip
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings as current_settings
from django.core.management import call_command
from django.templatetags.static import static

from issues.public.headers import PICTURES, READERS
from issues.public.publish import keep
from issues.public.rendering import NOT_FOUND
from issues.public.serve import ALWAYS_ASK, FOR_GOOD, TYPES, Files
from issues.public.site import all_addresses
from issues.typesetting.forms import keep_forms
from issues.workflow.actions import withdraw_issue
from tests.deploy.nginx import find_nginx, serving
from tests.factories import make_issue, publish
from tests.issues.public.test_serve import ask as ask_files
from tests.issues.public.test_serve import django

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("publishes_files")]

ISSUE = "/changai/2021/3/"
PICTURE = f"photos/2021/02/{'a' * 32}.png"
# Each has one value in nginx and one here, whatever they are.
OWN = {"Date", "Server", "Connection", "ETag", "Last-Modified", "Accept-Ranges", "Vary", "Transfer-Encoding"}


class _Program(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = f"program {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def program() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Program) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def nginx(tmp_path: Path, program: int, settings: object) -> Iterator[int]:
    find_nginx()
    settings.STATIC_ROOT = tmp_path / "static"
    call_command("collectstatic", "--no-input", verbosity=0)
    with serving(
        tmp_path,
        site=Path(settings.SITE_ROOT),
        static=Path(settings.STATIC_ROOT),
        media=Path(settings.MEDIA_ROOT),
        program=program,
    ) as port:
        yield port


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    found = answer.getheaders()
    assert len(dict(found)) == len(found), found
    body = answer.read()
    connection.close()
    return answer.status, dict(found), body


def test_readers_get_the_same_from_nginx_as_from_the_program(nginx):
    keep_forms(publish(make_issue(articles=2)))
    withdrawn = make_issue(number=2)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。")
    keep()
    files = Files(django)
    for address in all_addresses():
        expected = ask_files(files, unquote(address))
        status, headers, body = ask(nginx, address)
        assert (status, body) == (expected.status, expected.body), address
        wanted = {name: value for name, value in expected.headers.items() if name not in OWN}
        if "Content-Disposition" in wanted:
            # Which name it is saved under, only the program knows; the link on the page says it.
            wanted["Content-Disposition"] = wanted["Content-Disposition"].split(";")[0]
        assert {name: headers.get(name) for name in wanted} == wanted, address
        packed = ask(nginx, address, Accept_Encoding="gzip")
        if packed[1].get("Content-Encoding") == "gzip":
            assert gzip.decompress(packed[2]) == body
        else:
            assert address.endswith((".pdf", ".docx"))
        again = ask(nginx, address, If_None_Match=headers.get("ETag", '"none"'))
        assert again[0] == (304 if status == 200 else 410)


def test_all_addresses_of_a_withdrawn_issue_say_so(nginx):
    issue = make_issue(articles=2)
    publish(issue)
    withdraw_issue(issue, "数据有误。")
    for address in (ISSUE, f"{ISSUE}2/", f"{ISSUE}issue.pdf", f"{ISSUE}issue.txt"):
        status, headers, body = ask(nginx, address)
        assert (status, "数据有误。" in body.decode()) == (410, True), address
        assert headers["Content-Type"] == TYPES[".html"]
        assert dict(READERS).items() <= headers.items()


def test_a_change_takes_effect_at_once(nginx):
    issue = make_issue()
    publish(issue)
    _, headers, _ = ask(nginx, ISSUE)
    withdraw_issue(issue, "数据有误。")
    assert ask(nginx, ISSUE, If_None_Match=headers["ETag"])[0] == 410


@pytest.mark.parametrize(
    "path",
    [
        "/search/?q=1",
        pytest.param("/search/?q=" + "1" * 10_000, id="a long question"),
        "/admin/",
        "/admin/issues/issue/",
        "/accounts/login/",
        "/ckeditor/upload/&x",
        "/healthz",
        "/favicon.ico",
    ],
)
def test_the_desk_and_the_search_are_passed_on(nginx, path):
    publish(make_issue())
    keep()
    status, headers, body = ask(nginx, path)
    assert (status, body.decode()) == (200, f"program {path}")
    # The desk needs other rules than readers' pages, and says them itself.
    assert "Content-Security-Policy" not in headers


def test_what_is_not_there_is_answered_by_nginx_once_all_is_there(nginx):
    publish(make_issue())
    for path in ("/nope/", "/nope", "/nope.php", "/changai/2021/9/", f"{ISSUE}9/"):
        assert ask(nginx, path)[2].decode() == f"program {path}"
    # A form that was not made yet is made by the program, always.
    assert keep()
    assert ask(nginx, f"{ISSUE}issue.pdf")[2].decode() == f"program {ISSUE}issue.pdf"
    missing = (Path(current_settings.SITE_ROOT) / "current" / NOT_FOUND).read_bytes()
    for path in ("/nope/", "/nope", "/nope.php", "/changai/2021/9/", f"{ISSUE}9/"):
        status, headers, body = ask(nginx, path)
        assert (status, body) == (404, missing), path
        assert headers["Cache-Control"] == ALWAYS_ASK


@pytest.mark.parametrize(
    "path",
    [
        "/index.html",
        f"{ISSUE}index.html",
        f"{ISSUE}index.html.gz",
        f"{ISSUE}.issue.txt.disposition",
        "/404.html",
        "/..%2f..%2f..%2fetc/passwd",
        "/changai/..%2f..%2f..%2fsecret-key",
        "/static/../secret-key",
        "/static/..%2fsecret-key",
        "/media/..%2fsecret-key",
        "/media/photos/2021/02/a.svg",
        "/media/photos/2021/02/",
        "/%00",
    ],
)
def test_nothing_else_is_handed_out(nginx, path, tmp_path):
    (tmp_path / "secret-key").write_text("secret")
    keep_forms(publish(make_issue()), ["txt"])
    keep()
    status, _, body = ask(nginx, path)
    assert status in {400, 404}
    assert b"secret" not in body


def test_an_address_without_its_slash_leads_to_the_one_with_it(nginx):
    publish(make_issue())
    keep()
    for address in all_addresses():
        if address != "/" and address.endswith("/") and not address.endswith("/feed/"):
            status, headers, _ = ask(nginx, address[:-1])
            assert (status, headers.get("Location")) == (301, address)


def test_assets_and_pictures_are_kept_for_good_and_run_nothing(nginx):
    file = Path(current_settings.MEDIA_ROOT) / PICTURE
    file.parent.mkdir(parents=True)
    file.write_bytes(b"picture")
    status, headers, body = ask(nginx, f"/media/{PICTURE}")
    assert (status, body, headers["Content-Type"], headers["Cache-Control"]) == (
        200,
        b"picture",
        "image/png",
        FOR_GOOD,
    )
    assert dict(PICTURES).items() <= headers.items()
    address = static("css/public.css")
    status, headers, body = ask(nginx, address, Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"], headers["Cache-Control"]) == (200, "gzip", FOR_GOOD)
    assert headers["Content-Type"] == TYPES[".css"]
    assert dict(READERS).items() <= headers.items()
    assert ask(nginx, "/static/css/public.css")[1]["Cache-Control"] != FOR_GOOD
