"""慎用词: words the house does not print, with what is printed instead.

Source: the house's table (《新华社新闻信息报道中的禁用词和慎用词》).
"""

from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning


def find(passage: Passage, house: House) -> Iterator[Hit]:
    for at, word in house.sensitive_words.find(passage.text, passage.pairs):
        entry, end = house.sensitive_by_word[word], at + len(word)
        if len(word) > 2 or passage.is_words(at, end):
            yield warning(at, end, entry.suggestion or None, f"“{word}”慎用。{entry.note}".rstrip())


RULE = Rule(
    "sensitive-word",
    "慎用词",
    PRACTICE,
    find,
    about="公文中不宜出现的称谓和用语，提示换成规范的说法。",
    example="关爱残废人职工。",
    severities=(Severity.WARNING,),
)
