"""Pictures as readers get them in the embedded default; in production the web server hands them out itself.

Only names that the program gave are answered, as pictures and nothing else.
"""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from issues.public.headers import PICTURES

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
# photos/2021/02/<32 hex digits>[-thumb].jpg
NAME = r"photos/[0-9]{4}/[0-9]{2}/[0-9a-f]{32}(?:-thumb)?\.(?P<suffix>jpg|png|webp)"
_YEAR = 365 * 24 * 60 * 60


@require_safe
def picture(request: HttpRequest, name: str, suffix: str) -> HttpResponse:
    """A picture never changes under its name, so a browser may keep it for good."""
    tag = f'"{name}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(default_storage.open(name), content_type=TYPES[suffix])
        except FileNotFoundError as error:
            raise Http404("没有这幅图片") from error
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    for header, value in PICTURES:
        response[header] = value
    return response
