"""The head of a bulletin: name, number, issuer, date, and the 密级 or 内部资料 line, in whatever order they stand."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from issues.ingest.manuscript import StaffLine
from issues.ingest.structure.dates import FIGURE, figure, find_date
from issues.ingest.structure.geometry import ends_sentence
from issues.ingest.structure.lines import MARKS, RULE, SPACES, Line, unspaced

# What a web page puts above its text: 您现在的位置：首页 > 工会简报 > 正文.
_BREADCRUMB = re.compile(r"[>»›]|首页|当前位置|所在位置|发布时间|浏览次数|点击数|字体：")
_WEEKDAY = re.compile(r"[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?")
_WIDE = re.compile(r"[ \u3000]+")
_S = r"[ \u3000]*"
_NUMBER = re.compile(
    rf"(?:(?P<year>[0-9０-９]{{4}}|[零〇○一二三四五六七八九]{{4}}){_S}年{_S}(?:度)?{_S})?第{_S}(?P<number>{FIGURE}){_S}[期号輯辑]"
)
_BRACKETED = re.compile(
    rf"[〔\[［【(（](?P<year>[0-9]{{4}})[〕\]］】)）]{_S}(?:第{_S})?(?P<number>{FIGURE}){_S}[号期]"
)
_NO = re.compile(rf"(?:N[oOº°]|№){_S}[.．]?{_S}(?P<number>[0-9]+)")
_TOTAL = re.compile(
    rf"[（(]?{_S}(?:总|總){_S}(?:第{_S})?(?P<total>{FIGURE}){_S}[期号]{_S}[）)]?|[（(]{_S}累计{_S}(?:第{_S})?(?P<sum>{FIGURE}){_S}期{_S}[）)]"
)
_SUPPLEMENT = re.compile(
    rf"(?:(?P<year>[0-9]{{4}}){_S}年{_S})?(?:第{_S}(?P<before>{FIGURE}){_S}期{_S}[（(]?{_S}增{_S}刊{_S}[）)]?"
    rf"|[（(]?{_S}增{_S}刊{_S}[）)]?{_S}[（(]?{_S}(?:第{_S})?(?P<after>{FIGURE})?{_S}(?:[期号])?{_S}[）)]?)"
)
_NOTICE = re.compile(
    r"(?:内部|內部|秘密|机密|绝密|注意保存|不得外传|请勿外传|仅供|供领导参阅|保密|内刊|密级)"
)
_CODE = re.compile(
    rf"^(?:编{_S}号|文{_S}号|編{_S}號|准印证号?|[^：:]{{0,6}}准印证[^：:]{{0,4}}|份{_S}号){_S}[：:]?{_S}(?P<code>[\w〔〕\[\]（）()第号\-—]+)$"
)
_ISSUER_END = re.compile(rf"{_S}(?:编{_S}印|编{_S}发|主{_S}办|编{_S}辑|編{_S}印|主{_S}辦|编|編|印发|印)$")
_ISSUER_LABEL = re.compile(
    rf"^(?:主办单位|编印单位|主办|编印|编发单位|编发|承办单位|印发单位|主辦|編印|主管单位|出版){_S}[：:]{_S}"
)
_LABELLED = re.compile(
    rf"(?P<role>主编|副主编|责任编辑|责编|编辑|审核|签发人?|校对|编审|总编|电话|邮箱|联系电话|投稿邮箱|期数|日期|出版日期|印发日期|编印日期|发布日期|签发日期){_S}[：:]{_S}"
)
_NAME_END = re.compile(
    r"(?:简报|簡報|信息|动态|動態|通讯|通訊|快报|快訊|快讯|专报|通报|参考|交流|月报|周报|要情|摘报|内参|导刊|之窗|专刊|简讯|工作情况|会刊|會訊|會刊|期刊|月刊|周刊|双月刊|季刊|日报|每日要情|情况|信息报|选编|专辑|之声|园地|工运)$"
)


@dataclass(slots=True)
class Masthead:
    end: int = 0  # index of the first line after it
    publication: str | None = None
    number: int | None = None
    supplement: int | None = None
    total_number: int | None = None
    year: int | None = None
    date: datetime.date | None = None
    bad_date: Line | None = None
    issuer: str | None = None
    notice: str | None = None
    document_code: str | None = None
    staff: list[StaffLine] = field(default_factory=list)
    unnumbered_supplement: Line | None = None
    name_line: Line | None = None

    @property
    def numbered(self) -> bool:
        found = (self.number, self.supplement, self.total_number, self.unnumbered_supplement)
        return any(value is not None for value in found)

    @property
    def found(self) -> bool:
        return self.end > 0


def read_masthead(lines: Sequence[Line], stop: int) -> Masthead:
    """Read the head; `stop` is the index of the first line that cannot belong to it (a section, a contents)."""
    head = Masthead()
    unknown: list[tuple[int, Line]] = []
    last_item = -1
    numbered_at: int | None = None
    for index, line in enumerate(lines[: min(stop, 25)]):
        text = line.text
        if RULE.fullmatch(text):
            if last_item >= 0:
                last_item = index
            continue
        if len(_WIDE.sub(" ", text)) > 60 or (
            ends_sentence(text) and not text.endswith(("）", ")", "】", "》"))
        ):
            break
        rest = _take_items(line, head)
        if rest == text:
            if len(unknown) >= 6 and last_item < 0:
                break
            if not _BREADCRUMB.search(text):
                unknown.append((index, line))
            if last_item >= 0 and len([1 for at, _ in unknown if at > last_item]) >= 3:
                break
            continue
        if numbered_at is None and head.numbered:
            numbered_at = index
        last_item = index
        if rest.strip(SPACES):
            _take_rest(rest, text, head, line, before_number=numbered_at is None or numbered_at == index)
    names = [line for index, line in unknown if index < last_item]
    if last_item < 0:
        names = [
            line
            for index, line in unknown[:1]
            if _NAME_END.search(unspaced(line.text))
            and len(unspaced(line.text)) <= 24
            and line.text[0] not in MARKS
        ]
        if not names:
            return head
        last_item = unknown[0][0]
    before = [
        line for index, line in unknown if index < (numbered_at if numbered_at is not None else last_item)
    ]
    if head.publication is None and before:
        # The name ends with the line that says what it is (简报, 信息 …); a unit below it is the issuer.
        ending = next(
            (at for at, line in enumerate(before) if _NAME_END.search(_tidy(line.text))), len(before) - 1
        )
        head.name_line = before[0]
        head.publication = _name(before[: ending + 1])
        names = [line for line in names if line not in before[: ending + 1]]
    if head.publication is None:
        below = [line for line in names if _NAME_END.search(_tidy(line.text))]
        if below:
            head.publication, head.name_line = _tidy(below[0].text), below[0]
            names = [line for line in names if line is not below[0]]
    if head.issuer is None and names and head.publication is not None:
        head.issuer = _tidy(names[-1].text)
    head.end = last_item + 1
    return head


def _tidy(text: str) -> str:
    """A display text without its letter-spacing, and without 《》 around the whole of it."""
    text = re.sub(r"(?<=[^\x00-\x7f])[ \u3000]+(?=[^\x00-\x7f])", "", text.strip(SPACES))
    return text[1:-1] if re.fullmatch(r"《[^《》]+》", text) else text


def _name(lines: Sequence[Line]) -> str:
    parts = [_tidy(line.text) for line in lines]
    if len(parts) > 1:
        full = [part for part in parts if _NAME_END.search(part)]
        # A name over two lines is one name, unless one line already holds all of the others.
        whole = [part for part in full if all(other in part for other in parts)]
        if whole:
            return whole[0]
    return "".join(parts)


def _take_items(line: Line, head: Masthead) -> str:
    """Take out of a line what it certainly holds; what remains is returned (the line itself when nothing)."""
    text = line.text
    if (
        _NOTICE.search(text)
        and len(_WIDE.sub(" ", text)) <= 30
        and not re.search(r"[。；“]", text)
        and ("，" not in text or len(text) <= 20)
        and not re.search(rf"第{_S}{FIGURE}{_S}期", text)
        and find_date(text) is None
    ):
        code = re.split(r"[ \u3000]{2,}", text)
        for part in code:
            match = _CODE.match(part)
            if match:
                head.document_code = match["code"]
            else:
                tidy = re.sub(r"^密级[：:]?[ \u3000]*", "", part.strip("（）()【】[] \u3000"))
                head.notice = f"{head.notice} {tidy}" if head.notice else tidy
        return ""
    match = _CODE.match(text)
    if match:
        head.document_code = match["code"]
        return ""
    bare = _tidy(text)
    issuer_marked = _ISSUER_LABEL.match(bare) or (
        _ISSUER_END.search(bare) and not re.search(r"[汇选摘新改]编$", bare)
    )
    if bare.startswith("（") and bare.endswith("）") and _ISSUER_END.search(bare[1:-1]):
        bare, issuer_marked = bare[1:-1], True
    numbered = any(pattern.search(text) for pattern in (_NUMBER, _TOTAL, _SUPPLEMENT))
    if (
        issuer_marked
        and not numbered
        and find_date(text) is None
        and head.issuer is None
        and not re.search(r"[，。；]", bare)
    ):
        head.issuer = _ISSUER_END.sub("", _ISSUER_LABEL.sub("", bare)) or None
        return ""
    labelled = list(_LABELLED.finditer(text))
    if labelled and not _ISSUER_LABEL.match(text):
        for position, found in enumerate(labelled):
            end = labelled[position + 1].start() if position + 1 < len(labelled) else len(text)
            value = text[found.end() : end].strip(SPACES)
            if "期" in found["role"]:
                _take_plain(value, line, head)
            elif value:
                head.staff.append(StaffLine(found["role"], value))
        return text[: labelled[0].start()]
    return _take_plain(text, line, head)


def _take_plain(text: str, line: Line, head: Masthead) -> str:
    """Numbers, then dates; every match is cut out and leaves a wide blank, so that neighbours stay apart."""
    rest = text
    supplement = _SUPPLEMENT.search(rest)
    if supplement and head.supplement is None and _stands_alone(rest, supplement):
        value = supplement["before"] or supplement["after"]
        if value:
            head.supplement = figure(value)
        else:
            head.unnumbered_supplement = line
        head.year = head.year or (figure(supplement["year"]) if supplement["year"] else None)
        rest = _cut(rest, supplement)
    total = _TOTAL.search(rest)
    if total and not re.search(r"[，。；]", rest):
        head.total_number = figure(total["total"] or total["sum"])
        rest = _cut(rest, total)
    for pattern in (_BRACKETED, _NUMBER, _NO):
        number = pattern.search(rest)
        if number and head.number is None and head.supplement is None and _stands_alone(rest, number):
            head.number = figure(number["number"])
            if "year" in number.groupdict() and number["year"]:
                head.year = head.year or figure(number["year"])
            rest = _cut(rest, number)
            break
    found = find_date(rest)
    if found is not None and len(_WIDE.sub(" ", rest)) <= 50:
        match, year, day = found
        if head.date is None and _stands_alone(rest, match):
            head.date = day
            if day is None and (match["day"] or match["day2"]):
                head.bad_date = line
            head.year = head.year or year
            rest = _WEEKDAY.sub("  ", _cut(rest, match))
    return text if rest == text else rest.strip(SPACES + "（）()|｜·,，")


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a number or date is an item of its own and not part of a sentence or a title."""
    inside = match.group()
    before, after = text[: match.start()] + inside[: -len(inside.lstrip(SPACES))], text[match.end() :]
    after = inside[len(inside.rstrip(SPACES)) :] + after
    opened = (
        not before
        or before[-1] in SPACES + "（(|｜·:：》"
        or bool(_NAME_END.search(before) or _ISSUER_END.search(before))
    )
    closed = (
        not after
        or after[0] in SPACES + "）)（(|｜·"
        or bool(re.fullmatch(r"(?:印发|出版|编印|编发|印|编).*", after))
    )
    return opened and closed and not re.search(r"[，。；！？]", text)


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]}\u3000\u3000{text[match.end() :]}"


def _take_rest(rest: str, text: str, head: Masthead, line: Line, before_number: bool) -> None:
    """What stood beside a number or a date: the issuer, or the name when it stands before the number."""
    for part in re.split(r"[ \u3000]{2,}", rest):
        part = part.strip(SPACES + "（）()|｜")
        if not part:
            continue
        if _NOTICE.search(part) and len(part) <= 20:
            head.notice = f"{head.notice} {part}" if head.notice else part
            continue
        labelled = _ISSUER_LABEL.match(part)
        bare = _tidy(_ISSUER_LABEL.sub("", part))
        ending = _ISSUER_END.search(bare)
        if labelled or ending:
            head.issuer = head.issuer or _ISSUER_END.sub("", bare) or None
        elif _NAME_END.search(bare) and head.publication is None and before_number:
            head.publication, head.name_line = bare, line
        elif head.issuer is None:
            head.issuer = bare
