"""缩略语: what is named by a number and quoted (“四个意识”, “两个维护”) with a character wrong, added or missing.

Source: practice (the wording of the Party's documents). Numbers name many things of an office's own (“两个维度”), so a form is
shown only behind the verb of the right one, or in one sentence with another of the same kind.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from issues.proofing.finding import Severity
from issues.proofing.house import DATA, House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning
from issues.proofing.rules.spelling import alike

_SENTENCE = re.compile("[^。！？\n]+")
_QUOTED = re.compile("“([^“”，。\n]{2,8})”")
_NUMERALS = frozenset("一二三四五六七八九十两双")
_VERBS = (
    "增强",
    "坚定",
    "做到",
    "领悟",
    "树牢",
    "树立",
    "践行",
    "坚决做到",
    "自觉做到",
    "拥护",
    "捍卫",
    "牢记",
)
_KIN = (
    ("四个意识", "四个自信", "两个维护", "两个确立"),
    ("五位一体", "四个全面"),
    ("六稳", "六保"),
    ("两学一做", "三严三实", "三会一课"),
    ("三个务必", "两个务必"),
)


@lru_cache(maxsize=1)
def _known() -> tuple[str, ...]:
    lines = (DATA / "short_forms.txt").read_text("utf-8").splitlines()
    return tuple(form for line in lines if not line.startswith("#") for form in line.split())


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text, known = passage.text, frozenset(_known())
    if "“" not in text:
        return
    for sentence in _SENTENCE.finditer(text):
        quoted = list(_QUOTED.finditer(text, *sentence.span()))
        beside = {each[1] for each in quoted} & known
        for each in quoted:
            written = each[1]
            if written in known or written[0] not in _NUMERALS:
                continue
            right = _meant(written, beside, text[max(each.start() - 4, 0) : each.start()])
            if right:
                yield warning(each.start(1), each.end(1), right, f"疑为“{right}”。")


def _meant(written: str, beside: set[str], before: str) -> str | None:
    for right in _known():
        is_vow = right == "两个维护" and written.startswith("两个") and before.endswith("做到")
        if is_vow and beside & {"四个意识", "四个自信"}:
            return right
        if not _is_near(written, right):
            continue
        if _sounds_like(written, right):
            return right
        is_kin = any(right in kin and beside & set(kin) - {right} for kin in _KIN)
        if is_kin or (len(right) > 4 or right[-2:] in ("意识", "自信", "维护")) and before.endswith(_VERBS):
            return right
    return None


def _is_near(written: str, right: str) -> bool:
    """One character apart, but for the number that leads: “三个自信” is another thing, or the rule's of numerals."""
    if written[0] != right[0]:
        return False
    short, long = sorted((written, right), key=len)
    if len(long) - len(short) == 1:
        return any(long[:at] + long[at + 1 :] == short for at in range(1, len(long)))
    return len(written) == len(right) > 3 and sum(a != b for a, b in zip(written, right, strict=True)) == 1


def _sounds_like(written: str, right: str) -> bool:
    """“三重一达”: the character that differs is mistaken for one that sounds alike."""
    if len(written) != len(right) or len(right) < 4:
        return False
    wrong, meant = next((a, b) for a, b in zip(written, right, strict=True) if a != b)
    return wrong not in _NUMERALS and meant not in _NUMERALS and wrong in alike().get(meant, ())


RULE = Rule(
    "short-form",
    "缩略语",
    PRACTICE,
    find,
    about="带数字的缩略语写错了字，如“两个维护”“四个自信”。",
    example="做好“六稳”工作、落实“六保障”任务。",
    severities=(Severity.WARNING,),
)
