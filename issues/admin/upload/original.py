"""The lines of the file as they stand beside the form, with the doubts at theirs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from issues.ingest.manuscript import Doubt

# Pages of a book-length file are shown up to here; the original can be fetched whole.
MAX_LINES = 4000


@dataclass(slots=True)
class ShownLine:
    number: int
    text: str
    doubts: list[Doubt] = field(default_factory=list)


def shown_lines(lines: Sequence[str], doubts: Iterable[Doubt]) -> list[ShownLine]:
    """Lines with text, each with its doubts; a doubt at an empty line is shown at the next one."""
    by_line: dict[int, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        by_line[doubt.line].append(doubt)
    shown: list[ShownLine] = []
    waiting: list[Doubt] = []
    for number, text in enumerate(lines[:MAX_LINES], start=1):
        waiting.extend(by_line.get(number, ()))
        if text.strip():
            shown.append(ShownLine(number, text.lstrip("\f"), waiting))
            waiting = []
    if shown and waiting:
        shown[-1].doubts.extend(waiting)
    return shown
