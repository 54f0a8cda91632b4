"""Blocks to sections and articles: which headings are sections, which are titles, which belong to a body."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from issues.ingest.manuscript import Manuscript, ManuscriptArticle, ManuscriptSection
from issues.ingest.structure import bylines
from issues.ingest.structure.blocks import Block
from issues.ingest.structure.contents import Contents, section_name, strip_marks
from issues.ingest.structure.geometry import Geometry
from issues.ingest.structure.lines import CJK, SPACES, key_of, unspaced, without_digit_spaces
from issues.ingest.structure.titles import (
    NOTE,
    Look,
    RunIn,
    body_indent,
    find_line_end_run_in,
    find_run_in,
    is_quoted,
    look_at,
    split_known,
)

_BARE_SECTION = 8  # characters; a longer line is a title
_SUBTITLE = re.compile(r"^(?:——|--|—|──)")


@dataclass(slots=True)
class Item:
    """A block with what it was taken for."""

    block: Block
    look: Look
    kind: str = ""  # section, title, more-title, run-in, note, byline, paragraph
    byline: bylines.Byline | None = None
    known: bool = False  # the contents name it
    title_key: str = ""  # the title the contents give, where it opens this block

    @property
    def text(self) -> str:
        return self.block.text


def assemble(
    blocks: Sequence[Block], contents: Contents | None, geometry: Geometry, manuscript: Manuscript
) -> None:
    """Fill in the manuscript's sections, articles and editor's note."""
    indent = body_indent(blocks)
    items = [Item(block, look_at(block, geometry.measure, indent)) for block in blocks]
    digit_spaces = _has_digit_spaces(blocks)
    _join_halved_headings(items)
    _tag_certain(items)
    _tag_note_bodies(items, digit_spaces)
    trusted = contents is not None and _tag_known(items, contents, manuscript)
    if not any(item.kind == "section" for item in items):
        _tag_sections(items, contents, digit_spaces)
    for section in _split(items):
        _tag_titles(section, trusted, digit_spaces)
        _absorb_subtitles(section)
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


# --- tags -----------------------------------------------------------------------------------------


def _tag_certain(items: list[Item]) -> None:
    for index, item in enumerate(items):
        if section_name(item.text) is not None and not NOTE.match(item.text):
            item.kind = "section"
        elif NOTE.match(item.text):
            item.kind = "note"
        elif index and len(item.text) <= 90:
            byline = bylines.parse_line(item.text)
            if byline is not None and items[index - 1].kind != "section":
                item.kind, item.byline = "byline", byline
    _tag_marked_sections(items)


def _tag_note_bodies(items: list[Item], digit_spaces: bool) -> None:
    """The paragraphs under an 编者按 that stands on a line of its own, up to the first heading or run-in title."""
    for index, item in enumerate(items):
        label = NOTE.match(item.text)
        if item.kind != "note" or label is None or item.text[label.end() :].strip(SPACES):
            continue
        for step, following in enumerate(items[index + 1 :]):
            opens = following.look.heading or find_run_in(following.text, digit_spaces) is not None
            if following.kind or (step and opens):
                break
            following.kind = "note-body"


def _tag_marked_sections(items: list[Item]) -> None:
    """A mark, or 一、, whose lines stand over other headings marks sections: ◎要闻, ● 简讯, 一、基层动态."""
    if any(item.kind == "section" for item in items):
        return
    free = [item for item in items if not item.kind]
    marks = sorted({item.look.mark for item in free if item.look.mark})
    if free and free[0].look.ordinal == "han" and not free[0].look.mark:
        marks.append("han")
    for mark in marks:
        marked = [
            i for i, item in enumerate(items) if mark in (item.look.mark, item.look.ordinal) and not item.kind
        ]
        short = [index for index in marked if items[index].look.heading and items[index].look.length <= 10]
        if len(short) < len(marked):
            continue
        over = sum(1 for index in short if _next_is_heading(items, index, mark))
        enough = len(marked) >= 2 or (mark != "han" and items[marked[0]].look.length <= _BARE_SECTION)
        if over >= 0.6 * len(marked) and enough:
            for index in marked:
                items[index].kind = "section"
            return


def _next_is_heading(items: list[Item], index: int, mark: str) -> bool:
    if index + 1 >= len(items):
        return False
    following = items[index + 1]
    if following.kind or mark in (following.look.mark, following.look.ordinal):
        return False
    return following.look.heading or find_run_in(following.text, True) is not None


def _tag_known(items: list[Item], contents: Contents, manuscript: Manuscript) -> bool:
    """Tag what the contents name; True when enough was found to trust that nothing else is a title."""
    wanted = Counter(contents.titles)
    wanted_sections = {key_of(name) for name in contents.sections}
    by_head: dict[str, list[str]] = {}
    for key in wanted:
        by_head.setdefault(key[:4], []).append(key)
    found: set[str] = set()
    for index, item in enumerate(items):
        if item.kind in {"section", "note", "byline"}:
            continue
        key = key_of(strip_marks(item.text))
        if key in wanted_sections and item.look.heading:
            item.kind = "section"
            continue
        for title in sorted(by_head.get(key[:4], ()), key=len, reverse=True):
            if key == title:
                item.kind, item.known = "title", True
                found.add(title)
                break
            if key.startswith(title) and (
                len(title) >= 6 or item.text[len(title) : len(title) + 1] in SPACES
            ):
                subtitled = _SUBTITLE.match(key[len(title) :])
                item.kind, item.known = ("title" if item.look.heading and subtitled else "run-in"), True
                item.title_key = title
                found.add(title)
                break
            if title.startswith(key) and item.look.heading and _tag_parts(items, index, key, title):
                found.add(title)
                break
    for title in wanted:
        if title not in found:
            manuscript.doubt(
                "contents-mismatch",
                items[0].block.number,
                f"目录里的“{title}”在正文中没有找到对应的标题，请核对。",
            )
    _tag_sections_in_contents(items)
    return len(found) >= 0.6 * len(wanted) and bool(found)


def _tag_parts(items: list[Item], index: int, key: str, title: str) -> bool:
    """A known title over two or three blocks."""
    whole = key
    for step in (1, 2):
        if index + step >= len(items) or not (items[index + step].look.heading or whole):
            return False
        whole += key_of(items[index + step].text)
        if whole == title:
            items[index].kind, items[index].known = "title", True
            for more in range(1, step + 1):
                items[index + more].kind = "more-title"
            return True
        if not title.startswith(whole):
            return False
    return False


def _tag_sections_in_contents(items: list[Item]) -> None:
    """Bare section names stand in the contents among the titles: in the body a title follows them at once."""
    if any(item.kind == "section" for item in items):
        return
    for index, item in enumerate(items):
        following = _after_notes(items, index)
        if item.kind == "title" and item.known and item.look.length <= 10 and following and following.known:
            item.kind = "section"


def _after_notes(items: list[Item], index: int) -> Item | None:
    """The next item that is no part of an 编者按."""
    for at in range(index + 1, len(items)):
        if items[at].kind not in {"note", "note-body"}:
            return items[at]
    return None


def _tag_sections(items: list[Item], contents: Contents | None, digit_spaces: bool) -> None:
    """Bare short lines over titles, where nothing marks sections."""
    candidates = []
    for index, item in enumerate(items[:-1]):
        if item.kind or not _is_bare_short(item):
            continue
        if (
            index
            and items[index - 1].look.heading
            and not items[index - 1].kind
            and items[index - 1].look.length > _BARE_SECTION
        ):
            continue
        following = _after_notes(items, index)
        if (
            following is None
            or following.kind == "byline"
            or _SUBTITLE.match(following.text)
            or _is_bare_short(following)
        ):
            continue
        if following.kind in {"title", "run-in"} or (
            not following.kind and _starts_article(following, digit_spaces)
        ):
            candidates.append(index)
    # One candidate alone may be a short title, or the first line of one: it then has to be very short.
    if len(candidates) == 1 and items[candidates[0]].look.length > 4 and not items[candidates[0] + 1].known:
        return
    for index in candidates:
        items[index].kind = "section"


def _is_bare_short(item: Item) -> bool:
    look = item.look
    return (
        not item.kind
        and look.heading
        and not look.mark
        and not look.ordinal
        and look.length <= _BARE_SECTION
        and not re.search(r"[，：！？“”《》（）0-9]", item.text)
    )


def _starts_article(item: Item, digit_spaces: bool) -> bool:
    if item.look.heading:
        return item.look.length >= 8 or bool(item.look.mark or item.look.ordinal)
    return find_run_in(item.text, digit_spaces) is not None


def _split(items: list[Item]) -> list[list[Item]]:
    sections: list[list[Item]] = [[]]
    for item in items:
        if item.kind == "section":
            sections.append([])
        else:
            sections[-1].append(item)
    return [section for section in sections if section]


def _tag_titles(section: list[Item], trusted: bool, digit_spaces: bool) -> None:
    """Find the titles of one section, by the way its first article carries its own."""
    known = [item for item in section if item.known]
    if trusted and known:
        _rest_is_body(section)
        return
    marks = _title_marks(section, digit_spaces)
    if marks:
        _tag_marked(section, marks, digit_spaces)
    else:
        first = next((item for item in section if item.kind in {"", "title", "run-in"}), None)
        if first is None:
            return
        if first.look.heading and not first.look.ordinal:
            _tag_own_line(section)
        elif first.look.ordinal and (first.look.heading or find_run_in(first.text, digit_spaces) is not None):
            _tag_numbered(section, first.look.ordinal, digit_spaces)
        elif find_run_in(first.text, digit_spaces) is not None:
            _tag_run_in(section, digit_spaces)
        elif any(
            item.look.heading and not item.look.ordinal and item.look.length >= 9
            for item in section
            if not item.kind
        ):
            _tag_own_line(section)
    _rest_is_body(section)


def _absorb_subtitles(section: list[Item]) -> None:
    for item, following in zip(section, section[1:], strict=False):
        titled = item.kind in {"title", "more-title"}
        if (
            titled
            and following.kind == "paragraph"
            and following.look.heading
            and _SUBTITLE.match(following.text)
        ):
            following.kind = "more-title"


def _rest_is_body(section: list[Item]) -> None:
    for item in section:
        item.kind = item.kind or "paragraph"


def _title_marks(section: list[Item], digit_spaces: bool) -> set[str]:
    """The marks that stand before titles here: most of their blocks are headings or have a title run in."""
    marks = set()
    for mark in {item.look.mark for item in section if item.look.mark and not item.kind}:
        marked = [item for item in section if item.look.mark == mark and not item.kind]
        fits = sum(
            1 for item in marked if item.look.heading or _marked_run_in(item, digit_spaces) is not None
        )
        if fits >= 0.6 * len(marked):
            marks.add(mark)
    first = next((item for item in section if not item.kind), None)
    if first is not None and first.look.heading and not first.look.mark and len(marks) == 1:
        # An unmarked title stands first: the marks below it belong to its body, unless each opens an article.
        following = section[section.index(first) + 1 : section.index(first) + 2]
        if not following or following[0].look.mark not in marks:
            return set()
    return marks


def _tag_marked(section: list[Item], marks: set[str], digit_spaces: bool) -> None:
    open_title = False
    for item in section:
        if item.kind:
            open_title = False
        elif item.look.mark in marks:
            if item.look.heading:
                item.kind, open_title = "title", True
            elif _marked_run_in(item, digit_spaces) is not None:
                item.kind = "run-in"
        elif open_title and item.look.heading and (_SUBTITLE.match(item.text) or not item.look.ordinal):
            item.kind, open_title = "more-title", False
        else:
            open_title = False


def _marked_run_in(item: Item, digit_spaces: bool) -> RunIn | None:
    return find_run_in(item.text, digit_spaces, True) or find_line_end_run_in(
        item.block, bool(item.look.mark)
    )


def _tag_own_line(section: list[Item]) -> None:
    """Titles on lines of their own: alike in indent, not numbered, at the head of what follows."""
    first = next(item for item in section if not item.kind and item.look.heading and not item.look.ordinal)
    longest = _longest_single(section)
    index = 0
    after_byline = True
    while index < len(section):
        item = section[index]
        if item.kind or not item.look.heading:
            after_byline = item.kind == "byline" or bylines.split_tail(item.text[-120:]) is not None
            index += 1
            continue
        if is_quoted(item.text) and not after_byline and item is not first:
            index, after_byline = index + 1, False
            continue
        run = index
        while run < len(section) and not section[run].kind and section[run].look.heading:
            run += 1
        _tag_heading_run(
            section[index:run], first.look.place, after_byline or item is first, run == len(section), longest
        )
        after_byline = False
        index = run


def _ends_in_byline(text: str) -> bool:
    found = bylines.split_tail(text[-120:])
    return found is not None and found[1].certain


def _tag_heading_run(run: list[Item], place: str, opens: bool, closes: bool, longest: int) -> None:
    """Decide on headings that follow one another: title, its second line or subtitle, then body headings.

    `opens`: an article is known to begin here; `closes`: nothing follows in this section; `longest`: characters
    of the longest title here that fits one line.
    """
    first = run[0]
    if first.look.ordinal and not opens:
        return
    centred = place == "centre"
    length = sum(item.look.length for item in run[:2] if not item.look.ordinal) or first.look.length
    if not opens and (first.look.place != place or (length < 8 and not centred)):
        return
    if closes and len(run) == 1 and not opens and first.look.length < 12:
        return
    if len(run) >= 5 and not centred and run[1].look.place == first.look.place:
        return  # a list of short lines
    first.kind = "title"
    subtitle = next((at for at, item in enumerate(run[1:4]) if _SUBTITLE.match(item.text)), 0)
    for at, item in enumerate(run[1:4]):
        byline = bylines.parse_bare_line(item.text)
        if byline is not None:
            item.kind, item.byline = "byline", byline
            return
        goes_on = at <= subtitle and bool(subtitle) and not item.look.ordinal
        if (
            not goes_on
            and not _SUBTITLE.match(item.text)
            and not _is_second_line(first, item, centred, length > longest)
        ):
            return
        item.kind = "more-title"


def _longest_single(section: list[Item]) -> int:
    """Characters of the longest heading here that has a paragraph on both sides: a title that fits one line."""
    lengths = [0]
    for before, item, after in zip([None, *section], section, [*section[1:], None], strict=False):
        alone = not (before and before.look.heading) and not (after and after.look.heading)
        if item.look.heading and not item.look.ordinal and alone:
            lengths.append(item.look.length)
    return max(lengths)


def _is_second_line(first: Item, item: Item, centred: bool, whole: bool) -> bool:
    """Whether a heading under a title goes on with it; `whole`: no title on one line here is as long as both."""
    if item.look.ordinal or item.look.place != first.look.place:
        return False
    return centred or whole or (max(first.look.length, item.look.length) >= 8 and item.look.length > 6)


def _tag_numbered(section: list[Item], ordinal: str, digit_spaces: bool) -> None:
    open_title = False
    for item in section:
        if item.kind:
            open_title = False
        elif item.look.ordinal == ordinal and item.look.heading:
            item.kind, open_title = "title", True
        elif item.look.ordinal == ordinal and find_run_in(item.text, digit_spaces) is not None:
            item.kind = "run-in"
        elif open_title and item.look.heading and (_SUBTITLE.match(item.text) or not item.look.ordinal):
            item.kind, open_title = "more-title", bool(_SUBTITLE.match(item.text))
        else:
            open_title = False


def _tag_run_in(section: list[Item], digit_spaces: bool) -> None:
    """Titles run into first paragraphs; a paragraph within an article must give better reasons than its first."""
    openers = []
    opens = True
    for item in section:
        if item.kind:
            opens = item.kind == "byline"
            continue
        run_in = find_run_in(item.text, digit_spaces, opens)
        if opens and (run_in is not None or find_line_end_run_in(item.block) is not None):
            item.kind = "run-in"
            openers.append(item.block.first_slack)
        opens = _ends_in_byline(item.text)
    # Where titles are set larger, the first line of an article falls short of the measure by a twelfth or so.
    larger = bool(openers) and sorted(openers)[len(openers) // 2] >= 1.0
    for item in section:
        if item.kind:
            continue
        run_in = find_run_in(item.text, digit_spaces)
        if run_in is None or len(key_of(run_in.title)) < 8 or re.search(r"[，：]", run_in.title):
            continue
        shaped = item.block.first_slack >= 0.045 * len(run_in.title) + 0.3
        if run_in.strong or shaped or not larger:
            item.kind = "run-in"


# --- manuscript -----------------------------------------------------------------------------------


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
        self._open_article(clean_title(item.text, self.digit_spaces), item.block.number)

    def _take_more_title(self, item: Item, items: list[Item], index: int) -> None:
        if self.article is None:
            return self._take_title(item, items, index)
        self.article.title = clean_title((self.article.title or "") + item.text, self.digit_spaces)
        return None

    def _take_run_in(self, item: Item, items: list[Item], index: int) -> None:
        run_in = split_known(item.text, item.title_key) or _marked_run_in(item, self.digit_spaces)
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
        self.article.paragraphs.append(without_digit_spaces(run_in.body))
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
        _credit(self.article, item.byline)
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
        self.article.paragraphs.append(text)

    def _finish(self, article: ManuscriptArticle) -> None:
        if article.title is not None and not article.paragraphs:
            self.manuscript.doubt("empty-article", article.line, f"“{article.title}”下面没有正文，请核对。")
        if not article.paragraphs:
            return
        found = bylines.split_tail(article.paragraphs[-1])
        if found is None:
            return
        body, byline = found
        _credit(article, byline)
        if body:
            article.paragraphs[-1] = body
        else:
            article.paragraphs.pop()


def _credit(article: ManuscriptArticle, byline: bylines.Byline) -> None:
    article.credits.extend(byline.credits)
    article.source = article.source or byline.source
    article.source_detail = article.source_detail or byline.source_detail


def clean_title(text: str, digit_spaces: bool) -> str:
    """A title without list mark or number, letter-spacing undone, its subtitle's dash in one form.

    A blank before or after a digit goes only where the text layer puts it there; else it parts two phrases.
    """
    text = strip_marks(text)
    text = unspaced(without_digit_spaces(text) if digit_spaces else text)
    return re.sub(r"[ \u3000]*(?:——|--|──)[ \u3000]*", "——", text)
