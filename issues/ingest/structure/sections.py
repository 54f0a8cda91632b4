"""Which blocks are section headings, notes and bylines: by their marks, or as bare short lines over titles."""

import re

from issues.ingest.structure import bylines
from issues.ingest.structure.contents import section_name
from issues.ingest.structure.items import Item, after_notes
from issues.ingest.structure.lines import SPACES
from issues.ingest.structure.titles import NOTE, SUBTITLE, find_run_in

BARE_SECTION = 8  # characters; a longer line is a title


def tag_certain(items: list[Item]) -> None:
    for index, item in enumerate(items):
        if section_name(item.text) is not None and not NOTE.match(item.text):
            item.kind = "section"
        elif NOTE.match(item.text):
            item.kind = "note"
        elif index and len(item.text) <= 90:
            byline = bylines.parse_line(item.text)
            if byline is not None and items[index - 1].kind != "section":
                item.kind, item.byline = "byline", byline
    _tag_marked_sections(items)


def tag_note_bodies(items: list[Item], digit_spaces: bool) -> None:
    """The paragraphs under an 编者按 that stands on a line of its own, up to the first heading or run-in title."""
    for index, item in enumerate(items):
        label = NOTE.match(item.text)
        if item.kind != "note" or label is None or item.text[label.end() :].strip(SPACES):
            continue
        for step, following in enumerate(items[index + 1 :]):
            opens = following.look.heading or find_run_in(following.text, digit_spaces) is not None
            if following.kind or (step and opens):
                break
            following.kind = "note-body"


def _tag_marked_sections(items: list[Item]) -> None:
    """A mark, or 一、, whose lines stand over other headings marks sections: ◎要闻, ● 简讯, 一、基层动态."""
    if any(item.kind == "section" for item in items):
        return
    free = [item for item in items if not item.kind]
    marks = sorted({item.look.mark for item in free if item.look.mark})
    if free and free[0].look.ordinal == "han" and not free[0].look.mark:
        marks.append("han")
    for mark in marks:
        marked = [
            i for i, item in enumerate(items) if mark in (item.look.mark, item.look.ordinal) and not item.kind
        ]
        short = [index for index in marked if items[index].look.heading and items[index].look.length <= 10]
        if len(short) < len(marked):
            continue
        over = sum(1 for index in short if _next_is_heading(items, index, mark))
        enough = len(marked) >= 2 or (mark != "han" and items[marked[0]].look.length <= BARE_SECTION)
        if over >= 0.6 * len(marked) and enough:
            for index in marked:
                items[index].kind = "section"
            return


def _next_is_heading(items: list[Item], index: int, mark: str) -> bool:
    if index + 1 >= len(items):
        return False
    following = items[index + 1]
    if following.kind or mark in (following.look.mark, following.look.ordinal):
        return False
    return following.look.heading or find_run_in(following.text, True) is not None


def tag_sections(items: list[Item], digit_spaces: bool) -> None:
    """Bare short lines over titles, where nothing marks sections."""
    candidates = []
    for index, item in enumerate(items[:-1]):
        if item.kind or not _is_bare_short(item):
            continue
        if (
            index
            and items[index - 1].look.heading
            and not items[index - 1].kind
            and items[index - 1].look.length > BARE_SECTION
        ):
            continue
        following = after_notes(items, index)
        if (
            following is None
            or following.kind == "byline"
            or SUBTITLE.match(following.text)
            or _is_bare_short(following)
        ):
            continue
        if following.kind in {"title", "run-in"} or (
            not following.kind and _starts_article(following, digit_spaces)
        ):
            candidates.append(index)
    # One candidate alone may be a short title, or the first line of one: it then has to be very short.
    if len(candidates) == 1 and items[candidates[0]].look.length > 4 and not items[candidates[0] + 1].known:
        return
    for index in candidates:
        items[index].kind = "section"


def _is_bare_short(item: Item) -> bool:
    look = item.look
    return (
        not item.kind
        and look.heading
        and not look.mark
        and not look.ordinal
        and look.length <= BARE_SECTION
        and not re.search(r"[，：！？“”《》（）0-9]", item.text)
    )


def _starts_article(item: Item, digit_spaces: bool) -> bool:
    if item.look.heading:
        return item.look.length >= 8 or bool(item.look.mark or item.look.ordinal)
    return find_run_in(item.text, digit_spaces) is not None
