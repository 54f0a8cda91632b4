"""What every reader of files returns."""

from dataclasses import dataclass

from issues.ingest.manuscript import Doubt
from issues.ingest.rich import RichBlock


@dataclass(frozen=True, slots=True)
class Reading:
    """`lines` without their ends; a form feed at the head of one says that a page begins there."""

    lines: list[str]
    blocks: tuple[RichBlock, ...] = ()  # a Word file's looks and pictures, by line
    doubts: tuple[Doubt, ...] = ()  # what could not be brought along
    # False: every line is a whole paragraph; None: the lines themselves must show it.
    wrapped: bool | None = None
