"""直引号: the typewriter's quotes between Chinese.

Source: GB/T 15834—2011, 4.8 (引号 are “” and ‘’).
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import HAN
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, error

_HAN = re.compile(f"[{HAN}]")
_MARKUP = re.compile(r"[<>{}=\\]")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    for start, end in passage.paragraphs:
        line = passage.text[start:end]
        if '"' not in line and "'" not in line:
            continue
        if not _HAN.search(line) or _MARKUP.search(line):
            continue
        for mark, opening, closing in (('"', "“", "”"), ("'", "‘", "’")):
            is_open = False
            place = line.find(mark)
            while place >= 0:
                before, after = line[place - 1 : place] if place else "", line[place + 1 : place + 2]
                is_apostrophe = mark == "'" and before.isascii() and before.isalpha()
                is_inch = before.isdigit() and not is_open
                is_year = mark == "'" and after.isdigit()
                if not (is_apostrophe or is_inch or is_year):
                    right = closing if is_open else opening
                    is_open = not is_open
                    yield error(
                        start + place, start + place + 1, right, f"直引号应改为弯引号“{opening}{closing}”。"
                    )
                place = line.find(mark, place + 1)


RULE = Rule(
    "straight-quote",
    "直引号",
    f"{PUNCTUATION} 4.8",
    find,
    is_neutral=True,
    about="键盘上的直引号，应改用中文引号。",
    example='打造"职工之家"品牌。',
    severities=(Severity.ERROR,),
)
