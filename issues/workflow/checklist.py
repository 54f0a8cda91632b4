"""What still stands between an issue and its sign-off: every point that is looked at, with what was found wrong.

A point joins by one function in POINTS. Those that stop are guards of 送审 as well: nobody signs what cannot be
frozen. The number of queries does not depend on what is in the issue.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.db.models import Model, Prefetch

from issues.edition.content import Article as Printed
from issues.edition.content import EditionContent, Image
from issues.edition.freeze import build_content
from issues.models import Article, Credit, Edition, Issue, Photo, Recipient, Remark, Section
from issues.models.numbering import problems
from issues.workflow.misprints import describe_open


class Severity(StrEnum):
    STOPS = "stops"
    LOOK = "look"


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where it is mended: the row `about`, there at `field` where it is one field."""

    message: str
    about: Model
    field: str = ""


@dataclass(frozen=True)
class Item:
    """One point of the list; without problems it is in order, and `fine` says so."""

    code: str
    label: str
    fine: str
    severity: Severity
    problems: tuple[Problem, ...]

    @property
    def is_fine(self) -> bool:
        return not self.problems

    @property
    def stops(self) -> bool:
        return bool(self.problems) and self.severity == Severity.STOPS


class Facts:
    """The rows of an issue and what would be printed of them, each read once."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue

    @cached_property
    def sections(self) -> list[Section]:
        articles = Article.objects.order_by("position").prefetch_related(
            Prefetch("credits", Credit.objects.order_by("position")),
            Prefetch("photos", Photo.objects.order_by("position")),
        )
        return list(self.issue.sections.order_by("position").prefetch_related(Prefetch("articles", articles)))

    @cached_property
    def articles(self) -> list[Article]:
        return [article for section in self.sections for article in section.articles.all()]

    @cached_property
    def content(self) -> EditionContent:
        return build_content(self.issue)

    @property
    def printed(self) -> Iterator[tuple[Article, Printed]]:
        """Each article's row with what is printed of it."""
        return zip(self.articles, self.content.articles, strict=True)


Finder = Callable[[Facts], Iterator[Problem]]


@dataclass(frozen=True)
class Point:
    code: str
    label: str
    fine: str
    severity: Severity
    find: Finder


def checklist(issue: Issue) -> tuple[Item, ...]:
    """Every point, those in order included, in the order of a bulletin from its head to its foot."""
    return _look(issue, POINTS)


def reason_against_submitting(issue: Issue) -> str:
    """The guard of 送审: what stops, in one sentence."""
    stopping = _look(issue, tuple(point for point in POINTS if point.severity == Severity.STOPS))
    found = [problem.message for item in stopping for problem in item.problems]
    return "".join(found[:3]) + (f"另有{len(found) - 3}处，见编排页的清单。" if len(found) > 3 else "")


def _look(issue: Issue, points: tuple[Point, ...]) -> tuple[Item, ...]:
    facts = Facts(issue)
    return tuple(
        Item(point.code, point.label, point.fine, point.severity, tuple(point.find(facts)))
        for point in points
    )


def _no_articles(facts: Facts) -> Iterator[Problem]:
    if not facts.articles:
        yield Problem("本期还没有稿件，请先把采用的稿件编入栏目。", facts.issue)


def _unwritten(facts: Facts) -> Iterator[Problem]:
    for row, printed in facts.printed:
        if not printed.title:
            yield Problem(f"第{printed.n}篇稿件没有标题，请补上。", row, "title")
        if not printed.blocks:
            yield Problem(f"稿件“{row}”没有正文，请补上或移出本期。", row, "body")


def _misprints(facts: Facts) -> Iterator[Problem]:
    for about, message in describe_open(facts.issue, facts.articles):
        yield Problem(message, about, "proofing")


def _no_date(facts: Facts) -> Iterator[Problem]:
    if facts.issue.date is None:
        yield Problem("没有填写日期，请填上签发日期。", facts.issue, "date")


def _correction(facts: Facts) -> Iterator[Problem]:
    issue = facts.issue
    if issue.is_open and not issue.in_correction and Edition.objects.published().filter(issue=issue).exists():
        yield Problem("读者那里已有本期，改动须印更正说明，请写上。", issue)


def _empty_sections(facts: Facts) -> Iterator[Problem]:
    for section in facts.sections:
        if not section.articles.all():
            name = section.name or "无栏目名的栏目"
            yield Problem(f"【{name}】没有稿件，不会印出。", facts.issue, f"section-{section.pk}")


def _unsigned(facts: Facts) -> Iterator[Problem]:
    for row, printed in facts.printed:
        if not printed.byline:
            yield Problem(f"稿件“{row}”没有署名，也没有转载来源。", row, "credits")


def _pictures(facts: Facts) -> Iterator[Problem]:
    for row in facts.articles:
        for n, photo in enumerate(row.photos.all(), start=1):
            if not photo.caption.strip():
                yield Problem(f"稿件“{row}”第{n}幅图片没有图片说明。", row, "photos")
    for row, printed in facts.printed:
        inside = len(printed.blocks) - len(row.photos.all())
        missing = sum(isinstance(block, Image) and not block.alt for block in printed.blocks[:inside])
        if missing:
            yield Problem(f"稿件“{row}”正文中有{missing}幅图片没有替代文字。", row, "body")


def _remarks(facts: Facts) -> Iterator[Problem]:
    placed = {article.pk: article for article in facts.articles}
    counts: dict[int, int] = {}
    for pk in Remark.objects.unresolved().filter(article__in=placed).values_list("article", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    for pk, article in placed.items():
        if pk in counts:
            yield Problem(f"稿件“{article}”有{counts[pk]}条意见还没有解决。", article, "remarks")


def _numbering(facts: Facts) -> Iterator[Problem]:
    for problem in problems(facts.issue.publication):
        if problem.year == facts.issue.year:
            yield Problem(problem.message, facts.issue, "number")


def _recipients(facts: Facts) -> Iterator[Problem]:
    if not Recipient.objects.filter(distribution_list__issue=facts.issue).exists():
        yield Problem("没有发送范围，报尾不会印报、送、发。", facts.issue, "recipients")


def _copies(facts: Facts) -> Iterator[Problem]:
    if not facts.issue.copies:
        yield Problem("没有填写印数，报尾不会印“共印N份”。", facts.issue, "copies")


# Where a colleague's point joins: one line with its function.
POINTS: tuple[Point, ...] = (
    Point("articles", "稿件", "已编入稿件", Severity.STOPS, _no_articles),
    Point("texts", "标题和正文", "每篇都有标题和正文", Severity.STOPS, _unwritten),
    Point("proofing", "校对", "没有未处理的差错", Severity.STOPS, _misprints),
    Point("date", "日期", "已填写", Severity.STOPS, _no_date),
    Point("correction", "更正说明", "没有缺少", Severity.STOPS, _correction),
    Point("numbering", "期号", "本年期号连续，没有重复", Severity.LOOK, _numbering),
    Point("sections", "栏目", "每个栏目都有稿件", Severity.LOOK, _empty_sections),
    Point("bylines", "署名", "每篇都有署名或来源", Severity.LOOK, _unsigned),
    Point("pictures", "图片", "图片都有说明", Severity.LOOK, _pictures),
    Point("remarks", "意见", "没有未解决的意见", Severity.LOOK, _remarks),
    Point("recipients", "发送范围", "已写明", Severity.LOOK, _recipients),
    Point("copies", "印数", "已填写", Severity.LOOK, _copies),
)
