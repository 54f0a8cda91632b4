"""多余空格: a space between Chinese characters, or beside a number where the text elsewhere writes none.

Source: GB/T 15834—2011, 5.1 and practice. Indents, name lists, imprints (责任编辑：高　原) and bylines keep theirs.
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import HAN
from issues.proofing.doubling import SURNAMES
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, info, warning

_MARKS = "，。、；：！？”’）》】〕“‘（《【〔"
_BLANK = re.compile("[ \u3000\xa0\t]{1,8}")
_SIDE = re.compile(f"[{HAN}{_MARKS}]")
_ENDS = re.compile("[。；，？！]")
_HEADED = re.compile(
    r"第[一二三四五六七八九十百0-9]{1,4}[章节条编期届部]$|编者按$|^附件[0-9一二三四五六七八九十]?[：:]?$"
)
# Who issues together is parted by a space in the title (《中共中央 国务院关于…的意见》).
_ISSUERS = re.compile(r"《[^《》]{0,20}(?:委|府|中央|厅|部|局|总工会|法院|检察院)$")
_BYLINE = re.compile(r"[（(][^（）()。，；]{0,40}$")
_SPACED_OUT = re.compile(rf"(?:^|[ \u3000])[{HAN}]$")
# How a first paragraph begins that stands on the line of its title.
_FIRST_WORDS = re.compile("近日|日前|今年|去年|本报讯|“|[0-9]|同志|各位|编者按")
# 名单：张 伟、王 芳: a name of two characters, spaced to the width of three.
_LISTED_NAME = re.compile(f"(?:^|[：:、，（(])[{SURNAMES}]$")
# 本刊讯　近日: the line of the news service is set apart.
_DATELINES = ("本刊讯", "本报讯", "本网讯", "本台讯", "通讯员报道")
_FURNITURE = re.compile("[第共印] ?[0-9]{1,4} ?[页份期]")
_IMPRINT = re.compile(r"(?:责任编辑|审核|签发|编辑|校对|联系人|电话|供稿|作者|记者|通讯员|主编)[：:]")
_DATE = re.compile(r"(?:[0-9]{4} ?年 ?)?[0-9]{1,2} ?月 ?[0-9]{1,2} ?日|[0-9]{4} ?年 ?[0-9]{1,2} ?月")
_AFTER_DIGIT = re.compile(rf"[0-9][0-9.]{{0,15}}%? (?=[{HAN}])")
_BEFORE_DIGIT = re.compile(rf" (?=[0-9])(?<=[{HAN}] )")

_LOOSE_DATE = re.compile("[0-9] [年月日]")
_TIGHT_AFTER = re.compile(rf"[0-9]%?[{HAN}]")
_TIGHT_BEFORE = re.compile(rf"[{HAN}][0-9]")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    if not _BLANK.search(text):
        return
    for start, end in passage.paragraphs:
        line = text[start:end]
        if " " not in line and "\u3000" not in line and "\xa0" not in line and "\t" not in line:
            continue
        if not _ENDS.search(line) or _IMPRINT.search(line, 0, 200):
            continue
        for found in _BLANK.finditer(line):
            if not _stands_between(line, *found.span()):
                continue
            if not _is_meant(passage, line, found.start(), found.end()):
                yield warning(
                    start + found.start(), start + found.end(), "", "汉字之间、标点旁边不应有空格。"
                )
    yield from _beside_numbers(passage)


def _stands_between(line: str, start: int, end: int) -> bool:
    return bool(start and _SIDE.match(line, start - 1) and _SIDE.match(line, end))


def _is_meant(passage: Passage, line: str, start: int, end: int) -> bool:
    before, after = line[:start][-60:], line[end : end + 40]
    if end - start <= 2 and before.endswith(_DATELINES):
        return True
    if _HEADED.search(before[-8:]) or _ISSUERS.search(before[-24:]):
        return True
    if _BYLINE.search(before) and re.match("[^（）()。，；]{0,30}[）)]", after):
        return True
    if (
        end - start == 1
        and _is_parted_name(before, after)
        and (
            line[start] == "\u3000"
            or _LISTED_NAME.search(before)
            and re.match(f"[{HAN}](?:[、，。；）]|$)", after)
        )
    ):
        return True
    if end - start >= 2 and line[start] == "\u3000" and before[-1:] in "。！？”）":
        return True  # two paragraphs run together: an indent
    if re.match(rf"[{HAN}]\u3000[{HAN}]", after) or re.search(rf"[{HAN}]\u3000[{HAN}]$", before):
        return True  # beside a parted name
    if _SPACED_OUT.search(before) and re.match(rf"[{HAN}](?:[ \u3000：:]|$)", after):
        return True  # 编 者 按
    is_first = not re.search("[，。；]", line[:start]) and start == re.search("[ \u3000\xa0\t]", line).start()
    if is_first and start >= 8 and (_FIRST_WORDS.match(after) or len(passage.paragraphs) >= 8):
        return True
    # The text layer of a print sets a title and its first paragraph on one line.
    return passage.is_wrapped and is_first


def _is_parted_name(before: str, after: str) -> bool:
    """姜　楠: two single characters."""
    return not re.search(f"[{HAN}]{{2}}$", before) and not re.match(f"[{HAN}]{{2}}", after)


def _beside_numbers(passage: Passage) -> Iterator[Hit]:
    """Spaces beside numbers where the prose of the same text mostly has none."""
    prose = [span for span in passage.paragraphs if _ENDS.search(passage.text, *span)]
    if not any(passage.text.find(" ", *span) >= 0 for span in prose):
        return
    found_after = [found for span in prose for found in _AFTER_DIGIT.finditer(passage.text, *span)]
    found_before = [
        found
        for start, end in prose
        for found in _BEFORE_DIGIT.finditer(passage.text, start, end)
        if not _begins_after_title(passage.text[start : found.start()])
    ]
    if not found_after and not found_before:
        return
    text = "\n".join(passage.text[start:end] for start, end in prose)
    after_is_odd = _is_odd(len(found_after), len(_TIGHT_AFTER.findall(text)))
    before_is_odd = _is_odd(len(found_before), len(_TIGHT_BEFORE.findall(text)))
    taken = bytearray(len(passage.text) + 1)
    dates = [date[0] for start, end in prose for date in _DATE.finditer(passage.text, start, end)]
    loose = sum(1 for date in dates if _LOOSE_DATE.search(date))
    dates_are_odd = after_is_odd or 0 < loose <= len(dates) - loose
    for start, end in prose:
        for date in _DATE.finditer(passage.text, start, end):
            written = date[0]
            inner_after = _LOOSE_DATE.search(written)
            if " " not in written:
                continue
            tight = written.replace(" ", "")
            if dates_are_odd if inner_after else before_is_odd:
                yield warning(date.start(), date.end(), tight, "日期中的空格与全文写法不一致，应去掉。")
            elif inner_after:
                yield info(date.start(), date.end(), tight, "日期中不用空格。")
            else:
                continue
            taken[date.start() : date.end()] = b"\x01" * (date.end() - date.start())
        for found in _FURNITURE.finditer(passage.text, start, end):
            taken[found.start() : found.end()] = b"\x01" * (found.end() - found.start())
    for found in found_after if after_is_odd else ():
        if not taken[found.start()]:
            yield warning(
                found.start(), found.end(), found[0].rstrip(" "), "数字后的空格与全文写法不一致，应去掉。"
            )
    for found in found_before if before_is_odd else ():
        if not taken[found.start()] and not taken[found.end()]:
            yield warning(found.start(), found.end(), "", "数字前的空格与全文写法不一致，应去掉。")


def _begins_after_title(before: str) -> bool:
    return len(before) >= 8 and not re.search("[，。；]", before)


def _is_odd(spaced: int, tight: int) -> bool:
    return spaced > 0 and tight >= 2 and spaced * 4 <= tight + (spaced == 1) * 2


RULE = Rule(
    "stray-space",
    "多余空格",
    f"{PUNCTUATION} 5.1；惯例",
    find,
    is_neutral=True,
    about="汉字之间多余的空格，或数字前后的空格与全文不一致。",
    example="会议由陈立群 主持，各县参加。",
    severities=(
        Severity.WARNING,
        Severity.INFO,
    ),
)
