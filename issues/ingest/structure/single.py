"""Printed lines -> one article: its title, its byline, and all else as its body.

A correspondent's file has neither masthead nor footer, and its sub-headings must not become titles.
"""

import re
from collections.abc import Sequence

from issues.ingest.errors import IngestRefused
from issues.ingest.manuscript import Doubt, ManuscriptArticle
from issues.ingest.structure import bylines
from issues.ingest.structure.articles import clean_title, credit
from issues.ingest.structure.blocks import Block, own_line_titles, to_blocks
from issues.ingest.structure.contents import section_name
from issues.ingest.structure.geometry import UNWRAPPED, measures
from issues.ingest.structure.lines import RULE, to_lines, without_digit_spaces
from issues.ingest.structure.reading import Anchors
from issues.ingest.structure.titles import SUBTITLE, Look, body_indent, find_run_in, look_at

_LABEL = re.compile(r"^(?:标题|题目|题)[ \u3000]*[：:][ \u3000]*")
_CONTACT = re.compile(
    r"^(?:联系人|联系电话|联系方式|电话|手机|邮箱|电子邮箱|审核人?|审签|核稿|签发人?|校对|责任编辑|编辑|地址|邮编)[ \u3000]*[：:]"
)
_DATE_LINE = re.compile(r"^[（(]?[〇一二三四五六七八九零\d]{4}[年./-].{1,8}[）)]?$")
_END_LINES = 4  # how far from its end an article's byline may stand: a date and a telephone follow it


def recover_article(
    raw_lines: Sequence[str], wrapped: bool | None = None
) -> tuple[ManuscriptArticle, list[Doubt]]:
    """The article and what is uncertain about it; raises IngestRefused where there is no text at all."""
    lines = [line for line in to_lines(raw_lines) if not RULE.fullmatch(line.text)]
    if not lines:
        raise IngestRefused("文件里没有文字。")
    geometries = [UNWRAPPED] if wrapped is False else measures(lines)
    blocks, geometry = to_blocks(lines, geometries, Anchors(tails=own_line_titles(lines)))
    indent = body_indent(blocks)
    looks = [look_at(block, geometry.measure, indent) for block in blocks]
    digit_spaces = any(re.search(r"[\u4e00-\u9fff] \d|\d [\u4e00-\u9fff]", line.text) for line in lines)
    article, doubts = ManuscriptArticle(line=lines[0].number), []
    begin = 0
    if len(blocks) > 1 and section_name(blocks[0].text) is not None:
        doubts.append(
            Doubt("section-left-out", blocks[0].number, f"开头的“{blocks[0].text}”像栏目名，没有收进稿件。")
        )
        begin = 1
    begin = _take_title(article, doubts, blocks, looks, begin, digit_spaces)
    body = list(blocks[begin:])
    _take_end(article, doubts, body)
    for block in body:
        text = without_digit_spaces(block.text)
        if text:
            article.add(text, block.number)
    if not article.paragraphs:
        doubts.append(Doubt("empty-article", article.line, "没有认出正文，请补上。"))
    broken = next((line for line in lines if "\ufffd" in line.text), None)
    if broken is not None:
        doubts.append(
            Doubt("undecodable", broken.number, "有些字读不出来，已用“\ufffd”代替，请对照原件补上。")
        )
    return article, doubts


def _take_title(
    article: ManuscriptArticle,
    doubts: list[Doubt],
    blocks: Sequence[Block],
    looks: Sequence[Look],
    begin: int,
    digit_spaces: bool,
) -> int:
    """Fill in the title and a byline right under it; the index of the first block of the body is returned."""
    first, look = blocks[begin], looks[begin]
    labelled = _LABEL.match(first.text)
    alone = begin + 1 == len(blocks)
    if labelled or (look.heading and not alone and not (look.ordinal and look.place == "body")):
        title = first.text[labelled.end() :] if labelled else first.text
        at = begin + 1
        while at < min(begin + 4, len(blocks)) and _goes_on(blocks[at], looks[at], look):
            title += blocks[at].text
            at += 1
        article.title = clean_title(title, digit_spaces)
        while at < min(begin + 6, len(blocks) - 1):
            byline = bylines.parse_line(blocks[at].text) or bylines.parse_bare_line(blocks[at].text)
            if byline is None:
                break
            credit(article, byline)
            at += 1
        return at
    run_in = find_run_in(first.text, digit_spaces, opens=True)
    if run_in is not None and first.text.count("。"):
        article.title = clean_title(run_in.title, digit_spaces)
        article.add(without_digit_spaces(run_in.body), first.number)
        doubts.append(
            Doubt(
                "assumed-title",
                first.number,
                f"标题与正文之间只有一个空格，按“{article.title}”断开，请核对。",
            )
        )
        return begin + 1
    doubts.append(Doubt("missing-title", first.number, "没有认出标题，请补上。"))
    return begin


def _goes_on(block: Block, look: Look, first: Look) -> bool:
    """Whether a block under a title's first line belongs to the title: its subtitle, or its second centred line."""
    if SUBTITLE.match(block.text):
        return look.heading
    if bylines.parse_line(block.text) or bylines.parse_bare_line(block.text) or _DATE_LINE.match(block.text):
        return False
    return look.heading and not look.ordinal and first.place == look.place == "centre"


def _take_end(article: ManuscriptArticle, doubts: list[Doubt], body: list[Block]) -> None:
    """Take the byline off the end of the body, past a date or a telephone number that may follow it."""
    for back in range(1, min(_END_LINES, len(body)) + 1):
        block = body[-back]
        byline = bylines.parse_line(block.text)
        if byline is None and back < len(body):
            byline = bylines.parse_bare_line(block.text)
        if byline is not None:
            credit(article, byline)
            del body[-back]
            break
        found = bylines.split_tail(block.text)
        if found is not None:
            credit(article, found[1])
            line = block.lines[0]
            body[-back] = Block((line,), found[0])
            break
        if not (_CONTACT.match(block.text) or _DATE_LINE.match(block.text)):
            break
    for block in body[-_END_LINES:]:
        if _CONTACT.match(block.text) or _DATE_LINE.match(block.text):
            doubts.append(
                Doubt(
                    "not-for-print",
                    block.number,
                    f"“{block.text[:20]}”像联系方式或落款日期，不必印出的请删去。",
                )
            )
