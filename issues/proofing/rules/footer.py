"""报送发: a 报, 送 or 发 line without its 。 or without its label.

Source: GB/T 9704—2012, 7.4.3 (抄送 closes with 。) and practice.
"""

import re
from collections.abc import Iterator

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import Hit, Rule, warning

_LABEL = re.compile("(?:抄报|报送|抄送|主送|发送|下发|报|送|发)[ \u3000]{0,4}[：:]")
_OTHER = re.compile(
    "责任编辑|编辑[：:]|审核|签发|共印|印发|主办|编印|电话|联系|[（(]共|本期增发|[—─-]{2}|[0-9]{4}年"
)
_RECIPIENT = re.compile(
    "(?:办公室|办公厅|办|厅|局|会|委|府|部|处|单位|领导|公司|院|中心|组织|政协|人大|工会|小组|机关|企业)$"
)
_PARTS = re.compile("[，、；,。]")


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text, paragraphs = passage.text, passage.paragraphs
    labelled = [at for at, span in enumerate(paragraphs) if _LABEL.match(text, span.start)]
    if not labelled:
        return
    for at in labelled:
        last = at
        while last + 1 < len(paragraphs) and last - at < 8:
            start, end = paragraphs[last + 1]
            if _LABEL.match(text, start) or _OTHER.search(text, start, min(end, start + 60)):
                break
            if not text[start:end].endswith(("。", "，", "、", "；")) and end - start > 60:
                break
            before = text[paragraphs[last].end - 1]
            if before == "。":
                break
            apart = "\n\n" in text[paragraphs[last].end : start]
            if apart and before not in "，、；" and not text[start:end].endswith("。"):
                break
            last += 1
        start, end = paragraphs[last]
        if text[end - 1] not in "。）)" and end - start < 400:
            yield warning(end - 1, end, text[end - 1].rstrip("，、；.") + "。", "报、送、发一栏末尾用句号。")
    yield from _missing_label(passage, labelled[0])


def _missing_label(passage: Passage, first: int) -> Iterator[Hit]:
    """A line of recipients right before 送： that says neither 报 nor 送."""
    text, paragraphs = passage.text, passage.paragraphs
    label = _LABEL.match(text, paragraphs[first].start)[0]
    if first == 0 or "送" not in label:
        return
    start, end = paragraphs[first - 1]
    line = text[start:end]
    if line.startswith(("_", "─", "—")):
        return
    parts = [part for part in _PARTS.split(line) if part.strip()]
    if first >= 2 and text[paragraphs[first - 2].end - 1] in "，、；":
        return  # goes on from the line above
    # One without its 。 as well is one only where two lines follow that say what they are.
    is_row = (
        line.endswith("。") or first + 1 < len(paragraphs) and _LABEL.match(text, paragraphs[first + 1].start)
    )
    if len(parts) >= 2 and is_row and all(_RECIPIENT.search(part.strip()) for part in parts):
        yield warning(start, start + 1, None, "这一行收件单位缺标签，似应以“报：”起头。")


RULE = Rule(
    "distribution-line",
    "报送发",
    "GB/T 9704—2012 7.4.3；惯例",
    find,
    about="报、送、发一栏末尾没有句号，或缺了“报”“送”的标签。",
    example="报：省总工会，市委\n送：市直各单位。",
    severities=(Severity.WARNING,),
)
