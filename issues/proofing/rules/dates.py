"""日期: days, months and times of day that do not exist, weekdays that do not match.

Source: the calendar. A weekday is an error only where the year stands beside it; else the text's one year is taken.
"""

import datetime
import re
from collections.abc import Iterator

from issues.proofing.characters import number
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, error, warning

_DATE = re.compile(
    r"(?<![0-9])(?:([0-9]{4}) ?年 ?)?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]"
    r"(?:[ \u3000]?(?:[至到—～~–－-]{1,2}) ?([0-9]{1,2})[日号])?"
)
_HAN_DATE = re.compile(
    r"(?:([〇零一二三四五六七八九]{4})年)?([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]"
)
_ISO = re.compile(r"(?<![0-9.\-/])((?:19|20)[0-9]{2})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9.\-/])")
_MONTH = re.compile(r"(?<![0-9.])([0-9]{1,2})(?: ?月)(?=[底初末份中上下至以起、，。—]|[0-9])(?!份额)")
_CLOCK = re.compile(
    r"(?<![0-9.:：])([0-9]{1,2})[时点]([0-9]{1,2})分(?!之)|(?<![0-9.:：/])([0-9]{1,2})[:：]([0-9]{2})(?![0-9:：])"
)
_HALF_DAY = re.compile(r"(?:上午|早上|凌晨|下午|晚上|当晚|当天|中午|[日号一二三四五六日天）)]) ?$")
_WEEKDAY = re.compile(r"[日号][ \u3000]?[（(，, ]?(?:星期|周|礼拜)([一二三四五六日天])")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}) ?年")
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEK = "一二三四五六日"


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    years = {int(year) for year in _YEAR.findall(text)}
    for found in _DATE.finditer(text):
        year = int(found[1]) if found[1] else None
        month, day = int(found[2]), int(found[3])
        problem = _problem(year, month, day)
        if not problem and (month, day) == (2, 29) and year is None and len(years) == 1:
            problem = _problem(min(years), month, day)
            if problem:
                yield warning(found.start(), found.end(), None, problem)
                continue
        if problem:
            end = (
                found.end() if found[4] is None else text.index(found[3], found.start(3)) + len(found[3]) + 1
            )
            yield error(found.start(), end, _last_day(text[found.start() : end], year, month, day), problem)
            continue
        if found[4] is not None:
            last = int(found[4])
            problem = _problem(year, month, last)
            if problem:
                start = found.start(4)
                days = str(_length(year, month))
                yield error(start, found.end(), f"{days}{text[found.end() - 1]}", problem)
                continue
            if last < day:
                yield warning(found.start(), found.end(), None, "起止日期先后颠倒。")
        yield from _weekday(text, found, years)
    for found in _HAN_DATE.finditer(text):
        year = (
            int("".join(str("〇一二三四五六七八九".index(c.replace("零", "〇"))) for c in found[1]))
            if found[1]
            else None
        )
        month, day = number(found[2]), number(found[3])
        if month and day:
            problem = _problem(year, month, day)
            if problem:
                yield error(found.start(), found.end(), None, problem)
    for found in _ISO.finditer(text):
        problem = _problem(int(found[1]), int(found[3]), int(found[4]))
        if problem:
            yield warning(found.start(), found.end(), None, problem)
    for found in _MONTH.finditer(text):
        if not 1 <= int(found[1]) <= 12 and not _DATE.match(text, found.start()):
            yield error(found.start(), found.end(), None, f"没有{found[1]}月。")
    yield from _clock(text)


def _clock(text: str) -> Iterator[Hit]:
    """9时75分; 12:75 is a time of day where a part of the day stands before it, and a score or a ratio elsewhere."""
    for found in _CLOCK.finditer(text):
        hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
        if hour <= 24 and minute <= 59:
            continue
        if found[1] or _HALF_DAY.search(text, max(found.start() - 4, 0), found.start()):
            yield warning(found.start(), found.end(), None, f"没有{found[0]}这个时刻。")


def _length(year: int | None, month: int) -> int:
    if month == 2 and year is not None:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return _DAYS[month]


def _problem(year: int | None, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"没有{month}月。"
    if not 1 <= day <= _length(year, month):
        return f"{f'{year}年' if year else ''}{month}月没有{day}日。"
    return ""


def _last_day(written: str, year: int | None, month: int, day: int) -> str | None:
    """31 April was meant for the last of April; nothing is proposed for what lies further off."""
    if 1 <= month <= 12 and day == _length(year, month) + 1 and written.count(str(day)) == 1:
        return written.replace(str(day), str(day - 1))
    return None


def _weekday(text: str, found: re.Match[str], years: set[int]) -> Iterator[Hit]:
    if found[4] is not None:
        return
    named = _WEEKDAY.match(text, found.end() - 1)
    if not named:
        return
    year = int(found[1]) if found[1] else next(iter(years)) if len(years) == 1 else None
    month, day = int(found[2]), int(found[3])
    if not year or not 1 <= year <= 9999 or _problem(year, month, day):
        return
    right = _WEEK[datetime.date(year, month, day).weekday()]
    if named[1].replace("天", "日") == right:
        return
    start = named.end() - len(named[0].lstrip("日号 \u3000（(，,"))
    make = error if found[1] else warning
    written = text[start : named.end()]
    right = "天" if right == "日" and written.startswith("礼拜") else right
    yield make(start, named.end(), written[:-1] + right, f"{year}年{month}月{day}日是星期{right}。")


RULE = Rule(
    "impossible-date",
    "日期",
    PRACTICE,
    find,
    about="日历上没有的日期，或日期与星期对不上。",
    example="定于4月31日召开会议。",
    severities=(
        Severity.ERROR,
        Severity.WARNING,
    ),
)
