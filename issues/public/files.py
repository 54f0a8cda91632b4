"""The printed forms of an issue at its address: issue.pdf, issue.docx, issue.txt."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, quote_etag

from issues.models import Edition, EditionFile, Form

# What makes a form; None where the text cannot be printed. It is handed in by the project's addresses: this room
# renders pages, and how a form is set is another room's business.
Maker = Callable[[Edition, Form], EditionFile | None]


@dataclass(frozen=True)
class Download:
    """A link to a form: 下载PDF（312 KB）; `size` is empty until the form was made.

    `name` is what the browser saves it as where a bare web server hands the file out; empty leaves it to the answer.
    """

    label: str
    form: Form
    size: str = ""
    name: str = ""

    @property
    def url(self) -> str:
        return f"issue.{self.form}"


def read_downloads(edition: Edition | None) -> tuple[Download, ...]:
    """All forms of an edition, or of what is not frozen yet, at addresses below that of its issue. One query."""
    sizes = dict(EditionFile.objects.filter(edition=edition).values_list("form", "size")) if edition else {}
    return tuple(
        Download(str(form.label), form, size_label(sizes[form]) if form in sizes else "") for form in Form
    )


def size_label(size: int) -> str:
    """312 KB, 1.4 MB."""
    if size < 1024 * 1024:
        return f"{max(round(size / 1024), 1)} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def answer_file(request: HttpRequest, kept: EditionFile, name: str) -> HttpResponse:
    """The file, or 304 if the reader has it. Asked for anew each time: a withdrawal takes effect at once."""
    etag = quote_etag(kept.sha256)
    modified = int(kept.made_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = HttpResponse(kept.read(), content_type=Form(kept.form).media_type)
        # A PDF and a text open in the browser; the link on the page saves them.
        response["Content-Disposition"] = content_disposition_header(kept.form == Form.DOCX, name)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response
