"""Whole issues for tests, as rows: every test that needs something to freeze builds it here."""

import datetime
from collections.abc import Iterable, Sequence

from accounts.models import Organisation
from issues.models import (
    Article,
    ArticleStage,
    Check,
    Contributor,
    Credit,
    DistributionList,
    Edition,
    Issue,
    Publication,
    Recipient,
    Section,
)
from issues.workflow.actions import publish_issue, sign_issue

# What a SignOff row confirms.
CHECKED = {check.value: True for check in Check}
DATE = datetime.date(2021, 2, 5)


def make_publication(slug: str = "changai", **fields: object) -> Publication:
    values = {"name": "产业工人队伍建设改革工作简报", "issuer": "云南省总工会", **fields}
    return Publication.objects.get_or_create(slug=slug, defaults=values)[0]


def make_article(
    section: Section,
    position: int = 1,
    *,
    title: str = "曲靖市推进产业工人队伍建设改革",
    body: str = "<p>第一段。</p><p>第二段。</p>",
    credits: Iterable[tuple[str, str]] = (),
    **fields: object,
) -> Article:
    """An article in its place; `credits` are (unit, person), either of which may be empty."""
    values = {"stage": ArticleStage.ACCEPTED, **fields}
    article = Article.objects.create(title=title, body=body, section=section, position=position, **values)
    for at, (unit, person) in enumerate(credits, start=1):
        organisation = Organisation.objects.get_or_create(name=unit)[0] if unit else None
        contributor = Contributor.objects.get_or_create(name=person, organisation=organisation)[0]
        Credit.objects.create(article=article, contributor=contributor, position=at)
    return article


def make_recipients(issue: Issue, /, **names: Sequence[str]) -> DistributionList:
    """The issue's own list: make_recipients(issue, report=["省委"], extra_issue=["各县"])."""
    own = DistributionList.objects.create(publication=issue.publication, issue=issue, name="本期")
    for kind in ("report", "send", "issue"):
        ordered = [(name, False) for name in names.get(kind, ())]
        ordered += [(name, True) for name in names.get(f"extra_{kind}", ())]
        Recipient.objects.bulk_create(
            Recipient(distribution_list=own, kind=kind, position=at, name=name, extra=extra)
            for at, (name, extra) in enumerate(ordered, start=1)
        )
    return own


def make_issue(
    publication: Publication | None = None,
    *,
    sections: Iterable[str] = ("重点推荐",),
    articles: int = 1,
    **fields: object,
) -> Issue:
    """An issue in preparation with `articles` articles in each of its sections, credited and distributed."""
    values = {"year": 2021, "number": 3, "date": DATE, **fields}
    issue = Issue.objects.create(publication=publication or make_publication(), **values)
    for place, name in enumerate(sections, start=1):
        section = Section.objects.create(issue=issue, name=name, position=place)
        for at in range(1, articles + 1):
            make_article(
                section,
                at,
                title=f"第{place}栏第{at}篇",
                body=f"<p>第{place}栏第{at}篇的第一段。</p><p>第{place}栏第{at}篇的第二段。</p>",
                credits=[("曲靖市总工会", f"作者{at}")],
            )
    make_recipients(issue, report=["省委深改办"], send=["各州市总工会", "各成员单位"])
    return issue


def publish(issue: Issue) -> Edition:
    """Sign the issue off, as the command line does with archive issues, and give it to readers."""
    sign_issue(issue)
    return publish_issue(issue)
