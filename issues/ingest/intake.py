"""Manuscript -> rows, in one transaction: all of a bulletin is taken in, or nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date as Date
from html import escape

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from accounts.models import User
from issues.ingest.credits import contributors_of, credit_keys
from issues.ingest.errors import IngestRefused
from issues.ingest.fit import fit
from issues.ingest.manuscript import Doubt, Manuscript, ManuscriptArticle
from issues.ingest.rich import Looks
from issues.models import (
    Article,
    ArticleStage,
    Contributor,
    Credit,
    DistributionList,
    Issue,
    Kind,
    Publication,
    Recipient,
    RecipientKind,
    Section,
)
from issues.models.numbering import propose
from issues.models.publication import IssueLabel, ReportLabel, SendLabel
from issues.models.versions import keep_first_versions, keep_what_belongs, mark

_LABELS = {"report": ReportLabel, "send": SendLabel, "issue": IssueLabel}


@dataclass(frozen=True)
class Placement:
    """Where a bulletin belongs, as the person who takes it in says; None: as the file says."""

    publication: str | None = None  # a slug
    year: int | None = None
    number: int | None = None
    total_number: int | None = None
    date: Date | None = None
    assumed_note: str = ""  # what was added to a masthead that is lost; printed on the page


@dataclass
class Intake:
    """What was taken in; `doubts` are the manuscript's and those met on the way."""

    issue: Issue
    articles: int
    doubts: list[Doubt] = field(default_factory=list)


def take_in(
    manuscript: Manuscript,
    placement: Placement,
    by: User | None = None,
    original_name: str = "",
    looks: Looks | None = None,
) -> Intake:
    """Write the rows of one bulletin; `looks` are what its Word file holds besides the text.

    The number of queries does not depend on how many articles there are. Raises IngestRefused, and then
    nothing is written.
    """
    if not manuscript.articles:
        raise IngestRefused("没有认出任何稿件，没有导入。请确认选对了文件。")
    doubts = list(manuscript.doubts)
    try:
        with transaction.atomic():
            publication = _publication(manuscript, placement)
            issue = _issue(manuscript, placement, publication, by, original_name[:255], doubts)
            articles = _articles(manuscript, issue, by, original_name, doubts, looks or Looks())
            _distribution(manuscript, issue)
            keep_what_belongs(issue, just_stored=True)
    except IntegrityError as error:
        raise IngestRefused("导入时与别人刚存入的内容冲突，没有导入。请再试一次。") from error
    return Intake(issue, articles, sorted(doubts, key=lambda doubt: doubt.line))


def _publication(manuscript: Manuscript, placement: Placement) -> Publication:
    """The publication named by slug, else the one of the masthead's name; a slug not yet used opens a new one."""
    name = manuscript.publication
    if placement.publication:
        found = Publication.objects.filter(slug=placement.publication).first()
        if found is not None:
            return found
        if not name:
            raise IngestRefused(
                f"没有网址名为“{placement.publication}”的刊物，文件里也没有刊名，无法新建。请先在后台建立刊物。"
            )
        return _open_publication(manuscript, placement.publication)
    if not name:
        raise IngestRefused("文件里没有认出刊名，请指明刊物。", option="--publication")
    found = Publication.objects.filter(name=name).first()
    if found is None:
        raise IngestRefused(
            f"还没有名为“{name}”的刊物，请先在后台建立，或指明已有的刊物。",
            option="--publication，没有的会照报头新建",
        )
    return found


def _open_publication(manuscript: Manuscript, slug: str) -> Publication:
    labels = {
        f"{kind}_label": manuscript.distribution.labels[kind]
        for kind, choices in _LABELS.items()
        if manuscript.distribution.labels.get(kind) in choices.values
    }
    if not re.fullmatch(r"[-a-zA-Z0-9_]+", slug):
        raise IngestRefused(f"网址名“{slug}”不能用：只能是英文字母、数字、连字符，如 changai。")
    publication = Publication(
        name=fit(Publication, "name", manuscript.publication or "", "刊名"),
        slug=slug,
        issuer=fit(Publication, "issuer", manuscript.issuer or "", "编印单位"),
        notice=fit(Publication, "notice", manuscript.notice or "", "标志"),
        **labels,
    )
    try:
        publication.full_clean()
    except ValidationError as error:
        raise IngestRefused(f"不能新建刊物“{slug}”：{_problems(Publication, error)}") from error
    publication.save()
    return publication


def _issue(
    manuscript: Manuscript,
    placement: Placement,
    publication: Publication,
    by: User | None,
    original_name: str,
    doubts: list[Doubt],
) -> Issue:
    supplement = manuscript.supplement is not None
    kind = Kind.SUPPLEMENT if supplement else Kind.REGULAR
    date = placement.date or manuscript.date
    year = placement.year if placement.year is not None else manuscript.year
    if year is None and date is not None:
        year = date.year
    if year is None:
        raise IngestRefused("文件里没有认出年份，请补填年份或日期。", option="--year 或 --date")
    read = manuscript.supplement if supplement else manuscript.number
    if manuscript.unnumbered_supplement:
        read = None
    number = placement.number if placement.number is not None else read
    total = placement.total_number or manuscript.total_number
    _name_differences(manuscript, placement, read, doubts)
    if number is None:
        _refuse_second_time(manuscript, publication, original_name)
        proposal = propose(publication, year, kind)
        number, total = proposal.number, total or proposal.total_number
        doubts.append(
            Doubt("proposed-number", 1, f"文件里没有期号，按{year}年的下一期编为第{number}期，请核对。")
        )
    if manuscript.issuer and publication.issuer and manuscript.issuer != publication.issuer:
        doubts.append(
            Doubt(
                "issuer-differs",
                1,
                f"报头的编印单位是“{manuscript.issuer}”，刊物资料里是“{publication.issuer}”。",
            )
        )
    issue = Issue(
        publication=publication,
        kind=kind,
        year=year,
        number=number,
        total_number=None if supplement else total,
        date=date,
        editors_note=_paragraphs((manuscript.editors_note or "").split("\n")),
        notice=_own(manuscript.notice, publication.notice),
        document_code=fit(Issue, "document_code", manuscript.document_code or "", "编号"),
        copies=manuscript.copies,
        staff=[{"role": line.role, "name": line.name} for line in manuscript.staff],
        masthead_assumed=bool(placement.assumed_note),
        assumed_note=fit(Issue, "assumed_note", placement.assumed_note, "补拟说明"),
        created_by=by,
    )
    try:
        issue.full_clean()
    except ValidationError as error:
        raise IngestRefused(f"{publication}{year}年{issue.label}：{_problems(Issue, error)}") from error
    mark(issue, by)
    issue.save()
    return issue


def _name_differences(
    manuscript: Manuscript, placement: Placement, number: int | None, doubts: list[Doubt]
) -> None:
    """Say where what the person gave is not what the file says; the person's word counts."""
    for label, given, read in (
        ("年份", placement.year, manuscript.year),
        ("期号", placement.number, number),
        ("日期", placement.date, manuscript.date),
    ):
        if given is not None and read is not None and given != read:
            doubts.append(Doubt("overridden", 1, f"{label}：文件里是{read}，按指定的{given}导入，请核对。"))


def _refuse_second_time(manuscript: Manuscript, publication: Publication, original_name: str) -> None:
    """A file without a number would otherwise be taken in again under the next one."""
    titles = [article.title for article in manuscript.articles if article.title]
    twin = Article.objects.filter(
        publication=publication, original_name=original_name, title__in=titles[:50], section__isnull=False
    ).select_related("section__issue__publication")
    first = twin.first() if original_name and titles else None
    if first is not None:
        raise IngestRefused(
            f"这份文件以前已经导入（{first.section.issue}）。确要再导入一次，请指明期号。", option="--number"
        )


def _problems(model: type[models.Model], error: ValidationError) -> str:
    """What is wrong, each with the name of its field."""
    found = []
    for name, messages in error.message_dict.items():
        label = f"{model._meta.get_field(name).verbose_name}：" if name != NON_FIELD_ERRORS else ""
        found.extend(f"{label}{message}" for message in messages)
    return "；".join(found)


def _own(notice: str | None, standing: str) -> str:
    """An issue's notice is kept where it differs from its publication's."""
    return fit(Issue, "notice", notice, "密级或标志") if notice and notice != standing else ""


def _articles(
    manuscript: Manuscript,
    issue: Issue,
    by: User | None,
    original_name: str,
    doubts: list[Doubt],
    looks: Looks,
) -> int:
    sections = Section.objects.bulk_create(
        Section(issue=issue, name=fit(Section, "name", section.name or "", "栏目名"), position=position)
        for position, section in enumerate(manuscript.sections, start=1)
    )
    contributors = contributors_of(manuscript.articles, doubts)

    def credited(read: ManuscriptArticle) -> list[Contributor]:
        # By identity: a unit's full and short name lead to one contributor, credited once.
        return list({id(contributors[key]): contributors[key] for key in credit_keys(read)}.values())

    pairs: list[tuple[Article, ManuscriptArticle]] = []
    bodies = looks.bodies(manuscript.articles)
    for row, section in zip(sections, manuscript.sections, strict=True):
        for position, read in enumerate(section.articles, start=1):
            first = next(iter(credited(read)), None)
            article = Article(
                title=fit(Article, "title", read.title or "", "标题", read.line),
                body=next(bodies),
                publication_id=issue.publication_id,
                stage=ArticleStage.ACCEPTED,
                section=row,
                position=position,
                organisation=first.organisation if first else None,
                source=fit(Article, "source", read.source or "", "转载来源", read.line),
                source_detail=fit(
                    Article, "source_detail", read.source_detail if read.source else "", "来源细目"
                ),
                original_name=original_name[:255],
            )
            pairs.append((article, read))
    Article.objects.bulk_create([article for article, _ in pairs], batch_size=500)
    Credit.objects.bulk_create(
        (
            Credit(article=article, contributor=contributor, position=position)
            for article, read in pairs
            for position, contributor in enumerate(credited(read), start=1)
        ),
        batch_size=1000,
    )
    keep_first_versions([article for article, _ in pairs], by)
    return len(pairs)


def _distribution(manuscript: Manuscript, issue: Issue) -> None:
    read = manuscript.distribution
    if not (read.report or read.send or read.issue):
        return
    own = DistributionList.objects.create(
        publication_id=issue.publication_id, issue=issue, name=f"{issue.year}年{issue.label}"
    )
    extra = set(read.extra)
    Recipient.objects.bulk_create(
        Recipient(
            distribution_list=own,
            kind=kind,
            position=position,
            name=fit(Recipient, "name", name, "收件单位"),
            extra=kind == RecipientKind.ISSUE and name in extra,
        )
        for kind, names in (
            (RecipientKind.REPORT, read.report),
            (RecipientKind.SEND, read.send),
            (RecipientKind.ISSUE, read.issue),
        )
        for position, name in enumerate(names, start=1)
    )


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text, quote=False)}</p>" for text in texts if text)
