"""成对标点: quotes, brackets and 书名号 that do not close, do not open, or cross.

Source: GB/T 15834—2011, 4.8 (引号), 4.9 (括号), 4.15 (书名号). A quotation over several paragraphs opens each of them
with “ and closes the last alone (4.8.3.5). 书名号 inside 书名号 are 〈〉 (4.15.3.5). What opens in one paragraph and closes in one of the next is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, error, warning

_PAIRS = {
    "“": "”",
    "‘": "’",
    "（": "）",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "〔": "〕",
    "「": "」",
    "『": "』",
}
_OPENERS = {closing: opening for opening, closing in _PAIRS.items()}
_KIN = {"(": "（", ")": "）"}
_MARK = re.compile("[“”‘’（）()《》〈〉【】〔〕「」『』]")
_NAMES = {"“": "引号", "‘": "单引号", "（": "括号", "《": "书名号"}
# 1） and a) at the start of an item.
_ITEM = re.compile(r"(?:^|[\s。；：，、！？])[0-9a-zA-Z①-⑳一二三四五六七八九十]{1,3}$")
_NESTED = re.compile("《[^《》\n]{1,40}(《([^《》\n]{1,40})》)[^《》\n]{0,40}》")
_CLAUSE_END = re.compile("[，。；：！？\n]|$")
# How many characters a missing half is looked for in.
_SHOWN = 40
# How many paragraphs a pair may span.
_REACH = 4
# More than so many left open in one paragraph are no writing; each is reported where it stands.
_MOST = 20


@dataclass
class _Mark:
    character: str
    place: int
    paragraph: int

    @property
    def kind(self) -> str:
        return _KIN.get(self.character, self.character)


def find(passage: Passage, house: House) -> Iterator[Hit]:
    """A missing half is shown with the words it would hold, up to the next mark of a clause."""
    for hit in _hits(passage):
        yield _widened(passage, hit) if hit.suggestion is None else hit
    for found in _NESTED.finditer(passage.text):
        yield warning(*found.span(1), f"〈{found[2]}〉", "书名号里面再用书名号，里面的用单书名号“〈〉”。")


def _widened(passage: Passage, hit: Hit) -> Hit:
    text = passage.text
    mark = text[hit.start : hit.end]
    if mark in _PAIRS or mark == "(":
        stop = _CLAUSE_END.search(text, hit.end, hit.end + _SHOWN)
        end = stop.start() if stop else min(hit.end + 1, len(text))
        closing = _PAIRS.get(mark, "）")
        suggestion = text[hit.start : end] + closing if stop and mark == "《" and end > hit.end else None
        return hit._replace(end=end, suggestion=suggestion)
    before = text[max(hit.start - _SHOWN, 0) : hit.start]
    start = hit.start - len(before) + max((before.rfind(stop) + 1 for stop in "，。；：！？\n"), default=0)
    return hit._replace(start=start)


def _hits(passage: Passage) -> Iterator[Hit]:
    open_before: list[_Mark] = []
    strays: list[tuple[_Mark, Hit]] = []
    paragraphs = passage.paragraphs
    for index, (start, end) in enumerate(paragraphs):
        line = passage.text[start:end]
        marks = [
            _Mark(found[0], start + found.start(), index)
            for found in _MARK.finditer(line)
            if not _is_item(line, found.start(), found[0])
            and not _is_apostrophe(passage.text, start + found.start(), found[0])
        ]
        if not marks and not open_before:
            continue
        hits, unclosed, unopened = _match(marks)
        yield from hits
        # What an earlier paragraph left open may close here.
        for mark in unopened:
            opener = next(
                (
                    at
                    for at in range(len(open_before) - 1, -1, -1)
                    if open_before[at].kind == _OPENERS[mark.kind]
                ),
                None,
            )
            if opener is None:
                strays.append((mark, _unopened(mark)))
            else:
                del open_before[opener]
        if open_before and marks and marks[0].place == start and marks[0].kind in "“‘「":
            # The next paragraph of a long quotation, which opens as the one before did.
            open_before = [mark for mark in open_before if mark.kind != marks[0].kind]
        strays.extend((mark, _unclosed(mark)) for mark in unclosed[_MOST:])
        del unclosed[_MOST:]
        kept = [mark for mark in open_before if index - mark.paragraph < _REACH]
        for mark in open_before:
            if index - mark.paragraph >= _REACH:
                strays.append((mark, _unclosed(mark)))
        open_before = kept + unclosed
    strays.extend((mark, _unclosed(mark)) for mark in open_before)
    strays.sort(key=lambda stray: stray[0].place)
    yield from (hit for _, hit in strays)


def _is_item(line: str, place: int, character: str) -> bool:
    return character in "）)" and bool(_ITEM.search(line[max(place - 5, 0) : place]))


def _is_apostrophe(text: str, place: int, character: str) -> bool:
    if character not in "‘’":
        return False
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isdigit())


def _name(mark: _Mark) -> str:
    return _NAMES.get(mark.kind, "括号")


def _unclosed(mark: _Mark) -> Hit:
    return error(mark.place, mark.place + 1, None, f"{_name(mark)}“{mark.character}”没有配对的后半个。")


def _unopened(mark: _Mark) -> Hit:
    opening = _Mark(_OPENERS[mark.kind], mark.place, 0)
    return error(mark.place, mark.place + 1, None, f"{_name(opening)}“{mark.character}”没有配对的前半个。")


def _match(marks: list[_Mark]) -> tuple[list[Hit], list[_Mark], list[_Mark]]:
    """Hits that are certain within the paragraph, marks left open, and marks that close nothing."""
    hits: list[Hit] = []
    stack: list[_Mark] = []
    unopened: list[_Mark] = []
    # The next mark of the same kind of quote, for telling a wrong hand from a missing half.
    following: list[str | None] = [None] * len(marks)
    latest: dict[str, str] = {}
    for at in range(len(marks) - 1, -1, -1):
        family = "“" if marks[at].kind in "“”" else "‘" if marks[at].kind in "‘’" else marks[at].kind
        following[at] = latest.get(family)
        latest[family] = marks[at].kind
    open_count: dict[str, int] = {}

    def pop(at: int) -> _Mark:
        mark = stack.pop(at)
        open_count[mark.kind] -= 1
        return mark

    for at, mark in enumerate(marks):
        kind = mark.kind
        if kind in "“‘" and open_count.get(kind):
            if following[at] == _PAIRS[kind]:
                # The one before never closed.
                older = _last(stack, kind)
                unclosed = pop(older)
                hits.append(_unclosed(unclosed))
                stack.append(mark)
                open_count[kind] = open_count.get(kind, 0) + 1
            else:
                closing = _PAIRS[kind]
                hits.append(error(mark.place, mark.place + 1, closing, f"这里应是后引号“{closing}”。"))
                pop(_last(stack, kind))
        elif kind in _PAIRS:
            stack.append(mark)
            open_count[kind] = open_count.get(kind, 0) + 1
        elif open_count.get(_OPENERS[kind]):
            opening = _OPENERS[kind]
            if stack[-1].kind != opening:
                crossed = at + 1 < len(marks) and marks[at + 1].kind == _PAIRS[stack[-1].kind]
                if crossed and marks[at + 1].place == mark.place + 1:
                    swapped = marks[at + 1].character + mark.character
                    hits.append(error(mark.place, mark.place + 2, swapped, "成对标点交叉，应先关里面的。"))
                elif crossed:
                    hits.append(error(mark.place, mark.place + 1, None, "成对标点交叉，应先关里面的。"))
                else:
                    while stack[-1].kind != opening:
                        hits.append(_unclosed(pop(-1)))
            pop(_last(stack, opening))
        elif kind in "”’" and following[at] == kind:
            opening = _OPENERS[kind]
            hits.append(error(mark.place, mark.place + 1, opening, f"这里应是前引号“{opening}”。"))
            stack.append(_Mark(opening, mark.place, mark.paragraph))
            open_count[opening] = open_count.get(opening, 0) + 1
        elif kind == "》" and stack and stack[-1].kind == "〈":
            wrong = pop(-1)
            hits.append(error(wrong.place, wrong.place + 1, "《", "书名号的前后两半不一致。"))
        elif kind in "〉）" and stack and {"〉": "《", "）": "〔"}[kind] == stack[-1].kind:
            right = _PAIRS[pop(-1).kind]
            hits.append(warning(mark.place, mark.place + 1, right, "成对标点的前后两半不一致。"))
        else:
            unopened.append(mark)
    return hits, stack, unopened


def _last(stack: list[_Mark], kind: str) -> int:
    return next(at for at in range(len(stack) - 1, -1, -1) if stack[at].kind == kind)


RULE = Rule(
    "unbalanced-pair",
    "成对标点",
    f"{PUNCTUATION} 4.8、4.9、4.15",
    find,
    about="引号、括号、书名号不成对、方向反了或互相交叉。",
    example="以“弘扬工匠精神“为主题。",
    severities=(
        Severity.ERROR,
        Severity.WARNING,
    ),
)
