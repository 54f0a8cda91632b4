"""Putting accepted articles into the sections of an issue, moving them about, taking them out again."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.roles import is_desk
from issues.models import Action, Article, ArticleStage, AuditEntry, Issue, Section
from issues.models.article import NOT_ACCEPTED
from issues.models.versions import mark
from issues.workflow.permissions import is_visible
from issues.workflow.steps import WorkflowRefused, follow, lock
from issues.workflow.transitions import ARTICLE_STEPS

# Rows on their way to another position wait above every position that is used.
_PARKED = 1_000_000


def place_article(
    article: Article, section: Section, by: User | None = None, position: int | None = None
) -> None:
    """Put `article` into `section`, last or as the `position`-th; the others close up. WorkflowRefused."""
    with transaction.atomic():
        locked = _lock(article, by, [section.issue_id])
        moved = locked.section is not None and locked.section.issue_id != section.issue_id
        if locked.stage not in ArticleStage.PLACED:
            raise WorkflowRefused(NOT_ACCEPTED)
        if locked.stage == ArticleStage.PUBLISHED and moved:
            raise WorkflowRefused(f"稿件已随{locked.section.issue}发布，请先在那一期的更正中移出。")
        if not Section.objects.filter(pk=section.pk, issue=section.issue_id).exists():
            raise WorkflowRefused("这个栏目刚被删除，请刷新页面后另选。")
        others = Article.objects.filter(section=section).exclude(pk=article.pk)
        order = list(others.order_by("position"))
        at = len(order) if position is None else min(max(position - 1, 0), len(order))
        order.insert(at, locked)
        # Out of the way first: the database compares each row with the others as they are at that moment.
        others.update(position=F("position") + _PARKED)
        for n, row in enumerate(order, start=1):
            row.position = n
        locked.section = section
        mark(locked, by, "place")
        locked.save(update_fields=["section", "position", "updated_at"])
        Article.objects.bulk_update([row for row in order if row is not locked], ["position"])
        AuditEntry.objects.record(
            Action.PLACE, locked, by, issue=str(section.issue), section=section.name, position=locked.position
        )
    _copy(locked, article)


def remove_article(article: Article, by: User | None = None) -> None:
    """Take `article` out of its issue, back to the pool; nothing where it stands there. WorkflowRefused."""
    with transaction.atomic():
        locked = _lock(article, by, [])
        if locked.section is not None:
            section = locked.section
            locked.section = locked.position = None
            was_published = locked.stage == ArticleStage.PUBLISHED  # its issue is being corrected
            if was_published:
                locked.stage = ArticleStage.ACCEPTED
            mark(locked, by, "remove")
            locked.save(update_fields=["section", "position", "stage", "updated_at"])
            AuditEntry.objects.record(
                Action.REMOVE, locked, by, issue=str(section.issue), section=section.name
            )
            if was_published:
                for original in locked.merged_from.select_for_update(of=("self",)).order_by("pk"):
                    follow(original, ARTICLE_STEPS["withdraw_merged"], by)
    _copy(locked, article)


def _lock(article: Article, by: User | None, issues: Iterable[int]) -> Article:
    """The article, after the issues it goes between, each of them open; `by` may do so."""
    if by is not None and not is_desk(by):
        raise WorkflowRefused("您没有编排的权限，须由编辑、管理员编排。")
    if not is_visible(article, by):
        raise WorkflowRefused("没有这篇稿件，或您无权查看。")
    here = Issue.objects.filter(sections__articles=article).values_list("pk", flat=True)
    wanted = sorted({*issues, *here})
    held = list(Issue.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    locked = lock(article)
    if locked.section is not None and locked.section.issue_id not in wanted:
        raise WorkflowRefused("稿件刚被别人移动，请刷新页面后再试。")
    for issue in held:
        if issue.is_locked:
            raise WorkflowRefused(
                f"{issue}现在是“{issue.get_stage_display()}”，不能再编排。请另选一期，或先把它重新打开。"
            )
    return locked


def _copy(locked: Article, article: Article) -> None:
    for name in ("section", "position", "stage", "updated_at"):
        setattr(article, name, getattr(locked, name))
