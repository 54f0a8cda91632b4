"""破折号、省略号: two dashes —— and six dots ……, no others; no ellipsis beside 等.

Source: GB/T 15834—2011, 4.10 (省略号) and 4.11 (破折号).
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import CLOSING, HAN, OPENING
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, error, warning

_RUN = re.compile(r"[-－─―—–]{1,4}|— —|…{1,60}|\.{3,6}|。{3,6}|·{3,6}|、{4,6}")
_SIDE = re.compile(f"[{HAN}{OPENING}{CLOSING}，。！？：；]")
_BOTH_SIDES = re.compile(f"[{HAN}”》“《]")
_WRONG_DASHES = re.compile("-{2,4}|－{1,4}|─{1,4}|―{1,4}|—{3}|–{1,3}|— —|—-|-—")
_LEADER = re.compile("[ \u3000]{0,4}[（(]?[0-9]")
_WITH_ETC = re.compile("……等等?|等等?……")
_STOP_AFTER = re.compile("……[。，、；]")
_TITLE_WORDS = (
    "记",
    "写在",
    "来自",
    "访",
    "谈",
    "论",
    "献给",
    "致",
    "走进",
    "看",
    "听",
    "以",
    "读",
    "评",
    "探访",
    "追记",
)


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for found in _RUN.finditer(text):
        if found[0][0] in "-－─―—–":
            yield from _dash(text, found)
        else:
            yield from _dots(text, found)
    for found in _WITH_ETC.finditer(text):
        if text.startswith("级", found.end()) or text.startswith("待", found.end()):
            continue
        yield warning(found.start(), found.end(), "等", "省略号与“等”不并用。")
    for found in _STOP_AFTER.finditer(text):
        yield warning(found.start(), found.end(), "……", "省略号后一般不再用点号。")


def _dash(text: str, found: re.Match[str]) -> Iterator[Hit]:
    start, end, written = found.start(), found.end(), found[0]
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if not _SIDE.match(after):
        return
    if before.strip(" \u3000\n") == "":
        # The first of a line: a subtitle's.
        line_start = text[max(start - 8, 0) : start].rpartition("\n")[2]
        if not line_start.strip(" \u3000") and written in ("--", "—", "－－", "──"):
            yield warning(start, end, "——", "副题前的破折号用“——”。")
    elif _WRONG_DASHES.fullmatch(written) and _SIDE.match(before):
        yield warning(start, end, "——", "破折号用“——”。")
    elif written == "—" and _BOTH_SIDES.match(before) and _BOTH_SIDES.match(after):
        chained = "—" in text[max(start - 10, 0) : start] + text[end : end + 10]
        if not chained and _is_dash(text, start):
            yield warning(start, end, "——", "破折号占两个字，用“——”。")


def _dots(text: str, found: re.Match[str]) -> Iterator[Hit]:
    start, end, mark = found.start(), found.end(), found[0][0]
    size = end - start
    if mark == "…" and (size in (2, 4) or size > 6 or _LEADER.match(text, end)):
        return  # right, or leading to a page number
    if mark == ".":
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (_is_chinese(text, start - 1) or _is_chinese(text, end)):
            return
        if (
            (before.isascii() and before.isalnum())
            or before in (".", "/")
            or after in (".", "/")
            or after.isdigit()
        ):
            return
    make = warning if mark in ".·" else error
    yield make(start, end, "……", "省略号用六个点“……”。")


def _is_chinese(text: str, place: int) -> bool:
    return 0 <= place < len(text) and ("\u3400" <= text[place] <= "\u9fff" or text[place] in "，。！？”’）》")


def _is_dash(text: str, place: int) -> bool:
    """Not the short line that joins places or times (昆明—大理): long words on both sides, or a subtitle's."""
    after = text[place + 1 : place + 12]
    before = text[max(place - 12, 0) : place]
    left = len(re.search(f"[{HAN}]*$", before)[0])
    right = len(re.match(f"[{HAN}]*", after)[0])
    if before[-1] in "”》" or after[0] in "“《":
        return left >= 4 or right >= 4 or after.startswith(("“", "《"))
    if after.startswith(_TITLE_WORDS) and left >= 4:
        return True
    return left >= 6 and right >= 6


RULE = Rule(
    "dash-ellipsis",
    "破折号、省略号",
    f"{PUNCTUATION} 4.10、4.11",
    find,
    is_neutral=True,
    about="破折号占两格、省略号六个点，其他写法提醒改正；“等”与省略号不同用。",
    example="食堂、宿舍。。。样样俱全。",
    severities=(
        Severity.ERROR,
        Severity.WARNING,
    ),
)
