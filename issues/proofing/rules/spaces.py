"""多余空格: a space between Chinese characters, or beside a number where the text elsewhere writes none.

Source: GB/T 15834—2011, 5.1 and practice. Indents, name lists, imprints (责任编辑：高　原) and bylines keep theirs.
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import HAN
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, info, warning

_MARKS = "，。、；：！？”’）》】〕“‘（《【〔"
_BETWEEN = re.compile(rf"(?<=[{HAN}{_MARKS}])[ \u3000\xa0\t]{{1,8}}(?=[{HAN}{_MARKS}])")
_ENDS = re.compile("[。；，？！]")
_HEADED = re.compile(
    r"第[一二三四五六七八九十百0-9]{1,4}[章节条编期届部]$|^附件[0-9一二三四五六七八九十]?[：:]?$"
)
_BYLINE = re.compile(r"（[^（）。，；]{0,40}$")
_IMPRINT = re.compile(r"(?:责任编辑|审核|签发|编辑|校对|联系人|电话|供稿|作者|记者|通讯员|主编)[：:]")
_DATE = re.compile(r"(?:[0-9]{4} ?年 ?)?[0-9]{1,2} ?月 ?[0-9]{1,2} ?日|[0-9]{4} ?年 ?[0-9]{1,2} ?月")
_AFTER_DIGIT = re.compile(rf"[0-9]+(?:\.[0-9]+)?%? (?=[{HAN}])")
_BEFORE_DIGIT = re.compile(rf"(?<=[{HAN}]) (?=[0-9])")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for start, end in passage.paragraphs:
        line = text[start:end]
        if " " not in line and "\u3000" not in line and "\xa0" not in line and "\t" not in line:
            continue
        if not _ENDS.search(line) or _IMPRINT.search(line, 0, 200):
            continue
        for found in _BETWEEN.finditer(line):
            if not _is_meant(passage, line, found.start(), found.end()):
                yield warning(
                    start + found.start(), start + found.end(), "", "汉字之间、标点旁边不应有空格。"
                )
    yield from _beside_numbers(text)


def _is_meant(passage: Passage, line: str, start: int, end: int) -> bool:
    before, after = line[:start][-60:], line[end : end + 40]
    if _HEADED.search(before[-8:]):
        return True
    if _BYLINE.search(before) and re.match(r"[^（）。，；]{0,30}）", after):
        return True
    if end - start == 1 and line[start] == "\u3000" and _is_parted_name(before, after):
        return True
    if end - start >= 2 and line[start] == "\u3000" and before[-1:] in "。！？”）":
        return True  # two paragraphs run together: an indent
    # The text layer of a print sets a title and its first paragraph on one line.
    return passage.is_wrapped and start == line.find(" ") and not re.search("[，。；]", line[:start])


def _is_parted_name(before: str, after: str) -> bool:
    """姜　楠: two single characters."""
    return not re.search(f"[{HAN}]{{2}}$", before) and not re.match(f"[{HAN}]{{2}}", after)


def _beside_numbers(text: str) -> Iterator[Hit]:
    """Spaces beside numbers where the same text mostly has none."""
    spaced = list(_AFTER_DIGIT.finditer(text))
    leading = list(_BEFORE_DIGIT.finditer(text))
    if not spaced and not leading:
        return
    tight = len(re.findall(rf"[0-9]%?[{HAN}]", text))
    tight_before = len(re.findall(rf"[{HAN}][0-9]", text))
    after_is_odd = _is_odd(len(spaced), tight)
    before_is_odd = _is_odd(len(leading), tight_before)
    taken: list[tuple[int, int]] = []
    for date in _DATE.finditer(text):
        written = date[0]
        if " " not in written:
            continue
        inner_after = re.search("[0-9] [年月日]", written)
        if (inner_after and after_is_odd) or (not inner_after and before_is_odd):
            taken.append(date.span())
            tight_date = written.replace(" ", "")
            yield warning(date.start(), date.end(), tight_date, "日期中的空格与全文写法不一致，应去掉。")
        elif inner_after:
            taken.append(date.span())
            yield info(date.start(), date.end(), written.replace(" ", ""), "日期中不用空格。")
    at = 0
    for found in spaced if after_is_odd else ():
        while at < len(taken) and taken[at][1] <= found.start():
            at += 1
        if at < len(taken) and taken[at][0] <= found.start() < taken[at][1]:
            continue
        yield warning(
            found.start(), found.end(), found[0].rstrip(" "), "数字后的空格与全文写法不一致，应去掉。"
        )
    for found in leading if before_is_odd else ():
        yield warning(found.start(), found.end(), "", "数字前的空格与全文写法不一致，应去掉。")


def _is_odd(spaced: int, tight: int) -> bool:
    return spaced > 0 and tight >= 2 and spaced * 4 <= tight + (spaced == 1) * 2


RULE = Rule("stray-space", "多余空格", f"{PUNCTUATION} 5.1；惯例", find, is_neutral=True)
