"""序号后的标点: 一、 第一， （一） 1. （1） each with its own mark.

Source: GB/T 15834—2011, appendix B.3 (序次语之后的标点用法).
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import HAN
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, info, warning

_AT_CLAUSE = r"(?:^|(?<=[。！？；：\n])[ \u3000]{0,4})"
_HAN = "[一二三四五六七八九十]{1,3}"
_PATTERNS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    # pattern (group 1 is replaced), what replaces it, message
    (re.compile(rf"^[ \u3000]*({_HAN}[，,.．])(?=[{HAN}])", re.M), "、", "“一”“二”作序号，后用顿号。"),
    (
        re.compile(rf"{_AT_CLAUSE}(第{_HAN}[、：:](?!第|{_HAN}|[0-9]))(?=[{HAN}])", re.M),
        "，",
        "“第一”“第二”后用逗号。",
    ),
    (
        re.compile(rf"{_AT_CLAUSE}([（(](?:{_HAN}|[0-9]{{1,2}})[）)][、，,.．])", re.M),
        "",
        "带括号的序号后不用标点。",
    ),
    (re.compile(r"(?:^|(?<=[。！？；：;:\n，]))([①-⑳][、，,.．])", re.M), "", "带圈的序号后不用标点。"),
    (
        re.compile(rf"{_AT_CLAUSE}([0-9]{{1,2}}[、，])(?=[{HAN}“《])", re.M),
        ".",
        "阿拉伯数字作序号，后用下脚点“1.”。",
    ),
    (
        re.compile(rf"(?:^|(?<=[。！？；：;:\n，]))({_HAN}是[、，,：](?=[{HAN}]))", re.M),
        "",
        "“一是”“二是”后不用标点。",
    ),
    (
        re.compile(
            rf"(?:^|(?<=[。！？；：;:\n，]))((?:首先|其次|再次|最后)、)(?!其次|再次|最后)(?=[{HAN}])", re.M
        ),
        "，",
        "“首先”“其次”后用逗号。",
    ),
)
# 1. at the head of another line: the two are mixed.
_POINTED = re.compile(rf"^[ \u3000]*[0-9]{{1,2}}[.．](?=[{HAN}“《])", re.M)
_STOP = re.compile("[。；]")
_MARKS = "，,.．。、：:"


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for pattern, mark, message in _PATTERNS:
        for found in pattern.finditer(text):
            start, end, written = found.start(1), found.end(1), found[1]
            bare = written.rstrip(_MARKS)
            if bare[0] in "((":
                bare = f"（{bare[1:-1]}）"
            # Titles in a list may be numbered as the house likes.
            paragraph = passage.paragraph_at(start)
            is_prose = _STOP.search(text, *paragraph) is not None
            is_mixed = bare.isdigit() and _POINTED.search(text) is not None
            make = warning if is_prose or is_mixed or not bare.isdigit() else info
            yield make(start, end, bare + mark, message)


RULE = Rule(
    "ordinal-mark",
    "序号后的标点",
    f"{PUNCTUATION} 附录B.3",
    find,
    is_neutral=True,
    about="序号后面的标点：“一、”“第一，”“（一）”“1.”各有各的写法。",
    example="（一）、强化保障。",
    severities=(
        Severity.WARNING,
        Severity.INFO,
    ),
)
