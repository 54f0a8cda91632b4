"""慎用词: words the house does not print, with what is printed instead.

Source: the house's table (《新华社新闻信息报道中的禁用词和慎用词》).
"""

from collections.abc import Iterator

from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for entry in house.sensitive:
        at = text.find(entry.word)
        while at >= 0:
            end = at + len(entry.word)
            if len(entry.word) > 2 or passage.is_words(at, end):
                yield warning(at, end, entry.suggestion or None, f"“{entry.word}”慎用。{entry.note}".rstrip())
            at = text.find(entry.word, end)


RULE = Rule("sensitive-word", "慎用词", PRACTICE, find)
