"""Where a request came from, and who is signed in while it is answered."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.models import User
from accounts.requests import CurrentRequest, current_ip, current_user

CLIENT = "203.0.113.7"


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
