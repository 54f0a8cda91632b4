"""序次: 一是…二是…四是, 一、…三、, 第一…第三 with a member missing, doubled or out of order.

Source: practice. A list may begin anew at any place; what does not begin with one is no list of ours.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from issues.proofing.characters import number, numeral
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning

_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# What a member may begin with.
_FIRST = frozenset("一二三四五六七八九十第（(0123456789首其再" + _CIRCLED)
_WORDS = ("首先", "其次", "再次")


class Family(NamedTuple):
    """`pattern` finds a member with its number as group 1; `write` makes a member like the one found."""

    pattern: re.Pattern[str]
    read: Callable[[str], int | None]
    write: Callable[[str, int], str]
    # Heads paragraphs, so that any number of them may stand between two members.
    is_heading: bool
    # Counts only as the first of a line.
    is_line: bool = False


def _read_han(text: str) -> int | None:
    return number(text)


def _swap_han(member: str, value: int) -> str:
    return re.sub(_HAN_NUMBER, numeral(value), member, count=1)


def _swap_digits(member: str, value: int) -> str:
    return re.sub("[0-9]{1,2}", str(value), member, count=1)


FAMILIES = (
    Family(re.compile(rf"({_HAN_NUMBER})[是要]"), _read_han, _swap_han, False),
    Family(re.compile(rf"第({_HAN_NUMBER})[，、,](?!第)"), _read_han, _swap_han, False),
    Family(re.compile(rf"({_HAN_NUMBER})、"), _read_han, _swap_han, True, True),
    Family(re.compile(rf"[（(]({_HAN_NUMBER})[）)]"), _read_han, _swap_han, True),
    Family(re.compile(r"([0-9]{1,2})[.．、](?![0-9])"), int, _swap_digits, True),
    Family(re.compile(r"[（(]([0-9]{1,2})[）)]"), int, _swap_digits, True),
    Family(
        re.compile(rf"([{_CIRCLED}])"),
        lambda text: _CIRCLED.index(text) + 1,
        lambda member, value: _CIRCLED[value - 1],
        True,
    ),
    Family(
        re.compile(rf"({'|'.join(_WORDS)})(?=[，、,])"),
        lambda text: _WORDS.index(text) + 1,
        lambda member, value: _WORDS[value - 1] if value <= len(_WORDS) else "最后",
        False,
    ),
)


class Member(NamedTuple):
    value: int
    start: int
    end: int
    paragraph: int


def find(passage: Passage, house: House) -> Iterator[Hit]:
    for family in FAMILIES:
        group: list[Member] = []
        for member in members(passage, family):
            if member.value == 1 or (
                group and not family.is_heading and member.paragraph - group[-1].paragraph > 3
            ):
                yield from _check(passage, family, group)
                group = []
            group.append(member)
        yield from _check(passage, family, group)


def members(passage: Passage, family: Family) -> Iterator[Member]:
    text, paragraphs, at = passage.text, passage.paragraphs, 0
    for start in passage.clause_starts:
        if text[start : start + 1] not in _FIRST:
            continue
        found = family.pattern.match(text, start)
        if found is None:
            continue
        while at + 1 < len(paragraphs) and paragraphs[at + 1].start <= start:
            at += 1
        if family.is_line and paragraphs[at].start != start:
            continue
        value = family.read(found[1])
        if value and value <= 30:
            yield Member(value, start, found.end(), at)


def _check(passage: Passage, family: Family, group: list[Member]) -> Iterator[Hit]:
    if len(group) < 2:
        return
    if group[0].value != 1:
        if family.is_heading or group[0].value != 2 or group[1].value != 3:
            return
        first = group[0]
        if group[1].paragraph == first.paragraph and passage.text[first.start - 1 : first.start] in tuple(
            "：:"
        ):
            written = passage.text[first.start : first.end]
            yield warning(first.start, first.end, None, f"缺“{family.write(written, 1)}”，列举从第二项起。")
        return
    expected = 1
    values = [member.value for member in group]
    at = 0
    while at < len(group):
        value, member = values[at], group[at]
        written = passage.text[member.start : member.end]
        right = family.write(written, expected) if expected <= 20 else None
        following = values[at + 1] if at + 1 < len(values) else None
        if value == expected:
            expected += 1
        elif following == expected + 1 and value != following - 1 and value - expected < 10:
            yield warning(member.start, member.end, right, f"序次不对，应为“{right}”。")
            expected += 1
        elif value > expected:
            if value - expected > 4:
                return  # no list after all
            if expected in values[at + 1 :]:
                end = group[values.index(expected, at + 1)].end
                end = end if passage.paragraph_at(member.start).end >= end else member.end
                yield warning(member.start, end, None, f"序次颠倒，此处应为“{right}”。")
                return
            last = at + 1 == len(values)
            yield warning(member.start, member.end, right if last else None, f"序次中断，缺“{right}”。")
            expected = value + 1
        elif value == expected - 1:
            yield warning(member.start, member.end, right, f"“{written}”重复，应为“{right}”。")
            expected += 1
        else:
            return  # a member named once more
        at += 1


RULE = Rule(
    "broken-sequence",
    "序次",
    PRACTICE,
    find,
    about="“一是、二是”“第一、第二”“一、二、”这样的序次缺号、重号或颠倒。",
    example="一是抓学习；二是抓作风；四是抓落实。",
    severities=(Severity.WARNING,),
)
