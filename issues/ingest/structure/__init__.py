"""Printed lines -> Manuscript. The order: head, tail, contents, then the body by its geometry."""

import re
from collections.abc import Sequence

from issues.ingest.errors import IngestRefused
from issues.ingest.manuscript import Manuscript
from issues.ingest.structure.articles import assemble
from issues.ingest.structure.blocks import own_line_titles, to_blocks
from issues.ingest.structure.contents import HEADING, Contents, find_titles, read_contents, section_name
from issues.ingest.structure.footer import Footer, read_footer
from issues.ingest.structure.geometry import UNWRAPPED, measures
from issues.ingest.structure.lines import RULE, Line, to_lines
from issues.ingest.structure.masthead import Masthead, read_masthead
from issues.ingest.structure.reading import Anchors
from issues.ingest.structure.titles import NOTE

# Lines in which 本期要目 may follow the masthead: a 编者按 of several paragraphs stands between them.
_HEAD_LINES = 60
# What stands beside a QR code over the 版记.
SCAN = re.compile(r"[（(]?扫(?:码|一扫)[^，。；！]{0,14}[）)]?")


def recover(raw_lines: Sequence[str], wrapped: bool | None = None) -> Manuscript:
    """Recover a bulletin's structure from its printed lines; raises IngestRefused when there is no body at all.

    `wrapped` False: every line is known to be a whole paragraph, as in a Word file.
    """
    lines = to_lines(raw_lines)
    if not lines:
        raise IngestRefused("文件里没有文字。")
    manuscript = Manuscript()
    broken = next((line for line in lines if "\ufffd" in line.text), None)
    if broken is not None:
        manuscript.doubt(
            "undecodable", broken.number, "有些字无法按文件的编码读出，已用“\ufffd”代替，请对照原件补上。"
        )
    footer = read_footer(lines)
    stop = _head_stop(lines)
    head = read_masthead(lines[: footer.begin], stop)
    contents = _find_contents(lines[: footer.begin], head.end)
    begin = _skip_remarks(manuscript, lines, head.end, contents)
    body = [
        line
        for index, line in enumerate(lines[: footer.begin])
        if index >= begin
        and not (contents and contents.begin <= index < contents.end)
        and not RULE.fullmatch(line.text)
    ]
    while body and SCAN.fullmatch(body[-1].text):
        body.pop()
    _take_head(manuscript, head, lines[0])
    _take_footer(manuscript, footer, lines)
    if body:
        alone = frozenset(line.number for line in body if section_name(line.text) is not None)
        heads, tails, broken = find_titles(contents, body) if contents else (frozenset(),) * 3
        blocks, geometry = to_blocks(
            body,
            [UNWRAPPED] if wrapped is False else measures(body),
            Anchors(alone, heads, tails | (own_line_titles(body) - broken)),
        )
        assemble(blocks, contents, geometry, manuscript)
    if not manuscript.articles:
        manuscript.doubt("no-articles", lines[0].number, "没有认出任何稿件。请确认选对了文件。")
    return manuscript


def _head_stop(lines: Sequence[Line]) -> int:
    """Index of the first line that ends a masthead whatever it holds."""
    for index, line in enumerate(lines[:30]):
        if HEADING.fullmatch(line.text) or NOTE.match(line.text):
            return index
        if section_name(line.text) is not None and not _is_notice(line.text):
            return index
    return min(30, len(lines))


def _is_notice(text: str) -> bool:
    return "内部" in text or "密" in text


def _find_contents(lines: Sequence[Line], begin: int) -> Contents | None:
    for index in range(begin, min(begin + _HEAD_LINES, len(lines))):
        if HEADING.fullmatch(lines[index].text):
            return read_contents(lines, index)
        if section_name(lines[index].text) is not None:
            break
    return None


def _skip_remarks(
    manuscript: Manuscript, lines: Sequence[Line], begin: int, contents: Contents | None
) -> int:
    """Index from which the body is looked for: remarks between the masthead and 本期要目 are no article.

    They say something of this printing (更正说明, 补拟说明); 编者按 is none of them.
    """
    end = begin
    while contents is not None and end < contents.begin and not NOTE.match(lines[end].text):
        end += 1
    said = [line.text for line in lines[begin:end] if not RULE.fullmatch(line.text)]
    if said:
        shown = said[0] if len(said[0]) <= 40 else f"{said[0][:40]}…"
        manuscript.doubt(
            "remark-left-out",
            lines[begin].number,
            f"报头与要目之间的说明没有读入：“{shown}”，需要的话请补上。",
        )
    return end


def _take_head(manuscript: Manuscript, head: Masthead, first: Line) -> None:
    manuscript.publication = head.publication
    manuscript.number = head.number
    manuscript.supplement = head.supplement
    manuscript.total_number = head.total_number
    manuscript.year = head.year
    manuscript.date = head.date
    manuscript.issuer = head.issuer
    manuscript.notice = head.notice
    manuscript.document_code = head.document_code
    manuscript.staff.extend(head.staff)
    if not head.found:
        manuscript.doubt("missing-masthead", first.number, "没有认出报头：刊名、期数、编印单位和日期请补填。")
        return
    missing = {
        "missing-publication": (head.publication, "报头里没有认出刊名。"),
        "missing-number": (
            head.number or head.supplement or head.unnumbered_supplement,
            "报头里没有认出期数。",
        ),
        "missing-date": (head.date, "报头里没有认出完整的日期。"),
        "missing-issuer": (head.issuer, "报头里没有认出编印单位。"),
    }
    for code, (value, message) in missing.items():
        if value is None:
            manuscript.doubt(code, first.number, message)
    if head.bad_date is not None:
        manuscript.doubt("bad-date", head.bad_date.number, f"“{head.bad_date.text}”里的日期不存在，未采用。")
    if head.unnumbered_supplement is not None:
        manuscript.supplement, manuscript.unnumbered_supplement = 1, True
        manuscript.doubt(
            "unnumbered-supplement",
            head.unnumbered_supplement.number,
            "这是增刊，但没有写第几期，暂按增刊第1期，请核对。",
        )


def _take_footer(manuscript: Manuscript, footer: Footer, lines: Sequence[Line]) -> None:
    manuscript.distribution = footer.distribution
    manuscript.staff.extend(footer.staff)
    manuscript.copies = footer.copies
    if footer.begin == len(lines):
        manuscript.doubt("missing-footer", lines[-1].number, "没有认出报尾（报、送、发的单位）。")
    if footer.missing_label is not None:
        manuscript.doubt(
            "missing-report-label",
            footer.missing_label.number,
            f"报尾这一行开头残缺，缺“报：”及其后的字，按报的单位收录，未作补全：“{footer.missing_label.text}”。",
        )
    if manuscript.date is None and footer.printed_on is not None:
        manuscript.date = footer.printed_on
        manuscript.doubt("date-from-footer", lines[footer.begin].number, "报头没有日期，采用报尾的印发日期。")
    if manuscript.issuer is None and footer.printed_by is not None:
        manuscript.issuer = footer.printed_by
        manuscript.doubt(
            "issuer-from-footer", lines[footer.begin].number, "报头没有编印单位，采用报尾的印发机关。"
        )
    if manuscript.year is None and manuscript.date is not None:
        manuscript.year = manuscript.date.year
