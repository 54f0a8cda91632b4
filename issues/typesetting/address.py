"""Where readers find an issue, in full, as paper and messages must say it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from issues.edition.content import EditionContent


def page_address(content: EditionContent) -> str:
    """The issue's page under SITE_URL, ending in a slash."""
    return settings.SITE_URL + reverse("public:issue", args=(content.slug, content.year, content.path_number))


def is_reachable(address: str) -> bool:
    """Whether others can open it: not where SITE_URL was never set, or names this machine alone."""
    host = urlsplit(address).hostname or ""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return bool(host) and host != "localhost" and not host.endswith(".localhost")
