"""Rich text: the one sanitising policy, and the field that applies it to every string that is written."""

import re
from urllib.parse import unquote

import nh3
from ckeditor.fields import RichTextField
from django.core.exceptions import ValidationError
from django.db import models

from issues.models.clipboard import (
    from_office,
    is_office,
    plain_headings,
    without_indents,
    without_leavings,
)

_LINK = re.compile(r"(?:https?://[^/\\]|mailto:)", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_UPLOADED = "/media/"
# Its address was not ours and is gone. In what nh3 writes a quotation mark always ends the value.
_PICTURE_OF_NOWHERE = re.compile(r'<img(?: alt="[^"]*")?>')

# What web pages and PDFs put between letters for line ends: pasted, it parts a word that nobody sees parted.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


def _is_own_image(src: str) -> bool:
    if any(character <= " " or character == "\\" for character in src):
        # Browsers drop control characters and read "\" as "/": "/\evil.example" is another host.
        return False
    if ".." in unquote(src):
        return False
    return src.startswith(_UPLOADED) or not (src.startswith("/") or _SCHEME.match(src))


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if name in {"href", "src"} and value != value.translate(_INVISIBLE):
        # Written as &shy; it is still there: taken out after this, it would make another address of it.
        return None
    value = value.strip()
    if name == "href":
        return value if _LINK.match(value) else None
    if name == "src":
        return value if _is_own_image(value) else None
    if name in {"colspan", "rowspan"}:
        # A cell over thousands of columns is an attack on whatever lays the table out.
        return value if re.fullmatch(r"[1-9][0-9]?", value) else None
    return value


POLICY = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "h3", "h4", "h5", "blockquote"),
        *("strong", "b", "em", "i", "u", "s", "sub", "sup", "a"),
        *("ul", "ol", "li"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td"),
        *("figure", "img", "figcaption"),
    },
    # What these hold is no text of the article; "xml" is what Word leaves in its clipboard.
    clean_content_tags={"script", "style", "title", "template", "noscript", "iframe", "object", "xml"},
    attributes={
        "a": {"href"},
        "img": {"src", "alt"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    attribute_filter=_filter_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


# Deep nesting costs any HTML parser quadratic time; this many tags cost it a second at worst.
MAX_TAGS = 20_000


def sanitise(html: str) -> str:
    """Return `html` with nothing left but what a bulletin needs; a second pass changes nothing.

    Of a text with more than MAX_TAGS tags only the words are kept.
    """
    # Lone surrogates are no text, and neither nh3 nor a database takes them.
    html = html.encode("utf-8", "replace").decode("utf-8").translate(_INVISIBLE)
    if html.count("<") > MAX_TAGS:
        html = re.sub(r"<[^<>]*>", "", html)
    office = is_office(html)
    clean = POLICY.clean(plain_headings(from_office(html) if office else html))
    clean = without_indents(_PICTURE_OF_NOWHERE.sub("", clean.translate(_INVISIBLE)))
    return without_leavings(clean) if office else clean


def validate_tags(html: str) -> None:
    if html.count("<") > MAX_TAGS:
        raise ValidationError("正文的格式过于繁杂，无法保存。请用“粘贴为无格式文本”重新粘贴，再设置格式。")


class RichBodyField(RichTextField):
    """CKEditor's field; strings given to save(), update(), bulk_create() and bulk_update() are sanitised.

    Expressions such as Value, Concat or F of another column are worked out by the database and stored as
    they come, so none may be written here; what shows rich text sanitises it again.
    """

    default_validators = [validate_tags]

    def get_prep_value(self, value: object) -> object:
        value = super().get_prep_value(value)
        return sanitise(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        """Let the instance in memory hold what the database will."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = sanitise(value)
            setattr(model_instance, self.attname, value)
        return value
