"""标点重复: two stops where one belongs.

Source: GB/T 15834—2011, 4.1 to 4.6: one of 。，、；： ends a clause or a sentence; only ！ and ？ may stand up to
three times. A stop after a closing quote that holds the sentence's own (。”。) is practice, as is ！！.
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PUNCTUATION, Hit, Rule, error, info, warning

_RUN = re.compile(r"[，。、；：][，。、；：,;:]+")
_AFTER_QUOTE = re.compile(r"([。！？])([”』」])([。，；])")
_LOUD = re.compile(r"！{2,}|？{2,}|[！？]{4,}")
_LOUD_THEN_STOP = re.compile(r"(?<![“‘《（])([！？])[。，、；：]")
_BEFORE_CLOSING = re.compile(r"[，、；：][。！？]?(?=[）》〉】〕])|(?<=[（《〈【〔])[，。、；：]")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for run in _RUN.finditer(text):
        marks = set(run[0])
        if marks == {"。"} and len(run[0]) >= 3:
            continue  # an ellipsis: the rule of dashes
        if len(marks) == 1:
            yield error(run.start(), run.end(), run[0][0], f"“{run[0][0]}”重复，应删去多余的。")
        else:
            at_end = run.end() >= passage.paragraph_at(run.start()).end
            keep = "。" if at_end and "。" in marks else run[0][-1]
            keep = {",": "，", ";": "；", ":": "："}.get(keep, keep)
            yield error(run.start(), run.end(), keep, "两个标点连用，应只留一个。")
    for found in _AFTER_QUOTE.finditer(text):
        inside, quote, after = found[1], found[2], found[3]
        if inside == "。":
            yield warning(
                found.start(), found.end(), inside + quote, f"引号内已有“{inside}”，引号外的“{after}”多余。"
            )
        elif after == "。":
            # What somebody says after a colon is a sentence of its own; else the quote is part of one.
            opening = text.rfind("“", max(found.start() - 300, 0), found.start())
            make = warning if opening > 0 and text[opening - 1] == "：" else info
            yield make(
                found.start(), found.end(), inside + quote, f"引号内已有“{inside}”，引号外的“。”可删。"
            )
    for found in _LOUD_THEN_STOP.finditer(text):
        yield warning(found.start(), found.end(), found[1], "叹号、问号后面不再用别的标点。")
    for run in _LOUD.finditer(text):
        if len(run[0]) > 3:
            yield error(run.start(), run.end(), run[0][:1], "叹号、问号叠用不超过三个。")
        else:
            yield warning(run.start(), run.end(), run[0][:1], "公文中叹号、问号不叠用。")
    for found in _BEFORE_CLOSING.finditer(text):
        yield warning(found.start(), found.end(), "", "括号、书名号的边上不应有这个标点。")


RULE = Rule(
    "repeated-punctuation",
    "标点重复",
    f"{PUNCTUATION} 4.1—4.6",
    find,
    is_neutral=True,
    about="标点重复，或两个不能连用的标点连在一起。",
    example="现场气氛热烈。。（市总工会）",
    severities=(
        Severity.ERROR,
        Severity.WARNING,
        Severity.INFO,
    ),
)
