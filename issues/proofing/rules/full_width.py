"""全角数字、字母: digits and Latin letters as wide as a Chinese character.

Source: GB/T 15835—2011, 5.1.1 (Arabic numerals are set half-width); for letters practice.
"""

import re
import unicodedata
from collections.abc import Iterator

from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import NUMBERS, Hit, Rule, error

_RUN = re.compile("[０-９Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ％．]*")
# Read by the rules of document numbers and of dates, which see the whole of it.


def find(passage: Passage, house: House) -> Iterator[Hit]:
    for run in _RUN.finditer(passage.text):
        written = run[0].rstrip("．")
        narrow = unicodedata.normalize("NFKC", written)
        yield error(run.start(), run.start() + len(written), narrow, "数字和字母应用半角。")


RULE = Rule("full-width", "全角数字字母", f"{NUMBERS} 5.1", find, is_neutral=True)
