"""The rules in plain words: what each finds, how sure it is, and an example with what it says of it."""

from dataclasses import dataclass
from functools import lru_cache

from issues.models import Publication, RuleSwitch
from issues.proofing.house import shipped
from issues.proofing.proofread import proofread_text
from issues.proofing.rows import ALL_RULES
from issues.proofing.rule import Rule


@dataclass(frozen=True)
class ExamplePart:
    text: str
    # What is put in its place: None where a person must decide, or where nothing is wrong.
    suggestion: str | None = None
    is_found: bool = False


@dataclass(frozen=True)
class Explained:
    rule: Rule
    severity: str
    example: tuple[ExamplePart, ...]
    switch: RuleSwitch | None


def explain_rules(publication: Publication) -> list[Explained]:
    """Every rule; first those that `publication` does without."""
    switches = {switch.rule: switch for switch in RuleSwitch.objects.filter(publication=publication)}
    return [
        Explained(
            rule,
            "、".join(severity.label for severity in rule.severities),
            _example(rule),
            switches.get(rule.name),
        )
        for rule in sorted(ALL_RULES, key=lambda rule: rule.name not in switches)
    ]


@lru_cache(maxsize=64)
def _example(rule: Rule) -> tuple[ExamplePart, ...]:
    parts, at = [], 0
    for finding in proofread_text(rule.example, shipped(), rules=[rule]):
        parts.append(ExamplePart(rule.example[at : finding.start]))
        parts.append(ExamplePart(finding.text, finding.suggestion, is_found=True))
        at = finding.end
    parts.append(ExamplePart(rule.example[at:]))
    return tuple(part for part in parts if part.text or part.is_found)
