"""字词重复: a character or a word typed twice (三要要, 认真认真).

Source: practice. Whether two equal characters belong to one word (天天), to two (统战部|部长) or to none is read off
the borders of the words around them, with a list of characters that are doubled for their meaning.
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import HAN, is_han
from issues.proofing.doubling import (
    AFTER_WORD,
    BEFORE_WORD,
    COMMON,
    DOUBLED,
    DOUBLED_WORDS,
    LITTLE,
    NOUN_AND_VERB,
    NUMERALS,
    SURNAMES,
    UNITS,
)
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, error, warning

_APART = re.compile("[ \u3000：、（）()\n]")
_PAIR = re.compile(rf"([{HAN}])\1+")
_PHRASE = re.compile(rf"([{HAN}]{{2,10}})\1")
_ECHO = re.compile(rf"(?<=[，。；：\n])([{HAN}]{{1,8}})，\1(?=[，{HAN}])")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for run in _PAIR.finditer(text):
        yield from _characters(passage, run.start(), run.end())
    for found in _PHRASE.finditer(text):
        yield from _phrase(passage, found.start(), found[1])
    for found in _ECHO.finditer(text):
        if found[1] not in DOUBLED_WORDS and len(set(found[1])) > len(found[1]) // 2:
            yield warning(found.start(), found.end(), found[1], f"“{found[1]}”重复。")


def _characters(passage: Passage, start: int, end: int) -> Iterator[Hit]:
    text, character = passage.text, passage.text[start]
    if character in NUMERALS:
        return
    if end - start > 3:
        if passage.word_at(start) != text[start:end] and character not in DOUBLED:
            yield warning(start, end, character, f"“{character}”重复。")
        return
    if end - start == 3:
        yield from _thrice(passage, start, end)
        return
    if character == "了" and text[end : end + 1] in tuple("解结断却"):
        return
    first, second = passage.word_at(start), passage.word_at(start + 1)
    if passage.word_index(start) == passage.word_index(start + 1):
        # One word holds both. Of two characters alone it must be one that is doubled on purpose.
        if len(first) > 2 or character in DOUBLED or character not in LITTLE:
            return
        first = second = character
    apart = passage.word_index(start) != passage.word_index(start + 1)
    if character in DOUBLED and not (apart and len(first) + len(second) > 2):
        return
    if (
        _is_double_pair(text, start, end)
        or text[start - 1 : start] in ("一", "不")
        and character not in LITTLE
    ):
        return
    if _is_border_of_words(passage, character, first, second, start):
        return
    if (
        character not in LITTLE
        and text[start - 1 : start] in SURNAMES
        and not passage.is_words(start - 2, start)
    ):
        return  # 李丽丽, 刘芳芳
    if _is_name(text, start, end):
        return
    if character not in LITTLE and text[start - 1 : start] in SURNAMES and len(first) == len(second) == 1:
        return
    make = error if character in LITTLE and len(first) == len(second) == 1 else warning
    yield make(start, end, character, f"“{character}”重复，疑多写了一个。")


def _is_name(text: str, start: int, end: int) -> bool:
    """其其格 in a byline or a list of names: up to four characters that stand apart."""
    before, after = text[max(start - 3, 0) : start], text[end : end + 3]
    left = len(before) - len(_APART.split(before)[-1])
    right = len(_APART.split(after)[0])
    is_apart = left > 0 and right < len(after) or (start <= 2 and right < len(after))
    return is_apart and (len(before) - left) + 2 + right <= 4


def _thrice(passage: Passage, start: int, end: int) -> Iterator[Hit]:
    _text, character = passage.text, passage.text[start]
    last = passage.word_at(end - 1)
    if len(last) >= 2 and last[0] == character and passage.is_border(end - 1):
        return  # 天天|天不亮
    first = passage.word_at(start)
    if len(first) >= 3:
        return
    keep = character * 2 if character in DOUBLED else character
    yield warning(start, end, keep, f"“{character}”重复，疑多写了。")


def _is_double_pair(text: str, start: int, end: int) -> bool:
    """高高兴兴, 踏踏实实: two doubled characters side by side."""
    after = text[end : end + 2]
    before = text[max(start - 2, 0) : start]
    return any(len(pair) == 2 and pair[0] == pair[1] and is_han(pair[0]) for pair in (after, before))


def _is_border_of_words(passage: Passage, character: str, first: str, second: str, start: int) -> bool:
    if len(first) >= 2 and len(second) >= 2:
        return True
    if len(first) >= 2:
        if (
            passage.text[start + 2 : start + 3] in ("了", "出", "着", "过", "好", "成")
            and character not in LITTLE
            and character not in "到得会过"
        ):
            return True  # 工作|作了
        if character in UNITS:
            return character not in "会" or first in AFTER_WORD["会"] or len(first) > 2
        # 认为|为， is a slip: the little word must lead on.
        return first in AFTER_WORD.get(character, ()) and is_han(passage.text[start + 2 : start + 3] or "，")
    if len(second) >= 2:
        if character in UNITS:
            return True
        allowed = BEFORE_WORD.get(character)
        if allowed is None:
            # 充|充电, 减|减负: a verb before its object may be doubled; 加|加强 is a slip.
            return character not in LITTLE and second not in COMMON
        return not allowed or second in allowed
    # Both alone. A place before its own office: 市|市场… is cut so, 市|市|监 is not.
    return character in "市县区省州镇乡村" and passage.text[start - 1 : start] not in ("", "，", "。")


def _phrase(passage: Passage, start: int, word: str) -> Iterator[Hit]:
    text, size = passage.text, len(word)
    end = start + 2 * size
    if len(set(word)) == 1 or word in DOUBLED_WORDS or word.endswith("的"):
        return
    if not passage.is_words(start, start + size) or (size > 2 and not passage.is_border(end)):
        return
    if size == 2:
        index = passage.word_index(start)
        following = passage.words[index + 1] if index + 1 < len(passage.words) else ""
        # 认真|认真落实: the second may be part of a longer word.
        is_twice = passage.words[index] == word and following.startswith(word)
        if not is_twice and not (passage.is_words(start, start + size) and word[0] in "一"):
            return
        if word[0] == "一" or all(character in NUMERALS for character in word):
            return
        before = text[start - 1 : start]
        if word in NOUN_AND_VERB and before and is_han(before):
            return
    elif any(character in NUMERALS for character in word):
        return
    yield warning(start, end, word, f"“{word}”重复。")


RULE = Rule(
    "repeated-word",
    "字词重复",
    PRACTICE,
    find,
    about="同一个字或词打了两遍。",
    example="三要要加强组织领导。",
    severities=(
        Severity.ERROR,
        Severity.WARNING,
    ),
)
