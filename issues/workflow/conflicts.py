"""A save that is based on an older version: what is stored and what was sent, side by side as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model

from issues.models import Article, sanitise
from issues.workflow.differences import Piece, differences, readable_text
from issues.workflow.versions import CREDITS, PHOTOS, ROWS

RICH = frozenset({"body"})
_LABELS = {CREDITS: "署名", PHOTOS: "图片"}


@dataclass(frozen=True)
class Conflict:
    """One part of the article that is not the same on both sides."""

    name: str
    label: str
    stored: tuple[Piece, ...]  # what is stored, what is not in the sent text marked as deleted
    sent: tuple[Piece, ...]  # what was sent, what is not in the stored text marked as inserted
    is_newer: bool  # changed by somebody else since the page was opened
    can_choose: bool  # one value, not rows
    value: str = ""  # what is stored, as the form's field takes it
    choice: str = ""  # and what its search box shows for it

    @property
    def differs_in_form_only(self) -> bool:
        """The words are the same: what differs is bold, a list, a link."""
        return all(piece.kind == "same" for piece in (*self.stored, *self.sent))


def is_same(name: str, stored: object, sent: object) -> bool:
    """Whether a part was changed to the same on both sides, so that nothing is overwritten."""
    if name in ROWS:
        return False
    if name in RICH:
        return sanitise(str(sent or "")) == sanitise(str(stored or ""))
    return _key(stored) == _key(sent)


def compare(
    stored: Article, sent: Mapping[str, object], rows: Mapping[str, Iterable[str]], newer: frozenset[str]
) -> tuple[Conflict, ...]:
    """`sent`: columns with what the form says of them; `rows`: CREDITS, PHOTOS with one line for each row sent."""
    found = []
    for name, value in sent.items():
        here = getattr(stored, name)
        if is_same(name, here, value):
            continue
        label = str(stored._meta.get_field(name).verbose_name)
        found.append(
            _conflict(
                name,
                label,
                _reading(name, here),
                _reading(name, value),
                newer,
                can_choose=True,
                value=_key(here),
                choice=_reading(name, here) if isinstance(here, Model) else "",
            )
        )
    for name, lines in rows.items():
        if name in newer:
            found.append(
                _conflict(name, _LABELS[name], "\n".join(row_lines(stored, name)), "\n".join(lines), newer)
            )
    return tuple(found)


def row_lines(article: Article, name: str) -> list[str]:
    """The credits or photos of an article, one line for each."""
    rows = getattr(article, name).order_by("position", "pk")
    if name == CREDITS:
        return [str(row.contributor) for row in rows.select_related("contributor__organisation")]
    return [str(row) for row in rows]


def _conflict(
    name: str,
    label: str,
    stored: str,
    sent: str,
    newer: frozenset[str],
    *,
    can_choose: bool = False,
    value: str = "",
    choice: str = "",
) -> Conflict:
    pieces = differences(stored, sent)
    return Conflict(
        name,
        label,
        tuple(piece for piece in pieces if piece.kind != "inserted"),
        tuple(piece for piece in pieces if piece.kind != "deleted"),
        name in newer,
        can_choose,
        value,
        choice,
    )


def _key(value: object) -> str:
    """As a form's field takes it."""
    if value is None:
        return ""
    return str(value.pk if isinstance(value, Model) else value)


def _reading(name: str, value: object) -> str:
    if value is None:
        return ""
    return readable_text(sanitise(str(value))) if name in RICH else str(value)
