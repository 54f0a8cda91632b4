"""Printed lines with their geometry: cleaned, measured, freed of page numbers and running heads."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

MARKS = frozenset("■◆※▲★●○◎□△▼◇☆►▶➤•❖▪▍▌✦✧◈＊")  # what stands before titles
SPACES = " \t\u00a0\u2002\u2003\u2009\u3000"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
# PDF text layers often carry radicals (⼯) in place of the characters they look like (工).
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_CLEAN = {**_INVISIBLE, **_RADICALS, 0x00A0: " ", 0x2002: " ", 0x2009: " ", 0x2003: "\u3000"}

# No layout needs a wider blank; a hostile one would cost the patterns below quadratic time.
_LONG_BLANK = re.compile(r"[ \t\u3000]{61,}")
_DASH = r"[-—–－―‐─~～·•]"
_PAGE_NUMBER = re.compile(
    rf"(?:{_DASH}{{1,3}}\s*\d{{1,4}}\s*{_DASH}{{1,3}}"
    r"|第\s*\d{1,4}\s*页(?:\s*[，,/／（(]?\s*共\s*\d{1,4}\s*页\s*[）)]?)?"
    r"|(?:page|p\.?)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
    r"|\d{1,3}\s*[/／]\s*\d{1,3})",
    re.IGNORECASE,
)
_NUMBERED_HEAD = re.compile(r"第\s*[0-9一二三四五六七八九十百零〇]+\s*期|增\s*刊")
_BARE_NUMBER = re.compile(r"\d{1,4}")
RULE = re.compile(r"[-—–－―─━═=_＿﹍﹎*＊·.…~～\s]{4,}|(?P<mark>[^\w\s])(?:\s*(?P=mark)){4,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: `number` counts from 1 in the file, `indent` is in em (one Han character)."""

    number: int
    text: str
    indent: float
    gap: int  # empty lines before it
    page: bool = False  # a page may have begun before it: the gap says nothing about paragraphs


def indent_of(raw: str) -> float:
    """Width of the leading blank of a line in em: a full-width space 1, a half-width one ½, a tab 2."""
    width = 0.0
    for char in raw:
        if char == "\u3000":
            width += 1
        elif char == "\t":
            width += 2
        elif char == " ":
            width += 0.5
        else:
            break
    return width


def to_lines(raw_lines: Sequence[str]) -> list[Line]:
    """The lines that hold text, with page furniture removed where pages begin."""
    lines: list[Line] = []
    gap, page = 0, False
    for number, raw in enumerate(raw_lines, start=1):
        if raw.startswith("\f"):
            page, raw = True, raw.lstrip("\f")
        cleaned = _LONG_BLANK.sub(lambda blank: blank.group()[:60], raw.translate(_CLEAN))
        text = cleaned.strip(SPACES)
        if not text:
            gap += 1
            continue
        lines.append(Line(number, text, indent_of(cleaned), gap, page))
        gap, page = 0, False
    return _without_running_heads(_without_page_numbers(lines))


def _without_page_numbers(lines: list[Line]) -> list[Line]:
    bare = [line for line in lines if _BARE_NUMBER.fullmatch(line.text)]
    values = [int(line.text) for line in bare]
    # Lone digits are page numbers when they count upwards, or stand once in all; anything else may be content.
    counting = bool(values) and all(b - a == 1 for a, b in zip(values, values[1:], strict=False))
    dropped = {line.number for line in bare} if counting else set()
    kept: list[Line] = []
    gap, after_number = 0, False
    for line in lines:
        if line.number in dropped or _PAGE_NUMBER.fullmatch(line.text):
            gap = max(gap, line.gap)
            after_number = True
            continue
        if after_number:
            line = replace(line, page=True, gap=max(gap, line.gap))
        kept.append(line)
        gap, after_number = 0, False
    return kept


def _head_key(text: str) -> str:
    return re.sub(r"[\s\d\u3000一二三四五六七八九十百〇零年第期总号增刊（）()·—-]+", "", text)


def _is_head_again(text: str, first_seen: dict[str, int]) -> bool:
    key = _head_key(text)
    return len(key) >= 4 and len(text) <= 60 and key in first_seen


def _without_running_heads(lines: list[Line]) -> list[Line]:
    """Drop short lines that recur, digits aside, at the edges of pages."""
    edges = [
        index
        for index in range(1, len(lines))
        if lines[index].page or (index + 1 < len(lines) and lines[index + 1].page)
    ]
    keys = Counter(_head_key(lines[index].text) for index in edges if len(lines[index].text) <= 40)
    first_seen: dict[str, int] = {}
    for index, line in enumerate(lines[:4]):
        first_seen.setdefault(_head_key(line.text), index)
    dropped = {
        index
        for index, line in enumerate(lines)
        if index > 4 and _NUMBERED_HEAD.search(line.text) and _is_head_again(line.text, first_seen)
    }
    for index in edges:
        key = _head_key(lines[index].text)
        recurs = keys[key] >= 2 or first_seen.get(key, index) < index
        if (
            len(key) >= 3
            and recurs
            and len(lines[index].text) <= 40
            and not lines[index].text.endswith(("。", "，"))
        ):
            dropped.add(index)
    kept: list[Line] = []
    pending_page, pending_gap = False, 0
    for index, line in enumerate(lines):
        if index in dropped:
            pending_page, pending_gap = True, max(pending_gap, line.gap)
            continue
        if pending_page:
            line = replace(line, page=True, gap=max(pending_gap, line.gap))
        kept.append(line)
        pending_page, pending_gap = False, 0
    return kept


# --- characters ---------------------------------------------------------------------------------

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
CJK = HAN + r"\u3001-\u3006\u3008-\u303f\uff01-\uffef\u2014\u2018-\u201d\u2026"
_NUMBER_SPACES = re.compile(rf"(?<=[{CJK}]) ([0-9][0-9.]*[%％]?) (?=[{CJK}])")
_DIGIT_SPACE = re.compile(rf"(?<=[{CJK}])[ \u3000](?=[0-9])|(?<=[0-9%％])[ \u3000](?=[{CJK}])")


def without_digit_spaces(text: str) -> str:
    """Remove the space a text layer puts between Chinese and digits; other spaces stay."""
    return _DIGIT_SPACE.sub("", text).strip(SPACES)


def without_number_spaces(text: str) -> str:
    """Remove the blanks on both sides of a number (全省 120 家): those a text layer put there, never a title's own."""
    return _NUMBER_SPACES.sub(r"\1", text)


def key_of(text: str) -> str:
    """What remains of a text for comparing a title in the contents with the one in the body."""
    return re.sub(r"[\s\u3000]+", "", text).replace("--", "——")


def unspaced(text: str) -> str:
    """Remove the letter-spacing of a display line (工 作 简 报), where every gap is between single characters."""
    parts = re.split(rf"[{SPACES}]+", text.strip(SPACES))
    if len(parts) >= 2 and all(len(part) == 1 for part in parts):
        return "".join(parts)
    return text.strip(SPACES)
