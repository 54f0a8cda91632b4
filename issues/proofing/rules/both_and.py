"""既、即: 既…又… and 既…也… written with 即, 即便 and 即将 written with 既.

Source: practice (《现代汉语词典》).
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning

# What follows 即 in a word of its own.
_BOTH = re.compile(
    r"即(?![将使便日时刻可以席兴位])([^，。；！？\n]{1,16})，(?:[^，。；！？\n]{0,12}，)?([又也还更])"
)
# 既 with a verb of its own stands before 又: 既使徒弟掌握了技术，又把经验整理成册.
_EVEN_IF = re.compile("既使(?![^。！？；\n]{0,40}，[^，。！？；\n]{0,6}又)")
_WORDS_BEFORE = "立随当旋亦也意若"


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for found in _BOTH.finditer(text):
        before = text[found.start() - 1 : found.start()]
        if before and before in _WORDS_BEFORE or before == "“":
            continue
        if found[2] not in "又" and not re.match("[要是有能不在可讲保解体注重看抓]", found[1]):
            continue
        if found[1].startswith(("是", "为")) and found[2] in "也更":
            continue
        yield warning(found.start(), found.start() + 1, "既", "“既…又…”“既…也…”应用“既”。")
    for found in _EVEN_IF.finditer(text):
        yield warning(*found.span(), "即使", "“既使”疑为“即使”。")


RULE = Rule(
    "both-and",
    "既、即",
    PRACTICE,
    find,
    about="“既……又……”写成了“即”，或“即使、即将”写成了“既”。",
    example="即要讲原则，又要讲方法。",
    severities=(Severity.WARNING,),
)
