"""The tail of a bulletin: 报/送/发, 本期增发, staff, copies and the printing line, read from the end upwards."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from issues.ingest.manuscript import Distribution, StaffLine
from issues.ingest.structure.bylines import parse_line
from issues.ingest.structure.dates import FIGURE, figure, find_date
from issues.ingest.structure.geometry import ends_sentence
from issues.ingest.structure.lines import RULE, SPACES, Line, unspaced

_KINDS = {
    "report": ("报", "报送", "抄报", "呈报", "呈送", "上报", "呈", "報", "報送", "抄報", "呈報"),
    "send": ("送", "抄送", "主送", "分送", "并送"),
    "issue": ("发", "下发", "印发", "抄发", "分发", "發", "下發", "发至", "发送", "發送", "印發"),
    "extra": ("本期增发", "增发", "本期加发", "加发", "本期增送", "增送", "本期增發", "增發"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}
_WORDS = "|".join(
    r"[ \u3000]*".join(word)
    for word in sorted((w for words in _KINDS.values() for w in words), key=len, reverse=True)
)
LABEL = re.compile(rf"[【\[]?(?P<label>{_WORDS})[】\]]?[ \u3000]*[：:][ \u3000]*")
_LABEL_INSIDE = re.compile(
    rf"(?:(?<=[。；;])[ \u3000]*|[ \u3000]{{2,}}|\u3000)(?={LABEL.pattern.replace('?P<label>', '?:')})"
)
_COPIES = re.compile(
    rf"[（(]?[ \u3000]*(?:本期|本刊)?[ \u3000]*(?:共[ \u3000]*印|印[ \u3000]*数|印[ \u3000]*发[ \u3000]*份[ \u3000]*数|印[ \u3000]*制|印[ \u3000]*刷|份[ \u3000]*数|印[ \u3000]*发|印|共)[ \u3000]*[：:]?[ \u3000]*(?P<copies>{FIGURE})[ \u3000]*份?[ \u3000]*[）)]?"
)
_COPIES_WHOLE = re.compile(
    _COPIES.pattern.replace("份?", "份") + "|" + r"[（(]?印[ \u3000]*数[ \u3000]*[：:]?[ \u3000]*(\d+)[）)]?"
)
_STAFF_ROLE = (
    r"(?:本期|执行|责任|特约|值班|总|副)?(?:责任编辑|責任編輯|责编|编辑|編輯|審核|簽發|校對|主编|副主编|校对|校對|审核|審核|审校|核稿|审稿|审定|签发人?|簽發|签批|编审|编校|初审|复审|终审|初校|复校|终校|撰稿|排版|美编|监制|总监制|策划|统稿|拟稿|承办|编发|编印|印制|主办单位|承办单位|主办|编印单位|印发单位"
    r"|联系人|联系电话|电话|電話|传真|电子邮箱|邮箱|投稿邮箱|信箱|E-?mail|地址|邮编|网址|微信公众号|投稿信箱|来稿请寄|责任校对|打字|印刷)"
)
_STAFF = re.compile(
    rf"(?P<role>{_STAFF_ROLE.replace('责任编辑', '责[ 　]*任[ 　]*编[ 　]*辑')}|编[ \u3000]+辑|审[ \u3000]+核|签[ \u3000]+发|校[ \u3000]+对)[ \u3000]*[：:][ \u3000]*"
)
_STAFF_SPACED = re.compile(
    r"(?P<role>责任编辑|责[ \u3000]编|编[ \u3000]*辑|主编|审[ \u3000]*核|核稿|审[ \u3000]*签|签[ \u3000]*发|校[ \u3000]*对)[ \u3000]+(?=[^ \u3000：:])"
)
_PRINTED = re.compile(r"[ \u3000]*(?:印发|印|编印|印制|印發)[ \u3000]*$")
_WHOLE_NAME = re.compile(
    r"(?:厅|室|办|部|委|会|局|院|司|集团|中心|组|府|领导|同志|处|社|团|所|书记|[省市州县区]长|主席|主任|政协|人大|大学|学院|妇联|科协|文联|侨联|残联|工商联|单位|党校)$"
)
_TRAILER = re.compile(
    r"^(?:上一[篇条]|下一[篇条]|相关(?:链接|文章|附件)|分享到|扫一扫)|[【\[]?(?:打印|关闭|返回)(?:本页|窗口|顶部|列表)?[】\]]"
)
_SPLIT_WIDE = re.compile(r"[ \u3000]{2,}|\u3000")


@dataclass(slots=True)
class Footer:
    begin: int  # index of the first line that belongs to it; len(lines) when there is none
    distribution: Distribution = field(default_factory=Distribution)
    staff: list[StaffLine] = field(default_factory=list)
    copies: int | None = None
    printed_by: str | None = None
    printed_on: date | None = None
    missing_label: Line | None = None  # the first line of recipients that lost their label


def read_footer(lines: Sequence[Line]) -> Footer:
    """Find where the footer begins and read it; the search walks up from the end and stops at the body."""
    begin = _begin(lines)
    footer = Footer(begin)
    if begin < len(lines):
        near = [len(line.text) for line in lines[max(0, begin - 60) :]]
        _parse(lines[begin : _without_trailer(lines)], max(near), footer)
    return footer


def _role(line: str) -> str:
    """What a line can be in a footer: label, staff, copies, printed, rule, list, end, or '' for body."""
    if RULE.fullmatch(line):
        return "rule"
    if LABEL.match(line):
        return "label"
    if _STAFF.match(line.lstrip("（( ")) or (
        _STAFF_SPACED.match(line) and len(line) <= 60 and not re.search(r"[，。；]", line)
    ):
        return "staff"
    if _COPIES_WHOLE.fullmatch(line):
        return "copies"
    if _is_printed(line):
        return "printed"
    return ""


def _is_printed(line: str) -> bool:
    found = find_date(line)
    if found is None or len(line) > 50 or re.search(r"[，。；！？]", line):
        return False
    match = found[0]
    after = _COPIES.sub("", line[match.end() :]) if "份" in line else line[match.end() :]
    after = after.strip(SPACES + "（）()")
    rest = _PRINTED.sub("", after).strip(SPACES)
    marked = bool(_PRINTED.search(after))
    before = line[: match.start()].rstrip(SPACES)
    before_marked = bool(re.search(r"(?:编印|印发|印制|编发|编|印)$", before))
    spaced = match.start() > len(before) or not before
    return not rest and (marked or before_marked or (spaced and not before))


def _looks_listed(text: str) -> bool:
    """Whether a text reads as recipients: short items between separators, no clause, nothing quoted."""
    items = [item for item in re.split(r"[，,、；;。.]", text) if item.strip(SPACES)]
    if re.search(r"[“”！？：]", text):
        return False
    if not items:
        return True  # a full stop that fell on a line of its own
    return max(len(item.strip(SPACES)) for item in items) <= 30


def _begin(lines: Sequence[Line]) -> int:
    """Index of the footer's first line.

    Going up, each line must be a footer part or hang below one (the continuation of a recipients' list); the
    topmost label, staff, copies or printing line reached that way opens the footer.
    """
    end = _without_trailer(lines)
    begin = len(lines)
    pending = 0
    index = end - 1
    first_label: int | None = None
    while index >= 0:
        text = lines[index].text
        role = _role(text)
        if role:
            if role == "label" and (not _is_list(lines, index) or (index > 0 and _cut_before(lines, index))):
                break
            if pending and role != "label":
                break  # lines that say nothing of themselves can only go on a label's list
            begin, pending = index, 0
            if role == "label":
                first_label = index
        else:
            pending += 1
            text_listed = _looks_listed(text)
            if not text_listed or pending > 400 or (begin == len(lines) and pending > 60):
                break
        index -= 1
    # Parts without a single label, staff or copies line are no footer: a rule or a date alone proves nothing.
    roles = {_role(line.text) for line in lines[begin:]}
    if not roles & {"label", "staff", "copies"}:
        if "printed" in roles and begin == len(lines) - 1 and _PRINTED.search(lines[begin].text):
            return begin
        return len(lines)
    if first_label is not None and LABEL.match(lines[first_label].text):
        kind = _kind(lines[first_label].text)
        if kind == "send":
            begin = min(begin, _lost_report(lines, begin))
    return begin


def _without_trailer(lines: Sequence[Line]) -> int:
    """Index after the last line of the bulletin itself: a web page prints its buttons and 上一篇 below."""
    end = len(lines)
    while (
        end > max(0, len(lines) - 6)
        and _TRAILER.search(lines[end - 1].text)
        and len(lines[end - 1].text) <= 60
    ):
        end -= 1
    return end


def _is_list(lines: Sequence[Line], index: int) -> bool:
    """Whether what a label opens is one list: a full stop ends it, and only another part may follow."""
    text = lines[index].text
    inside = LABEL.sub("", _LABEL_INSIDE.sub("", text))
    if "。" in inside.rstrip("。）) \u3000")[:-1] and not _LABEL_INSIDE.search(text):
        return False
    for at in range(index + 1, min(index + 400, len(lines))):
        if _role(lines[at].text):
            return True
        if lines[at - 1].text.endswith("。"):
            return False
    return True


def _cut_before(lines: Sequence[Line], index: int) -> bool:
    """A label word that only stands at a line's head because a sentence was wrapped there."""
    before = lines[index - 1].text
    if ends_sentence(before) or _role(before) or len(before) < 18:
        return False
    # The line before is mid-sentence: unless it is itself a list of recipients or a heading, this is body text.
    return bool(re.search(r"[，、；]", before)) and not _looks_listed(before)


def _kind(text: str) -> str:
    match = LABEL.match(text)
    return _KIND_OF[re.sub(r"[ \u3000]+", "", match["label"])] if match else ""


def _lost_report(lines: Sequence[Line], begin: int) -> int:
    """Where 送 opens the footer: the recipients right above it whose 报 label was lost, if they are some."""
    index = begin - 1
    taken = begin
    while index >= 0 and begin - index <= 12:
        text = lines[index].text
        if not _looks_listed(text) or (taken == begin and not text.endswith("。")):
            break
        if taken < begin and ends_sentence(text):
            break
        taken = index
        index -= 1
    if taken == begin:
        return begin
    joined = "".join(line.text for line in lines[taken:begin])
    items = [item for item in re.split(r"[，,；;]", joined.rstrip("。")) if item]
    before = lines[taken - 1] if taken else None
    closed = before is None or ends_sentence(before.text) or parse_line(before.text) is not None
    offices = sum(
        1
        for item in items
        if re.search(
            r"(?:办|办公室|室|厅|部|委|会|局|院|公司|单位|中心|组|政府|工会|领导|同志|处|社|团|所|集团)$",
            item,
        )
    )
    if closed and len(items) >= 2 and offices >= 0.6 * len(items) and joined.count("。") == 1:
        return taken
    return begin


def _parse(lines: Sequence[Line], widest: int, footer: Footer) -> None:
    """Read the footer's lines; `widest` is the length in characters of the longest printed line about here."""
    kind = ""
    groups: dict[str, list[list[str]]] = {}  # kind -> for each label its lines
    for line in lines:
        text = line.text
        role = _role(text)
        if role == "label":
            first = LABEL.match(text)
            opening = first.group() if first else ""
            inner = _LABEL_INSIDE.split(text[len(opening) :])
            for part in [opening + inner[0], *inner[1:]]:
                match = LABEL.match(part)
                if match is None:
                    continue
                kind = _kind(part)
                footer.distribution.labels.setdefault(kind, re.sub(r"[ \u3000]+", "", match["label"]))
                groups.setdefault(kind, []).append([_peel(part[match.end() :], footer)])
        elif role:
            kind = ""
            _take_line(text, footer)
        elif not kind and not groups and not footer.staff:
            footer.missing_label, kind = line, "report"
            groups["report"] = [[_peel(text, footer)]]
        elif kind:
            groups[kind][-1].append(_peel(text, footer))
        else:
            _take_line(text, footer)
    for name, lists in groups.items():
        items = [item for pieces in lists for item in split_recipients(_join_recipients(pieces, widest))]
        if name == "extra":
            footer.distribution.extra = items
        else:
            getattr(footer.distribution, name).extend(items)
    footer.distribution.issue.extend(footer.distribution.extra)


def _join_recipients(pieces: list[str], widest: int) -> str:
    """The lines of one list as one text: where nothing parts its names but blanks and line ends, these do."""
    pieces = [piece for piece in pieces if piece]
    marked = any(re.search(r"[，、；,;]", piece) for piece in pieces)
    blanks = any(_SPLIT_WIDE.search(piece) for piece in pieces)
    joined = last = ""
    for piece in pieces:
        if joined.endswith("。"):
            joined = joined[:-1] + "，"
        elif joined and not marked and (not blanks or len(last) <= widest - 4):
            joined += "\u3000"
        joined, last = joined + piece, piece
    return joined


def _peel(text: str, footer: Footer) -> str:
    """Take 共印N份 off the end of a recipients' line."""
    match = re.search(
        rf"[ \u3000]*(?:[（(]{_COPIES.pattern[len('[（(]?') :]}|(?<=[。 \u3000])共[ \u3000]*印[ \u3000]*(?P<plain>{FIGURE})[ \u3000]*份[）)]?)[。]?$",
        text,
    )
    if match and "份" in match.group():
        footer.copies = figure(match["copies"] or match["plain"]) or footer.copies
        return text[: match.start()]
    return text


def _take_line(text: str, footer: Footer) -> None:
    """Staff, copies and the printing office and date, several of them on one line or not."""
    copies = _COPIES_WHOLE.search(text) if "份" in text or "印数" in text else None
    if copies:
        value = next((figure(group) for group in copies.groups() if group), None)
        if value:
            footer.copies = value
            text = text[: copies.start()] + " " * 2 + text[copies.end() :]
    matches = list(_STAFF.finditer(text)) or list(_STAFF_SPACED.finditer(text))
    for position, match in enumerate(matches):
        end = matches[position + 1].start() if position + 1 < len(matches) else len(text)
        value = text[match.end() : end].strip(SPACES + "；;，,。（）()|｜/")
        if value:
            role = re.sub(r"[ \u3000]+", "", match["role"])
            footer.staff.append(StaffLine(role, _person(value)))
    if matches:
        return
    found = find_date(text)
    if found is not None:
        match, _, day = found
        footer.printed_on = day or footer.printed_on
        office = _SPLIT_WIDE.sub("", text[: match.start()].strip(SPACES))
        office = re.sub(r"(?:编印|印发|印制|编发|编|印)$", "", office)
        if office:
            footer.printed_by = unspaced(office)


def _person(value: str) -> str:
    parts = re.split(rf"[{SPACES}]+", value)
    if len(parts) == 2 and all(len(part) == 1 for part in parts):
        return "".join(parts)
    return value


def split_recipients(text: str) -> list[str]:
    """Recipients of one line: ，and ； part them; 、 does where neither stands, and between two whole names."""
    text = text.strip(SPACES).rstrip("。.").strip(SPACES)
    parts = _split_outside(text, "，,；;")
    if len(parts) == 1 and _SPLIT_WIDE.search(text):
        parts = re.split(r"[ \u3000]+", text)
    listed = _split_outside(text, "、")
    if len(parts) == 1 and min(map(len, listed)) >= 2:
        parts = listed
    parts = [peer for part in parts for peer in _peers(part)]
    cleaned = [
        re.sub(r"(?<=[^\x00-\x7f])[ \u3000]+(?=[^\x00-\x7f])", "", part.strip(SPACES)).rstrip("。")
        for part in parts
    ]
    return [part for part in cleaned if part]


def _peers(part: str) -> list[str]:
    """省委书记、省长 are two; 各州、市总工会 and 市直各部、委、办、局 are one name with 、 inside."""
    pieces = _split_outside(part, "、")
    for left, right in pairwise(pieces):
        alike = not right.startswith("副") and (
            not left.startswith("各") or right[:1] in "各省市县区州全驻中国自团"
        )
        if not (_WHOLE_NAME.search(left) and len(right) >= 2 and alike):
            return [part]
    return pieces


def _split_outside(text: str, separators: str) -> list[str]:
    """Split at separators that stand outside parentheses: 各县（市、区）总工会 is one unit."""
    parts, begin, depth = [], 0, 0
    for index, char in enumerate(text):
        if char in "（(":
            depth += 1
        elif char in "）)":
            depth -= 1
        elif char in separators and depth <= 0:
            parts.append(text[begin:index])
            begin = index + 1
    return [*parts, text[begin:]]
