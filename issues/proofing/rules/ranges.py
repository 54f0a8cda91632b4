"""数值范围: a range whose first number lost its % or 万, or that is joined by a hyphen.

Source: GB/T 15835—2011, 5.1.4 (63%—68%, 9亿～16亿); GB/T 15834—2011, 4.13 (一字线 or 浪纹线 joins a range, the short
hyphen joins codes); GB/T 15834—2011, 4.5.3.4 (no 顿号 between two neighbouring numbers that stand for about so many).
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import number
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import NUMBERS, PUNCTUATION, Hit, Rule, warning

_JOIN = "-－–—～~﹣−至到"
_RANGE = re.compile(
    rf"(?<![0-9A-Za-z.\-—－第])([0-9]{{1,9}}(?:\.[0-9]{{1,4}})?)([%％‰万亿]?)([{_JOIN}])"
    rf"([0-9]{{1,9}}(?:\.[0-9]{{1,4}})?)([%％‰万亿]?)([元岁名人个家件次场天月日年时分秒倍公千米吨亩台户届期周页平]?)"
)
_MIXED = re.compile(
    r"(?<![一二三四五六七八九十百千万第0-9、周期])([一二三四五六七八九十两])(至|到|—|～)([0-9]{1,3})(?=[名人个家件元次场天户项台期年月批岁])"
    r"|(?<![0-9.第])([0-9]{1,2})(至|到|—|～)([二三四五六七八九十])(?=[名人个家件元次场天户项台期年批岁])"
)
_HYPHENS = "-－–﹣−"
_ABOUT = re.compile(
    r"(?<![第一二三四五六七八九十〇零、期])(一、二|二、三|两、三|三、四|三、五|四、五|五、六|六、七|七、八|八、九)"
    r"(?=[十百千万]|[个名天岁倍](?![级等])|次(?!会)|年(?!级|期))"
)


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for found in _RANGE.finditer(text):
        first, first_unit, join, second, second_unit, measure = found.groups()
        if re.match("[0-9.]|[-－–—][0-9]", text[found.end() : found.end() + 2]):
            continue  # 2021-05-06, a telephone number
        repaired = "—" if join in _HYPHENS else join
        if (
            second_unit in "%％‰"
            and second_unit
            and not first_unit
            or second_unit in "万亿"
            and second_unit
            and not first_unit
            and join not in "至到"
        ):
            right = f"{first}{second_unit}{repaired}{second}{second_unit}"
            yield warning(
                found.start(), found.end(5), right, f"范围的前一个数也应带“{second_unit}”，如“{right}”。"
            )
        elif join in _HYPHENS and (measure or second_unit):
            right = f"{first}{first_unit}—{second}{second_unit}{measure}"
            yield warning(found.start(), found.end(), right, "数值范围用一字线“—”或浪纹线“～”。")
    yield from _between_units(text)
    for found in _MIXED.finditer(text):
        first, join, last = found[1] or found[4], found[2] or found[5], found[3] or found[6]
        right = f"{_digits(first)}{join}{_digits(last)}"
        yield warning(found.start(), found.end(), right, "范围的两个数写法应一致。")
    for found in _ABOUT.finditer(text):
        yield warning(
            found.start(), found.end(), found[0].replace("、", ""), "相邻两数表示约数，中间不用顿号。"
        )


def _digits(written: str) -> str:
    return str(number(written.replace("两", "二")) or written) if not written.isascii() else written


_DATES = re.compile(
    rf"(?<![0-9])((?:[0-9]{{4}}年)?(?:[0-9]{{1,2}}月)?[0-9]{{1,4}}[日月年时])([{_HYPHENS}])"
    r"((?:[0-9]{4}年)?(?:[0-9]{1,2}月)?[0-9]{1,4}[日月年时])"
)


def _between_units(text: str) -> Iterator[Hit]:
    """5月6日-10日."""
    for found in _DATES.finditer(text):
        yield warning(found.start(), found.end(), f"{found[1]}—{found[3]}", "起止时间用一字线“—”或“至”连接。")


RULE = Rule(
    "number-range",
    "数值范围",
    f"{NUMBERS} 5.1.4；{PUNCTUATION} 4.13",
    find,
    about="数值范围前一个数漏了百分号或“万”，或用了短横线。",
    example="满意度由63-68%提高。",
    severities=(Severity.WARNING,),
)
