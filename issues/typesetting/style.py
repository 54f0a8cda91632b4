"""The figures of the printed page, by name; PDF and Word file are both set from them.

Most are borrowed from GB/T 9704-2012, which does not cover bulletins itself; the rest is common usage.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

MM = 72 / 25.4  # points in a millimetre

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0  # mm, A4
TOP, LEFT = 37.0, 28.0  # mm, margins
TYPE_WIDTH, TYPE_HEIGHT = 156.0, 225.0  # mm, the type area
RIGHT, BOTTOM = PAGE_WIDTH - LEFT - TYPE_WIDTH, PAGE_HEIGHT - TOP - TYPE_HEIGHT

CHARACTERS = 28  # a line
BODY_SIZE = 16.0  # pt, 3号
TITLE_SIZE = 22.0  # pt, 2号
SMALL_SIZE = 14.0  # pt, 4号: 版记, page numbers, captions
INDENT = 2  # characters before a paragraph
TITLE_RUN_SCALE = 1.07  # run-in titles of the first section are so much larger than the text

RED = "D7000F"  # of the masthead
RED_RULE = 0.5  # mm
PICTURE_WIDTH, PICTURE_HEIGHT = 140.0, 95.0  # mm, at most
PICTURE_USUAL_WIDTH = 110.0  # mm, to which a smaller picture is drawn out

OUTER_RULE, INNER_RULE = 0.35, 0.25  # mm, of the 版记: first and last, between
FOLIO_DROP = 7.0  # mm from the type area down to the page number
FOLIO_INSET = 1  # characters between the page number and the outer edge

# The pitch that lets so many lines stand in the type area.
_PITCHES = {22: 28.95, 24: 26.55}  # pt


@dataclass(frozen=True, slots=True)
class PageStyle:
    """A publication's choices; the names are those of its fields."""

    lines_per_page: int = 22
    sections_on_new_pages: bool = False
    run_in_titles: bool = False
    qr_code: bool = False

    def __post_init__(self) -> None:
        if self.lines_per_page not in _PITCHES:
            raise ValueError(
                f"每页只能排 {'、'.join(map(str, _PITCHES))} 行，不能排 {self.lines_per_page} 行。"
            )

    @classmethod
    def from_layout(cls, layout: Mapping[str, object]) -> "PageStyle":
        """From what an Edition keeps (`Edition.layout`); what it does not say is set the usual way."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in layout.items() if name in known})

    @property
    def pitch(self) -> float:
        """Points from one line to the next."""
        return _PITCHES[self.lines_per_page]

    @property
    def character(self) -> float:
        """Points from one full-width character to the next: 28 of them fill a line."""
        return TYPE_WIDTH * MM / CHARACTERS
