"""固定次序: members that are always named in one order (劳模精神、劳动精神、工匠精神), and leaders in theirs.

Source: the house's tables of series and of leaders.
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning

# Between two members that are named in one breath.
_GAP = 14
_JOINED = re.compile("[、，和与”“及 ]{1,4}")
_VERBS_BETWEEN = re.compile("[”“、，和与及]{0,3}[\u4e00-\u9fff]{0,4}[“]?")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    for series in house.series:
        yield from _series(passage.text, series.members)
    if house.leaders:
        yield from _leaders(passage, house)


def _places(text: str, words: tuple[str, ...]) -> list[tuple[int, int, int]]:
    """(start, end, which word), in the order of the text."""
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    order = {word: at for at, word in enumerate(words)}
    return [(found.start(), found.end(), order[found[0]]) for found in pattern.finditer(text)]


def _series(text: str, members: tuple[str, ...]) -> Iterator[Hit]:
    places = _places(text, members)
    run: list[tuple[int, int, int]] = []
    for place in [*places, None]:
        if place is not None and run and _belongs(text, run[-1], place):
            run.append(place)
            continue
        yield from _check(text, run, members)
        run = [place] if place is not None else []


def _belongs(text: str, before: tuple[int, int, int], after: tuple[int, int, int]) -> bool:
    between = text[before[1] : after[0]]
    return len(between) <= 8 and bool(_VERBS_BETWEEN.fullmatch(between))


def _check(text: str, run: list[tuple[int, int, int]], members: tuple[str, ...]) -> Iterator[Hit]:
    size = len(members)
    if len(run) < size:
        return
    for at in range(0, len(run) - size + 1):
        window = run[at : at + size]
        which = [place[2] for place in window]
        if sorted(which) == list(range(size)):
            if which != list(range(size)):
                first = next(index for index in range(size) if which[index] != index)
                last = next(index for index in range(size - 1, -1, -1) if which[index] != index)
                start, end = window[first][0], window[last][1]
                pieces = []
                for index in range(first, last + 1):
                    pieces.append(members[index])
                    if index < last:
                        pieces.append(text[window[index][1] : window[index + 1][0]])
                yield warning(start, end, "".join(pieces), f"次序一般为“{'、'.join(members)}”。")
            return


def _leaders(passage: Passage, house: House) -> Iterator[Hit]:
    text, ranks = passage.text, house.rank_of
    run: list[tuple[int, str]] = []
    for place in [*house.leader_names.find(text, passage.pairs), None]:
        if place is not None and run and _JOINED.fullmatch(text[run[-1][0] + len(run[-1][1]) : place[0]]):
            run.append(place)
            continue
        names = [name for _, name in run]
        if names != sorted(names, key=ranks.__getitem__):
            right = "、".join(sorted(names, key=ranks.__getitem__))
            start, end = run[0][0], run[-1][0] + len(run[-1][1])
            yield warning(start, end, None, f"领导人的次序一般为“{right}”。")
        run = [place] if place is not None else []


RULE = Rule(
    "fixed-order",
    "固定次序",
    PRACTICE,
    find,
    about="几项总是按一定次序排列的，次序颠倒时提醒；领导人的先后也按表核对。",
    example="坚定道路自信、制度自信、理论自信、文化自信。",
    severities=(Severity.WARNING,),
)
