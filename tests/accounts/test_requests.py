"""Where a request came from, and who is signed in while it is answered."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.models import User
from accounts.requests import CurrentRequest, current_ip, current_user, ip_of

CLIENT, PROXY, FORGED = "203.0.113.7", "10.0.0.1", "198.51.100.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, PROXY),
        (0, CLIENT, PROXY),
        (1, CLIENT, CLIENT),
        (1, f"{FORGED}, {CLIENT}", CLIENT),
        (1, None, PROXY),
        (1, " , ", PROXY),
        (2, f"{FORGED}, {CLIENT}, 10.0.0.2", CLIENT),
        (2, CLIENT, PROXY),
        (1, "x" * 1000, PROXY),
    ],
)
def test_ip_of_believes_only_our_own_proxies(settings, proxies, forwarded, expected):
    settings.PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert ip_of(RequestFactory().get("/", REMOTE_ADDR=PROXY, **headers)) == expected


def test_the_current_request_is_known_only_while_it_is_answered():
    seen = []

    def view(request):
        seen.append((current_user(), current_ip()))
        return HttpResponse()

    for user in (User(username="editor"), AnonymousUser()):
        request = RequestFactory().get("/", REMOTE_ADDR=CLIENT)
        request.user = user
        CurrentRequest(view)(request)
    CurrentRequest(view)(RequestFactory().get("/", REMOTE_ADDR=CLIENT))  # before it is known who is signed in
    assert [(user and user.username, ip) for user, ip in seen] == [
        ("editor", CLIENT),
        (None, CLIENT),
        (None, CLIENT),
    ]
    assert (current_user(), current_ip()) == (None, "")
