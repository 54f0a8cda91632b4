"""What was decided on findings, and what stands open: fixes that were taken, passages left as they are for a reason.

An error is settled for the office once an editor answers for it; that an author leaves it as it is, is a remark to the
editor. A warning is settled by either.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import is_desk, is_member, is_office
from issues.models import Action, Article, ArticleStage, AuditEntry, Issue, Reason, Verdict, VerdictKind
from issues.models.verdict import VerdictQuerySet
from issues.proofing.finding import Finding, Severity
from issues.proofing.place import Place, is_neutral, label_of, line_of
from issues.proofing.proofread import proofread
from issues.proofing.richtext import readable
from issues.proofing.rows import BYLINE_UNIT, byline_units, parts_of, proofread_article, proofread_parts
from issues.proofing.tables import checks_for, publication_of

Subject = Article | Issue
MAX_NOTE = 200
# Characters of the line shown on either side.
_SHOWN = 30


class VerdictRefused(Exception):
    """Nothing was decided; the message says why in Chinese."""


@dataclass(frozen=True)
class Judged:
    """A finding with what was decided on it, if anything.

    `settled` is the verdict that settles it for the office, `remark` what its author thinks of an error.
    """

    finding: Finding
    place: Place
    lead: str
    tail: str
    settled: Verdict | None = None
    remark: Verdict | None = None

    @property
    def label(self) -> str:
        return label_of(self.finding.rule)

    @property
    def is_neutral(self) -> bool:
        return self.finding.suggestion is not None and is_neutral(self.finding.rule)

    @property
    def is_open_error(self) -> bool:
        return self.finding.severity == Severity.ERROR and self.settled is None

    def seen_by(self, user: User) -> Verdict | None:
        """The verdict for which `user` is no more shown the finding among the open ones."""
        return self.settled or (None if is_office(user) else self.remark)


@dataclass(frozen=True)
class Counted:
    """How often a rule's findings were taken and left; a rule that is mostly left is noise.

    `waiting` is how many stand in issues that are prepared now, decided on by nobody.
    """

    rule: str
    label: str
    accepted: int
    dismissed: int
    waiting: int = 0

    @property
    def share(self) -> int:
        """Per cent of the decided ones that were left as they are."""
        return round(100 * self.dismissed / max(self.accepted + self.dismissed, 1))


# ---- what is found ----


def judge_parts(parts: Mapping[str, str], article: Article | None) -> list[Judged]:
    """Findings in what somebody is writing; `article` is the stored one, whose verdicts and credits count."""
    checks = checks_for(publication_of(article) if article else None)
    found = proofread_parts(parts, checks.house, checks.switched_off, article.pk if article else None)
    if article is None:
        return _judge(found, parts, ())
    if BYLINE_UNIT.name not in checks.switched_off:
        found += byline_units([article], checks.house)
    return _judge(found, parts, _standing(article))


def judge_issue(issue: Issue) -> list[tuple[Subject, list[Judged]]]:
    """All findings of an issue: first of its own text, then by article in their order; those without are left out."""
    checks = checks_for(issue.publication_id)
    articles = {article.pk: article for article in articles_of(issue)}
    found: dict[int | None, list[Finding]] = {}
    for finding in proofread(issue, checks.house, checks.switched_off):
        found.setdefault(finding.article, []).append(finding)
    verdicts: dict[int | None, list[Verdict]] = {}
    for verdict in Verdict.objects.standing().filter(_about(issue, articles)).select_related("by"):
        verdicts.setdefault(verdict.article_id, []).append(verdict)
    judged: list[tuple[Subject, list[Judged]]] = []
    if None in found:
        texts = {"editors_note": readable(issue.editors_note).text}
        judged.append((issue, _judge(found[None], texts, verdicts.get(None, ()))))
    for pk, article in articles.items():
        if pk in found:
            judged.append((article, _judge(found[pk], parts_of(article), verdicts.get(pk, ()))))
    return judged


def open_errors(issue: Issue, articles: Collection[Article]) -> list[tuple[Subject, list[Judged]]]:
    """What keeps the issue from its sign-off: errors that nobody mended and no editor answers for.

    `articles` are those of the issue, with their photos prefetched. Two queries, however many.
    """
    judged = _judge_each(issue, articles)
    stopping = [(subject, [one for one in each if one.is_open_error]) for subject, each in judged]
    return [(subject, each) for subject, each in stopping if each]


def waived_errors(issue: Issue) -> list[tuple[Subject, list[Judged]]]:
    """What an editor answers for although it is called an error; only the articles that hold such are read again."""
    waiving = Verdict.objects.standing().filter(waives=True)
    held = waiving.filter(Q(article__section__issue=issue) | Q(article=None, issue=issue))
    articles = set(held.values_list("article", flat=True))
    if not articles:
        return []
    judged = _judge_each(issue, [each for each in articles_of(issue) if each.pk in articles])
    waived = [
        (subject, [one for one in each if one.settled is not None and one.settled.waives])
        for subject, each in judged
    ]
    return [(subject, each) for subject, each in waived if each]


def _judge_each(issue: Issue, articles: Collection[Article]) -> list[tuple[Subject, list[Judged]]]:
    """The issue's own text and each article by itself; what only shows across articles is no error."""
    checks = checks_for(issue.publication_id)
    house, off = checks.house, checks.switched_off
    verdicts: dict[int | None, list[Verdict]] = {}
    for verdict in Verdict.objects.standing().filter(_about(issue, [each.pk for each in articles])):
        verdicts.setdefault(verdict.article_id, []).append(verdict)
    note = readable(issue.editors_note).text
    texts = {"editors_note": note} if note else {}
    judged: list[tuple[Subject, list[Judged]]] = [
        (issue, _judge(proofread_parts(texts, house, off), texts, verdicts.get(None, ())))
    ]
    for article in articles:
        found = proofread_article(article, house, {*off, "name-variant"})
        judged.append((article, _judge(found, parts_of(article), verdicts.get(article.pk, ()))))
    return judged


def articles_of(issue: Issue) -> list[Article]:
    rows = Article.objects.filter(section__issue=issue).order_by("section__position", "position")
    return list(rows.prefetch_related("photos"))


def standing_of(article: Article) -> VerdictQuerySet:
    """What is left as it is in an article, whether the text still says so or not."""
    return Verdict.objects.standing().filter(article=article)


def _about(issue: Issue, articles: Iterable[int]) -> Q:
    return Q(article__in=list(articles)) | Q(article=None, issue=issue)


def _standing(article: Article) -> QuerySet[Verdict]:
    return standing_of(article).select_related("by")


def _judge(
    findings: Iterable[Finding], texts: Mapping[str, str], verdicts: Iterable[Verdict]
) -> list[Judged]:
    known = {(verdict.fingerprint, verdict.waives): verdict for verdict in verdicts}
    judged = []
    for finding in findings:
        text = texts.get(finding.part or "body", "")
        place = Place.of(finding, text)
        waived = known.get((place.fingerprint, True))
        left = known.get((place.fingerprint, False))
        is_error = finding.severity == Severity.ERROR
        start, end = line_of(finding, text)
        judged.append(
            Judged(
                finding,
                place,
                text[max(start, finding.start - _SHOWN) : finding.start],
                text[finding.end : min(end, finding.end + _SHOWN)],
                settled=waived if is_error else waived or left,
                remark=left if is_error and waived is None else None,
            )
        )
    return judged


# ---- what is decided ----


def reason_against(subject: Subject, user: User) -> str:
    """Why `user` may not leave a passage of it as it is, or take that back; empty where he may."""
    if not is_member(user) or not type(subject).objects.visible_to(user).filter(pk=subject.pk).exists():
        return (
            "没有这篇稿件，或您无权查看。" if isinstance(subject, Article) else "没有这一期，或您无权查看。"
        )
    if subject.is_locked:
        return "本期已经签发，校对意见不能再处理。须改的，请先重新打开这一期。"
    if is_desk(user):
        return ""
    mine = isinstance(subject, Article) and subject.author_id == user.pk
    if not mine or is_office(user):
        return "校对意见由编辑处理；您如有看法，请在“意见与回复”里告诉编辑。"
    if subject.stage not in ArticleStage.WITH_AUTHOR:
        return "稿件已经提交，校对意见由编辑处理。要改，请先收回。"
    return ""


def dismiss(subject: Subject, place: Place, reason: str, note: str, by: User) -> Verdict:
    """Leave a passage as it is; of an error, by an editor, that waives it. A second time changes nothing."""
    note = note.strip()
    if reason not in list(Reason.OFFERED):
        raise VerdictRefused("请选不改的原因。")
    if reason == Reason.OTHER and not note:
        raise VerdictRefused("原因选“其他”的，请写明。")
    if len(note) > MAX_NOTE:
        raise VerdictRefused(f"说明请不超过{MAX_NOTE}字。")
    with transaction.atomic():
        subject = _lock(subject)
        against = reason_against(subject, by)
        if against:
            raise VerdictRefused(against)
        waives = is_desk(by) and place.severity == Severity.ERROR
        return leave(subject, place, Reason(reason), note, by, waives=waives)


def leave(subject: Subject, place: Place, reason: Reason, note: str, by: User, *, waives: bool) -> Verdict:
    """Write the row and the log without asking who may; the subject's row is locked by the caller."""
    about = {"article": subject} if isinstance(subject, Article) else {"issue": subject, "article": None}
    found = Verdict.objects.standing().filter(**about, fingerprint=place.fingerprint, waives=waives).first()
    if found is not None:
        return found
    verdict = Verdict.objects.create(
        **about,
        kind=VerdictKind.DISMISSED,
        **_stored(place),
        waives=waives,
        reason=reason,
        note=note,
        by=by,
    )
    _record(Action.WAIVE if waives else Action.DISMISS, subject, verdict, by)
    return verdict


def take_back(verdict: Verdict, by: User) -> None:
    """The finding stands again. What an editor decided, an editor takes back."""
    with transaction.atomic():
        subject = verdict.article or verdict.issue
        if subject is None:
            raise VerdictRefused("稿件已被删除。")
        subject = _lock(subject)
        against = reason_against(subject, by)
        locked = Verdict.objects.standing().select_for_update(of=("self",)).filter(pk=verdict.pk).first()
        if not against and locked is None:
            raise VerdictRefused("这一处刚才已有人恢复，请看最新情况。")
        if not against and not is_desk(by) and locked.by_id != by.pk:
            against = "这一处是编辑标的，须由编辑恢复。"
        if against:
            raise VerdictRefused(against)
        locked.taken_back_at, locked.taken_back_by = timezone.now(), by
        locked.save(update_fields=["taken_back_at", "taken_back_by"])
        _record(Action.TAKE_BACK, subject, locked, by)


def note_accepted(article: Article | None, taken: Iterable[tuple[UUID, Place]], by: User) -> None:
    """Count fixes that somebody took in what he is writing; each key counts once."""
    Verdict.objects.bulk_create(
        (
            Verdict(article=article, kind=VerdictKind.ACCEPTED, **_stored(place), by=by, key=key)
            for key, place in taken
        ),
        ignore_conflicts=True,
    )


def _stored(place: Place) -> dict[str, str]:
    values = place.to_dict()
    del values["severity"]
    return {**values, "fingerprint": place.fingerprint}


def _lock(subject: Subject) -> Subject:
    """Issue before article, as everywhere."""
    issue = subject if isinstance(subject, Issue) else subject.issue
    if issue is not None:
        Issue.objects.select_for_update(of=("self",)).filter(pk=issue.pk).first()
    rows = type(subject).objects.select_for_update(of=("self",))
    locked = rows.filter(pk=subject.pk).first()
    if locked is None:
        raise VerdictRefused("稿件已被删除。" if isinstance(subject, Article) else "这一期已被删除。")
    return locked


def _record(action: Action, subject: Subject, verdict: Verdict, by: User) -> None:
    issue = subject if isinstance(subject, Issue) else subject.issue
    AuditEntry.objects.record(
        action,
        subject,
        by,
        rule=label_of(verdict.rule),
        passage=f"{verdict.before}【{verdict.text}】{verdict.after}",
        message=verdict.message,
        reason=verdict.why,
        issue=str(issue) if issue is not None else "",
        waiver=verdict.waives,
    )


# ---- what is counted ----


def count_by_rule(since: datetime.date | None = None, until: datetime.date | None = None) -> list[Counted]:
    """Every rule on which anything was decided in these days, both included, the most dismissed first."""
    # That an old bulletin stays as it was printed says nothing of the rule.
    rows = Verdict.objects.filter(taken_back_at__isnull=True).exclude(reason=Reason.PRINTED).order_by()
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    if until is not None:
        rows = rows.filter(at__date__lte=until)
    counted = rows.values("rule").annotate(
        accepted=Count("pk", filter=Q(kind=VerdictKind.ACCEPTED)),
        dismissed=Count("pk", filter=Q(kind=VerdictKind.DISMISSED)),
    )
    found = [
        Counted(row["rule"], label_of(row["rule"]), row["accepted"], row["dismissed"]) for row in counted
    ]
    return sorted(found, key=lambda one: (-one.dismissed, -one.accepted, one.label))


def with_waiting(counted: Iterable[Counted], issues: Iterable[Issue]) -> list[Counted]:
    """`counted`, with what stands undecided in `issues`; rules on whose findings nobody decided yet come last."""
    waiting = Counter(
        one.finding.rule
        for issue in issues
        for _, each in judge_issue(issue)
        for one in each
        if one.settled is None
    )
    rows = [replace(row, waiting=waiting.pop(row.rule, 0)) for row in counted]
    return rows + [Counted(rule, label_of(rule), 0, 0, found) for rule, found in waiting.most_common()]
