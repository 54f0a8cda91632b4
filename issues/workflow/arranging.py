"""Assembling an issue: its articles and sections put in order, each change checked, logged and, once, undone.

Each function takes what it changes by id, as a page sends it, refuses what was asked from a page that is out of
date, and answers with what it did and with what would undo it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from accounts.roles import is_desk
from issues.models import Action, Article, ArticleStage, AuditEntry, Issue, Section
from issues.models.versions import one_version
from issues.workflow.permissions import is_visible
from issues.workflow.placing import place_article, remove_article
from issues.workflow.steps import WorkflowRefused, lock

MAX_NAME = 60
MAX_SECTIONS = 50
STALE = "您打开这一页之后，另有人改动了编排，您这一步没有执行。下面已是最新的编排，请看过再继续。"
# Sections on their way to another position wait above every position that is used.
_PARKED = 1_000_000


@dataclass(frozen=True)
class Undo:
    """The step of ARRANGE that takes another back; `values` can be kept as JSON."""

    step: str
    values: dict[str, object]


@dataclass(frozen=True)
class Done:
    """`said` tells people what was done; without an `undo` nothing was changed."""

    said: str
    undo: Undo | None = None


@dataclass(frozen=True)
class _Place:
    """Where an article stands: in the pool, or as the n-th of a section."""

    section: int | None = None
    position: int | None = None

    def as_values(self) -> dict[str, object]:
        return {"section": self.section, "position": self.position}


def version_of_arrangement(issue: Issue) -> str:
    """What a page hands back with each change; it differs once sections or places are others. Two queries."""
    sections = issue.sections.order_by("position").values_list("pk", "name")
    articles = (
        Article.objects.filter(section__issue=issue)
        .order_by("section__position", "position")
        .values_list("pk", "section")
    )
    text = json.dumps([issue.stage, list(sections), list(articles)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def move_article_to(
    issue: Issue,
    by: User | None,
    *,
    article: int,
    section: int | None,
    position: int | None = None,
    expected_version: str | None = None,
) -> Done:
    """Put an article as the `position`-th into a section of `issue`, last without one; `section` None: the pool."""
    with arranging(issue, by, expected_version) as locked:
        row = Article.objects.select_related("section__issue").filter(pk=article).first()
        if row is None:
            raise WorkflowRefused("这篇稿件已被删除，请刷新页面。")
        if row.section is not None and row.section.issue_id != locked.pk:
            raise WorkflowRefused(f"“{row}”刚被编入{row.section.issue}，请先在那一期移出。")
        before = _place_of(row)
        if section is None:
            remove_article(row, by)
            said = f"已把“{row}”移回稿库。"
        else:
            target = _section(locked, section)
            place_article(row, target, by, position)
            said = f"已把“{row}”放在{_called(target)}第{_place_of(row).position}篇。"
        if _place_of(row) == before:
            return Done(f"“{row}”的位置没有变。")
    return Done(said, Undo("article", {"article": article, **before.as_values()}))


def move_section(
    issue: Issue, by: User | None, *, section: int, position: int, expected_version: str | None = None
) -> Done:
    """Make a section the `position`-th of its issue."""
    with arranging(issue, by, expected_version) as locked:
        row = _section(locked, section)
        order = list(locked.sections.order_by("position"))
        before = order.index(row)
        order.remove(row)
        at = min(max(position - 1, 0), len(order))
        if at == before:
            return Done(f"{_called(row)}的位置没有变。")
        order.insert(at, row)
        _number(locked, order)
        _log(locked, by, f"{_called(row)}移到第{at + 1}栏")
    return Done(
        f"已把{_called(row)}移到第{at + 1}栏。", Undo("section", {"section": section, "position": before + 1})
    )


def rename_section(
    issue: Issue, by: User | None, *, section: int, name: str, expected_version: str | None = None
) -> Done:
    """Retitle a section of this issue; those of the publication stay as they are."""
    with arranging(issue, by, expected_version) as locked:
        row = _section(locked, section)
        before, row.name = row.name, _name(name)
        if row.name == before:
            return Done("栏目名没有变。")
        row.save(update_fields=["name"])
        _log(locked, by, f"栏目“{before}”改名为“{row.name}”")
    return Done(f"栏目已改名为“{row.name}”。", Undo("rename", {"section": section, "name": before}))


def add_section(
    issue: Issue,
    by: User | None,
    *,
    name: str,
    position: int | None = None,
    articles: Sequence[int] = (),
    expected_version: str | None = None,
) -> Done:
    """A section for this issue alone, last or as the `position`-th; with `articles` from the pool, in order."""
    with arranging(issue, by, expected_version) as locked:
        order = list(locked.sections.order_by("position"))
        if len(order) >= MAX_SECTIONS:
            raise WorkflowRefused(f"一期最多{MAX_SECTIONS}个栏目。")
        row = Section(issue=locked, name=_name(name))
        order.insert(len(order) if position is None else min(max(position - 1, 0), len(order)), row)
        _number(locked, order)
        _log(locked, by, f"增加{_called(row)}")
        pooled = Article.objects.in_pool().filter(pk__in=articles, stage__in=ArticleStage.PLACED)
        for article in sorted(pooled, key=lambda one: list(articles).index(one.pk)):
            place_article(article, row, by)
    return Done(f"已增加{_called(row)}。", Undo("remove", {"section": row.pk, "empty": True}))


def remove_section(
    issue: Issue, by: User | None, *, section: int, empty: bool = False, expected_version: str | None = None
) -> Done:
    """Take a section away; with articles in it only if they are to go back to the pool (`empty`)."""
    with arranging(issue, by, expected_version) as locked:
        row = _section(locked, section)
        position = list(locked.sections.order_by("position")).index(row) + 1
        articles = list(row.articles.order_by("position"))
        if articles and not empty:
            raise WorkflowRefused(
                f"{_called(row)}还有{len(articles)}篇稿件，请确认把它们移回稿库，再删去栏目。"
            )
        for article in articles:
            remove_article(article, by)
        called, name = _called(row), row.name
        row.delete()
        _log(locked, by, f"删去{called}")
    back = f"，{len(articles)}篇稿件移回稿库" if articles else ""
    values = {"name": name, "position": position, "articles": [article.pk for article in articles]}
    return Done(f"已删去{called}{back}。", Undo("add", values))


# The steps of arranging by their names, as a page and an Undo name them.
ARRANGE: dict[str, Callable[..., Done]] = {
    "article": move_article_to,
    "section": move_section,
    "rename": rename_section,
    "add": add_section,
    "remove": remove_section,
}


@contextmanager
def arranging(issue: Issue, by: User | None, expected_version: str | None = None) -> Iterator[Issue]:
    """`issue`, held and open, for one who may arrange it and saw how it stands. WorkflowRefused."""
    with transaction.atomic(), one_version():
        locked = lock(issue)
        reason = reason_against_arranging(locked, by)
        if not reason and expected_version is not None and expected_version != version_of_arrangement(locked):
            reason = STALE
        if reason:
            raise WorkflowRefused(reason)
        yield locked


def reason_against_arranging(issue: Issue, by: User | None) -> str:
    """Why `by` may not assemble `issue` now; empty where he may."""
    if by is not None and not is_desk(by):
        return "您没有编排的权限，须由编辑、管理员编排。"
    if not is_visible(issue, by):
        return "没有这一期，或您无权查看。"
    if issue.is_locked:
        return f"本期现在是“{issue.get_stage_display()}”，不能再编排。确要改动，请先把它重新打开或更正。"
    return ""


def _place_of(article: Article) -> _Place:
    """Counted, for positions may have gaps."""
    if article.section_id is None:
        return _Place()
    before = _articles_of(article.section_id).filter(position__lt=article.position)
    return _Place(article.section_id, before.count() + 1)


def _articles_of(section: int) -> QuerySet[Article]:
    return Article.objects.filter(section=section)


def _section(issue: Issue, pk: int) -> Section:
    row = issue.sections.filter(pk=pk).first()
    if row is None:
        raise WorkflowRefused("这个栏目刚被删除，请刷新页面后另选。")
    return row


def _number(issue: Issue, order: Sequence[Section]) -> None:
    """Positions 1, 2, … for the sections of `order`, a new one among them included."""
    issue.sections.update(position=F("position") + _PARKED)
    for n, row in enumerate(order, start=1):
        row.position = n
        row.save()


def _name(name: str) -> str:
    name = name.strip().strip("【】").strip()
    if not name:
        raise WorkflowRefused("请写栏目名。")
    if len(name) > MAX_NAME:
        raise WorkflowRefused(f"栏目名最多{MAX_NAME}个字，现在是{len(name)}个字。")
    return name


def _called(section: Section) -> str:
    return f"【{section.name}】" if section.name else "无栏目名的栏目"


def _log(issue: Issue, by: User | None, what: str) -> None:
    AuditEntry.objects.record(Action.ARRANGE, issue, by, what=what)
