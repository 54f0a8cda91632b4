"""Where a finding is, so that it is known again: its words and the few beside them, not its distance from the start."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from issues.proofing.finding import Finding, Severity
from issues.proofing.rows import ALL_RULES, is_part

# Characters on either side, blanks not counted. More would void a verdict when a neighbouring word is mended.
BESIDE = 6
MAX_TEXT = 2_000
MAX_MESSAGE = 500
_SEPARATOR = "\x1f"
_RULES = {rule.name: rule for rule in ALL_RULES}


class NoSuchPlace(ValueError):
    """What a page sent describes no finding."""


@dataclass(frozen=True)
class Place:
    rule: str
    severity: Severity
    part: str
    before: str
    text: str
    after: str
    message: str

    @property
    def fingerprint(self) -> str:
        """The same for the same passage of a part, wherever it has moved; photos may change their order."""
        words = [self.rule, self.part.partition("-")[0], self.before, self.text, self.after]
        if not self.text:
            words.append(self.message)
        return hashlib.sha256(_SEPARATOR.join(words).encode()).hexdigest()

    @classmethod
    def of(cls, finding: Finding, text: str) -> "Place":
        """`text` is the part in which the finding counts."""
        start, end = line_of(finding, text)
        return cls(
            finding.rule,
            finding.severity,
            finding.part or "body",
            _squeeze(text[start : finding.start])[-BESIDE:],
            finding.text[:MAX_TEXT],
            _squeeze(text[finding.end : end])[:BESIDE],
            finding.message[:MAX_MESSAGE],
        )

    @classmethod
    def read(cls, sent: object) -> "Place":
        """As `to_dict` wrote it and a page handed it back. Raises NoSuchPlace."""
        if not isinstance(sent, Mapping):
            raise NoSuchPlace
        values = [sent.get(name) for name in cls.__dataclass_fields__]
        if not all(isinstance(value, str) for value in values):
            raise NoSuchPlace
        rule, severity, part, before, text, after, message = (printable(value) for value in values)
        known = rule in _RULES and severity in list(Severity) and is_part(part)
        if not known or max(len(before), len(after)) > BESIDE or len(text) > MAX_TEXT:
            raise NoSuchPlace
        return cls(rule, Severity(severity), part, before, text, after, message[:MAX_MESSAGE])

    def to_dict(self) -> dict[str, str]:
        return {name: str(getattr(self, name)) for name in self.__dataclass_fields__}


def label_of(rule: str) -> str:
    """In Chinese; of a rule that is no more, its name."""
    return _RULES[rule].label if rule in _RULES else rule


def is_neutral(rule: str) -> bool:
    """Whether all fixes of the rule may be taken at once."""
    return rule in _RULES and _RULES[rule].is_neutral


def line_of(finding: Finding, text: str) -> tuple[int, int]:
    """Start and end of the lines that the finding stands in."""
    end = text.find("\n", finding.end)
    return text.rfind("\n", 0, finding.start) + 1, len(text) if end < 0 else end


def printable(text: str) -> str:
    """As many characters, without those that no database takes."""
    return "".join("\ufffd" if one == "\x00" or "\ud800" <= one <= "\udfff" else one for one in text)


def _squeeze(text: str) -> str:
    # What the editor writes as a space of its own kind, or drops when it is saved, makes no other passage.
    return "".join(text.split()).replace("\u200b", "")
