"""要目与正文标题: a title that is not the same in the contents and above its article.

Source: practice.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage, Span
from issues.proofing.rule import PRACTICE, Hit, Rule, warning

_HEADING = re.compile("[ \u3000【]*(?:本期)?(?:要目|目录|导读|目[ \u3000]{1,6}录)[ \u3000】：:]*$")
_MARK = re.compile(
    r"[ \u3000※■◆●★·▲□○◇◎>\-]*(?:[0-9]{1,2}[.、．]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)?[ \u3000]*"
)
_PAGE = re.compile(r"(?:[ \u3000.…·—]{2,20}|[（(])[0-9]{1,3}[）)]?$|[.…·]{2}$")
_MOST = 60
_LONGEST = 80


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text, paragraphs = passage.text, passage.paragraphs
    heading = next(
        (
            at
            for at, span in enumerate(paragraphs[:40])
            if _HEADING.match(text[span.start : min(span.end, span.start + 30)])
        ),
        None,
    )
    if heading is None:
        return
    entries: list[str] = []
    at, has_marks = heading + 1, False
    while at < len(paragraphs) and len(entries) < _MOST:
        span = paragraphs[at]
        line = text[span.start : span.end]
        if len(line) > _LONGEST or line.endswith("。"):
            break
        if entries and not line.startswith("【"):
            is_marked = bool(_MARK.match(line).end())
            gap = text[paragraphs[at - 1].end : span.start].count("\n")
            if (has_marks and not is_marked) or (gap > 1 and not is_marked):
                break
        entry = bare(line)
        if not entries:
            has_marks = bool(_MARK.match(line).end())
        if entry and not line.startswith("【"):
            if entry in entries:
                break  # the body has begun
            entries.append(entry)
        at += 1
    body = [span for span in paragraphs[at:][:4000] if span.end - span.start <= _LONGEST]
    titles = [(span, bare(text[span.start : span.end])) for span in body]
    standing = [title for _, title in titles]
    for entry in entries:
        if standing.count(entry) + sum(title == entry for title in entries) >= 2 or len(entry) < 6:
            continue
        found = _nearest(entry, titles, entries)
        if found is not None:
            span, title = found
            yield warning(span.start, span.end, entry, f"与要目中的标题不一致，要目作“{entry}”。")


def bare(line: str) -> str:
    """A title without its mark and its page number."""
    line = (
        line[_MARK.match(line).end() :].rstrip("0123456789 \u3000.…·（()）-—")
        if _PAGE.search(line)
        else line[_MARK.match(line).end() :]
    )
    return line.replace(" ", "").replace("\u3000", "")


def _nearest(entry: str, titles: list[tuple[Span, str]], entries: list[str]) -> tuple[Span, str] | None:
    best, best_ratio = None, 0.72
    for span, title in titles:
        if not title or title == entry or title in entries or abs(len(title) - len(entry)) > 8:
            continue
        if (
            entry.startswith(title)
            or title.startswith(entry)
            or entry.endswith(title)
            or title.endswith(entry)
        ):
            continue
        if (
            title.endswith("。")
            or title.startswith("第")
            and "页" in title
            or not (set(entry[:4]) & set(title[:6]))
        ):
            continue
        ratio = SequenceMatcher(None, entry, title, autojunk=False).ratio()
        if ratio > best_ratio:
            best, best_ratio = (span, title), ratio
    return best


RULE = Rule(
    "contents-title",
    "要目与标题",
    PRACTICE,
    find,
    about="要目里的标题与正文里的标题不一样。",
    example="本期要目\n※ 望江区启动“冬送温暖”行动\n\n望江区启动“冬送清凉”行动\n1月20日，望江区举行仪式。",
    severities=(Severity.WARNING,),
)
