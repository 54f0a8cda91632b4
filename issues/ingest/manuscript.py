"""What a reader recovered from a file: plain dataclasses, not rows.

What is not in the file is None or empty; what was uncertain is a Doubt with its line.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing recognised with doubt, missing or assumed; `line` counts from 1 in the file."""

    code: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One unit and its people, as one byline prints them; a unit alone or people alone are possible."""

    organisation: str | None
    contributors: tuple[str, ...] = ()


@dataclass(slots=True)
class ManuscriptArticle:
    title: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    credits: list[CreditLine] = field(default_factory=list)
    source: str | None = None  # the reprinted publication's name, without 《》
    source_detail: str = ""  # what else the printed source says: date, page, column
    line: int = 0
    paragraph_lines: list[int] = field(default_factory=list)  # where each paragraph begins in the file

    def add(self, paragraph: str, line: int) -> None:
        self.paragraphs.append(paragraph)
        self.paragraph_lines.append(line)

    @property
    def organisation(self) -> str | None:
        """Every unit credited, joined by 、; None when the byline names none."""
        names = [credit.organisation for credit in self.credits if credit.organisation]
        return "、".join(dict.fromkeys(names)) or None

    @property
    def contributors(self) -> list[str]:
        return [name for credit in self.credits for name in credit.contributors]


@dataclass(slots=True)
class ManuscriptSection:
    name: str | None
    articles: list[ManuscriptArticle] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StaffLine:
    """责任编辑, 审核, 签发 … and the name printed after it."""

    role: str
    name: str


@dataclass(slots=True)
class Distribution:
    report: list[str] = field(default_factory=list)
    send: list[str] = field(default_factory=list)
    issue: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)  # 本期增发; each stands in `issue` too
    labels: dict[str, str] = field(default_factory=dict)  # report, send, issue -> 报, 抄送, … as printed


@dataclass(slots=True)
class Manuscript:
    publication: str | None = None
    number: int | None = None
    supplement: int | None = None
    unnumbered_supplement: bool = False  # a 增刊 whose number the file does not give: 1 is assumed
    total_number: int | None = None
    year: int | None = None
    date: datetime.date | None = None
    issuer: str | None = None
    notice: str | None = None
    document_code: str | None = None
    editors_note: str | None = None
    sections: list[ManuscriptSection] = field(default_factory=list)
    distribution: Distribution = field(default_factory=Distribution)
    staff: list[StaffLine] = field(default_factory=list)
    copies: int | None = None
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def articles(self) -> list[ManuscriptArticle]:
        return [article for section in self.sections for article in section.articles]

    def doubt(self, code: str, line: int, message: str) -> None:
        self.doubts.append(Doubt(code, line, message))

    def to_dict(self, doubts: Iterable[Doubt] | None = None) -> dict:
        """The JSON object of `ingest_bulletin --format json`; `doubts`: those of the intake, where it was written."""
        return {
            "publication": self.publication,
            "number": self.number,
            "supplement": self.supplement,
            "total_number": self.total_number,
            "year": self.year,
            "date": self.date.isoformat() if self.date else None,
            "issuer": self.issuer,
            "notice": self.notice,
            "document_code": self.document_code,
            "editors_note": self.editors_note,
            "sections": [
                {
                    "name": section.name,
                    "articles": [
                        {
                            "title": article.title,
                            "paragraphs": list(article.paragraphs),
                            "organisation": article.organisation,
                            "contributors": article.contributors,
                            "source": article.source,
                            "source_detail": article.source_detail,
                        }
                        for article in section.articles
                    ],
                }
                for section in self.sections
            ],
            "distribution": {
                "report": list(self.distribution.report),
                "send": list(self.distribution.send),
                "issue": list(self.distribution.issue),
            },
            "extra_recipients": list(self.distribution.extra),
            "staff": [{"role": line.role, "name": line.name} for line in self.staff],
            "copies": self.copies,
            "warnings": [
                {"code": doubt.code, "line": doubt.line, "message": doubt.message}
                for doubt in sorted(self.doubts if doubts is None else doubts, key=lambda doubt: doubt.line)
            ],
        }
