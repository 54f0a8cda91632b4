"""Which headings of one section are titles: found from the way its first article carries its own."""

import re

from issues.ingest.structure import bylines
from issues.ingest.structure.items import Item
from issues.ingest.structure.lines import key_of
from issues.ingest.structure.titles import SUBTITLE, RunIn, find_line_end_run_in, find_run_in, is_quoted


def tag_titles(section: list[Item], trusted: bool, digit_spaces: bool) -> None:
    """Find the titles of one section, by the way its first article carries its own."""
    known = [item for item in section if item.known]
    if trusted and known:
        _rest_is_body(section)
        return
    marks = _title_marks(section, digit_spaces)
    if marks:
        _tag_marked(section, marks, digit_spaces)
    else:
        first = next((item for item in section if item.kind in {"", "title", "run-in"}), None)
        if first is None:
            return
        if first.look.heading and not first.look.ordinal:
            _tag_own_line(section)
        elif first.look.ordinal and (first.look.heading or find_run_in(first.text, digit_spaces) is not None):
            _tag_numbered(section, first.look.ordinal, digit_spaces)
        elif find_run_in(first.text, digit_spaces) is not None:
            _tag_run_in(section, digit_spaces)
        elif any(
            item.look.heading and not item.look.ordinal and item.look.length >= 9
            for item in section
            if not item.kind
        ):
            _tag_own_line(section)
    _rest_is_body(section)


def absorb_subtitles(section: list[Item]) -> None:
    for item, following in zip(section, section[1:], strict=False):
        titled = item.kind in {"title", "more-title"}
        if (
            titled
            and following.kind == "paragraph"
            and following.look.heading
            and SUBTITLE.match(following.text)
        ):
            following.kind = "more-title"


def _rest_is_body(section: list[Item]) -> None:
    for item in section:
        item.kind = item.kind or "paragraph"


def _title_marks(section: list[Item], digit_spaces: bool) -> set[str]:
    """The marks that stand before titles here: most of their blocks are headings or have a title run in."""
    marks = set()
    for mark in {item.look.mark for item in section if item.look.mark and not item.kind}:
        marked = [item for item in section if item.look.mark == mark and not item.kind]
        fits = sum(1 for item in marked if item.look.heading or marked_run_in(item, digit_spaces) is not None)
        if fits >= 0.6 * len(marked):
            marks.add(mark)
    first = next((item for item in section if not item.kind), None)
    if first is not None and first.look.heading and not first.look.mark and len(marks) == 1:
        # An unmarked title stands first: the marks below it belong to its body, unless each opens an article.
        following = section[section.index(first) + 1 : section.index(first) + 2]
        if not following or following[0].look.mark not in marks:
            return set()
    return marks


def _tag_marked(section: list[Item], marks: set[str], digit_spaces: bool) -> None:
    open_title = False
    for item in section:
        if item.kind:
            open_title = False
        elif item.look.mark in marks:
            if item.look.heading:
                item.kind, open_title = "title", True
            elif marked_run_in(item, digit_spaces) is not None:
                item.kind = "run-in"
        elif open_title and item.look.heading and (SUBTITLE.match(item.text) or not item.look.ordinal):
            item.kind, open_title = "more-title", False
        else:
            open_title = False


def marked_run_in(item: Item, digit_spaces: bool) -> RunIn | None:
    return find_run_in(item.text, digit_spaces, True) or find_line_end_run_in(
        item.block, bool(item.look.mark)
    )


def _tag_own_line(section: list[Item]) -> None:
    """Titles on lines of their own: alike in indent, not numbered, at the head of what follows."""
    headings = [item for item in section if not item.kind and item.look.heading and not item.look.ordinal]
    if not headings:
        return  # the contents have named them all
    first = headings[0]
    longest = _longest_single(section)
    index = 0
    after_byline = True
    while index < len(section):
        item = section[index]
        if item.kind or not item.look.heading:
            after_byline = item.kind == "byline" or bylines.split_tail(item.text[-120:]) is not None
            index += 1
            continue
        if is_quoted(item.text) and not after_byline and item is not first:
            index, after_byline = index + 1, False
            continue
        run = index
        while run < len(section) and not section[run].kind and section[run].look.heading:
            run += 1
        _tag_heading_run(
            section[index:run], first.look.place, after_byline or item is first, run == len(section), longest
        )
        after_byline = False
        index = run


def _tag_heading_run(run: list[Item], place: str, opens: bool, closes: bool, longest: int) -> None:
    """Decide on headings that follow one another: title, its second line or subtitle, then body headings.

    `opens`: an article is known to begin here; `closes`: nothing follows in this section; `longest`: characters
    of the longest title here that fits one line.
    """
    first = run[0]
    if first.look.ordinal and not opens:
        return
    centred = place == "centre"
    length = sum(item.look.length for item in run[:2] if not item.look.ordinal) or first.look.length
    if not opens and (first.look.place != place or (length < 8 and not centred)):
        return
    if closes and len(run) == 1 and not opens and first.look.length < 12:
        return
    if len(run) >= 5 and not centred and run[1].look.place == first.look.place:
        return  # a list of short lines
    first.kind = "title"
    subtitle = next((at for at, item in enumerate(run[1:4]) if SUBTITLE.match(item.text)), 0)
    for at, item in enumerate(run[1:4]):
        byline = bylines.parse_bare_line(item.text)
        if byline is not None:
            item.kind, item.byline = "byline", byline
            return
        goes_on = at <= subtitle and bool(subtitle) and not item.look.ordinal
        if (
            not goes_on
            and not SUBTITLE.match(item.text)
            and not _is_second_line(first, item, centred, length > longest)
        ):
            return
        item.kind = "more-title"


def _longest_single(section: list[Item]) -> int:
    """Characters of the longest heading here that has a paragraph on both sides: a title that fits one line."""
    lengths = [0]
    for before, item, after in zip([None, *section], section, [*section[1:], None], strict=False):
        alone = not (before and before.look.heading) and not (after and after.look.heading)
        if item.look.heading and not item.look.ordinal and alone:
            lengths.append(item.look.length)
    return max(lengths)


def _is_second_line(first: Item, item: Item, centred: bool, whole: bool) -> bool:
    """Whether a heading under a title goes on with it; `whole`: no title on one line here is as long as both."""
    if item.look.ordinal or item.look.place != first.look.place:
        return False
    return centred or whole or (max(first.look.length, item.look.length) >= 8 and item.look.length > 6)


def _tag_numbered(section: list[Item], ordinal: str, digit_spaces: bool) -> None:
    open_title = False
    count = 0
    for item in section:
        next_decimal = ordinal == "arabic" and re.match(rf"{count + 1}[.．]\d", item.text) is not None
        if item.kind:
            open_title = False
        elif (item.look.ordinal == ordinal or next_decimal) and item.look.heading:
            count += 1
            item.kind, item.nth, open_title = "title", count, True
        elif item.look.ordinal == ordinal and find_run_in(item.text, digit_spaces) is not None:
            item.kind = "run-in"
        elif open_title and item.look.heading and (SUBTITLE.match(item.text) or not item.look.ordinal):
            item.kind, open_title = "more-title", bool(SUBTITLE.match(item.text))
        else:
            open_title = False


def _tag_run_in(section: list[Item], digit_spaces: bool) -> None:
    """Titles run into first paragraphs; a paragraph within an article must give better reasons than its first."""
    openers = []
    opens = True
    for item in section:
        if item.kind:
            opens = item.kind == "byline" or (opens and item.kind in {"note", "note-body"})
            continue
        run_in = find_run_in(item.text, digit_spaces, opens)
        if opens and (run_in is not None or find_line_end_run_in(item.block) is not None):
            item.kind = "run-in"
            openers.append(item.block.first_slack)
        opens = _ends_in_byline(item.text)
    # Where titles are set larger, the first line of an article falls short of the measure by a twelfth or so.
    larger = bool(openers) and sorted(openers)[len(openers) // 2] >= 1.0
    for item in section:
        if item.kind:
            continue
        run_in = find_run_in(item.text, digit_spaces)
        if run_in is None or len(key_of(run_in.title)) < 8 or re.search(r"[，：]", run_in.title):
            continue
        shaped = item.block.first_slack >= 0.045 * len(run_in.title) + 0.3
        if run_in.strong or shaped or not larger:
            item.kind = "run-in"


def _ends_in_byline(text: str) -> bool:
    found = bylines.split_tail(text[-120:])
    return found is not None and found[1].certain
