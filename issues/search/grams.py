"""The one tokeniser: every two neighbouring characters are a token, and the last of a run by itself.

产改工作 is 产改, 改工, 工作, 作. A word of two or more characters is then a phrase of its pairs, and one character is
whatever token begins with it, so that a search finds exactly what stands in the text, whatever a dictionary
knows. Only letters and digits count; anything else ends a run.

Tokens are written as hexadecimal digits, five for a character, since what a database takes for a letter differs
from one to the next and leaves out the rarer characters of names.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

DIGITS = 5
# A reader's question, cut here; a longer one is a pasted text.
MAX_QUESTION = 100


@dataclass(frozen=True)
class Folded:
    """Text without what makes no difference to a reader (ＡＢＣ, abc); `origins[i]` is where letter i came from."""

    text: str
    origins: tuple[int, ...]


def fold(text: str) -> Folded:
    """Full and half width, capital and small letters are one; a character may become several (㎡ → m2)."""
    letters: list[str] = []
    origins: list[int] = []
    for at, character in enumerate(text):
        for letter in _fold_one(character):
            letters.append(letter)
            origins.append(at)
    return Folded("".join(letters), tuple(origins))


@cache
def _fold_one(character: str) -> str:
    return unicodedata.normalize("NFKC", character).casefold()


def runs(text: str) -> list[str]:
    """The unbroken runs of letters and digits in folded text."""
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def tokens(text: str) -> list[str]:
    """Of a text as it is written, in order."""
    found = []
    for run in runs(fold(text).text):
        found += _pairs(run)
        found.append(_code(run[-1]))
    return found


def _pairs(run: str) -> list[str]:
    codes = [_code(letter) for letter in run]
    return [first + second for first, second in zip(codes, codes[1:], strict=False)]


@cache
def _code(letter: str) -> str:
    return format(ord(letter), f"0{DIGITS}x")


@dataclass(frozen=True)
class Term:
    """One run of a reader's question: `phrase` is its tokens side by side, or the beginning of a single one."""

    text: str
    phrase: tuple[str, ...]
    is_prefix: bool


def read_question(question: str) -> tuple[Term, ...]:
    """What has to be found, all of it; empty where nothing is asked that could be found."""
    terms: dict[str, Term] = {}
    for run in runs(fold(question[:MAX_QUESTION]).text):
        if len(run) == 1:
            terms[run] = Term(run, (_code(run),), is_prefix=True)
        else:
            terms[run] = Term(run, tuple(_pairs(run)), is_prefix=False)
    return tuple(terms.values())


def stands_in(term: Term, *texts: str) -> bool:
    """The plain way to ask the same, without an index."""
    return any(term.text in run for text in texts for run in runs(fold(text).text))
