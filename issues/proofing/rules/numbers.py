"""数字写法: Chinese and Arabic numerals mixed in one number, about said twice, less by so many times.

Source: GB/T 15835—2011, 4.1, 5.1.2 and 5.3 (of Arabic numerals only 万 and 亿 may follow; 几 stands with Chinese
numerals; 约 and 左右 not together); that nothing falls by 一倍 is practice.
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import number
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import NUMBERS, Hit, Rule, warning

_MEASURE = "名人个家件元次场天户项台支幅篇吨亩岁届期对盏辆辈册份位所处座条间栋套批组队"
_THOUSANDS = re.compile(r"(?<![0-9])([0-9]{1,9})万([0-9])千(?![瓦克米伏赫卡])")
_SMALL_UNIT = re.compile(
    r"(?<![0-9.])([0-9]{1,3})([十百千])(?:([0-9一二三四五六七八九])?([十百])?([0-9一二三四五六七八九])?)"
    r"(?![瓦克米分赫字帕兆公伏焦卡货安])"
)
_MIXED = re.compile(
    rf"[一二三四五六七八九两](?:[百千]|十)(?:[一二三四五六七八九][百十])?([0-9]{{1,3}})(?:十|[一二三四五六七八九])?(?=[多余]?[{_MEASURE}])"
    rf"|(?<![0-9第])([一二三四五六七八九]?[十百千])([0-9]{{1,2}})([十]?)(?=[多余]?[{_MEASURE}])"
)
_SOME = re.compile(rf"([0-9]{{1,4}})几(?=[{_MEASURE}年万亿])|几(10+)(?=[多余]?[{_MEASURE}年万亿])")
_TWICE = re.compile(
    r"(约|大约|近|将近|大概|超过|逾|至少|最多|不足)(?:有)?((?:[0-9][0-9,.]{0,9}[万亿]?|[一二三四五六七八九十百千万两]{1,7}))"
    rf"(?:(余|多)(?!年来)([{_MEASURE}])?|([{_MEASURE}])?(左右|上下))"
)
_MORE_AND_ABOUT = re.compile(rf"[0-9][0-9,.]{{0,9}}[万亿]?([多余])[{_MEASURE}]次?(左右|上下)")
_ABOUT_ABOUT = re.compile("(约|大约|大概)有?(近|将近|超过|逾)(?=[0-9一二三四五六七八九十])")
_TIMES_LESS = re.compile(
    r"(?:减少|下降|降低|缩短|缩小|减小)了?(?:近|约|超过)?((?:[0-9]{1,4}(?:\.[0-9]{1,3})?|[一二三四五六七八九十两]{1,3})(?:多|余)?倍)"
)
_PERCENT = re.compile(r"百分之([0-9]{1,3}(?:\.[0-9]{1,3})?)")
_ARABIC_COUNT = re.compile(rf"[0-9][0-9,.]{{0,12}}[万亿]?[多余]?[{_MEASURE}]")
_HAN_COUNT = re.compile(rf"([一二三四五六七八九十百千零]{{2,9}})([{_MEASURE}])(?![一二三四五六七八九十])")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for found in _THOUSANDS.finditer(text):
        yield warning(
            found.start(),
            found.end(),
            f"{found[1]}.{found[2]}万",
            "阿拉伯数字只与“万”“亿”连用，如“1.5万”。",
        )
    for found in _SMALL_UNIT.finditer(text):
        if text[found.start() - 1 : found.start()] in "百千万之第" and found.start():
            continue
        value = _arabic(found)
        yield warning(found.start(), found.end(), value, "阿拉伯数字不与“十”“百”“千”混写。")
    for found in _MIXED.finditer(text):
        if text[found.start() - 1 : found.start()] in "0123456789第" and found.start():
            continue
        yield warning(found.start(), found.end(), _blend(found[0]), "一个数不能汉字与阿拉伯数字混写。")
    for found in _SOME.finditer(text):
        right = _round(found[1], True) if found[1] else _round(found[2], False)
        yield warning(found.start(), found.end(), right, "带“几”的约数用汉字。")
    for found in _TWICE.finditer(text):
        if found[1] == "近" and text[found.end() : found.end() + 1] in tuple("年天日月周"):
            continue
        if found[1] in ("至少", "最多") and found[3]:
            continue
        yield warning(
            found.start(), found.end(), None, f"“{found[1]}”与“{found[3] or found[6]}”重复，留一个即可。"
        )
    for pattern in (_MORE_AND_ABOUT, _ABOUT_ABOUT):
        for found in pattern.finditer(text):
            yield warning(found.start(), found.end(), None, f"“{found[1]}”与“{found[2]}”重复，留一个即可。")
    for found in _TIMES_LESS.finditer(text):
        yield warning(found.start(1), found.end(1), None, "减少不能用倍数，请改为百分比或分数。")
    for found in _PERCENT.finditer(text):
        yield warning(found.start(), found.end(), f"{found[1]}%", "“百分之”后用汉字数字，或改为百分号。")
    yield from _two_ways(passage)


def _arabic(found: re.Match[str]) -> str | None:
    """3百6十 is 360; None where the parts make no number."""
    unit = {"十": 10, "百": 100, "千": 1000}
    total = int(found[1]) * unit[found[2]]
    digit, second, last = found[3], found[4], found[5]
    values = {character: at for at, character in enumerate("〇一二三四五六七八九")}

    def value(text: str) -> int:
        return int(text) if text.isdigit() and text.isascii() else values[text]

    if digit and second:
        total += value(digit) * unit[second]
        if last:
            total += value(last)
    elif digit or second or last:
        return None
    return str(total)


def _blend(written: str) -> str | None:
    """三百20 is 320, 一百2十 is 120."""
    han = "".join("〇一二三四五六七八九"[int(c)] if c in "123456789" else c for c in written if c != "0")
    digits = [c for c in written if c.isascii() and c.isdigit()]
    if len(digits) == 2 and digits[1] == "0" and not written.endswith("十"):
        han = han + "十"
    elif len(digits) > 1:
        front = "".join(c for c in written if not (c.isascii() and c.isdigit()))
        base = number(front)
        return str(base + int("".join(digits))) if base else None
    value = number(han)
    return str(value) if value else None


def _round(digits: str, before: bool) -> str | None:
    names = {"10": "十", "100": "百", "1000": "千", "20": "二十", "30": "三十", "40": "四十", "50": "五十"}
    names |= {"60": "六十", "70": "七十", "80": "八十", "90": "九十"}
    name = names.get(digits)
    if name is None:
        return None
    return f"{name}几" if before else f"几{name}"


def _two_ways(passage: Passage) -> Iterator[Hit]:
    """一百二十三幅 beside 86幅: precise counts of one paragraph, most of them in Arabic numerals."""
    text = passage.text
    for start, end in passage.paragraphs:
        han = [
            found
            for found in _HAN_COUNT.finditer(text, start, end)
            if set(found[1]) & set("十百千")
            and (number(found[1]) or 0) > 10
            and text[found.start() - 1 : found.start()] not in tuple("第〇万亿两几数年0123456789")
        ]
        if not han:
            continue
        arabic = list(_ARABIC_COUNT.finditer(text, start, end))
        if not arabic:
            continue
        for found in han:
            if found[2] in "届期年项条" or _is_set_phrase(passage, found):
                continue
            value = number(found[1])
            yield warning(
                found.start(), found.end(), f"{value}{found[2]}", "同一段中数量的写法应一致，用阿拉伯数字。"
            )


def _is_set_phrase(passage: Passage, found: re.Match[str]) -> bool:
    """Inside quotes or a longer word it is a name, not a count."""
    before = passage.text[found.start() - 1 : found.start()]
    return before in tuple("“《‘") or found[1].endswith(("百", "千")) or not passage.is_border(found.end())


RULE = Rule(
    "number-style",
    "数字写法",
    f"{NUMBERS} 4.1、5.1.2、5.3",
    find,
    about="同一个数里汉字与阿拉伯数字混用，“约”与“多”重复，减少用了倍数。",
    example="共1万5千余名职工。",
    severities=(Severity.WARNING,),
)
