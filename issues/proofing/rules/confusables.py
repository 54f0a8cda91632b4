"""易混词: misspelt and confused words from the house's table, each with what must stand beside it.

Source: practice (《现代汉语词典》 and the usage of official papers). A nonword is an error; a word that is right elsewhere
is a warning at most.
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import Confusable, House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, error, warning

_CLAUSE = re.compile("[，。！？；\n]")
# How far a word that must stand near may stand away.
_NEAR = 14


def find(passage: Passage, house: House) -> Iterator[Hit]:
    _text, index = passage.text, house.by_start
    singles = {key for key in index if len(key) == 1}
    for at, pair in enumerate(passage.pairs):
        if pair in index:
            yield from _at(passage, index[pair], at)
        if pair[0] in singles:
            yield from _at(passage, index[pair[0]], at)


def _at(passage: Passage, entries: list[Confusable], at: int) -> Iterator[Hit]:
    for entry in entries:
        if passage.text.startswith(entry.wrong, at) and _applies(passage, entry, at):
            make = error if entry.is_certain else warning
            yield make(at, at + len(entry.wrong), entry.right, f"“{entry.wrong}”疑为“{entry.right}”。")


def _applies(passage: Passage, entry: Confusable, at: int) -> bool:
    text, end = passage.text, at + len(entry.wrong)
    if not (entry.before or entry.after):
        # Part of two other words (进步|代表) is no slip; a long form is hardly found so.
        if len(entry.wrong) <= 4 and not passage.is_border(at):
            return False
        is_whole = passage.is_border(end) or passage.word_at(at).startswith(entry.wrong)
        if len(entry.wrong) <= 3 and not is_whole:
            return False
    elif len(entry.wrong) == 1 and not entry.before and not passage.is_border(at):
        return False  # 予以|全部: the end of another word
    if entry.after and not text.startswith(entry.after, end):
        return False
    if entry.not_after and text.startswith(entry.not_after, end):
        return False
    if entry.before and not text.endswith(entry.before, 0, at):
        return False
    if entry.not_before and text.endswith(entry.not_before, 0, at):
        return False
    if entry.near:
        before = _CLAUSE.split(text[max(at - _NEAR, 0) : at])[-1]
        after = _CLAUSE.split(text[end : end + _NEAR], maxsplit=1)[0]
        if not any(word in before or word in after for word in entry.near):
            return False
    return True


RULE = Rule(
    "confusable",
    "易混词",
    PRACTICE,
    find,
    about="容易写错、用错的词，以易混词表为准，按前后文判断。",
    example="工作布署到位。",
    severities=(
        Severity.ERROR,
        Severity.WARNING,
    ),
)
