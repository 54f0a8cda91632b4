"""Proofread a text, an article or an issue: every rule, one finding to a place, in the order of the text."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from issues.models import Article, Issue
from issues.proofing.finding import Finding, Severity
from issues.proofing.house import House, shipped
from issues.proofing.passage import Passage
from issues.proofing.rule import Hit, Rule
from issues.proofing.rules import RULES

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
# A whole book by mistake: nothing longer is read at once.
MAX_CHARACTERS = 5_000_000


def proofread(
    subject: "str | Article | Issue", house: House | None = None, switched_off: Collection[str] = ()
) -> list[Finding]:
    """What an editor should look at; `house` is the shipped tables unless given, `switched_off` are names of rules.

    Of an article the findings name their part and count in its title or in `richtext.readable(body)`.
    """
    if isinstance(subject, str):
        return proofread_text(subject, house or shipped(), switched_off)
    from issues.proofing.rows import proofread_article, proofread_issue

    if isinstance(subject, Article):
        return proofread_article(subject, house, switched_off)
    return proofread_issue(subject, house, switched_off)


def proofread_text(
    text: str, house: House, switched_off: Collection[str] = (), rules: Iterable[Rule] = RULES
) -> list[Finding]:
    """Findings for plain text; their places count its characters."""
    passage = Passage(text[:MAX_CHARACTERS])
    hits: list[tuple[int, int, str, Hit]] = []
    for order, rule in enumerate(rules):
        if rule.name not in switched_off:
            hits.extend((_RANK[hit.severity], order, rule.name, hit) for hit in rule.find(passage, house))
    return [_finding(passage, name, hit) for name, hit in _one_to_a_place(hits)]


def _one_to_a_place(hits: list[tuple[int, int, str, Hit]]) -> Iterator[tuple[str, Hit]]:
    """Of findings that overlap the surest stays: two fixes to one place cannot both be taken."""
    kept: list[tuple[str, Hit]] = []
    # One bit for each character that is spoken for.
    length = max((max(hit.end, hit.start + 1) for *_, hit in hits), default=0)
    taken = bytearray(length)
    for _, _, name, hit in sorted(hits, key=lambda each: (each[0], each[1], each[3].start)):
        if hit.suggestion is None and not taken[hit.start]:
            kept.append((name, hit))  # only pointed at: it stands in no other's way
            taken[hit.start] = 1
            continue
        span = slice(hit.start, max(hit.end, hit.start + 1))
        if not any(taken[span]):
            taken[span] = b"\x01" * (span.stop - span.start)
            kept.append((name, hit))
    return iter(sorted(kept, key=lambda each: (each[1].start, each[1].end)))


def _finding(passage: Passage, name: str, hit: Hit) -> Finding:
    start, end = passage.locate(hit.start, hit.end)
    return Finding(name, hit.severity, start, end, passage.given[start:end], hit.suggestion, hit.message)


def placed(findings: Iterable[Finding], part: str, article: int | None) -> list[Finding]:
    return [replace(finding, part=part, article=article) for finding in findings]
