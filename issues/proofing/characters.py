"""Classes of characters, to be put between the brackets of a regular expression."""

import unicodedata

# Chinese characters, 〇 among them.
HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
OPENING = "“‘（《〈【〔「『"
CLOSING = "”’）》〉】〕」』"
STOPS = "。！？"
# What may stand before the first word of a clause.
CLAUSE_ENDS = "。！？；：，\n"
NUMERALS = "〇零一二三四五六七八九十百千万亿两"
VALUES = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}


def is_han(character: str) -> bool:
    return (
        "\u3400" <= character <= "\u9fff"
        or character == "\u3007"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003fffd"
    )


def width(character: str) -> float:
    """In full characters, as a bulletin is set: curly quotes and ASCII take half, a space a quarter."""
    if character == " ":
        return 0.25
    if character in "“”‘’":
        return 0.5
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def number(numeral: str) -> int | None:
    """The value of a Chinese numeral below a hundred thousand; None for what is none."""
    total = current = 0
    for character in numeral:
        if character in VALUES:
            current = VALUES[character]
        elif character in "十百千万":
            unit = {"十": 10, "百": 100, "千": 1000, "万": 10000}[character]
            if unit == 10000:
                total, current = (total + current or 1) * unit, 0
            else:
                total, current = total + (current or 1) * unit, 0
        else:
            return None
    return total + current if numeral else None


def numeral(value: int) -> str:
    """1 to 99 in Chinese."""
    tens, ones = divmod(value, 10)
    digits = "〇一二三四五六七八九"
    front = "" if tens == 0 else "十" if tens == 1 else digits[tens] + "十"
    return front + (digits[ones] if ones else "")
