"""标题: a title does not end in 。.

Source: GB/T 9704—2012, 7.3.1 and practice. In plain text the title is the first line, short, before a longer one.
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import Hit, Rule, warning

# A sentence of fewer characters may well be a paragraph.
_SHORTEST, _LONGEST, _BODY = 10, 45, 30
# How a piece of news begins: what stands on the line above is its title.
_NEWS = re.compile("本[刊报网台]讯|[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}年|近日|日前")
_KINDS = (
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "意见",
    "方案",
    "办法",
    "函",
    "纪要",
    "讲话",
    "简报",
    "总结",
    "倡议书",
)


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text, paragraphs = passage.text, passage.paragraphs
    if len(paragraphs) < 2:
        return
    start, end = paragraphs[0]
    title = text[start:end]
    if not title.endswith("。") or len(title) > _LONGEST or title.count("。") > 1:
        return
    if any(mark in title for mark in "；：！？") and not title.startswith("关于"):
        return
    follows = text[paragraphs[1].start : paragraphs[1].end]
    is_kind = title.startswith("关于") and title[:-1].endswith(_KINDS)
    is_longer = len(follows) >= max(len(title) + 1, _BODY)
    is_before_body = (
        len(title) >= _SHORTEST
        and (is_longer or _NEWS.match(follows) is not None)
        and follows.endswith(("。", "：", "）"))
        and "，" not in title
        and (title.count("“") == title.count("”") and not title.startswith("“"))
    )
    if is_kind or (is_before_body and not title.startswith(("同志", "各位"))):
        yield warning(end - 1, end, "", "标题末尾不用句号。")


RULE = Rule(
    "title-stop",
    "标题标点",
    "GB/T 9704—2012 7.3.1；惯例",
    find,
    about="标题末尾用了句号。",
    example="关于召开工作会议的通知。\n各县总工会：经研究，定于3月20日召开工作会议，请按时参加。",
    severities=(Severity.WARNING,),
)
