"""Numbers and dates as mastheads and footers write them, in Arabic or Chinese figures."""

import re
from datetime import date

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "Ｏ": 0, "O": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")

FIGURE = r"(?:[0-9０-９]+|[零〇○一二三四五六七八九十百廿卅两壹贰叁肆伍陆柒捌玖拾佰]+)"
_YEAR = r"(?:[0-9０-９]{4}|[零〇○ＯO一二三四五六七八九]{4})"
DATE = re.compile(
    rf"(?P<year>{_YEAR})\s*(?:年\s*(?P<month>{FIGURE})\s*月(?:\s*(?P<day>{FIGURE})\s*[日号])?"
    r"|(?P<sep>[-./．－—])\s*(?P<month2>[0-9]{1,2})\s*(?P=sep)\s*(?P<day2>[0-9]{1,2})\s*日?)"
)


def figure(text: str) -> int | None:
    """The value of 3, ３, 三, 十二, 二十一, 一百零三, 廿一 or 二〇二一; None when it is none."""
    text = text.translate(_FULL_WIDTH).strip()
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 9 else None
    text = text.replace("廿", "二十").replace("卅", "三十").replace("拾", "十").replace("佰", "百")
    if not text or any(char not in _DIGITS and char not in "十百" for char in text):
        return None
    if not any(unit in text for unit in "十百"):
        return int("".join(str(_DIGITS[char]) for char in text)) if len(text) <= 9 else None
    total, digit = 0, None
    for char in text:
        if char == "百":
            total += (1 if digit is None else digit) * 100
            digit = None
        elif char == "十":
            total += (digit if digit else 1) * 10
            digit = None
        else:
            digit = _DIGITS[char]
    return total + (digit or 0)


def find_date(text: str) -> tuple[re.Match[str], int, date | None] | None:
    """The first date in a text: its match, its year, and the day when it names one that exists."""
    match = DATE.search(text)
    if match is None:
        return None
    year = figure(match["year"])
    month = figure(match["month"] or match["month2"])
    day = figure(match["day"] or match["day2"] or "") if (match["day"] or match["day2"]) else None
    if year is None or not 1900 <= year <= 2200:
        return None
    if month is None or day is None:
        return match, year, None
    try:
        return match, year, date(year, month, day)
    except ValueError:
        return match, year, None
