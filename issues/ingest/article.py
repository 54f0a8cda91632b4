"""A file that was read, taken for one article."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from issues.ingest.errors import IngestRefused
from issues.ingest.manuscript import Doubt, ManuscriptArticle
from issues.ingest.readers.reading import Reading
from issues.ingest.rich import RichBlock, body_html
from issues.ingest.structure import recover
from issues.ingest.structure.single import recover_article

_NUMBER = re.compile(r"第\s*[0-9一二三四五六七八九十]+\s*期")


@dataclass(slots=True)
class ArticleDraft:
    """One article as it was read, before anything is written; `blocks` hold its looks and pictures."""

    article: ManuscriptArticle
    blocks: tuple[RichBlock, ...] = ()
    doubts: list[Doubt] = field(default_factory=list)

    def html(self, addresses: Mapping[int, str] | None = None) -> str:
        """The body; `addresses` are where its pictures are kept, by the index of their block."""
        return body_html(self.article.paragraphs, self.blocks, addresses)


def read_article(reading: Reading) -> ArticleDraft:
    """Raises IngestRefused where the file holds no text."""
    article, doubts = recover_article(reading.lines, reading.wrapped)
    doubts = [*doubts, *reading.doubts]
    if _is_bulletin(reading):
        doubts.insert(
            0,
            Doubt(
                "looks-like-a-bulletin",
                1,
                "这份文件像是一整期简报，不是一篇稿件。是整期的，请改按“整期简报”上传。",
            ),
        )
    return ArticleDraft(article, reading.blocks, sorted(doubts, key=lambda doubt: doubt.line))


def _is_bulletin(reading: Reading) -> bool:
    """A masthead with its number, or named sections, over several articles."""
    try:
        manuscript = recover(reading.lines, reading.wrapped)
    except IngestRefused:
        return False
    headed = any(_NUMBER.search(line) for line in reading.lines[:8])
    named = sum(1 for section in manuscript.sections if section.name)
    return len(manuscript.articles) >= 2 and (headed or named >= 2)
