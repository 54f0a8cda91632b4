"""列举中的句号: a 。 in a list whose members are parted by ；, between them or inside one.

Source: GB/T 15834—2011, 4.6.3 and its appendix: 分号 parts members of one sentence, so no 。 can stand inside it.
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, info, warning
from issues.proofing.rules.sequence import FAMILIES, Member, members

_INLINE = (FAMILIES[0], FAMILIES[1])
_SHORT_MEMBERS = re.compile("：((?:[^：；。！？\n]{3,16}[；。]){4,12})")
_QUOTED = re.compile("“[^“”\n]{0,200}”|（[^（）\n]{0,200}）")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    for family in _INLINE:
        group: list[Member] = []
        for member in members(passage, family):
            goes_on = (
                group and member.value == group[-1].value + 1 and member.paragraph == group[-1].paragraph
            )
            if not goes_on:
                yield from _check(passage, group)
                group = []
            group.append(member)
        yield from _check(passage, group)
    yield from _unnumbered(passage.text)


def _unnumbered(text: str) -> Iterator[Hit]:
    """After a colon, short members of one make, parted by ； but for one 。."""
    for found in _SHORT_MEMBERS.finditer(text):
        marks = [(at, mark) for at, mark in enumerate(found[1]) if mark in "；。"]
        stops = [at for at, mark in marks[:-1] if mark == "。"]
        lengths = [len(part) for part in re.split("[；。]", found[1]) if part]
        if len(stops) == 1 and len(marks) >= 4 and max(lengths) - min(lengths) <= 3:
            place = found.start(1) + stops[0]
            yield warning(place, place + 1, "；", "各项之间用分号，这里不应用句号。")


def _check(passage: Passage, group: list[Member]) -> Iterator[Hit]:
    text = passage.text
    if len(group) < 3:
        return
    marks = [text[member.start - 1] for member in group[1:]]
    stops = [index for index, mark in enumerate(marks) if mark == "。"]
    parted = marks.count("；")
    inner = _inner_stop(text, group)
    if stops and parted:
        if parted > len(stops) or (parted == len(stops) and inner is None):
            for index in stops:
                place = group[index + 1].start - 1
                yield warning(place, place + 1, "；", "各项之间用分号，这里不应用句号。")
        else:
            for index, mark in enumerate(marks):
                if mark == "；":
                    place = group[index + 1].start - 1
                    # Of two marks neither is the rule, where a member has several sentences.
                    make = warning if len(marks) > 2 else info
                    yield make(place, place + 1, "。", "各项之间用句号，这里不应用分号。")
    elif parted == len(marks) and inner is not None:
        yield warning(inner, inner + 1, "，", "各项以分号分隔，项内不能用句号。")


def _inner_stop(text: str, group: list[Member]) -> int | None:
    """The first 。 inside a member but the last."""
    start, end = group[0].end, group[-1].start - 1
    if end - start > 3000:
        return None
    between = _QUOTED.sub(lambda found: "□" * len(found[0]), text[start:end])
    separators = {member.start - 1 for member in group[1:]}
    place = between.find("。")
    while place >= 0:
        if start + place not in separators:
            return start + place
        place = between.find("。", place + 1)
    return None


RULE = Rule(
    "stop-in-list",
    "列举中的句号",
    f"{PUNCTUATION} 4.6.3",
    find,
    about="用分号隔开的几项中间夹了句号。",
    example="一是学；二是干。三是抓；四是促。",
    severities=(Severity.WARNING, Severity.INFO),
)
