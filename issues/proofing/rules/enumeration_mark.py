"""顿号: between adjacent quoted or 《》 items, before 等, before 和 and 及.

Source: GB/T 15834—2011, 4.5.3.5 (标有引号、书名号的并列成分之间通常不用顿号); before 等, 和, 及: practice.
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, warning

_BETWEEN = re.compile("(?<=[”’》])、(?=[“‘《])")
_BEFORE = re.compile("、(等|和|及|与|以及)")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for found in _BETWEEN.finditer(text):
        if text[found.start() - 1 : found.end() + 1] in ("”、“", "》、《", "’、‘"):
            yield warning(found.start(), found.end(), "", "并列的引号或书名号之间通常不用顿号。")
    for found in _BEFORE.finditer(text):
        word = passage.word_at(found.start(1))
        if found[1] == "等":
            if word in ("等", "等等", "等单位", "等人") or word.startswith("等等"):
                end = found.start(1) + len("等等" if text.startswith("等等", found.start(1)) else "等")
                yield warning(found.start(), end, "等", "“等”前不用顿号。")
        elif word == found[1] and word in ("和", "及", "与"):
            yield warning(found.start(), found.end(), word, f"“{word}”前不用顿号。")


RULE = Rule(
    "enumeration-mark",
    "顿号",
    f"{PUNCTUATION} 4.5.3.5；惯例",
    find,
    is_neutral=True,
    about="连用的书名号、引号之间一般不加顿号，“等”“和”前面不加顿号。",
    example="学习《工会法》、《劳动法》。",
    severities=(Severity.WARNING,),
)
