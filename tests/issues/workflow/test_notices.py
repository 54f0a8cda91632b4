"""What each step tells whom: who acts is not told, nobody is told of what he may not see, what is undone told nobody."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ

from accounts.models import User
from accounts.roles import Role
from issues.models import (
    Article,
    Contributor,
    Credit,
    MailState,
    Notice,
    NoticeChoice,
    NoticeKind,
    NoticeMail,
    Stage,
    Step,
)
from issues.workflow.actions import (
    WorkflowRefused,
    publish_issue,
    reopen_issue,
    send_back_issue,
    sign_in_turn,
    sign_off,
    submit_issue,
    withdraw_issue,
)
from issues.workflow.notices import quoted
from issues.workflow.preferences import OFFERS, Way, choose, offered_to, ways_of
from issues.workflow.submissions import move_article
from issues.workflow.waiting import remind
from tests.factories import make_article, make_issue, publish
from tests.issues.workflow.helpers import CHECKS

pytestmark = pytest.mark.django_db

NOTE = "请补充数据。"


@pytest.fixture
def author(make_user) -> User:
    return make_user("author", Role.CORRESPONDENT, email="author@example.org", display_name="杨冲美")


@pytest.fixture
def chief(make_user) -> User:
    """A second editor."""
    return make_user("chief", Role.EDITOR)


def told(kind: NoticeKind | None = None) -> list[tuple[str, str, str]]:
    """(who, title, text), of one kind or all."""
    rows = Notice.objects.filter(kind=kind) if kind else Notice.objects.all()
    return list(rows.order_by("pk").values_list("recipient__username", "title", "text"))


def sent_article(author: User | None, stage: str = "review", title: str = "推进改革") -> Article:
    return Article.objects.create(title=title, body="<p>正文。</p>", author=author, stage=stage)


# ---- articles ----


def test_editors_are_told_of_what_was_submitted(author, editor, chief, approver, administrator):
    move_article(sent_article(author, "draft"), "submit", author)
    title = "杨冲美提交了稿件《推进改革》"
    assert told() == [("editor", title, ""), ("chief", title, "")]


def test_an_editor_who_submits_is_not_told_himself(editor, chief):
    move_article(sent_article(editor, "draft"), "submit", editor)
    assert [who for who, _, _ in told()] == ["chief"]


@pytest.mark.parametrize(
    ("action", "kind", "title", "text"),
    [
        (
            "return",
            NoticeKind.RETURNED,
            "您的稿件《推进改革》请修改后再提交",
            f"退改意见：{NOTE}",
        ),
        ("decline", NoticeKind.DECLINED, "您的稿件《推进改革》未予采用", f"理由：{NOTE}"),
        ("accept", NoticeKind.ACCEPTED, "您的稿件《推进改革》已被采用", f"附言：{NOTE}"),
    ],
)
def test_an_author_is_told_what_became_of_his_article(author, editor, action, kind, title, text):
    article = sent_article(author)
    move_article(article, action, editor, NOTE)
    assert told() == [("author", title, text)]
    notice = Notice.objects.get()
    assert (notice.kind, notice.article, notice.issue, notice.in_desk) == (kind, article, None, True)
    assert NoticeMail.objects.get().notice == notice


def test_an_article_without_an_author_tells_nobody(editor):
    move_article(sent_article(None), "return", editor, NOTE)
    assert told() == []


def test_a_call_is_settled_once_anybody_has_answered_it(author, editor, chief):
    chief.email = "chief@example.org"
    chief.save()
    choose(chief, {NoticeKind.SUBMITTED: Way(in_desk=True, by_mail=True)})
    article = sent_article(author, "draft")
    move_article(article, "submit", author)
    assert NoticeMail.objects.get().state == MailState.WAITING
    move_article(article, "return", editor, NOTE)
    assert not Notice.objects.filter(kind=NoticeKind.SUBMITTED).unread().exists()
    assert NoticeMail.objects.get(notice__recipient=chief).state == MailState.DROPPED
    assert Notice.objects.unread().get().recipient == author


def test_titles_in_titles_change_their_marks():
    assert [quoted("学习《纲要》"), quoted("")] == ["《学习〈纲要〉》", "《（无标题）》"]


# ---- issues ----


def test_those_whose_turn_it_is_are_called_to_sign(author, editor, chief, approver, second, make_user):
    """Neither who wrote any of it, nor who has signed, nor who acts."""
    issue = make_issue()
    make_article(issue.sections.get(), 2, author=make_user("leader", Role.APPROVER))
    submit_issue(issue, editor)
    assert told(NoticeKind.TO_SIGN) == [
        ("chief", f"{issue}等候您初审", "请打开这一期，通读全文，逐项检查后审签。")
    ]
    sign_off(issue, Step.FIRST, editor, CHECKS)
    calls = told(NoticeKind.TO_SIGN)[1:]
    assert sorted(calls) == [
        (who, f"{issue}等候您复审", "请打开这一期，通读全文，逐项检查后审签。")
        for who in ("approver", "second")
    ]
    assert Notice.objects.get(recipient=chief).read_at is not None
    sign_off(issue, Step.SECOND, second, CHECKS)
    assert told(NoticeKind.TO_SIGN)[3:] == [
        ("approver", f"{issue}等候您终审", "请打开这一期，通读全文，逐项检查后审签。")
    ]
    sign_off(issue, Step.FINAL, approver, CHECKS)
    assert len(told()) == 4
    assert not Notice.objects.unread().exists()


def test_editors_are_told_what_was_sent_back(editor, chief, approver):
    issue = make_issue()
    submit_issue(issue, editor)
    send_back_issue(issue, NOTE, approver)
    title, text = f"{issue}已退回修改", f"退回意见：{NOTE}"
    assert told(NoticeKind.SENT_BACK) == [("editor", title, text), ("chief", title, text)]


def test_who_wrote_it_is_told_where_it_was_printed(author, editor, second, approver, make_user):
    """Author, linked contributor, and one of the same name in the same organisation; once each, with the address."""
    issue = make_issue()
    section = issue.sections.get()
    make_article(section, 2, title="改革", author=author)
    joint = make_article(
        section, 3, title="联合", credits=[("昭通市总工会", "李四"), ("曲靖市总工会", "无账号")]
    )
    linked = make_user("linked", Role.CORRESPONDENT)
    contributor = Contributor.objects.create(name="王五", user=linked)
    Credit.objects.create(article=joint, contributor=contributor, position=3)
    make_user(
        "same",
        Role.CORRESPONDENT,
        display_name="李四",
        organisation=joint.credits.first().contributor.organisation,
    )
    make_user("other", Role.CORRESPONDENT, display_name="李四")
    make_article(section, 4, title="再谈", author=author)
    sign_in_turn(issue, [editor, second, approver])
    publish_issue(issue, editor)
    printed = Notice.objects.filter(kind=NoticeKind.PRINTED).order_by("recipient__username")
    assert list(printed.values_list("recipient__username", "title", "text", "link")) == [
        ("author", f"您的2篇稿件已在{issue}刊出", "《改革》\n《再谈》", "/changai/2021/3/"),
        ("linked", f"您的稿件《联合》已在{issue}刊出", "", "/changai/2021/3/3/"),
        ("same", f"您的稿件《联合》已在{issue}刊出", "", "/changai/2021/3/3/"),
    ]
    assert sorted(who for who, _, _ in told(NoticeKind.PUBLISHED)) == ["approver", "second"]
    assert all(Notice.objects.visible_to(notice.recipient).contains(notice) for notice in printed)


def test_who_wrote_or_made_it_is_told_that_the_issue_was_withdrawn(
    author, editor, chief, second, approver, make_user
):
    issue = make_issue()
    section = issue.sections.get()
    make_article(section, 2, title="改革", author=author)
    make_article(section, 3, title="再谈", author=author)
    make_article(section, 4, title="产改", author=make_user("other", Role.CORRESPONDENT))
    make_article(section, 5, title="编辑写的", author=editor)
    sign_in_turn(issue, [chief, second, approver])
    publish_issue(issue, chief)
    Notice.objects.all().delete()
    withdraw_issue(issue, "数据有误", approver)
    reason = "撤回的原因：数据有误\n"
    end = f"{reason}稿件仍然保存着，可以另行刊发。"
    made = f"{reason}读者在原来的网址只看到撤回说明。要改好再发布，须由签发人或管理员“重新打开”。"
    assert sorted(told()) == [
        ("author", f"刊有您的2篇稿件的{issue}已撤回", f"《改革》\n《再谈》\n{end}"),
        ("chief", f"{issue}已撤回", made),
        ("editor", f"刊有您的稿件《编辑写的》的{issue}已撤回", end),
        ("other", f"刊有您的稿件《产改》的{issue}已撤回", end),
        ("second", f"{issue}已撤回", made),
    ]
    notices = Notice.objects.filter(kind=NoticeKind.WITHDRAWN)
    assert {notice.link for notice in notices.filter(issue=None)} == {"/changai/2021/3/"}
    assert all(Notice.objects.visible_to(notice.recipient).contains(notice) for notice in notices)


def test_old_issues_signed_by_the_command_line_tell_nobody(author, editor):
    issue = make_issue()
    make_article(issue.sections.get(), 2, author=author)
    publish(issue)
    assert told() == []


def test_a_notice_of_what_one_may_no_longer_see_is_gone(author, editor):
    move_article(sent_article(author), "accept", editor)
    notice = Notice.objects.get()
    assert list(Notice.objects.visible_to(author)) == [notice]
    assert list(Notice.objects.visible_to(editor)) == []
    Article.objects.update(author=None)
    assert list(Notice.objects.visible_to(author)) == []
    Article.objects.all().delete()
    assert list(Notice.objects.visible_to(author)) == [notice]


# ---- after commit, or not at all ----


def test_a_refused_step_tells_nobody(author, editor, django_capture_on_commit_callbacks):
    article = sent_article(author, "accepted")
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        with pytest.raises(WorkflowRefused):
            move_article(article, "return", editor, NOTE)
        with pytest.raises(WorkflowRefused):
            move_article(sent_article(author), "return", editor, "")
    assert (told(), callbacks, OrmQ.objects.count()) == ([], [], 0)


def test_a_step_that_is_rolled_back_tells_nobody(author, editor, django_capture_on_commit_callbacks):
    article = sent_article(author)
    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
        move_article(article, "return", editor, NOTE)
        assert len(told()) == 1
        transaction.set_rollback(True)
    assert (told(), NoticeMail.objects.count(), callbacks, OrmQ.objects.count()) == ([], 0, [], 0)


def test_the_job_of_an_email_is_handed_over_after_commit(author, editor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        move_article(sent_article(author), "return", editor, NOTE)
        assert OrmQ.objects.count() == 0
    job = OrmQ.objects.get()
    assert (job.func(), job.args()) == ("issues.workflow.mail.send", (NoticeMail.objects.get().pk,))


# ---- what each person chose ----


@pytest.mark.parametrize(
    ("way", "address", "in_desk", "mails"),
    [
        (Way(True, True), "author@example.org", [True], 1),
        (Way(True, False), "author@example.org", [True], 0),
        (Way(False, True), "author@example.org", [False], 1),
        (Way(False, False), "author@example.org", [], 0),
        (Way(False, True), "", [True], 0),
    ],
)
def test_each_is_told_the_way_he_chose(author, editor, way, address, in_desk, mails):
    author.email = address
    author.save()
    choose(author, {NoticeKind.RETURNED: way})
    move_article(sent_article(author), "return", editor, NOTE)
    assert list(Notice.objects.values_list("in_desk", flat=True)) == in_desk
    assert NoticeMail.objects.count() == mails


def test_choices_are_offered_by_role_and_kept(author, editor, approver, administrator, superuser):
    mine = [
        NoticeKind.RETURNED,
        NoticeKind.DECLINED,
        NoticeKind.ACCEPTED,
        NoticeKind.PRINTED,
        NoticeKind.WITHDRAWN,
    ]
    assert offered_to(author) == mine
    assert offered_to(editor) == list(NoticeKind)
    assert offered_to(approver) == [
        NoticeKind.WITHDRAWN,
        NoticeKind.TO_SIGN,
        NoticeKind.OVERDUE,
        NoticeKind.PUBLISHED,
        NoticeKind.TIMING_FAILED,
    ]
    assert (
        offered_to(administrator)
        == offered_to(superuser)
        == [*mine, NoticeKind.PUBLISHED, NoticeKind.TIMING_FAILED]
    )
    choose(author, {NoticeKind.PRINTED: Way(True, False), NoticeKind.SUBMITTED: Way(True, True)})
    assert ways_of(author) == {kind: OFFERS[kind].usual for kind in mine} | {
        NoticeKind.PRINTED: Way(True, False)
    }
    assert NoticeChoice.objects.count() == 1
    assert set(OFFERS) == set(NoticeKind)


# ---- overdue ----


def aged(obj: object, days: int) -> None:
    type(obj).objects.filter(pk=obj.pk).update(updated_at=timezone.now() - datetime.timedelta(days=days))


def test_what_waits_too_long_is_reminded_of_once_for_each_wait(author, editor, chief, approver, settings):
    settings.OVERDUE_AFTER_DAYS = 5
    late, fresh = sent_article(author), sent_article(author, title="新稿")
    aged(late, 6)
    aged(fresh, 4)
    issue = make_issue()
    submit_issue(issue, editor)
    aged(issue, 7)
    Notice.objects.all().delete()
    assert [remind(), remind()] == [2, 0]
    article_title = "稿件《推进改革》已等候审稿6天"
    text = "来稿：杨冲美。请尽快审阅，决定采用、退改或不用。"
    issue_title = f"{issue}已等候初审7天"
    assert told(NoticeKind.OVERDUE) == [
        ("editor", article_title, text),
        ("chief", article_title, text),
        ("editor", issue_title, "请尽快审签，或退回修改。"),
        ("chief", issue_title, "请尽快审签，或退回修改。"),
    ]
    move_article(late, "return", editor, NOTE)
    move_article(late, "submit", author)
    aged(late, 6)
    Notice.objects.update(created_at=timezone.now() - datetime.timedelta(days=8))
    assert remind() == 2
    assert issue.stage == Stage.REVIEW


def test_reopening_a_signed_issue_without_a_time_tells_nobody(editor, second, approver):
    issue = make_issue()
    sign_in_turn(issue, [editor, second, approver])
    Notice.objects.all().delete()
    reopen_issue(issue, approver, NOTE)
    assert told() == []
