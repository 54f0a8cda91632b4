"""No issue is signed with an error that nobody answers for; what was printed long ago is signed as it was printed."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import Role
from issues.models import Action, Article, AuditEntry, Edition, Issue, Purpose, Stage, Step, Verdict
from issues.proofing.place import Place
from issues.proofing.verdicts import dismiss, judge_issue, take_back
from issues.workflow.actions import (
    WorkflowRefused,
    publish_issue,
    sign_in_turn,
    sign_issue,
    sign_off,
    submit_issue,
)
from issues.workflow.checklist import checklist
from issues.workflow.ledger import build_ledger
from tests.factories import make_article, make_issue
from tests.issues.workflow.helpers import CHECKS, sign_up_to

pytestmark = pytest.mark.django_db

SLIP = "<p>会议要求布署明年工作。</p>"
REFUSAL = "稿件“第1栏第1篇”有1处差错没有处理：“布署”。请改正，或由编辑写明原因放行。"


@pytest.fixture
def issue(db: None) -> Issue:
    made = make_issue(copies=120)
    Article.objects.update(body=SLIP)
    return made


def place_of(issue: Issue) -> tuple[Article, Place]:
    ((article, (found,)),) = judge_issue(issue)
    return article, found.place


def waive(issue: Issue, by: User) -> Verdict:
    article, place = place_of(issue)
    return dismiss(article, place, "quotation", "领导讲话原文", by)


def test_an_error_stops_the_submission_until_it_is_mended(issue: Issue, editor: User) -> None:
    with pytest.raises(WorkflowRefused) as refused:
        submit_issue(issue, editor)
    assert str(refused.value) == REFUSAL
    (item,) = (item for item in checklist(issue) if item.code == "proofing")
    article = Article.objects.get()
    assert [(one.message, one.about, one.field) for one in item.problems] == [(REFUSAL, article, "proofing")]
    Article.objects.update(body="<p>会议要求部署明年工作。</p>")
    submit_issue(issue, editor)
    assert issue.stage == Stage.REVIEW


def test_an_error_an_editor_answers_for_stops_nothing(issue: Issue, editor: User) -> None:
    waive(issue, editor)
    submit_issue(issue, editor)
    logged = AuditEntry.objects.get(action=Action.TRANSITION, detail__step="submit")
    assert logged.detail["waived"] == ["稿件“第1栏第1篇”【布署】引文原样：领导讲话原文（editor）"]


def test_what_its_author_thinks_of_an_error_waives_nothing(
    issue: Issue, editor: User, make_user: Callable[..., User]
) -> None:
    author = make_user("author", Role.CORRESPONDENT)
    draft = Article.objects.create(title="来稿", body=SLIP, author=author)
    article, place = place_of(issue)
    dismiss(draft, place, "quotation", "", author)
    Verdict.objects.update(article=article)
    with pytest.raises(WorkflowRefused, match="布署"):
        submit_issue(issue, editor)


def test_a_waiver_is_void_once_the_passage_is_changed(issue: Issue, editor: User) -> None:
    waive(issue, editor)
    Article.objects.update(body="<p>另加一段。</p>" + SLIP)
    submit_issue(Issue.objects.get(), editor)
    Issue.objects.update(stage=Stage.DRAFT)
    Article.objects.update(body=SLIP.replace("要求布署", "强调布署"))
    with pytest.raises(WorkflowRefused, match="布署"):
        submit_issue(Issue.objects.get(), editor)


def test_a_slip_that_came_in_during_review_is_not_frozen(
    issue: Issue, editor: User, second: User, approver: User
) -> None:
    Article.objects.update(body="<p>没有差错。</p>")
    sign_up_to(issue, Step.FINAL, [editor, second])
    Article.objects.update(body=SLIP)
    issue = Issue.objects.get()
    with pytest.raises(WorkflowRefused) as refused:
        sign_off(issue, Step.FINAL, approver, CHECKS)
    assert (str(refused.value), issue.stage, Edition.objects.count()) == (REFUSAL, Stage.REVIEW, 0)
    verdict = waive(issue, editor)
    take_back(verdict, editor)
    with pytest.raises(WorkflowRefused):
        sign_off(issue, Step.FINAL, approver, CHECKS)
    waive(issue, editor)
    sign_off(issue, Step.FINAL, approver, CHECKS)
    logged = AuditEntry.objects.filter(action=Action.SIGN_OFF).latest("sequence")
    assert logged.detail["waived"] == ["稿件“第1栏第1篇”【布署】引文原样：领导讲话原文（editor）"]


def test_a_warning_stops_nothing(issue: Issue, editor: User) -> None:
    Article.objects.update(body="<p>张建萍主席指出要抓落实，张剑萍主席为会议作总结。</p>")
    submit_issue(issue, editor)
    assert issue.stage == Stage.REVIEW


def test_many_articles_are_named_in_short(issue: Issue, editor: User) -> None:
    for n in range(2, 6):
        make_article(issue.sections.get(), n, title=f"第{n}篇", body=SLIP)
    with pytest.raises(WorkflowRefused, match="另有2处，见编排页的清单。$"):
        submit_issue(issue, editor)


def test_the_command_line_signs_an_archive_issue_as_it_was_printed(
    issue: Issue, editor: User, second: User, approver: User
) -> None:
    sign_in_turn(issue, [editor, second, approver], as_printed=True)
    publish_issue(issue, approver)
    verdict = Verdict.objects.get()
    assert (verdict.why, verdict.by, verdict.waives) == ("旧刊照印", editor, True)
    assert "布署" in Edition.objects.get().content
    other = make_issue(number=4)
    Article.objects.filter(section__issue=other).update(body=SLIP)
    sign_issue(other)
    assert other.stage == Stage.SIGNED


@pytest.mark.parametrize("came_as_a_file", [True, False])
def test_the_command_waives_only_for_a_bulletin_that_came_in_whole(
    issue: Issue, editor: User, second: User, approver: User, came_as_a_file: bool
) -> None:
    if came_as_a_file:
        issue.source_files.create(purpose=Purpose.BULLETIN, name="旧刊.docx", sha256="0" * 64, size=1)
    signers = [option for who in (editor, second, approver) for option in ("--sign-as", who.username)]
    if came_as_a_file:
        call_command("publish_issue", "changai/2021/3", *signers)
        assert Verdict.objects.get().why == "旧刊照印"
    else:
        with pytest.raises(CommandError, match="布署"):
            call_command("publish_issue", "changai/2021/3", *signers)
        assert not Verdict.objects.exists()


def test_waivers_are_in_the_ledger(issue: Issue, editor: User) -> None:
    article, place = place_of(issue)
    verdict = waive(issue, editor)
    take_back(verdict, editor)
    warned = Article.objects.create(title="=未编入", body=SLIP, stage="review")
    dismiss(warned, place, "mistaken", "", editor)
    sheet = load_workbook(BytesIO(build_ledger()))["校对放行"]
    rows = [row[1:9] for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == ("操作", "期", "稿件", "规则", "原文", "校对意见", "原因", "操作人")
    found = ("易混词", "会议要求【布署】明年工作。", place.message)
    quoted = ("引文原样：领导讲话原文", "editor")
    assert rows[1:] == [
        ("放行", str(issue), str(article), *found, *quoted),
        ("收回放行", str(issue), str(article), *found, *quoted),
        ("放行", None, "=未编入", *found, "误报", "editor"),
    ]
