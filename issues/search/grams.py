"""The one tokeniser: every two neighbouring characters are a token, and the last of a run by itself.

产改工作 is 产改, 改工, 工作, 作. A word of two or more characters is then a phrase of its pairs, and one character is
whatever token begins with it, so that a search finds exactly what stands in the text, whatever a dictionary
knows. Only letters and digits count; anything else ends a run.

Tokens are written as hexadecimal digits, five for a character, since what a database takes for a letter differs
from one to the next and leaves out the rarer characters of names. What a search can be narrowed to is a token too,
so that narrowing costs no more than one more word.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import add

DIGITS = 5
_MARK_DIGITS = 20
# A reader's question, cut here; a longer one is a pasted text.
MAX_QUESTION = 100


@dataclass(frozen=True)
class Folded:
    """Text without what makes no difference to a reader (ＡＢＣ, abc); `origins[i]` is where letter i came from."""

    text: str
    origins: Sequence[int]


def fold_one(character: str) -> str:
    """Never nothing at all."""
    return unicodedata.normalize("NFKC", character).casefold()


class _Folds(dict[int, str]):
    """For str.translate: a character without what makes no difference."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, fold_one(chr(code)))


class _Letters(dict[int, str]):
    """The same, with a space for all that is no letter and no digit."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, "".join(letter if letter.isalnum() else " " for letter in _FOLDS[code]))


_FOLDS = _Folds()
_LETTERS = _Letters()


def fold(text: str) -> Folded:
    """Full and half width, capital and small letters are one; a character may become several (㎡ → m2)."""
    folded = text.translate(_FOLDS)
    if len(folded) == len(text):
        return Folded(folded, range(len(text)))
    return Folded(folded, [at for at, character in enumerate(text) for _ in _FOLDS[ord(character)]])


def runs(text: str) -> list[str]:
    """The unbroken runs of letters and digits of a text as it is written, folded."""
    return text.translate(_LETTERS).split()


def tokens(text: str) -> list[str]:
    """Of a text as it is written, in order."""
    found = []
    for run in runs(text):
        codes = list(map(_code, run))
        found += map(add, codes, codes[1:])
        found.append(codes[-1])
    return found


@cache
def _code(letter: str) -> str:
    return format(ord(letter), f"0{DIGITS}x")


def mark(kind: str, value: object) -> str:
    """The token of a whole name (a unit, a year) that searches are narrowed to; no text has such a one."""
    return "x" + hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest()[:_MARK_DIGITS]


@dataclass(frozen=True)
class Term:
    """One run of a reader's question: `phrase` is its tokens side by side, or the beginning of a single one."""

    text: str
    phrase: tuple[str, ...]
    is_prefix: bool


def cut_question(question: str) -> tuple[str, bool]:
    """What is searched for of `question`, from its first letter on, and whether that leaves out any letter."""
    start = next((at for at, character in enumerate(question) if runs(character)), 0)
    kept = question[start : start + MAX_QUESTION]
    return kept, bool(runs(kept) and runs(question[start + MAX_QUESTION :]))


def read_question(question: str) -> tuple[Term, ...]:
    """What has to be found, all of it; empty where nothing is asked that could be found."""
    terms: dict[str, Term] = {}
    for run in runs(cut_question(question)[0]):
        found = tokens(run)
        if len(found) == 1:
            terms[run] = Term(run, (found[0],), is_prefix=True)
        else:
            terms[run] = Term(run, tuple(found[:-1]), is_prefix=False)
    return tuple(terms.values())


def stands_in(term: Term, *texts: str) -> bool:
    """The plain way to ask the same, without an index."""
    return any(term.text in run for text in texts for run in runs(text))
