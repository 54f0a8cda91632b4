"""What a correspondent sent beside what readers got: the last submitted version, and the frozen Edition."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from issues.edition import content as printed
from issues.edition.readable import readable_blocks, readable_text
from issues.models import Article, ArticleStage, Edition, Stage
from issues.models.versions import Version
from issues.workflow.differences import differences
from issues.workflow.history import Compared, versions_of


class NothingPrinted(Exception):
    """There is nothing to compare; the message says why in Chinese."""


@dataclass(frozen=True)
class SentAndPrinted:
    sent: Version
    edition: Edition
    n: int  # the article's number in the edition
    whole: Article | None  # what it was merged into, and stands beside what was sent
    parts: tuple[Compared, ...]


def sent_and_printed(article: Article, user: User) -> SentAndPrinted:
    """Of a published article that `user` sees. Raises NothingPrinted."""
    if not Article.objects.visible_to(user).filter(pk=article.pk).exists():
        raise NothingPrinted("没有这篇稿件，或您无权查看。")
    whole = article.merged_into
    edition = _edition_of(whole or article)
    submitted = versions_of(article, user).filter(step="submit")
    sent = submitted.filter(history_user=article.author_id).first() or submitted.first()
    if sent is None:
        raise NothingPrinted(
            "这篇稿件没有提交的记录（由编辑部录入，或在开始保存版本以前提交），没有来稿可以对照。"
        )
    n = _number_of(whole or article)
    shown = printed.from_json(edition.content).articles[n - 1]
    was = _as_printed(sent)
    return SentAndPrinted(
        sent,
        edition,
        n,
        whole,
        (
            Compared("标题", differences(was.title, shown.title)),
            Compared("正文", differences(readable_text(sent.body), readable_blocks(shown.blocks))),
            Compared("署名", differences(was.byline, shown.byline)),
        ),
    )


def has_been_printed(article: Article) -> bool:
    """Whether there is a page to lead to: an article that readers have, in an issue that stays as it is."""
    issue = article.issue
    return article.stage == ArticleStage.PUBLISHED and issue is not None and issue.stage == Stage.PUBLISHED


def _edition_of(article: Article) -> Edition:
    if article.stage != ArticleStage.PUBLISHED or article.section is None:
        raise NothingPrinted("稿件还没有随期发布，发布后才能对照。")
    if not has_been_printed(article):
        raise NothingPrinted("这一期正在更正，更正发布后再来对照。")
    edition = Edition.objects.published().filter(issue=article.section.issue_id).first()
    if edition is None:
        raise NothingPrinted("没有找到这一期的定稿，请告知管理员。")
    return edition


def _number_of(article: Article) -> int:
    """As freeze() counts; a published issue is locked, so its rows stand as they were printed."""
    section = article.section
    before = Q(section__position__lt=section.position) | Q(section=section, position__lt=article.position)
    return Article.objects.filter(before, section__issue=section.issue_id).count() + 1


def _as_printed(sent: Version) -> printed.Article:
    units: dict[str | None, list[str]] = {}
    for credit in sent.credits:
        names = units.setdefault(credit["organisation"], [])
        if credit["name"]:
            names.append(credit["name"])
    return printed.Article(
        0,
        sent.title.strip(),
        (),
        tuple(printed.Credit(unit, tuple(names)) for unit, names in units.items()),
        sent.source.strip() or None,
        sent.source_detail.strip(),
    )
