"""固定表述: a fixed political or union expression with one slip in it, or in a form known to be wrong.

Source: the house's table of fixed expressions (the wording of the Party's and the unions' own documents).
An expression of five characters or more is found with one character changed, dropped or added inside it; its first and
last characters must stand, and what is itself an expression of the table, or natural Chinese, is left alone.
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, error, warning
from issues.proofing.rules.spelling import alike

# Put between the words of an expression they make it free speech, not a slip.
_FREE = frozenset("的、，。；：“”‘’（）《》〈〉【】和与及是在了要不新大好老这各\n 　")
# What unions of each level put in the place of another.
_LEVELS = frozenset("国省市县区州总党全各我中面")
_QUOTES = frozenset("“”‘’")
_NUMERALS = frozenset("〇一二三四五六七八九十两0123456789")
_AFTER_CUT = frozenset("，。、；：！？的和与及“”《》（）")
_NUMERAL = re.compile(
    "([一二三四五六七八九十两])(?:个(意识|自信|维护|确立|全面|大局|一百年|务必|坚持|革命|文明协调发展)|位(一体))"
)
_RIGHT = {
    "意识": "四",
    "自信": "四",
    "维护": "两",
    "确立": "两",
    "全面": "四",
    "一百年": "两",
    "务必": "三",
    "一体": "五",
}


def find(passage: Passage, house: House) -> Iterator[Hit]:
    yield from _known(passage, house)
    yield from _fuzzy(passage, house)
    yield from _cut_short(passage, house)
    yield from _misquoted(passage, house)
    yield from _numerals(passage)
    yield from _plenary(passage)
    yield from _vows(passage)


def _cut_short(passage: Passage, house: House) -> Iterator[Hit]:
    """An expression without its last character, where its clause ends or 的 follows."""
    text, cut = passage.text, house.cut_short
    for at, form in cut.find(text, passage.pairs):
        end = at + len(form)
        if end == len(text) or text[end] in _AFTER_CUT:
            right = house.whole_of[form]
            yield warning(at, end, right, f"疑为固定表述“{right}”。")


def _misquoted(passage: Passage, house: House) -> Iterator[Hit]:
    """An expression with its quotes in the wrong place (“四个全面战略”布局)."""
    text = passage.text
    for at, letters in house.quoted_letters.find(passage.bare, passage.bare_pairs):
        start, end = passage.bare_places[at], passage.bare_places[at + len(letters) - 1] + 1
        if text[start - 1 : start] == "“":
            start -= 1
        if text[end : end + 1] == "”" and text[start:end].count("“") > text[start:end].count("”"):
            end += 1
        right = house.right_of_letters[letters]
        written = text[start:end]
        is_quoted = written.count("“") == written.count("”") == 1 and "\n" not in written
        if is_quoted and right not in text[max(start - 2, 0) : end + 2]:
            yield warning(start, end, right, f"引号的位置有误，应为{right}。")


def _known(passage: Passage, house: House) -> Iterator[Hit]:
    """Forms the table names as wrong; an expression holding them is none."""
    text, free_from = passage.text, dict[str, int]()
    reach = _exact(text, passage.pairs, house.seeds.exact)
    for at, wrong in house.known_slips.find(text, passage.pairs):
        right = house.right_of[wrong]
        lead = right.find(wrong)
        if at < free_from.get(wrong, 0) or (lead >= 0 and text.startswith(right, max(at - lead, 0))):
            continue
        if reach[at] > at + len(wrong):
            continue  # 全国五一劳动奖|状
        free_from[wrong] = at + len(wrong)
        yield error(at, at + len(wrong), right, f"应为“{right}”。")


def _fuzzy(passage: Passage, house: House) -> Iterator[Hit]:
    text, index = passage.text, house.seeds
    pairs = passage.pairs
    taken = _exact(text, pairs, index.exact)
    halves = index.halves
    seen: set[tuple[int, str]] = set()
    for at, pair in enumerate(pairs):
        if pair not in halves:
            continue
        for half, holders in halves[pair].items():
            if not text.startswith(half, at):
                continue
            for right, place in holders:
                for start in (at - place - 1, at - place, at - place + 1) if place else (at,):
                    if start < 0 or (start, right) in seen:
                        continue
                    end = _slip_end(text, start, right)
                    if end is None or _is_shorter_one(text[start : end - 1], right, index.exact):
                        continue
                    seen.add((start, right))
                    if not _is_taken(taken, start, end) and not _is_natural(passage, start, end, right):
                        yield warning(start, end, right, f"疑为固定表述“{right}”。")


def _exact(text: str, pairs: list[str], exact: dict[str, list[str]]) -> list[int]:
    """For each place, how far an expression that stands there or before reaches exactly; 0 for none."""
    reach = [0] * (len(text) + 1)
    furthest = 0
    for at, pair in enumerate(pairs):
        if pair in exact:
            for form in exact[pair]:
                if text.startswith(form, at):
                    furthest = max(furthest, at + len(form))
        if furthest > at:
            reach[at] = furthest
    return reach


def _is_shorter_one(written: str, right: str, exact: dict[str, list[str]]) -> bool:
    """全国五一巾帼标兵|苏梅: all but the last character is an expression of its own."""
    return right[:-1] == written and written in exact.get(written[:2], ())


def _is_taken(reach: list[int], start: int, end: int) -> bool:
    """Does an exact expression hold the whole span, or all but a character of it?"""
    return any(reach[at] >= end for at in range(start, min(start + 1, end)))


def _slip_end(text: str, start: int, right: str) -> int | None:
    """Where what stands at `start` ends if it is `right` with exactly one slip inside; None otherwise."""
    size = len(right)
    if text[start : start + 1] != right[0]:
        return None
    same = 0
    while same < size and start + same < len(text) and text[start + same] == right[same]:
        same += 1
    if same == size:
        return None
    rest = right[same + 1 :]
    if rest and text.startswith(rest, start + same + 1):
        return start + size  # one changed
    if rest and text.startswith(rest, start + same) and same > 0:
        return start + size - 1  # one dropped
    if size >= 12 and 2 <= same <= size - 4 and text.startswith(right[same + 2 :], start + same):
        return start + size - 2  # two dropped from a long one
    if text.startswith(right[same:], start + same + 1):
        return start + size + 1  # one added
    if size >= 12 and start + size <= len(text) and text[start + size - 1] == right[-1]:
        if sum(a != b for a, b in zip(text[start : start + size], right, strict=True)) == 2:
            return start + size  # two changed in a long one
        return None
    if not rest and size >= 8 and start + size <= len(text):
        return start + size  # the last one changed
    return None


def _is_natural(passage: Passage, start: int, end: int, right: str) -> bool:
    text = passage.text
    written = text[start:end]
    if any(character in "\n。！？；" for character in written):
        return True
    size = len(right)
    if end - start == size + 1:
        if written[1] == right[0] and not passage.is_border(start):
            return True  # 学习|习近平总书记
        same = next(at for at in range(size + 1) if at >= size or written[at] != right[at])
        added = written[same]
        doubled = added in (written[same - 1 : same], written[same + 1 : same + 2])
        return added in _FREE and not (added == "的" and size >= 12) or (size < 8 and not doubled)
    if end - start == size - 2:
        return False
    if end - start == size - 1:
        # What lacks its inner character may be an expression of its own (人民当家作主).
        same = next(at for at in range(size) if at >= size - 1 or written[at] != right[at])
        is_broken = same == size - 2 and len(passage.word_at(end - 1)) == 1
        return size < 7 or not (2 <= same <= size - 3 or is_broken)
    changes = [at for at in range(size) if written[at] != right[at]]
    if all(written[changed] in _QUOTES and right[changed] in _QUOTES for changed in changes):
        return True  # “建功‘十四五’、奋进新征程”
    sounds = alike()
    if any(
        written[changed] in _FREE and written[changed] not in sounds.get(right[changed], ())
        for changed in changes
    ):
        return True
    if all(written[changed] in _NUMERALS and right[changed] in _NUMERALS for changed in changes):
        return True  # 党的十九届六中全会
    if any(written[changed] in _LEVELS and right[changed] in _LEVELS for changed in changes):
        return True  # 全省五一劳动奖章
    if changes[-1] == size - 1:
        return not passage.is_border(end)
    return False


# A plenary session is counted within its 届: 党的二十届三中全会, never 二十大三中全会 or 三次全会.
_PLENARY = re.compile(
    "党的([一二三四五六七八九十]{1,3})(大|届)([一二三四五六七八])(中全会|次全会|中全体会议|中会议|次全体会议)"
)
# What is done to the one is not done to the other: 做到“两个确立”.
_VOWED = re.compile("(做到|增强|坚定|领悟)(“?)(四个意识|四个自信|两个维护|两个确立)(?=[”的，。、；]|决定)")
_VOW = {"增强": "四个意识", "坚定": "四个自信", "做到": "两个维护", "领悟": "两个确立"}


def _plenary(passage: Passage) -> Iterator[Hit]:
    for found in _PLENARY.finditer(passage.text):
        session, name = found[3], f"党的{found[1]}届{found[3]}中全会"
        if found[4] == "中全体会议":
            name = f"党的{found[1]}届{session}中全体会议"
        if name != found[0]:
            yield warning(*found.span(), name, f"应为“{name}”。")


def _vows(passage: Passage) -> Iterator[Hit]:
    for found in _VOWED.finditer(passage.text):
        right = _VOW[found[1]]
        if found[3] != right:
            yield warning(*found.span(3), right, f"“{found[1]}”的是“{right}”。")


def _numerals(passage: Passage) -> Iterator[Hit]:
    """“四个维护”: the right thing in the wrong number, inside quotes or after its verb."""
    text = passage.text
    for found in _NUMERAL.finditer(text):
        thing = found[2] or found[3]
        right = _RIGHT.get(thing)
        if right is None or found[1] == right:
            continue
        before = text[max(found.start() - 3, 0) : found.start()]
        quoted = before.endswith("“") and text[found.end() : found.end() + 1] == "”"
        if quoted or before.endswith(("增强", "坚定", "做到", "领悟")):
            fixed = right + found[0][1:]
            make = error if quoted and thing in ("意识", "自信", "维护", "确立", "一体") else warning
            yield make(found.start(), found.end(), fixed, f"应为“{fixed}”。")


RULE = Rule(
    "fixed-expression",
    "固定表述",
    PRACTICE,
    find,
    about="找出写错的固定表述：漏字、多字、错字，或用表中的固定表述对照有出入。",
    example="提升产业工作队伍素质。",
    severities=(
        Severity.ERROR,
        Severity.WARNING,
    ),
)
