"""半角标点: a comma, colon or bracket of the Latin keyboard between Chinese.

Source: GB/T 15834—2011, 5.1 (the marks of Chinese take the place of one character).
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import CLOSING, HAN, OPENING
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, error, warning

_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。", "｡": "。", "､": "、"}
_CHINESE = f"{HAN}{CLOSING}%％℃"
_MARK = re.compile(
    rf"(?<=[{_CHINESE}])[,;?!](?=[ \u3000]?(?:[{HAN}{OPENING}{CLOSING}0-9A-Za-z]|$))"
    rf"|(?<=[0-9A-Za-z])[,;?!](?=[{HAN}{OPENING}])"
    rf"|(?<=[{_CHINESE}])[,;:?!](?=[{HAN}{OPENING}{CLOSING}]|[0-9A-Za-z]|\n|$)"
    rf"|(?<=[{HAN}{CLOSING}])\.(?=[{HAN}{OPENING}{CLOSING}]|[ \u3000]{{0,4}}(?:\n|$))"
    r"|[｡､]",
    re.MULTILINE,
)
_BRACKETS = re.compile(r"\(([^()\n（）]{0,60})\)")
_HAN = re.compile(f"[{HAN}]")
_ORDINAL = re.compile(r"[0-9一二三四五六七八九十]{1,3}")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for found in _MARK.finditer(text):
        at, mark = found.start(), found[0]
        if mark == "." and (text[at - 1 : at] in "。一二三四五六七八九十" or text[at + 1 : at + 2] == "."):
            continue
        if _within_latin(text, at):
            continue
        full = _FULL[mark]
        yield error(at, at + 1, full, f"中文里的“{mark}”应用全角“{full}”。")
    for found in _BRACKETS.finditer(text):
        inside, start, end = found[1], found.start(), found.end()
        neighbours = text[start - 1 : start] + text[end : end + 1]
        if _ORDINAL.fullmatch(inside):
            if passage.paragraph_at(start).start == start and text[end : end + 1] not in tuple("、，,"):
                yield warning(start, end, f"（{inside}）", "层次序号用全角括号。")
        elif re.fullmatch(r"(?:19|20)?[0-9]{2}", inside) and text[end : end + 1].isdigit():
            continue  # a document number: its own rule
        elif _HAN.search(inside):
            yield error(start, start + 1, "（", "中文里的括号应用全角“（”。")
            yield error(end - 1, end, "）", "中文里的括号应用全角“）”。")
        elif _HAN.search(neighbours) and not re.search(r"[=;{}<>]", inside):
            yield warning(start, start + 1, "（", "中文里的括号应用全角“（”。")
            yield warning(end - 1, end, "）", "中文里的括号应用全角“）”。")


def _within_latin(text: str, at: int) -> bool:
    """Is the mark part of an address, a formula or code rather than of a sentence?"""
    after = text[at + 1 : at + 4]
    return after.startswith(("//", "\\"))


RULE = Rule(
    "half-width-mark",
    "半角标点",
    f"{PUNCTUATION} 5.1",
    find,
    is_neutral=True,
    about="中文之间用了英文的逗号、冒号、括号等半角标点。",
    example="建立制度,各单位落实专人抓。",
    severities=(
        Severity.ERROR,
        Severity.WARNING,
    ),
)
