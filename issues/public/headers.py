"""What browsers may do with our pages: the one place that says it, for Django, for whatever serves the files
without Django, and for a web server's configuration.

Readers' pages have no script or style of their own in the page, so nothing "unsafe" is allowed. The desk's editor
(CKEditor) and its interface (Alpine) need both.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_READERS = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_DESK = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def _policy(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


_COMMON = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
    ),
)
# Of every page, feed and file that readers get.
READERS = (("Content-Security-Policy", _policy(_READERS)), *_COMMON)
# Of a picture somebody sent: whatever is in the file, it is a picture and runs nothing.
PICTURES = (
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
DESK = (("Content-Security-Policy", _policy(_DESK)), *_COMMON)

# Everything else under the site's addresses is for readers.
DESK_PATHS = ("/admin/", "/accounts/", "/ckeditor/")


class SecurityHeaders:
    """Django's middleware: gives each answer the headers of its kind, where a view has not set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in DESK if request.path.startswith(DESK_PATHS) else READERS:
            response.headers.setdefault(name, value)
        return response
