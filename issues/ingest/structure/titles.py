"""What a block can be by its own look: a heading, its mark or number, a title run into its first paragraph."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from issues.ingest.structure.blocks import Block
from issues.ingest.structure.contents import strip_marks
from issues.ingest.structure.geometry import ends_sentence
from issues.ingest.structure.lines import HAN, MARKS, SPACES, key_of

_ORDINALS = (
    ("han", re.compile(r"^[一二三四五六七八九十]{1,3}、")),
    ("han-paren", re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]")),
    ("arabic", re.compile(r"^\d{1,3}(?:、|[.．](?!\d))")),
    ("arabic-paren", re.compile(r"^[（(]\d{1,2}[）)]|^\d{1,2}[）)]")),
    ("circled", re.compile(r"^[①-⑳]")),
    ("ordinal", re.compile(r"^第[一二三四五六七八九十]{1,3}[，、 \u3000]")),
)
NOTE = re.compile(
    r"^[【\[（(〔［]?[ \u3000]*(?:编[ \u3000]*者[ \u3000]*按[ \u3000]*语?|编者的话|编者语|编前语|编前话|编者寄语|編者按|本刊按|按语)[ \u3000]*[】\]）)〕］]?[ \u3000]*[：:]?[ \u3000]*|^按[：:][ \u3000]*"
)
SUBTITLE = re.compile(r"^(?:——|--|—|──)")
_TITLE_FORBIDS = re.compile(r"[。；;]")
_RUN_IN_FORBIDS = re.compile(r"[。；;]")
_CLAUSE = re.compile(r"[，。；：！？,;]")
_DATE_START = re.compile(
    r"\d{1,2}\s*月(?:\s*\d{1,2}\s*日|[上中下]旬|[，底初末]|\s*以来)?|\d{4}\s*年(?:\s*\d{1,2}\s*月|[，以来初底末])|\d{1,2}\s*日[，上下]"
)
_FULL_DATE = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*日")
_NOT_BEFORE_DATE = re.compile(r"[年月日至到于在从自截和及以由迄、]$")


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a block, before anything around it is known."""

    mark: str  # ■ ◆ ※ …, or ""
    ordinal: str  # han, han-paren, arabic …, or ""
    heading: bool  # short, no sentence end
    place: str  # left, body or centre: where it begins, against the first lines of paragraphs
    length: int  # characters, without mark and number


def body_indent(blocks: Sequence[Block]) -> float:
    """The indent at which paragraphs begin here: the commonest among blocks that end a sentence."""
    indents = Counter(round(block.indent * 2) / 2 for block in blocks if ends_sentence(block.text))
    return indents.most_common(1)[0][0] if indents else 0.0


def _place(indent: float, body: float) -> str:
    if abs(indent - body) < 1:
        return "body"
    return "centre" if indent > body else "left"


def is_quoted(text: str) -> bool:
    """Whether a text is one exclamation in quotation marks: a title where an article begins, else speech."""
    return text.startswith("“") and text.endswith("！”") and text.count("“") == 1 and len(text) <= 30


def look_at(block: Block, measure: float | None, body: float) -> Look:
    text = block.text
    mark = text[0] if text[0] in MARKS else ""
    bare_mark = text.lstrip("".join(MARKS) + SPACES) if mark else text
    ordinal = next((name for name, pattern in _ORDINALS if pattern.match(bare_mark)), "")
    stripped = strip_marks(text)
    length = len(key_of(stripped))
    heading = (
        2 <= length <= 64
        and len(block.lines) <= 3
        and not _TITLE_FORBIDS.search(stripped)
        and not stripped.endswith(("，", "：", "、", ",", ":"))
        and (not re.search(r"[！？…][”’』」]$", stripped) or is_quoted(stripped))
        and not (stripped.endswith(("！", "？", "!", "?", "……")) and (length > 40 or len(block.lines) > 2))
        and stripped.count("，") <= 3
        and not (measure is not None and len(block.lines) >= 3 and length > 2.4 * measure)
    )
    return Look(mark, ordinal, heading, _place(block.indent, body), length)


@dataclass(frozen=True, slots=True)
class RunIn:
    title: str
    body: str
    strong: bool  # parted by a blank that the text layer does not put there of itself


def find_run_in(text: str, digit_spaces: bool, opens: bool = False) -> RunIn | None:
    """The title that stands before a paragraph's first words, parted from them by a blank.

    `digit_spaces`: the text layer puts a space between Han and digits, so such a space proves little and
    only counts before a date. `opens`: an article is known to begin here, so a title with a comma will do.
    """
    text = strip_marks(text)
    limit = min(len(text), 90)
    clause = _CLAUSE.search(text)
    candidates: list[tuple[int, int, bool]] = []
    for match in re.finditer(rf"[{SPACES}]+", text[:limit]):
        begin, end = match.span()
        left, right = text[:begin], text[end:]
        if not right or _RUN_IN_FORBIDS.search(left):
            break
        length = len(key_of(left))
        if length < 6 or length > 60:
            continue
        if left[-1] in "，：、" or re.match(r"[，。、）]", right):
            continue
        commas = len(re.findall(r"[，：！？]", left))
        wide = "\u3000" in match.group() or len(match.group()) > 1
        to_digit = right[0].isdigit()
        from_digit = left[-1].isdigit()
        if clause and commas and digit_spaces and not wide and (to_digit or from_digit):
            dated = opens and commas == 1 and length >= 12 and _FULL_DATE.match(right)
            if not dated:
                continue
        if commas > 2:
            break
        if to_digit or from_digit:
            if (
                not _DATE_START.match(right)
                or (_NOT_BEFORE_DATE.search(left) and not wide)
                or (from_digit and not wide)
            ):
                continue
            candidates.append((begin, end, wide or not digit_spaces))
        elif re.match(rf"[{HAN}“《‘【（]", right) and re.search(rf"[{HAN}”》’）！？A-Za-z]$", left):
            candidates.append((begin, end, True))
    if not candidates:
        return None
    begin, end, strong = _choose(text, candidates)
    title = text[:begin]
    return RunIn(title, text[end:], strong)


def _choose(text: str, candidates: list[tuple[int, int, bool]]) -> tuple[int, int, bool]:
    """Of several blanks, the one that ends the title: a date or 近日 right after it, else the last strong one."""
    for begin, end, strong in candidates:
        if re.match(r"(?:近日|日前|近期|近年来|连日来|为|今年|去年|截至|自)", text[end:]) or (
            _DATE_START.match(text[end:]) and (strong or len(key_of(text[:begin])) >= 8)
        ):
            return begin, end, strong
    first_clause = _CLAUSE.search(text)
    edge = first_clause.start() if first_clause else len(text)
    inside = [candidate for candidate in candidates if candidate[0] < edge] or candidates
    strong_ones = [candidate for candidate in inside if candidate[2]] or inside
    long_enough = [candidate for candidate in strong_ones if len(key_of(text[: candidate[0]])) >= 8]
    return (long_enough or strong_ones)[0]


def find_line_end_run_in(block: Block, marked: bool = False) -> RunIn | None:
    """A run-in title that filled its first line, so that the blank after it fell on the line's end.

    Under a mark (■ ◆ ※) the next line may begin with anything; without one, only with a date or 近日.
    """
    if len(block.lines) < 2:
        return None
    title, following = block.lines[0].text, block.lines[1].text
    opens = _DATE_START.match(following) or re.match(r"(?:近日|日前|近期|连日来)", following)
    if (opens is None and not marked) or _CLAUSE.search(title) or len(key_of(title)) < 12:
        return None
    return RunIn(strip_marks(title), block.text[len(title) :].lstrip(SPACES), False)


def split_known(text: str, key: str) -> RunIn | None:
    """Part a block after the title whose key the contents gave; None where there is none."""
    if not key:
        return None
    text = strip_marks(text)
    left = len(key)
    for index, char in enumerate(text):
        if char not in SPACES:
            left -= 1
        if left == 0:
            end = index + 1
            subtitle = re.match(rf"[{SPACES}]*(?:——|--)[^{SPACES}。]{{2,40}}(?=[{SPACES}])", text[end:])
            end += subtitle.end() if subtitle else 0
            return RunIn(text[:end], text[end:].lstrip(SPACES), True)
    return None
