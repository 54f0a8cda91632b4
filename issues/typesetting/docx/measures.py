"""The printed page in Word's units: twentieths of a point, and the grid that keeps lines and characters."""

from issues.typesetting.style import (
    BODY_SIZE,
    BOTTOM,
    CHARACTERS,
    FOLIO_DROP,
    LEFT,
    MM,
    PAGE_WIDTH,
    SMALL_SIZE,
    PageStyle,
)

# 28 characters of 16 points less the tightening: within a tenth of a millimetre of the 156.
TIGHTENING = -4  # twips
TEXT_TWIPS = CHARACTERS * (round(BODY_SIZE * 20) + TIGHTENING) + 2
LEFT_TWIPS = round(LEFT * MM * 20)
RIGHT_TWIPS = round(PAGE_WIDTH * MM * 20) - LEFT_TWIPS - TEXT_TWIPS
SMALL_TWIPS = round(SMALL_SIZE * 20)  # a character of 版记 and page number
_CHARACTER = PageStyle().character
# From the paper's edge: the dash of the number is in the middle of its line, which hangs below the text.
FOOTER = BOTTOM - FOLIO_DROP - SMALL_SIZE / MM / 2  # mm
# 4096ths of a point that the grid adds to each character: 28 of 16 points would be wider than 156 mm.
CHARACTER_SPACE = int((_CHARACTER - BODY_SIZE) * 4096)


def line_pitch(style: PageStyle) -> int:
    return round(style.pitch * 20)


def indent(characters: float) -> int:
    """So many characters of the grid, in twips."""
    return round(characters * _CHARACTER * 20)
