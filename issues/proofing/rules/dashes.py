"""破折号、省略号: two dashes —— and six dots ……, no others; no ellipsis beside 等.

Source: GB/T 15834—2011, 4.10 (省略号) and 4.11 (破折号).
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import CLOSING, HAN, OPENING
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, error, warning

_SIDE = f"{HAN}{OPENING}{CLOSING}，。！？：；"
_DASHES = re.compile(
    rf"(?<=[{_SIDE}])(?:-{{2,4}}|－{{1,4}}|─{{1,4}}|―{{1,4}}|—{{3}}|–{{1,3}}|— —)(?=[{_SIDE}])"
)
_LINE_DASH = re.compile(rf"^[ \u3000]*(-{{2,4}}|—|－{{2}}|─{{2}})(?=[{HAN}《“])", re.MULTILINE)
_SINGLE = re.compile(rf"(?<=[{HAN}”》])—(?=[{HAN}“《])")
_DOTS = re.compile(
    r"(?<![.0-9A-Za-z/])\.{3,6}(?![.0-9/])|。{3,6}|·{3,6}|(?<!…)…(?!…)|(?<!…)…{3}(?!…)|(?<!…)…{5,}(?!…)|、{4,6}"
)
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
    for found in _DASHES.finditer(text):
        yield warning(found.start(), found.end(), "——", "破折号用“——”。")
    for found in _LINE_DASH.finditer(text):
        yield warning(found.start(1), found.end(1), "——", "副题前的破折号用“——”。")
    for found in _SINGLE.finditer(text):
        if _is_dash(text, found.start()):
            yield warning(found.start(), found.end(), "——", "破折号占两个字，用“——”。")
    for found in _DOTS.finditer(text):
        start, end = found.start(), found.end()
        if found[0][0] == "." and not (_is_chinese(text, start - 1) or _is_chinese(text, end)):
            continue
        make = warning if found[0][0] in ".·" else error
        yield make(start, end, "……", "省略号用六个点“……”。")
    for found in _WITH_ETC.finditer(text):
        if text.startswith("级", found.end()) or text.startswith("待", found.end()):
            continue
        yield warning(found.start(), found.end(), "等", "省略号与“等”不并用。")
    for found in _STOP_AFTER.finditer(text):
        yield warning(found.start(), found.end(), "……", "省略号后一般不再用点号。")


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


RULE = Rule("dash-ellipsis", "破折号、省略号", f"{PUNCTUATION} 4.10、4.11", find, is_neutral=True)
