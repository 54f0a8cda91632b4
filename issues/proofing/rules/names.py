"""同名异写: the same person or unit written in two ways within a text.

Source: practice. Two names count as one where they differ in one character that is easily mistaken for the other
(萍/平, 青/清), and both hold an office or end in the same kind of unit.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from issues.proofing.characters import HAN
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.lookalikes import are_alike
from issues.proofing.passage import Passage, is_word
from issues.proofing.rule import PRACTICE, Hit, Rule, warning
from issues.proofing.rules.spelling import alike

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅"
    "钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚倪章鲁葛伍"
    "申尤毕聂柴覃温庄鲍管俞阮翁祝左柳卫施纪舒屈项童欧柯路涂和普木刀依阿"
)
_OFFICES = "主席|书记|主任|部长|局长|组长|市长|县长|省长|经理|董事长|院长|校长|厂长|秘书长|会长|同志|师傅|劳模|处长|科长|所长|站长|班长|委员|巡视员|工匠|技师|通讯员|记者"
_AFTER_OFFICE = re.compile(
    rf"(?:{_OFFICES})([{_SURNAMES}][{HAN}]{{1,2}}?)(?=同志|主席|书记|主任|部长|出席|主持|参加|讲话|作|在|到|率|带|指出|强调|表示|介绍|说|通报|宣布|致辞|为|、|，|。|）|深入|走访|一行|等|先后|陪同)"
)
_OFFICE_BEFORE = re.compile(rf"(?:副|总)?(?:{_OFFICES})$")
_OFFICE_AFTER = re.compile(rf"(?:副|总)?(?:{_OFFICES})")
# How far behind its giving an office may speak for a name.
_APART = 300
_BEFORE_OFFICE = re.compile(rf"(?<![{HAN}])([{_SURNAMES}][{HAN}]{{1,2}}?)(?=(?:副|总)?(?:{_OFFICES}))")
_UNIT = re.compile(
    rf"([{HAN}]{{3,4}})(总工会|公司|集团|局|委员会|学院|学校|医院|厂|中心|协会|工会|联合会|小学|中学)"
)


_HEAD = re.compile(rf"[{HAN}]*$")
# How many characters before the last four of a unit's name are looked at.
_LONGEST = 8


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    people = [
        found.span(1) for pattern in (_AFTER_OFFICE, _BEFORE_OFFICE) for found in pattern.finditer(text)
    ]
    people += _named_again(passage, people)
    yield from _variants(text, list(dict.fromkeys(people)), "姓名", are_alike)
    yield from _turned(text, list(dict.fromkeys(people)))
    yield from _same_office(text)
    units = _units(text)
    yield from _variants(text, units, "单位名称", _is_mistaken)
    yield from _swapped(text, units)


def _named_again(passage: Passage, people: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where a name of three characters stands without its office, perhaps with another character of the given name."""
    text, pairs = passage.text, passage.pairs
    names = {text[start:end] for start, end in people if end - start == 3}
    if not names:
        return []
    by_first = {name[:2] for name in names}
    by_last = {(name[0], name[2]) for name in names}
    turned = {name[0] + name[:0:-1] for name in names}
    known = {start for start, _ in people}
    again = []
    for at, pair in enumerate(pairs[:-2]):
        written = text[at : at + 3]
        is_near = pair in by_first or (pair[0], text[at + 2]) in by_last or written in turned
        if at in known or not is_near:
            continue
        if written in names or written in turned or passage.is_words(at, at + 3) and not is_word(written[1:]):
            again.append((at, at + 3))
    return again


def _turned(text: str, people: list[tuple[int, int]]) -> Iterator[Hit]:
    """赵新立 for 赵立新: the given name the other way round."""
    counts = Counter(text[start:end] for start, end in people if end - start == 3)
    first_at: dict[str, int] = {}
    for start, end in sorted(people):
        first_at.setdefault(text[start:end], start)
    for start, end in sorted(people):
        name = text[start:end]
        other = name[0] + name[:0:-1]
        if len(name) != 3 or other == name or other not in counts:
            continue
        if (-counts[other], first_at[other]) < (-counts[name], first_at[name]):
            yield warning(start, end, other, f"姓名前后不一：文中另作“{other}”，请核对。")


def _same_office(text: str) -> Iterator[Hit]:
    """书记王志强 … 王志刚书记: who is spoken of by an office that only another, so like in name, was given."""
    given: dict[tuple[str, str], list[int]] = {}
    for found in _AFTER_OFFICE.finditer(text):
        office = _OFFICE_BEFORE.search(text, max(found.start() - 4, 0), found.start(1))
        if office and len(found[1]) == 3:
            given.setdefault((office[0], found[1]), []).append(found.start(1))
    known = {name for _, name in given}
    for found in _BEFORE_OFFICE.finditer(text):
        office = _OFFICE_AFTER.match(text, found.end())
        name, at = found[1], found.start()
        if len(name) != 3 or name in known or not office:
            continue
        near = {
            other
            for (title, other), places in given.items()
            if title == office[0] and any(at - _APART < place < at for place in places)
        }
        if len(near) != 1:
            continue
        other = near.pop()
        is_one_off = sum(one != two for one, two in zip(name, other, strict=True)) == 1
        if name[0] == other[0] and is_one_off and not any(map(are_alike, name, other)):
            yield warning(at, at + 3, other, f"姓名前后不一：文中另作“{other}”，请核对。")


def _swapped(text: str, spans: list[tuple[int, int]]) -> Iterator[Hit]:
    """平安县总工会 for 安平县总工会: two characters at the head of a unit's name the other way round."""
    first_at: dict[str, int] = {}
    for start, end in sorted(spans):
        first_at.setdefault(text[start:end], start)
    told: set[int] = set()
    for start, end in sorted(spans):
        name = text[start:end]
        other = name[1] + name[0] + name[2:]
        is_later = first_at.get(other, len(text)) < first_at[name]
        if name[0] != name[1] and is_later and end not in told and not _TELLING.intersection(name[:2]):
            told.add(end)
            yield warning(start, end, other, f"单位名称前后不一：文中另作“{other}”，请核对。")


def _units(text: str) -> list[tuple[int, int]]:
    """The characters before each kind of unit, in windows of four: the slip may stand anywhere in a long name."""
    spans = []
    for found in _UNIT.finditer(text):
        spans.append((found.start(), found.end()))
        head = _HEAD.search(text, max(found.start() - _LONGEST, 0), found.end(1))
        if head:
            spans.extend((at, found.end()) for at in range(head.start(), found.start()))
    return spans


def _is_mistaken(one: str, other: str) -> bool:
    """Units are named of words: any two characters that sound alike, but for what tells places and numbers apart."""
    return are_alike(one, other) or other in alike().get(one, ()) and not {one, other} & _TELLING


_TELLING = frozenset(
    "一二三四五六七八九十东南西北中上下前后左右大小新老各个"  # what tells two apart
    "的在再由有和与及是市以已对到从向被把为将县区省等于又"  # what stands before a name
)


def _variants(
    text: str, spans: list[tuple[int, int]], what: str, is_alike: Callable[[str, str], bool]
) -> Iterator[Hit]:
    counts = Counter(text[start:end] for start, end in spans)
    if len(counts) < 2:
        return
    first_at: dict[str, int] = {}
    for start, end in sorted(spans):
        first_at.setdefault(text[start:end], start)
    masks: dict[tuple[int, str], list[str]] = {}
    for name in counts:
        if len(name) < 3:
            continue
        for at in range(len(name)):
            masks.setdefault((at, name[:at] + "□" + name[at + 1 :]), []).append(name)
    usual: dict[str, str] = {}
    for (at, _), names in masks.items():
        if not 2 <= len(names) <= 6:
            continue
        for one in names:
            for other in names:
                if one < other and is_alike(one[at], other[at]):
                    kept, odd = sorted((one, other), key=lambda name: (-counts[name], first_at[name]))
                    usual[odd] = kept
    told: set[int] = set()
    for start, end in sorted(spans, key=lambda span: (span[1], span[0])):
        name = text[start:end]
        if name in usual and end not in told:
            told.add(end)
            yield warning(start, end, usual[name], f"{what}前后不一：文中另作“{usual[name]}”，请核对。")


RULE = Rule(
    "name-variant",
    "同名异写",
    PRACTICE,
    find,
    about="同一个人或同一个单位，前后写法不一。",
    example="县总工会副主席张建萍主持会议。张剑萍副主席指出，要服务职工。",
    severities=(Severity.WARNING,),
)
