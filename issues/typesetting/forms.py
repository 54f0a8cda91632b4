"""The printed forms of an issue, each made by one call; those of an Edition are made once and kept beside it.

Who publishes calls `keep_forms` after the step was taken, so that publishing never waits for, nor fails with, a
printed form; whatever was not made then is made when somebody first asks for it.
"""

import logging
from collections.abc import Iterable

from issues.edition.content import EditionContent, from_json
from issues.models import Edition, EditionFile, Form
from issues.typesetting.address import is_reachable, page_address
from issues.typesetting.docx import render_docx
from issues.typesetting.outline import pages_of_articles
from issues.typesetting.pdf import PrintRefused, render_pdf
from issues.typesetting.pictures import read_picture
from issues.typesetting.style import PageStyle
from issues.typesetting.text import render_digest, render_text

logger = logging.getLogger(__name__)


def typeset(content: EditionContent, style: PageStyle, form: Form) -> bytes:
    """Raises PrintRefused, which says in Chinese what to change. The Word file shows the PDF's page numbers."""
    if form == Form.TXT:
        return render_text(content).encode()
    address = page_address(content)
    code = address if style.qr_code and is_reachable(address) else ""
    pdf = render_pdf(content, style, read_picture, code)
    return pdf if form == Form.PDF else _docx(content, style, pdf)


def _docx(content: EditionContent, style: PageStyle, pdf: bytes) -> bytes:
    return render_docx(content, style, pages_of_articles(pdf, content.articles), read_picture)


def digest(content: EditionContent) -> str:
    """简讯 for WeChat or a text message, with the addresses to read on at."""
    return render_digest(content, page_address(content))


def kept_form(edition: Edition, form: Form) -> EditionFile:
    """The form of `edition`, made now if it was not yet. Raises PrintRefused."""
    kept = EditionFile.objects.filter(edition=edition, form=form).first()
    if kept is None or not kept.is_there:
        data = typeset(from_json(edition.content), PageStyle.from_layout(edition.layout), form)
        kept = EditionFile.objects.keep(edition, form, data)
    return kept


def keep_forms(edition: Edition, forms: Iterable[Form] = Form) -> tuple[str, ...]:
    """Make all forms that are not there yet; what stood against one, in Chinese, empty when all are kept."""
    refused = []
    for form in forms:
        try:
            kept_form(edition, form)
        except PrintRefused as refusal:
            logger.warning("%s: no %s: %s", edition, form, refusal)
            refused.append(str(refusal))
    # The Word file needs the PDF's page numbers, and fails with it, for the same reason.
    return tuple(dict.fromkeys(refused))


def offered_form(edition: Edition, form: Form) -> EditionFile | None:
    """`kept_form` for readers, who can do nothing about a refusal: None then, and the log says why."""
    try:
        return kept_form(edition, form)
    except PrintRefused as refusal:
        logger.warning("%s: no %s: %s", edition, form, refusal)
        return None
