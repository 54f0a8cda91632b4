"""Signing in as people do, through the real page, and the codes a phone would show."""

import base64
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.adapters import SecondFactorAdapter
from accounts.models import User

PASSWORD = "Qiye-gonghui-7"  # keeps every rule
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(
    client: Client, username: str, password: str = PASSWORD, next: str = "", **extra: str
) -> HttpResponse:
    """The answer to the form; the page is opened first, as a browser does."""
    query = {"next": next} if next else {}
    assert client.get(reverse("account_login"), query, **extra).status_code == 200
    data = {"login": username, "password": password, **query}
    return client.post(reverse("account_login"), data, **extra)


def code_for(secret: str, at: float | None = None) -> str:
    """RFC 6238, by the book and not by allauth's own function."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def give_second_factor(user: User, secret: str = SECRET) -> None:
    data = {"secret": SecondFactorAdapter().encrypt(secret)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
