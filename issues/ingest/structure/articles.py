"""Blocks to sections and articles: every block is taken for something, then written into the manuscript."""

import re
from collections.abc import Sequence
from dataclasses import replace

from issues.ingest.manuscript import Manuscript, ManuscriptArticle, ManuscriptSection
from issues.ingest.structure import bylines
from issues.ingest.structure.blocks import Block
from issues.ingest.structure.contents import Contents, section_name, strip_marks
from issues.ingest.structure.geometry import Geometry
from issues.ingest.structure.headings import absorb_subtitles, marked_run_in, tag_titles
from issues.ingest.structure.items import Item, split_sections
from issues.ingest.structure.known import tag_known
from issues.ingest.structure.lines import CJK, SPACES, unspaced, without_digit_spaces, without_number_spaces
from issues.ingest.structure.sections import tag_certain, tag_note_bodies, tag_sections
from issues.ingest.structure.titles import NOTE, body_indent, look_at, split_known


def assemble(
    blocks: Sequence[Block], contents: Contents | None, geometry: Geometry, manuscript: Manuscript
) -> None:
    """Fill in the manuscript's sections, articles and editor's note."""
    indent = body_indent(blocks)
    items = [Item(block, look_at(block, geometry.measure, indent)) for block in blocks]
    digit_spaces = _has_digit_spaces(blocks)
    _join_halved_headings(items)
    tag_certain(items)
    tag_note_bodies(items, digit_spaces)
    trusted = contents is not None and tag_known(items, contents, manuscript)
    if not any(item.kind == "section" for item in items):
        tag_sections(items, digit_spaces)
    for section in split_sections(items):
        tag_titles(section, trusted, digit_spaces)
        absorb_subtitles(section)
    _Builder(manuscript, digit_spaces).build(items)


def _join_halved_headings(items: list[Item]) -> None:
    """A title broken after its comma: the first half is a heading too, though it ends in ，."""
    for item, following in zip(items, items[1:], strict=False):
        halved = item.text.endswith("，") and len(item.block.lines) == 1 and len(item.text) <= 24
        if halved and following.look.heading and not following.look.ordinal:
            item.look = replace(item.look, heading=True)


def _has_digit_spaces(blocks: Sequence[Block]) -> bool:
    """Whether this text layer puts a space between Han and digits."""
    spaced = plain = 0
    for block in blocks[:2000]:
        spaced += len(re.findall(rf"[{CJK}] \d|\d [{CJK}]", block.text))
        plain += len(re.findall(rf"[{CJK}]\d|\d[{CJK}]", block.text))
    return spaced >= 3 and spaced >= 0.2 * (spaced + plain)


class _Builder:
    """Writes tagged items into the manuscript, one after the other."""

    def __init__(self, manuscript: Manuscript, digit_spaces: bool) -> None:
        self.manuscript = manuscript
        self.digit_spaces = digit_spaces
        self.section: ManuscriptSection | None = None
        self.article: ManuscriptArticle | None = None
        self.notes: list[str] = []
        self.in_note = False

    def build(self, items: list[Item]) -> None:
        for index, item in enumerate(items):
            getattr(self, "_take_" + item.kind.replace("-", "_"))(item, items, index)
        for section in self.manuscript.sections:
            for article in section.articles:
                self._finish(article)
        self.manuscript.editors_note = "\n".join(self.notes) or None

    def _open_article(self, title: str | None, line: int) -> None:
        if self.section is None:
            self.section = ManuscriptSection(None)
            self.manuscript.sections.append(self.section)
        self.article = ManuscriptArticle(title=title, line=line)
        self.section.articles.append(self.article)
        self.in_note = False

    def _take_section(self, item: Item, items: list[Item], index: int) -> None:
        name = section_name(item.text) or strip_marks(item.text).strip(SPACES + "◎●■◆★※▍【】")
        self.section = ManuscriptSection(unspaced(name))
        self.manuscript.sections.append(self.section)
        self.article, self.in_note = None, False

    def _take_title(self, item: Item, items: list[Item], index: int) -> None:
        self._open_article(
            clean_title(strip_marks(item.text, item.nth), self.digit_spaces), item.block.number
        )

    def _take_more_title(self, item: Item, items: list[Item], index: int) -> None:
        if self.article is None:
            return self._take_title(item, items, index)
        self.article.title = clean_title((self.article.title or "") + item.text, self.digit_spaces)
        return None

    def _take_run_in(self, item: Item, items: list[Item], index: int) -> None:
        run_in = split_known(item.text, item.title_key) or marked_run_in(item, self.digit_spaces)
        if run_in is None:
            self._open_article(None, item.block.number)
            return self._take_paragraph(item, items, index)
        self._open_article(clean_title(run_in.title, self.digit_spaces), item.block.number)
        if not run_in.strong:
            self.manuscript.doubt(
                "assumed-title",
                item.block.number,
                f"标题与正文之间只有一个空格，按“{self.article.title}”断开，请核对。",
            )
        self.article.add(without_digit_spaces(run_in.body), item.block.number)
        return None

    def _take_note(self, item: Item, items: list[Item], index: int) -> None:
        text = without_digit_spaces(item.text[NOTE.match(item.text).end() :])
        if text:
            self.notes.append(text)
        inside = self.article is not None and not self.article.paragraphs
        self.in_note = not inside or not text

    def _take_note_body(self, item: Item, items: list[Item], index: int) -> None:
        self.notes.append(without_digit_spaces(item.text))
        self.in_note = False

    def _take_byline(self, item: Item, items: list[Item], index: int) -> None:
        if self.article is None or item.byline is None:
            return self._take_paragraph(item, items, index)
        credit(self.article, item.byline)
        return None

    def _take_paragraph(self, item: Item, items: list[Item], index: int) -> None:
        text = without_digit_spaces(item.text)
        if self.in_note and (self.article is None or not self.notes):
            self.notes.append(text)
            self.in_note = self.article is None
            return
        if self.article is None:
            self._open_article(None, item.block.number)
            self.manuscript.doubt("missing-title", item.block.number, "这一篇没有认出标题，请补上。")
        self.article.add(text, item.block.number)

    def _finish(self, article: ManuscriptArticle) -> None:
        if article.title is not None and not article.paragraphs:
            self.manuscript.doubt("empty-article", article.line, f"“{article.title}”下面没有正文，请核对。")
        if not article.paragraphs:
            return
        found = bylines.split_tail(article.paragraphs[-1])
        if found is None:
            return
        body, byline = found
        credit(article, byline)
        if body:
            article.paragraphs[-1] = body
        else:
            article.paragraphs.pop()
            article.paragraph_lines.pop()


def credit(article: ManuscriptArticle, byline: bylines.Byline) -> None:
    """Add a byline's people and source to an article's."""
    article.credits.extend(byline.credits)
    article.source = article.source or byline.source
    article.source_detail = article.source_detail or byline.source_detail


def clean_title(text: str, digit_spaces: bool) -> str:
    """A title without list mark or number, letter-spacing undone, its subtitle's dash in one form.

    A blank before or after a digit goes only where the text layer puts it there; else it parts two phrases.
    """
    text = strip_marks(text)
    text = unspaced(without_digit_spaces(text) if digit_spaces else without_number_spaces(text))
    return re.sub(r"[ \u3000]*(?:——|--|──)[ \u3000]*", "——", text)
