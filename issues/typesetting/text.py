"""Plain text for mail and messaging: the whole issue, and a 简讯 digest of a line or two for each article."""

import re
from collections.abc import Iterable, Iterator

from issues.edition.content import (
    Article,
    Block,
    Cell,
    EditionContent,
    Heading,
    Image,
    ListBlock,
    ListItem,
    Paragraph,
    Quote,
    Rule,
    Run,
    Section,
    Table,
    plain_text,
    runs_text,
)

_INDENT = "　　"
_RULE = "─" * 28
_SHORT_RULE = "─" * 8
_BETWEEN_CELLS = " | "
_SENTENCE = re.compile(r".*?[。！？!?](?:[”’」』）)]+)?", re.DOTALL)
# A first sentence longer than this is cut: a message is read on a phone.
_LONGEST_SENTENCE = 120


def render_text(content: EditionContent) -> str:
    """The whole issue, a paragraph a line, in the order of the page."""
    return "\n".join(_issue(content)).rstrip("\n") + "\n"


def render_digest(content: EditionContent, issue_url: str) -> str:
    """简讯: what is in the issue, each title with its first sentence and where to read on.

    `issue_url` is the issue's full address, ending in a slash.
    """
    lines = [f"《{content.publication}》{content.year_label}"]
    if content.date_label:
        lines[0] += f"（{content.date_label}）"
    for section in content.sections:
        lines += ["", f"【{section.name}】"] if section.name else [""]
        for article in section.articles:
            lines.append(f"{article.n}. {_one_line(article.title)}")
            sentence = first_sentence(article)
            if sentence:
                lines.append(f"{_INDENT}{sentence}")
            # Without an indent: in a narrow bubble that would stand on a line alone.
            lines.append(f"{issue_url}{article.n}/")
    lines += ["", f"全文：{issue_url}"]
    return "\n".join(lines) + "\n"


def first_sentence(article: Article) -> str:
    """The first sentence of the first paragraph that has words; a long one is cut with ……."""
    paragraphs = (block for block in article.blocks if isinstance(block, Paragraph))
    text = next((text for block in paragraphs if (text := _one_line(runs_text(block.runs)))), "")
    text = text or _one_line(plain_text(article.blocks).split("\n")[0])
    found = _SENTENCE.match(text)
    sentence = found[0] if found else text
    return sentence if len(sentence) <= _LONGEST_SENTENCE else f"{sentence[:_LONGEST_SENTENCE]}……"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _issue(content: EditionContent) -> Iterator[str]:
    yield from _masthead(content)
    if content.correction_note:
        yield from ["", "更正说明"]
        yield from _indented(content.correction_note)
    if content.editors_note:
        yield from ["", "编者按"]
        yield from _blocks(content.editors_note)
    yield from ["", "本期要目"]
    for section in content.sections:
        if section.name:
            yield f"【{section.name}】"
        yield from (f"※ {_one_line(article.title)}" for article in section.articles)
    for section in content.sections:
        yield from _section(section)
    closing = list(_closing(content))
    if closing:
        yield from ["", _RULE, *closing, _RULE]


def _masthead(content: EditionContent) -> Iterator[str]:
    code = f"编号：{content.document_code}" if content.document_code else ""
    if content.notice or code:
        yield "　　".join(filter(None, (content.notice, code)))
    yield from (part for part in content.name_parts if part)
    yield content.full_label
    if content.issuer or content.date_label:
        yield "　　".join(filter(None, (content.issuer, content.date_label)))
    yield _RULE
    if content.assumed_note:
        yield content.assumed_note


def _section(section: Section) -> Iterator[str]:
    if section.name:
        yield from ["", f"【{section.name}】"]
    for article in section.articles:
        yield from ["", _one_line(article.title)]
        yield from _blocks(article.text)
        if article.byline:
            yield f"{_INDENT}{article.byline}"
        yield from _blocks(article.photos)


def _closing(content: EditionContent) -> Iterator[str]:
    for group in content.recipients:
        yield f"{group.label}：{'，'.join(group.names)}。"
    if content.staff:
        yield "　".join(f"{line.role}：{line.name}" for line in content.staff)
    if content.has_closing and (content.issuer or content.date):
        yield "　　".join(filter(None, (content.issuer, content.printed_label)))
    if content.copies:
        yield f"（共印{content.copies}份）"


def _blocks(blocks: Iterable[Block], indent: str = _INDENT) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(runs=runs) | Heading(runs=runs):
                yield from _indented(_linked(runs), indent)
            case ListBlock(ordered=ordered, items=items):
                yield from _list(ordered, items, indent)
            case Table():
                yield from _table(block)
            case Image(caption=caption) if caption:
                yield from _indented(caption, indent)
            case Quote(blocks=inner):
                yield from _blocks(inner, indent)
            case Rule():
                yield f"{indent}{_SHORT_RULE}"


def _indented(text: str, indent: str = _INDENT) -> Iterator[str]:
    yield from (f"{indent}{line.strip()}" for line in text.split("\n") if line.strip())


def _linked(runs: Iterable[Run]) -> str:
    """The text, an address behind what it is the link of unless it is shown anyhow."""
    runs = tuple(runs)
    parts = []
    for at, run in enumerate(runs):
        parts.append(run.text)
        ends = at + 1 == len(runs) or runs[at + 1].href != run.href
        if run.href and ends and run.href.removeprefix("mailto:") not in "".join(parts):
            parts.append(f"（{run.href}）")
    return "".join(parts)


def _list(ordered: bool, items: Iterable[ListItem], indent: str) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        mark = f"{number}. " if ordered else "· "
        text = _linked(item.runs).replace("\n", " ")
        if text or not item.blocks:
            yield f"{indent}{mark}{text}"
        yield from _blocks(item.blocks, f"{indent}　")


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"{_INDENT}{_one_line(table.caption)}"
    for row in table.rows:
        yield _BETWEEN_CELLS.join(_cell(cell) for cell in row).rstrip()


def _cell(cell: Cell) -> str:
    return _one_line(" ".join([runs_text(cell.runs), *_blocks(cell.blocks, "")]))
