"""What a rule is: a name, its source, and a function that yields hits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage

PRACTICE = "惯例"
PUNCTUATION = "GB/T 15834—2011"
NUMBERS = "GB/T 15835—2011"


class Hit(NamedTuple):
    """A finding in the places of `Passage.text`."""

    start: int
    end: int
    severity: Severity
    suggestion: str | None
    message: str


@dataclass(frozen=True)
class Rule:
    """`basis` is the standard's clause, or "惯例" for what is practice only.

    `is_neutral` says that its fixes never change what a sentence means: they may be accepted all at once.
    `about` says in plain words what it finds, of which `example` is one; `severities` are those it gives.
    """

    name: str
    label: str
    basis: str
    find: Callable[[Passage, House], Iterable[Hit]]
    is_neutral: bool = False
    about: str = ""
    example: str = ""
    severities: tuple[Severity, ...] = ()


def error(start: int, end: int, suggestion: str | None, message: str) -> Hit:
    return Hit(start, end, Severity.ERROR, suggestion, message)


def warning(start: int, end: int, suggestion: str | None, message: str) -> Hit:
    return Hit(start, end, Severity.WARNING, suggestion, message)


def info(start: int, end: int, suggestion: str | None, message: str) -> Hit:
    return Hit(start, end, Severity.INFO, suggestion, message)
