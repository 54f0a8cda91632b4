"""全角数字、字母: digits and Latin letters as wide as a Chinese character.

Source: GB/T 15835—2011, 5.1.1 (Arabic numerals are set half-width); for letters practice.
"""

import re
import unicodedata
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import NUMBERS, Hit, Rule, error, info

_RUN = re.compile("[０-９Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ％．]*")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    runs = list(_RUN.finditer(passage.text))
    # A paper that sets all its digits so does it on purpose.
    make = info if len(runs) >= 8 and not re.search("[0-9]", passage.text) else error
    for run in runs:
        written = run[0].rstrip("．")
        narrow = unicodedata.normalize("NFKC", written)
        yield make(run.start(), run.start() + len(written), narrow, "数字和字母应用半角。")


RULE = Rule(
    "full-width",
    "全角数字字母",
    f"{NUMBERS} 5.1",
    find,
    is_neutral=True,
    about="数字、字母用了全角。",
    example="共有１２６名职工参加。",
    severities=(
        Severity.ERROR,
        Severity.INFO,
    ),
)
