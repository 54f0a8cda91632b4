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
from issues.proofing.passage import Passage
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
_BEFORE_OFFICE = re.compile(rf"(?<![{HAN}])([{_SURNAMES}][{HAN}]{{1,2}}?)(?=(?:副|总)?(?:{_OFFICES}))")
_UNIT = re.compile(
    rf"([{HAN}]{{4}})(总工会|公司|集团|局|委员会|学院|学校|医院|厂|中心|协会|工会|联合会|小学|中学)"
)


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    people = [
        found.span(1) for pattern in (_AFTER_OFFICE, _BEFORE_OFFICE) for found in pattern.finditer(text)
    ]
    yield from _variants(text, people, "姓名", are_alike)
    units = [(found.start(), found.end()) for found in _UNIT.finditer(text)]
    yield from _variants(text, units, "单位名称", _is_mistaken)


def _is_mistaken(one: str, other: str) -> bool:
    """Units are named of words: any two characters that sound alike, but for what tells places and numbers apart."""
    return are_alike(one, other) or other in alike().get(one, ()) and not {one, other} & _TELLING


_TELLING = frozenset("一二三四五六七八九十东南西北中上下前后左右大小新老各个")


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
    for start, end in sorted(spans):
        name = text[start:end]
        if name in usual:
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
