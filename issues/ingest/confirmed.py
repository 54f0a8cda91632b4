"""What a person made of a manuscript on the page where it is confirmed: kept, merged, split and dropped articles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from issues.ingest.manuscript import CreditLine, ManuscriptArticle, ManuscriptSection
from issues.ingest.structure import bylines
from issues.ingest.structure.articles import credit

# A paragraph that begins with it is the title of an article that begins there.
SPLIT = re.compile(r"^[#＃]+[ \u3000]*(?P<title>.+)$")


class Fate(StrEnum):
    KEEP = "keep"
    MERGE = "merge"  # it is part of the article above, its title a line of the text
    DROP = "drop"


@dataclass(slots=True)
class ConfirmedArticle:
    section: str
    title: str
    paragraphs: list[str]
    credits: list[CreditLine] = field(default_factory=list)
    source: str = ""
    source_detail: str = ""
    line: int = 0  # where it began in the file
    fate: Fate = Fate.KEEP


def sections_of(articles: Iterable[ConfirmedArticle]) -> list[ManuscriptSection]:
    """The sections in order; neighbours of one name are one section."""
    sections: list[ManuscriptSection] = []
    last: ManuscriptArticle | None = None
    for one in articles:
        if one.fate == Fate.DROP:
            continue
        if one.fate == Fate.MERGE and last is not None:
            last.paragraphs.extend([one.title, *one.paragraphs] if one.title else one.paragraphs)
            last.credits.extend(one.credits)
            last.source = last.source or one.source or None
            continue
        name = one.section.strip() or None
        if not sections or sections[-1].name != name:
            sections.append(ManuscriptSection(name))
        parts = _split(one)
        sections[-1].articles.extend(parts)
        last = parts[-1]
    return sections


def _split(one: ConfirmedArticle) -> list[ManuscriptArticle]:
    """The article, or the several it was parted into; its byline, which stood at its end, is the last one's."""
    parts = [ManuscriptArticle(title=one.title.strip() or None, line=one.line)]
    for paragraph in one.paragraphs:
        begins = SPLIT.match(paragraph)
        if begins:
            parts.append(ManuscriptArticle(title=begins["title"].strip(), line=one.line))
        else:
            parts[-1].paragraphs.append(paragraph)
    for part in parts[:-1]:
        found = bylines.split_tail(part.paragraphs[-1]) if part.paragraphs else None
        if found is not None:
            credit(part, found[1])
            part.paragraphs[-1:] = [found[0]] if found[0] else []
    parts[-1].credits = list(one.credits)
    parts[-1].source, parts[-1].source_detail = one.source.strip() or None, one.source_detail.strip()
    return parts
