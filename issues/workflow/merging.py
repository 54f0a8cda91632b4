"""Several articles made one (综合稿), and taken apart again; nobody's credit is lost on the way.

The originals stay as they are, marked 已并入, and follow the new article to readers: what became of it became of them.
"""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils.html import format_html

from accounts.models import User
from accounts.roles import is_desk
from issues.edition.content import Article as Printed
from issues.models import Action, Article, ArticleStage, AuditEntry, Credit, Photo
from issues.models.richtext import sanitise
from issues.models.versions import keep_what_belongs, mark
from issues.workflow.placing import remove_article
from issues.workflow.steps import WorkflowRefused, follow, lock
from issues.workflow.transitions import ARTICLE_STEPS

MOST = 30


def merge_articles(
    articles: Sequence[Article], by: User | None, title: str, *, headings: bool = True
) -> Article:
    """A new accepted article that holds `articles`, in that order, with every credit, photo and source.

    Each text stands under its title as a heading, unless `headings` is False. WorkflowRefused.
    """
    title = title.strip()
    if not title:
        raise WorkflowRefused("请写综合稿的标题。")
    longest = Article._meta.get_field("title").max_length
    if len(title) > longest:
        raise WorkflowRefused(f"标题最多{longest}个字，现在是{len(title)}个字。")
    with transaction.atomic():
        originals = _held(articles, by)
        common_source = _common({(one.source, one.source_detail) for one in originals}, ("", ""))
        merged = Article(
            title=title,
            body=sanitise("".join(_parts(originals, headings, bool(common_source[0])))),
            stage=ArticleStage.ACCEPTED,
            publication=_common({one.publication for one in originals}, None),
            organisation=_common({one.organisation for one in originals}, None),
            source=common_source[0],
            source_detail=common_source[1],
        )
        mark(merged, by)
        merged.save()
        _carry_credits(originals, merged)
        _carry_photos(originals, merged)
        keep_what_belongs(merged, just_stored=True)
        AuditEntry.objects.record(
            Action.MERGE, merged, by, originals=[str(one) for one in originals], headings=headings
        )
        for position, one in enumerate(originals, start=1):
            follow(one, ARTICLE_STEPS["merge"], by, merged_into=merged, merged_position=position)
    return merged


def split_article(article: Article, by: User | None) -> list[Article]:
    """Take a merged article apart: its originals are in the pool again, it is set aside with its text.

    Not once it was signed with its issue. WorkflowRefused.
    """
    with transaction.atomic():
        remove_article(article, by)
        locked = lock(article)
        originals = list(
            Article.objects.select_for_update(of=("self",)).filter(merged_into=locked).order_by("pk")
        )
        if not originals:
            raise WorkflowRefused("这篇稿件不是综合稿，不用拆开。")
        for one in originals:
            follow(one, ARTICLE_STEPS["unmerge"], by, merged_into=None, merged_position=None)
        follow(locked, ARTICLE_STEPS["set_aside"], by)
        AuditEntry.objects.record(Action.SPLIT, locked, by, originals=[str(one) for one in originals])
    article.refresh_from_db()
    return originals


def reason_against_merging(article: Article) -> str:
    """Why it cannot go into a merged article; empty where it can."""
    if article.stage != ArticleStage.ACCEPTED:
        return f"“{article}”现在是“{article.get_stage_display()}”，只有“采用”的稿件才能合并。"
    if article.section_id is not None:
        return f"“{article}”已编入{article.section.issue}，请先把它移回稿库。"
    if article.merged_from.exists():
        return f"“{article}”本身就是综合稿，请先把它拆开。"
    return ""


def _held(articles: Sequence[Article], by: User | None) -> list[Article]:
    """The rows as they stand now, in the order given; each may be merged."""
    if by is not None and not is_desk(by):
        raise WorkflowRefused("您没有合并稿件的权限，须由编辑、管理员合并。")
    keys = [article.pk for article in articles]
    if len(set(keys)) < 2 or len(keys) != len(set(keys)):
        raise WorkflowRefused("请至少选两篇不同的稿件，再合并。")
    if len(keys) > MOST:
        raise WorkflowRefused(f"一次最多合并{MOST}篇稿件。")
    seen = Article.objects.all() if by is None else Article.objects.visible_to(by)
    # In the order of their keys, so that two who merge at once do not wait for each other.
    rows = seen.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    held = {row.pk: row for row in rows.select_related("section__issue__publication")}
    if len(held) < len(keys):
        raise WorkflowRefused("所选的稿件中有一篇已不在，或您无权查看，请重新选择。")
    for key in keys:
        reason = reason_against_merging(held[key])
        if reason:
            raise WorkflowRefused(reason)
    return [held[key] for key in keys]


def _parts(originals: Sequence[Article], headings: bool, sources_are_common: bool) -> Iterator[str]:
    for one in originals:
        if headings:
            yield format_html("<h3>{}</h3>", one.title)
        yield one.body
        if one.source and not sources_are_common:
            yield format_html("<p>{}</p>", _source_line(one))


def _source_line(article: Article) -> str:
    """（《工人日报》2021年1月5日第3版）, as it is printed under a reprint of its own."""
    return Printed(
        n=1, title="", blocks=(), source=article.source, source_detail=article.source_detail
    ).byline


def _common(values: set, otherwise: object) -> object:
    return next(iter(values)) if len(values) == 1 else otherwise


def _carry_credits(originals: Sequence[Article], merged: Article) -> None:
    contributors: dict[int, None] = {}
    for one in originals:
        for contributor in one.credits.order_by("position").values_list("contributor", flat=True):
            contributors.setdefault(contributor)
    Credit.objects.bulk_create(
        Credit(article=merged, contributor_id=contributor, position=n)
        for n, contributor in enumerate(contributors, start=1)
    )


def _carry_photos(originals: Sequence[Article], merged: Article) -> None:
    """The pictures stay those of the originals too; a picture's file is never changed."""
    photos = [photo for one in originals for photo in one.photos.order_by("position")]
    Photo.objects.bulk_create(
        Photo(
            article=merged,
            position=n,
            file=photo.file.name,
            thumbnail=photo.thumbnail.name,
            width=photo.width,
            height=photo.height,
            caption=photo.caption,
            alt=photo.alt,
            original_name=photo.original_name,
            uploaded_by=photo.uploaded_by,
        )
        for n, photo in enumerate(photos, start=1)
    )
