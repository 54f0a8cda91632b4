"""What browsers may do with our pages: nothing unsafe on the readers' side, whatever the answer."""

import pytest
from django.test import Client

from issues.models import Edition
from issues.public.headers import DESK, PICTURES, READERS
from issues.workflow.actions import withdraw_issue
from tests.factories import make_issue, publish

pytestmark = pytest.mark.django_db

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.fixture
def published() -> Edition:
    withdrawn = make_issue(number=2)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。")
    return publish(make_issue())


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/changai/", 200),
        ("/changai/2021/3/", 200),
        ("/changai/2021/3", 301),
        ("/changai/2021/3/1/", 200),
        ("/changai/2021/2/", 410),
        ("/nope/", 404),
        ("/search/?q=产改", 200),
        ("/robots.txt", 200),
        ("/healthz", 200),
    ],
)
def test_every_answer_to_readers_has_the_strict_headers(
    client: Client, published: Edition, address: str, status: int
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name, _value in READERS} == {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
    }
    assert not response.cookies


def test_a_readers_page_is_asked_nothing_that_its_policy_forbids(client: Client, published: Edition) -> None:
    for address in ("/", "/changai/", "/changai/2021/3/", "/changai/2021/3/1/", "/changai/2021/2/", "/nope/"):
        page = client.get(address).content.decode()
        assert "style=" not in page
        assert "<style" not in page
        assert "javascript:" not in page


@pytest.mark.parametrize("address", ["/admin/login/", "/accounts/login/", "/admin/nope/"])
def test_the_desk_has_the_policy_its_editor_needs(client: Client, address: str) -> None:
    response = client.get(address)
    assert {name: response.headers.get(name) for name, _value in DESK} == dict(DESK)
    assert "'unsafe-eval'" in response.headers["Content-Security-Policy"]


def test_pictures_are_pictures_and_run_nothing() -> None:
    assert dict(PICTURES)["Content-Security-Policy"] == "default-src 'none'; sandbox"
