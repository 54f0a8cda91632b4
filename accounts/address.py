"""Where a request comes from, also behind reverse proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's IP address; None where there is none, as on a Unix socket.

    Each of our settings.PROXY_COUNT proxies adds at the end of X-Forwarded-For the address it was called
    from. Whatever stands before those was written by the client and is not believed.
    """
    called_from = _plain(request.META.get("REMOTE_ADDR", ""))
    passed_on = [hop for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.PROXY_COUNT and len(passed_on) >= settings.PROXY_COUNT:
        return _plain(passed_on[-settings.PROXY_COUNT]) or called_from
    return called_from


def _plain(text: str) -> str | None:
    """Without a port or brackets: some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
