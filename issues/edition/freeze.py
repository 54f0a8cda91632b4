"""Freezing: the rows of an issue become one immutable Edition."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils import timezone

from accounts.models import User
from issues.edition.blocks import blocks_from_html, printable
from issues.edition.content import (
    Article,
    Credit,
    EditionContent,
    Image,
    RecipientGroup,
    Section,
    StaffLine,
    sha256,
    to_json,
)
from issues.models import Article as ArticleRow
from issues.models import Credit as CreditRow
from issues.models import Edition, Issue, Photo, Recipient, RecipientKind, sanitise

EXTRA_LABEL = "本期增发"
ASSUMED_NOTE = "原件报头缺失，本页报头为补拟。"


class FreezeRefused(Exception):
    """The issue is not ready; `reasons` says in Chinese what to do about it."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__(f"本期还不能定稿：{'；'.join(reasons)}。")


def freeze(issue: Issue, by: User | None = None, correction_note: str = "") -> Edition:
    """Store the issue as it now is as its next Edition; readers see it only when it is released.

    Raises FreezeRefused. The number of queries does not depend on what is in the issue.
    """
    with transaction.atomic():
        # Two freezes of one issue queue here, so that each gets a version of its own.
        issue = Issue.objects.select_for_update(of=("self",)).select_related("publication").get(pk=issue.pk)
        content = build_content(issue, version=next_version(issue), correction_note=correction_note)
        reasons = reasons_against(content)
        if reasons:
            raise FreezeRefused(reasons)
        text = to_json(content)
        return Edition.objects.create(
            issue=issue,
            version=content.version,
            slug=content.slug,
            year=content.year,
            kind=content.kind,
            number=content.number,
            total_number=content.total_number,
            date=content.date,
            content=text,
            sha256=sha256(text),
            layout=issue.publication.layout,
            frozen_at=timezone.now(),
            frozen_by=by,
            correction_note=content.correction_note,
        )


def digest(issue: Issue, version: int | None = None, correction_note: str | None = None) -> str:
    """The SHA-256 the issue would be frozen with now; as its next version, unless told otherwise."""
    if version is None:
        version = next_version(issue)
    if correction_note is None:
        correction_note = issue.correction_note
    return sha256(to_json(build_content(issue, version, correction_note)))


def next_version(issue: Issue) -> int:
    """The version its next Edition will have."""
    return (Edition.objects.filter(issue=issue).aggregate(last=Max("version"))["last"] or 0) + 1


def reasons_against(content: EditionContent) -> tuple[str, ...]:
    """Why `content` may not be frozen, each with what to do; empty when it may."""
    reasons = []
    if content.date is None:
        reasons.append("没有填写日期，请在本期资料中填上签发日期")
    if not content.articles:
        reasons.append("没有稿件，请先把稿件编入栏目")
    for article in content.articles:
        if not article.title:
            reasons.append(f"第{article.n}篇稿件没有标题，请补上")
        elif not article.blocks:
            reasons.append(f"稿件“{article.title}”没有正文，请补上或移出本期")
    return tuple(reasons)


def build_content(issue: Issue, version: int = 1, correction_note: str = "") -> EditionContent:
    """What the issue's rows say now. A section without articles is not printed, so it is left out."""
    publication = issue.publication
    return EditionContent(
        publication=_clean(publication.name),
        slug=publication.slug,
        issuer=_clean(publication.issuer),
        kind=str(issue.kind),
        year=issue.year,
        number=issue.number,
        total_number=issue.total_number if publication.shows_total_number else None,
        date=issue.date,
        notice=_clean(issue.notice or publication.notice),
        document_code=_clean(issue.document_code),
        assumed_note=_clean(issue.assumed_note) or (ASSUMED_NOTE if issue.masthead_assumed else ""),
        editors_note=blocks_from_html(sanitise(issue.editors_note)),
        sections=_sections(issue),
        recipients=_recipients(issue),
        staff=tuple(StaffLine(_clean(line["role"]), _clean(line["name"])) for line in issue.staff),
        copies=issue.copies,
        version=version,
        correction_note=_clean(correction_note),
    )


def _clean(text: str) -> str:
    return printable(text).strip()


def _sections(issue: Issue) -> tuple[Section, ...]:
    credits = CreditRow.objects.order_by("position").select_related("contributor__organisation")
    articles = ArticleRow.objects.order_by("position").prefetch_related(
        Prefetch("credits", credits), Prefetch("photos", Photo.objects.order_by("position"))
    )
    sections = []
    n = 0
    for row in issue.sections.order_by("position").prefetch_related(Prefetch("articles", articles)):
        printed = []
        for article in row.articles.all():
            n += 1
            printed.append(_article(article, n))
        if printed:
            sections.append(Section(_clean(row.name), tuple(printed)))
    return tuple(sections)


def _article(row: ArticleRow, n: int) -> Article:
    return Article(
        n=n,
        title=_clean(row.title),
        blocks=(*blocks_from_html(sanitise(row.body)), *_photos(row)),
        credits=_credits(row),
        source=_clean(row.source) or None,
        source_detail=_clean(row.source_detail),
    )


def _photos(article: ArticleRow) -> Iterator[Image]:
    """The photos that follow the text; those inside it are among its blocks."""
    for photo in article.photos.all():
        caption = _clean(photo.caption)
        yield Image(photo.file.url, _clean(photo.alt) or caption, caption)


def _credits(article: ArticleRow) -> tuple[Credit, ...]:
    """People under their unit, units in the order of their first credit."""
    units: dict[str | None, list[str]] = {}
    for row in article.credits.all():
        organisation = row.contributor.organisation
        names = units.setdefault(_clean(organisation.name) if organisation else None, [])
        if row.contributor.name:
            names.append(_clean(row.contributor.name))
    return tuple(Credit(unit, tuple(names)) for unit, names in units.items())


def _recipients(issue: Issue) -> tuple[RecipientGroup, ...]:
    """Those of the issue's own list. The publication's default was copied into it when it was opened."""
    rows = list(Recipient.objects.filter(distribution_list__issue=issue).order_by("position"))
    groups = []
    for kind in RecipientKind:
        for extra in (False, True):
            these = (_clean(row.name) for row in rows if row.kind == kind and row.extra == extra)
            # The marks between and after the names are printed by whoever prints them.
            names = tuple(filter(None, (name.rstrip("，,、；;。 ") for name in these)))
            if names:
                label = EXTRA_LABEL if extra else issue.publication.label_for(kind)
                groups.append(RecipientGroup(str(kind), label, names, extra))
    return tuple(groups)
