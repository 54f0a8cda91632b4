"""年份: years cut to two digits, years in Chinese numerals with a wrong zero.

Source: GB/T 15835—2011, 5.1.1 and 5.2: a year is written with four digits; in Chinese numerals its zero is 〇.
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import NUMBERS, Hit, Rule, error, info, warning

_SHORT = re.compile(
    r"(?<![0-9.—\-～~一二三四五六七八九十几第了满近约逾超每共历这过])[’'‘]?([0-9]{2}) ?年"
    r"(?=(?:[0-9]{1,2} ?月(?!龄))|底(?![蕴气座子])|初(?![心衷次始中])|末|度(?!过)|下半年|上半年|春[节季天]|秋季|全年|[一二三四]季度|参加工作|入党|入伍|进厂|退伍|大学毕业)"
)
_SINCE = re.compile(r"(?<=[自从于至])([0-9]{2}) ?年(?=以来|起|至今|开始|后|，|[^来多间])")
_CLAUSE_SINCE = re.compile(r"(?:(?<=[，。；\n])|^)([12][0-9]) ?年(?=以来，)")
_QUOTED = re.compile(r"[’'‘]([0-9]{2}) ?年")
_BRACKETED = re.compile(r"(?<=[（(])([0-9]{2})年(?=[）)])")
_RANGE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年?[—\-－～~至、]([0-9]{2})年")
_MIXED = re.compile(r"(?<![0-9一二三四五六七八九〇零○oOＯ０])([0-9一二三四五六七八九〇零○oOＯ０]{4})年")
_DECADE = re.compile(r"(?<![0-9一二三四五六七八九十世纪])([二三四五六七八九]十|[2-9]0) ?年代")
_HAN_DIGITS = "一二三四五六七八九"
_ZEROS = re.compile("[0零○oOＯ０]")


def _full(digits: str) -> str:
    return ("20" if int(digits) < 50 else "19") + digits


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    taken: set[int] = set()
    for pattern in (_SHORT, _SINCE, _CLAUSE_SINCE, _QUOTED, _BRACKETED):
        for found in pattern.finditer(text):
            if found.start(1) in taken:
                continue
            taken.add(found.start(1))
            yield warning(found.start(), found.end(), f"{_full(found[1])}年", "年份应写全四位。")
    for found in _DECADE.finditer(text):
        if "世纪" not in text[passage.paragraph_at(found.start()).start : found.end()]:
            tens = found[1] if found[1].isascii() else f"{'一二三四五六七八九'.index(found[1][0]) + 1}0"
            yield info(found.start(), found.end(), f"20世纪{tens}年代", "年代前宜写明世纪。")
    for found in _RANGE.finditer(text):
        short = found[2]
        if int(short) == (int(found[1]) + 1) % 100 or int(short) > int(found[1][2:]):
            start = found.start(2)
            yield warning(start, found.end(), f"{found[1][:2]}{short}年", "年份应写全四位。")
    for found in _MIXED.finditer(text):
        year = found[1]
        if not any(character in _HAN_DIGITS for character in year) or year[0] not in "一二1":
            continue
        if set(year) <= set(_HAN_DIGITS + "〇"):
            continue
        right = _ZEROS.sub("〇", year)
        right = "".join(
            _HAN_DIGITS[int(c) - 1] if c.isdigit() and c.isascii() and c != "0" else c for c in right
        )
        make = warning if set(year) <= set(_HAN_DIGITS + "〇零") else error
        yield make(found.start(), found.end(), f"{right}年", "汉字年份的“零”应写“〇”，不与其他写法混用。")


RULE = Rule(
    "short-year",
    "年份",
    f"{NUMBERS} 5.1.1、5.2",
    find,
    about="年份只写后两位，或用汉字写年份时“〇”写成了“0”。",
    example="二0二一年三月。",
    severities=(Severity.ERROR, Severity.WARNING, Severity.INFO),
)
