"""Who the site is: settings.SITE and SITE_URL, as pages and feeds need them. What is blank takes no space.

Pages follow from the frozen Editions and from this alone, so that they are the same for every reader.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static

# Where anybody may look the record numbers up.
_ICP_REGISTER = "https://beian.miit.gov.cn/"
_POLICE_REGISTER = "https://beian.mps.gov.cn/#/query/webSearch"
_NAME = "工会工作简报"


@dataclass(frozen=True)
class Identity:
    """`origin` is https:// and the host; `logo` and `favicon` are names of files in DATA_DIR/identity."""

    origin: str
    name: str = ""
    organiser: str = ""
    contact: str = ""
    icp_number: str = ""
    police_number: str = ""
    id_code: str = ""
    logo: str = ""
    favicon: str = ""
    page_labels: bool = True

    def absolute(self, path: str) -> str:
        """`path` is a whole one, as reverse() and static() give it."""
        return self.origin + path

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or "localhost"

    @property
    def title(self) -> str:
        """The name, or what such a site is called anyhow."""
        return self.name or _NAME

    @property
    def logo_url(self) -> str:
        return static(f"identity/{self.logo}") if self.logo else ""

    @property
    def favicon_url(self) -> str:
        return static(f"identity/{self.favicon}") if self.favicon else static("favicon.svg")

    @property
    def icp_url(self) -> str:
        return _ICP_REGISTER

    @property
    def police_url(self) -> str:
        code = re.search(r"\d{8,}", self.police_number)
        return f"{_POLICE_REGISTER}?code={code[0]}" if code else _POLICE_REGISTER

    @property
    def has_footer(self) -> bool:
        return any((self.organiser, self.contact, self.icp_number, self.police_number, self.id_code))


def read_identity(request: HttpRequest | None = None) -> Identity:
    """The site is where SITE_URL says, whatever name a reader called it by; unless pages are made for elsewhere."""
    base = urlsplit(getattr(request, "made_for", "") or settings.SITE_URL)
    return Identity(origin=f"{base.scheme}://{base.netloc}", **settings.SITE)


def in_templates(request: HttpRequest) -> dict[str, object]:
    """For pages that Django renders by itself (404, 500, the search, signing in): a context processor."""
    return {"identity": read_identity(request)}


def render(template: str, context: Mapping[str, object], identity: Identity | None = None) -> str:
    """A page of the readers' site."""
    return render_to_string(template, {"identity": identity or read_identity(), **context})
