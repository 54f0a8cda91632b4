"""固定组成: one member of a fixed series put in another's place, or left out (道路自信、理论自信、制度自信).

Source: the house's tables of series and of fixed expressions. Every other member must stand, in its order; what stands in
the place of a missing one must be like it, for free enumerations resemble fixed ones.
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import HAN
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning

_RUN = re.compile(rf"[{HAN}、]{{5,}}")
# The longest member that is looked for inside a longer item.
_REACH = 16
# Only members as long as these are taken for a series of two, or for one that lost a member.
_LONG = 4


def find(passage: Passage, house: House) -> Iterator[Hit]:
    by_member = house.series_by_member
    for run in _RUN.finditer(passage.text):
        items = run[0].split("、")
        if len(items) < 2:
            continue
        candidates = list(dict.fromkeys(_candidates(items, by_member)))
        if any(_stands_whole(items, members) for members in candidates):
            continue
        for members in candidates:
            hit = _replaced(run, items, members) or _left_out(passage.text, run, items, members)
            if hit:
                yield hit
                break


def _candidates(items: list[str], by_member: dict[str, list[tuple[str, ...]]]) -> Iterator[tuple[str, ...]]:
    for at, item in enumerate(items):
        if not item:
            continue
        if item in by_member:
            yield from by_member[item]
        if at == 0:
            for cut in range(max(len(item) - _REACH, 1), len(item) - 1):
                yield from by_member.get(item[cut:], ())
        if at == len(items) - 1:
            for cut in range(min(len(item) - 1, _REACH), 1, -1):
                yield from by_member.get(item[:cut], ())


def _stands(items: list[str], at: int, member: str) -> bool:
    """Is the item this member? The first may begin earlier, the last may end later."""
    item = items[at]
    return (
        item == member
        or at == 0
        and item.endswith(member)
        or at == len(items) - 1
        and item.startswith(member)
    )


def _stands_whole(items: list[str], members: tuple[str, ...]) -> bool:
    size = len(members)
    return any(
        all(_stands(items, first + at, members[at]) for at in range(size))
        for first in range(len(items) - size + 1)
    )


def _replaced(run: re.Match[str], items: list[str], members: tuple[str, ...]) -> Hit | None:
    size = len(members)
    for first in range(len(items) - size + 1):
        odd = [at for at in range(size) if not _stands(items, first + at, members[at])]
        if len(odd) != 1:
            continue
        place, right = first + odd[0], members[odd[0]]
        offset = run.start() + sum(len(item) + 1 for item in items[:place])
        written = items[place]
        if place == 0 and len(written) > len(right):
            offset += len(written) - len(right)
            written = written[-len(right) :]
        elif place == len(items) - 1:
            written = written[: len(right)]
        if written in members or not _is_like(written, right, size):
            continue
        whole = "、".join(members)
        return warning(offset, offset + len(written), right, f"固定表述为“{whole}”，疑应为“{right}”。")
    return None


def _is_like(written: str, right: str, size: int) -> bool:
    if len(written) != len(right):
        return False
    same = sum(a == b for a, b in zip(written, right, strict=True))
    if size == 2:
        return same * 2 >= len(right) >= _LONG
    return same > 0 and (len(right) <= _LONG or same * 2 >= len(right))


def _left_out(text: str, run: re.Match[str], items: list[str], members: tuple[str, ...]) -> Hit | None:
    size = len(members)
    if size < 4 or min(map(len, members)) < _LONG and size < 5 or len(items) != size - 1:
        return None
    if text[run.end() : run.end() + 1] in "、等" and run.end() < len(text) or items[-1].endswith("等"):
        return None
    for gone in range(size):
        rest = members[:gone] + members[gone + 1 :]
        if all(_stands(items, at, member) for at, member in enumerate(rest)):
            start = run.start() + len(items[0]) - len(rest[0])
            end = run.end() - len(items[-1]) + len(rest[-1])
            following = text[end : end + 1]
            if following in ("、", "和", "与", "及", "以", "等", "”"):
                return None
            whole = "、".join(members)
            return warning(start, end, whole, f"固定表述为“{whole}”，漏了“{members[gone]}”。")
    return None


RULE = Rule(
    "fixed-members",
    "固定组成",
    PRACTICE,
    find,
    about="几项总在一起的固定表述，其中一项写成了别的，或漏了一项。",
    example="坚定道路自信、理论自信、制度自信。",
    severities=(Severity.WARNING,),
)
