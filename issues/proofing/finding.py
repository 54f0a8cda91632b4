"""One proofreading remark (校对意见)."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """ERROR: a slip for certain; WARNING: an editor should look; INFO: a matter of style."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        return {"error": "差错", "warning": "疑似", "info": "体例"}[self.value]


@dataclass(frozen=True)
class Finding:
    """`text` is what stands from `start` to `end`; `suggestion` replaces it, None where a person must decide.

    Of an article, `part` says which text the span counts in ("title", "body", "source", "source_detail",
    "caption-1" …; the body as `richtext.readable` gives it), and `article` is its primary key; both are None for
    plain text. The 编者按 of an issue is a part of no article.
    """

    rule: str
    severity: Severity
    start: int
    end: int
    text: str
    suggestion: str | None
    message: str
    part: str | None = None
    article: int | None = None

    def to_dict(self) -> dict[str, object]:
        """As `proofread --format json` prints it; the keys of an article only where there is one."""
        record: dict[str, object] = {
            "rule": self.rule,
            "severity": self.severity.value,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "suggestion": self.suggestion,
            "message": self.message,
        }
        if self.part is not None:
            record["part"] = self.part
        if self.article is not None:
            record["article"] = self.article
        return record
