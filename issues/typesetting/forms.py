"""The printed forms of an issue, each made by one call; those of an Edition are made once and kept beside it.

Who publishes calls `keep_forms` after the step was taken, so that publishing never waits for, nor fails with, a
printed form; whatever was not made then is made when somebody first asks for it.
"""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from issues.edition.content import EditionContent, from_json
from issues.models import Edition, EditionFile, FollowerRefused, Form
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
    kept, made = _kept(edition, form)
    if made:
        _tell_followers(edition)
    return kept


def keep_forms(edition: Edition, forms: Iterable[Form] = Form) -> tuple[str, ...]:
    """Make all forms that are not there yet; what stood against one, in Chinese, empty when all are kept."""
    refused, made = [], False
    for form in forms:
        try:
            made |= _kept(edition, form)[1]
        except PrintRefused as refusal:
            logger.warning("%s: no %s: %s", edition, form, refusal)
            refused.append(str(refusal))
    if made:
        _tell_followers(edition)
    # The Word file needs the PDF's page numbers, and fails with it, for the same reason.
    return tuple(dict.fromkeys(refused))


def offered_form(edition: Edition, form: Form) -> EditionFile | None:
    """`kept_form` for readers, who can do nothing about a refusal: None then, and the log says why."""
    try:
        return kept_form(edition, form)
    except PrintRefused as refusal:
        logger.warning("%s: no %s: %s", edition, form, refusal)
        return None


def _kept(edition: Edition, form: Form) -> tuple[EditionFile, bool]:
    """It, and whether it was made now."""
    kept = EditionFile.objects.filter(edition=edition, form=form).first()
    if kept is not None and kept.is_there:
        return kept, False
    data = typeset(from_json(edition.content), PageStyle.from_layout(edition.layout), form)
    return EditionFile.objects.keep(edition, form, data), True


def _tell_followers(edition: Edition) -> None:
    """settings.FORM_FOLLOWERS, of what readers may fetch. The form is made, whatever they say."""
    if edition.is_public:
        for path in settings.FORM_FOLLOWERS:
            try:
                import_string(path)(edition)
            except FollowerRefused as refusal:
                logger.error("%s: %s", edition, refusal)
