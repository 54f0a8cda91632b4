"""What is decided on findings: it holds while the text changes elsewhere, and no longer once the passage changes."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from issues.models import Action, Article, ArticleStage, AuditEntry, Issue, Reason, Stage, Verdict
from issues.proofing import Severity
from issues.proofing.place import BESIDE, NoSuchPlace, Place
from issues.proofing.verdicts import (
    Judged,
    VerdictRefused,
    count_by_rule,
    dismiss,
    judge_issue,
    judge_parts,
    note_accepted,
    reason_against,
    take_back,
)
from tests.factories import make_article, make_issue

pytestmark = pytest.mark.django_db

SLIP = "会议要求布署明年工作。"
TEXT = f"近日召开会议。\n{SLIP}\n会后座谈。"


@pytest.fixture
def article(correspondent: User) -> Article:
    return Article.objects.create(
        title="推进改革", body=f"<p>{SLIP}</p>", author=correspondent, organisation=correspondent.organisation
    )


def judged(article: Article, text: str = TEXT) -> Judged:
    (found,) = judge_parts({"body": text}, article)
    return found


def test_a_finding_is_known_by_the_words_beside_it(article: Article) -> None:
    place = judged(article).place
    assert place.to_dict() == {
        "rule": "confusable",
        "severity": "error",
        "part": "body",
        "before": "会议要求",
        "text": "布署",
        "after": "明年工作。",
        "message": judged(article).finding.message,
    }
    assert Place.read(place.to_dict()) == place


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (TEXT, True),
        (f"另加一段。\n{TEXT}", True),
        (f"近日召开会议。\n\u3000\u3000{SLIP}", True),
        (f"上午听取汇报，随后{SLIP}", False),
        (TEXT.replace("明年工作", "后年工作"), False),
    ],
)
def test_a_verdict_holds_as_long_as_the_passage(
    article: Article, editor: User, text: str, holds: bool
) -> None:
    Article.objects.update(stage=ArticleStage.REVIEW)
    verdict = dismiss(article, judged(article).place, "quotation", "", editor)
    assert judged(article, text).settled == (verdict if holds else None)


def test_beside_are_so_many_characters_of_the_same_line() -> None:
    found = judge_parts({"body": "一二三四五六七八要求布署九十百千万亿两零\n下一行"}, None)[0]
    assert (found.place.before, found.place.after) == ("五六七八要求", "九十百千万亿")
    assert len(found.place.before) == BESIDE


@pytest.mark.parametrize(
    "change",
    [
        {"rule": "no-such-rule"},
        {"severity": "fatal"},
        {"part": "password"},
        {"before": "一" * (BESIDE + 1)},
        {"text": 5},
        {"message": None},
    ],
)
def test_what_describes_no_finding_is_refused(article: Article, change: dict[str, object]) -> None:
    with pytest.raises(NoSuchPlace):
        Place.read({**judged(article).place.to_dict(), **change})
    with pytest.raises(NoSuchPlace):
        Place.read([])


def test_an_author_remarks_on_an_error_and_an_editor_waives_it(
    article: Article, correspondent: User, editor: User
) -> None:
    place = judged(article).place
    remark = dismiss(article, place, "quotation", "", correspondent)
    found = judged(article)
    assert (found.settled, found.remark, found.is_open_error) == (None, remark, True)
    assert (found.seen_by(correspondent), found.seen_by(editor)) == (remark, None)
    Article.objects.update(stage=ArticleStage.REVIEW)
    waiver = dismiss(article, place, "other", "领导原话", editor)
    found = judged(article)
    assert (found.settled, found.remark, found.is_open_error) == (waiver, None, False)
    assert (remark.waives, waiver.waives, waiver.why) == (False, True, "其他：领导原话")


def test_a_warning_is_settled_by_its_author(article: Article, correspondent: User) -> None:
    warned = "张建萍主席指出要抓落实，张剑萍主席为会议作总结。"
    (found,) = judge_parts({"body": warned}, article)
    assert found.finding.severity == Severity.WARNING
    verdict = dismiss(article, found.place, "name", "", correspondent)
    (found,) = judge_parts({"body": warned}, article)
    assert (found.settled, verdict.waives) == (verdict, False)


def test_a_second_time_changes_nothing(article: Article, correspondent: User) -> None:
    place = judged(article).place
    first = dismiss(article, place, "name", "", correspondent)
    assert dismiss(article, place, "mistaken", "", correspondent) == first
    assert Verdict.objects.get().reason == Reason.NAME
    assert AuditEntry.objects.filter(action=Action.DISMISS).count() == 1


def test_what_is_taken_back_stands_again_and_can_be_decided_anew(
    article: Article, correspondent: User
) -> None:
    place = judged(article).place
    first = dismiss(article, place, "name", "", correspondent)
    take_back(first, correspondent)
    assert judged(article).remark is None
    with pytest.raises(VerdictRefused, match="已有人恢复"):
        take_back(first, correspondent)
    second = dismiss(article, place, "name", "", correspondent)
    assert (second.pk != first.pk, judged(article).remark) == (True, second)


def test_every_verdict_enters_the_log(article: Article, editor: User) -> None:
    issue = make_issue(articles=0)
    section = issue.sections.get()
    Article.objects.update(stage=ArticleStage.ACCEPTED, section=section, position=1)
    article.refresh_from_db()
    take_back(dismiss(article, judged(article).place, "custom", "", editor), editor)
    entries = AuditEntry.objects.filter(action__in=[Action.WAIVE, Action.TAKE_BACK]).order_by("sequence")
    detail = {
        "rule": "易混词",
        "passage": "会议要求【布署】明年工作。",
        "message": judged(article).finding.message,
        "reason": "单位习惯",
        "issue": str(issue),
        "waiver": True,
    }
    assert [(entry.action, entry.object_label, entry.detail) for entry in entries] == [
        ("waive", "推进改革", detail),
        ("take-back", "推进改革", detail),
    ]
    assert AuditEntry.objects.first_fault() == ""


@pytest.mark.parametrize(
    ("reason", "note", "said"),
    [
        ("", "", "请选不改的原因"),
        ("printed", "", "请选不改的原因"),
        ("other", " ", "请写明"),
        ("name", "长" * 201, "不超过200字"),
    ],
)
def test_a_reason_is_asked_for(
    article: Article, correspondent: User, reason: str, note: str, said: str
) -> None:
    with pytest.raises(VerdictRefused, match=said):
        dismiss(article, judged(article).place, reason, note, correspondent)
    assert not Verdict.objects.exists()


def test_who_may_decide(
    article: Article, correspondent: User, editor: User, approver: User, make_user: Callable[..., User]
) -> None:
    colleague = make_user("colleague", Role.CORRESPONDENT, organisation=correspondent.organisation)
    stranger = make_user("stranger", Role.CORRESPONDENT)

    def against() -> list[str]:
        people = (correspondent, colleague, stranger, editor, approver)
        return [reason_against(article, who)[:9] for who in people]

    assert against() == [
        "",
        "校对意见由编辑处理",
        "没有这篇稿件，或您",
        "没有这篇稿件，或您",
        "没有这篇稿件，或您",
    ]
    article.stage = ArticleStage.REVIEW
    article.save()
    assert against() == [
        "稿件已经提交，校对",
        "校对意见由编辑处理",
        "没有这篇稿件，或您",
        "",
        "校对意见由编辑处理",
    ]


def test_an_author_does_not_take_back_what_an_editor_decided(
    article: Article, correspondent: User, editor: User
) -> None:
    Article.objects.update(stage=ArticleStage.RETURNED)
    verdict = dismiss(article, judged(article).place, "name", "", editor)
    with pytest.raises(VerdictRefused, match="须由编辑恢复"):
        take_back(verdict, correspondent)


def test_nothing_is_decided_in_a_signed_issue(editor: User) -> None:
    issue = make_issue()
    article = issue.sections.get().articles.get()
    place = judged(article).place
    Issue.objects.update(stage=Stage.SIGNED)
    with pytest.raises(VerdictRefused, match="已经签发"):
        dismiss(Article.objects.get(pk=article.pk), place, "name", "", editor)


def test_the_note_of_an_issue_is_read_and_waived_as_well(editor: User) -> None:
    issue = make_issue(editors_note=f"<p>{SLIP}</p>")
    ((subject, (found,)),) = judge_issue(issue)
    assert (subject, found.finding.part) == (issue, "editors_note")
    verdict = dismiss(issue, found.place, "quotation", "", editor)
    assert dismiss(issue, found.place, "quotation", "", editor) == verdict
    ((_, (found,)),) = judge_issue(issue)
    assert found.settled == verdict


def test_a_deleted_article_leaves_the_counts(article: Article, correspondent: User) -> None:
    place = judged(article).place
    dismiss(article, place, "mistaken", "", correspondent)
    dismiss(Article.objects.create(title="又", author=correspondent), place, "mistaken", "", correspondent)
    Article.objects.all().delete()
    assert [(one.rule, one.dismissed) for one in count_by_rule()] == [("confusable", 2)]


def test_fixes_are_counted_once_however_often_they_are_told(article: Article, correspondent: User) -> None:
    place = judged(article).place
    keys = [uuid4(), uuid4(), uuid4()]
    note_accepted(article, [(keys[0], place), (keys[1], place)], correspondent)
    note_accepted(None, [(keys[1], place), (keys[2], replace(place, rule="full-width"))], correspondent)
    assert [(one.label, one.accepted, one.dismissed, one.share) for one in count_by_rule()] == [
        ("易混词", 2, 0, 0),
        ("全角数字字母", 1, 0, 0),
    ]


def test_counts_are_those_of_the_days_asked_for_without_what_was_taken_back_or_printed(
    article: Article, correspondent: User, editor: User
) -> None:
    place = judged(article).place
    note_accepted(article, [(uuid4(), place)], correspondent)
    take_back(dismiss(article, place, "name", "", correspondent), correspondent)
    kept = dismiss(article, replace(place, before="另一处"), "name", "", correspondent)
    Verdict.objects.filter(pk=kept.pk).update(at=timezone.make_aware(datetime.datetime(2026, 3, 1, 23, 30)))
    Article.objects.update(stage=ArticleStage.REVIEW)
    printed = dismiss(article, place, "name", "", editor)
    Verdict.objects.filter(pk=printed.pk).update(reason=Reason.PRINTED)
    first, second = datetime.date(2026, 3, 1), datetime.date(2026, 3, 2)

    def counted(*days: datetime.date | None) -> list[tuple[int, int]]:
        return [(one.accepted, one.dismissed) for one in count_by_rule(*days)]

    assert counted() == [(1, 1)]
    assert counted(first, first) == [(0, 1)]
    assert counted(second, None) == [(1, 0)]
    assert counted(None, datetime.date(2026, 2, 28)) == []


@pytest.mark.parametrize("articles", [1, 3])
def test_an_issue_is_looked_at_with_a_constant_number_of_queries(
    articles: int, editor: User, django_assert_max_num_queries
) -> None:
    issue = make_issue(articles=0)
    for n in range(articles):
        row = make_article(issue.sections.get(), n + 1, title=f"第{n}篇", body=f"<p>第{n}篇{SLIP}</p>")
        dismiss(row, judge_parts({"body": f"第{n}篇{SLIP}"}, row)[0].place, "name", "", editor)
    judge_issue(issue)  # the tables are read once for all
    with django_assert_max_num_queries(6):
        found = judge_issue(issue)
    assert [len(each) for _, each in found] == [1] * articles


def test_a_text_is_looked_at_with_a_constant_number_of_queries(
    article: Article, django_assert_max_num_queries
) -> None:
    long = "\n".join(f"第{n}次{SLIP}" for n in range(1, 400))
    judge_parts({"body": SLIP}, article)
    with django_assert_max_num_queries(3):
        assert len(judge_parts({"body": long}, article)) == 399
