"""本期要目: the block at the head that repeats the titles; it tells what the titles and sections are."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from issues.ingest.structure.geometry import ends_sentence
from issues.ingest.structure.lines import RULE, SPACES, Line, key_of

HEADING = re.compile(
    r"[【\[〖「（(◎●■◆※★▍]?[ \u3000]*(?:本[ \u3000]*[期刊][ \u3000]*)?(?:要[ \u3000]*目|目[ \u3000]*[录錄次]|导[ \u3000]*读|導[ \u3000]*讀|内[ \u3000]*容[ \u3000]*(?:提[ \u3000]*要|导[ \u3000]*读)?|看[ \u3000]*点|提[ \u3000]*要|要[ \u3000]*闻[ \u3000]*导[ \u3000]*读|重[ \u3000]*点[ \u3000]*导[ \u3000]*读|内容摘要|主要内容|索[ \u3000]*引)[ \u3000]*[】\]〗」）)◎●■◆※★]?[ \u3000]*[：:]?"
)
_MARK = re.compile(r"^[■◆※▲★●○◎□△▼◇☆►▶➤·•*＊◈❖▪▍▌►✦✧\-—–>]+[ \u3000]*")
_ORDINAL = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,3}(?:[）)、]|[.．](?!\d))|[①-⑳])[ \u3000]*"
)
_LEADERS = ".．…·‧・。—-_" + SPACES
_PAGE = re.compile(
    r"(?:(?P<bracket>[（(/／])[ \u3000]*)?(?:第[ \u3000]*)?[pP]?\d{1,3}(?:[ \u3000]*页)?[ \u3000]*[）)]?$"
)
_SECTION = re.compile(r"^[【〖\[［「『]([^【】〗\]］」』]{1,20})[】〗\]］」』][ \u3000]*$")
_KEY = 6


@dataclass(slots=True)
class Contents:
    begin: int  # index of the first of its lines
    end: int  # index of the line after its last
    titles: list[str] = field(default_factory=list)  # keys (see key_of), in order
    sections: list[str] = field(default_factory=list)  # names, in order
    lines: dict[str, int] = field(default_factory=dict)  # key of a title -> number of its line here


def find_titles(
    contents: Contents, lines: Sequence[Line]
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Numbers of the lines that (open with a known title, end exactly with one, break one off in its middle)."""
    by_head: dict[str, list[str]] = defaultdict(list)
    for title in contents.titles:
        by_head[title[:_KEY]].append(title)
    heads, tails, broken = set(), set(), set()
    seen: set[str] = set()
    for index, line in enumerate(lines):
        key = key_of(strip_marks(line.text))
        for title in by_head.get(_line_key(lines, index), ()):
            if title in seen or not (key.startswith(title) or title.startswith(key)):
                continue  # only its first line is the title, the text may well repeat it
            seen.add(title)
            heads.add(line.number)
            if len(key) < len(title):
                broken.add(line.number)
            whole, at = key, index
            while len(whole) < len(title) and title.startswith(whole) and at + 1 < len(lines):
                at += 1
                whole += key_of(lines[at].text)
            if whole == title:
                tails.add(lines[at].number)
    return frozenset(heads), frozenset(tails), frozenset(broken)


def strip_marks(text: str, nth: int = 0) -> str:
    """A heading without its list mark or number: ■ ◆ ※ 一、 1.

    `nth`: the heading is the nth of its list, so that 4.58名 is its number and 58, not a decimal fraction.
    """
    text = _MARK.sub("", text).strip(SPACES)
    if nth:
        text = re.sub(rf"^{nth}[.．](?=\d)", "", text)
    return _ORDINAL.sub("", text).strip(SPACES)


def strip_leader(text: str) -> str:
    """A line of the contents without its dotted leader and page number."""
    page = _PAGE.search(text[-24:])
    if page is not None:
        before = text[: len(text) - len(page.group())]
        bare = before.rstrip(_LEADERS)
        if bare and (bare != before or page["bracket"]):
            return bare.strip(SPACES)
    bare = text.rstrip(_LEADERS)
    return bare.strip(SPACES) if len(text) - len(bare) >= 3 else text.strip(SPACES)


def section_name(text: str) -> str | None:
    """The name in 【】 where a line holds nothing else."""
    match = _SECTION.match(text)
    return match[1].strip(SPACES) if match else None


def read_contents(lines: Sequence[Line], begin: int) -> Contents | None:
    """The contents that open at `begin` (its heading's index), or None where nothing below is repeated later."""
    later: dict[str, list[int]] = defaultdict(list)
    for index in range(begin + 1, len(lines)):
        later[_line_key(lines, index)].append(index)
        if len(key_of(strip_marks(lines[index].text))) < _KEY:
            later[key_of(strip_marks(lines[index].text))].append(index)
    contents = Contents(begin, begin + 1)
    index = begin + 1
    pending: list[tuple[str, bool, int]] = []
    nth = 0  # the number the next item would have
    while index < len(lines):
        text = lines[index].text
        if RULE.fullmatch(text):
            index += 1
            continue
        numbered = re.match(r"\D{0,3}(\d{1,3})[.．、）)]", lines[index - 1].text)
        nth = int(numbered[1]) + 1 if numbered else nth + 1
        taken = _item(lines, index, later, nth)
        if taken is None and pending and _is_changed_item(lines, index):
            taken = 1, strip_marks(strip_leader(text)), False
        if taken is None:
            break
        used, name, is_section = taken
        pending.append((name, is_section, lines[index].number))
        index += used
        contents.end = index
    if not pending:
        return None
    while contents.end < len(lines) and RULE.fullmatch(lines[contents.end].text):
        contents.end += 1
    for name, is_section, number in pending:
        if is_section:
            contents.sections.append(name)
        else:
            contents.titles.append(key_of(name))
            contents.lines.setdefault(key_of(name), number)
    return contents


def _is_changed_item(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is an item whose title reads otherwise in the body: marked as the one before, over no text."""
    text, before = lines[index].text, lines[index - 1].text
    if strip_marks(text) == text or strip_marks(before) == before or index + 1 >= len(lines):
        return False
    alike = text[0] == before[0] or (text[0].isdigit() and before[0].isdigit())
    return alike and "。" not in text and not ends_sentence(lines[index + 1].text)


def _line_key(lines: Sequence[Line], index: int) -> str:
    """The first characters of what begins at a line, which may be the first half of a broken title."""
    name = section_name(lines[index].text)
    if name is not None:
        return key_of(name)[:_KEY]
    key = key_of(strip_marks(lines[index].text))
    if len(key) < _KEY and index + 1 < len(lines):
        key += key_of(lines[index + 1].text)
    return key[:_KEY]


def _item(
    lines: Sequence[Line], index: int, later: dict[str, list[int]], nth: int
) -> tuple[int, str, bool] | None:
    """(lines used, text, whether it is surely a section) of the item at `index`; None where the body begins."""
    text = lines[index].text
    name = section_name(strip_leader(text))
    bare = name if name is not None else strip_marks(strip_leader(text), nth)
    key = key_of(bare)
    if not key:
        return None
    credited = re.sub(r"[（(][^（）()]{2,30}[）)]$", "", bare)
    if (
        credited != bare
        and _repeated(lines, index, key_of(credited), later)
        and not _repeated(lines, index, key, later)
    ):
        return 1, credited, False  # the unit that sent it is named behind the title
    # The longest reading first: a title's first line alone would match the body's too.
    for used in (3, 2, 1):
        if index + used > len(lines) or not _one_item(lines, index, used, later):
            continue
        joined = (
            bare
            if used == 1
            else strip_marks(strip_leader("".join(lines[index + step].text for step in range(used))))
        )
        if _repeated(lines, index + used - 1, key_of(joined), later):
            return used, joined, name is not None
    return None


def _one_item(lines: Sequence[Line], index: int, used: int, later: dict[str, list[int]]) -> bool:
    """Whether the lines after the first may belong to its item: no mark, no 【】, not an item by themselves."""
    if used == 1:
        return True
    first = lines[index].text
    key = key_of(strip_marks(first))
    # A short line that stands in the body too is a section (◎ 要闻); a long one may be a title's first half.
    whole = strip_marks(first) == first or (len(key) <= 8 and _is_line(lines, index, key, later))
    if section_name(first) is not None:
        return False
    for at in range(index + 1, index + used):
        text = lines[at].text
        if section_name(text) is not None or strip_marks(text) != text:
            return False
        if whole and _repeated(lines, at, key_of(strip_leader(text)), later):
            return False
    return True


def _is_line(lines: Sequence[Line], index: int, key: str, later: dict[str, list[int]]) -> bool:
    """Whether a later line holds this text and nothing else."""
    places = later.get(key[:_KEY], ()) if len(key) >= _KEY else later.get(key, ())
    return any(place > index and key_of(strip_marks(lines[place].text)) == key for place in places[:20])


def _repeated(lines: Sequence[Line], index: int, key: str, later: dict[str, list[int]]) -> bool:
    """Whether a later line, or the few from it on, begins with this text."""
    places = later.get(key[:_KEY], ())
    for place in places[:40] if len(places) <= 40 else [*places[:20], *places[-20:]]:
        if place <= index:
            continue
        text = ""
        for step in range(place, min(place + 4, len(lines))):
            text += key_of(strip_marks(lines[step].text) if step == place else lines[step].text)
            if len(text) >= len(key) + 2:
                break
        name = section_name(lines[place].text)
        if name is not None and key_of(name) == key:
            return True
        if text.startswith(key):
            return True
    return False
