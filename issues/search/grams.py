"""The one tokeniser: every character is a token, and every two neighbouring ones.

产改工作 is 产, 改, 工, 作 and 产改, 改工, 工作, so that a search finds exactly what stands in the text, whatever a
dictionary knows. One or two characters are one token; of a longer word the index knows where all its pairs are, and
the letters of those few texts are looked at. Only letters and digits count; anything else ends a run.

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


def letters_of(*texts: str) -> str:
    """All runs of `texts`, a space between them: a run is in here where it stands in one of them."""
    return " ".join(run for text in texts for run in runs(text))


def tokens(letters: str) -> set[str]:
    """Of what `letters_of` gave."""
    found = set()
    for run in letters.split(" "):
        codes = list(map(_code, run))
        found.update(codes)
        found.update(map(add, codes, codes[1:]))
    return found


@cache
def _code(letter: str) -> str:
    return format(ord(letter), f"0{DIGITS}x")


def mark(kind: str, value: object) -> str:
    """The token of a whole name (a unit, a year) that searches are narrowed to; no text has such a one."""
    return "x" + hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest()[:_MARK_DIGITS]


@dataclass(frozen=True)
class Term:
    """One run of a reader's question; `tokens` are those of every text that has it."""

    text: str
    tokens: tuple[str, ...]

    @property
    def is_token(self) -> bool:
        """Whether a text that has its tokens has it for certain."""
        return len(self.text) <= 2


def cut_question(question: str) -> tuple[str, bool]:
    """What is searched for of `question`, from its first letter on, and whether that leaves out any letter."""
    start = next((at for at, character in enumerate(question) if runs(character)), 0)
    kept = question[start : start + MAX_QUESTION]
    return kept, bool(runs(kept) and runs(question[start + MAX_QUESTION :]))


def read_question(question: str) -> tuple[Term, ...]:
    """What has to be found, all of it; empty where nothing is asked that could be found."""
    return tuple(Term(run, _asked(run)) for run in dict.fromkeys(runs(cut_question(question)[0])))


def _asked(run: str) -> tuple[str, ...]:
    """Its pairs; of one character itself."""
    codes = list(map(_code, run))
    return tuple(dict.fromkeys(map(add, codes, codes[1:]))) or tuple(codes)


def stands_in(term: Term, *texts: str) -> bool:
    """The plain way to ask the same, without an index."""
    return any(term.text in run for text in texts for run in runs(text))
