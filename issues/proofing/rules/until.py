"""截止、截至: 截至 goes before a time, 截止 ends something and takes no time after it but with 到.

Source: practice (《现代汉语词典》).
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning

_BEFORE_TIME = re.compile(
    r"(?<!报名)(?<!申报)(?<!征稿)(?<!投稿)截止(?:至|于)?(?=[0-9]{1,4}[年月日]|[〇一二三四五六七八九十]{1,4}[年月日]|目前|当前|现在|今日|今年|去年|上年|"
    r"昨[日天]|当[日天]|本[月周年季]|上[月周半]|年底|年末|月底|发稿|发稿时|记者|活动结束|\s?[0-9]{1,2}时)"
)
_AFTER_TIME = re.compile(
    r"(?:[日底时分末]|月初|周[一二三四五六日])(截至)(?=[。，；）])|(?:报名|申报|征集|投稿|投票)(截至)(?=时间|日期|[。，；])"
)


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for found in _BEFORE_TIME.finditer(text):
        yield warning(found.start(), found.end(), "截至", "后面是时间，应用“截至”。")
    for found in _AFTER_TIME.finditer(text):
        start, end = found.span(1) if found[1] else found.span(2)
        yield warning(start, end, "截止", "表示到期停止，应用“截止”。")


RULE = Rule(
    "until",
    "截止、截至",
    PRACTICE,
    find,
    about="“截至”后面写时间，“截止”表示到此为止，两个词用错。",
    example="截止6月底，建成驿站126个。",
    severities=(Severity.WARNING,),
)
