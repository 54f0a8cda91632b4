"""发文字号: 〔2021〕3号, with hexagonal brackets, the whole year, no 第 and no zero before.

Source: GB/T 9704—2012, 7.2.5.
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import HAN
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import Hit, Rule, error, warning

_NUMBER = re.compile(
    rf"(?<=[{HAN}（《])[ ]?([\[【（(〔［{{〈])[ ]?([0-9]{{4}}|[0-9]{{2}})[ ]?(年?)[ ]?([\]】）)〕］}}〉])[ ]?(第?)[ ]?([0-9]{{1,5}})[ ]?号"
)
_NO_BRACKETS = re.compile(rf"(?<=[{HAN}][发办函字])((?:19|20)[0-9]{{2}})[-－—年 ]第?0*([0-9]{{1,4}})号")
_ISSUERS = "发办函字文通告电令党政工组宣总综委纪复规号审经法女"


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for found in _NUMBER.finditer(text):
        opening, year, nian, closing, ordinal, digits = found.groups()
        before = text[found.start() - 1]
        if opening in "（(" and before not in _ISSUERS:
            continue
        full = year if len(year) == 4 else ("20" if int(year) < 50 else "19") + year
        if not 1949 <= int(full) <= 2099:
            continue
        right = f"〔{full}〕{int(digits)}号"
        written = found[0]
        if written == right:
            continue
        make = error if opening not in "（(" else warning
        problems = []
        if opening != "〔" or closing != "〕":
            problems.append("年份用六角括号“〔〕”")
        if len(year) == 2 or nian:
            problems.append("年份写四位、不带“年”")
        if ordinal:
            problems.append("不加“第”")
        if digits.startswith("0"):
            problems.append("序号前不加零")
        yield make(
            found.start(), found.end(), right, f"发文字号写作“{right}”：{'，'.join(problems) or '不加空格'}。"
        )
    for found in _NO_BRACKETS.finditer(text):
        right = f"〔{found[1]}〕{int(found[2])}号"
        yield warning(found.start(), found.end(), right, f"发文字号写作“{right}”。")


RULE = Rule(
    "document-number",
    "发文字号",
    "GB/T 9704—2012 7.2.5",
    find,
    is_neutral=True,
    about="发文字号用六角括号、写全年份，不写“第”，序号前不加零。",
    example="根据云工发[2021]第03号文件要求。",
    severities=(
        Severity.ERROR,
        Severity.WARNING,
    ),
)
