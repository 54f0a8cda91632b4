"""我的通知, its bell, what one chose to be told of, the e-mails that got stuck, and publishing at a set time at the desk."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from accounts.models import User
from accounts.roles import Role
from issues.models import (
    Article,
    Heartbeat,
    Issue,
    MailState,
    Notice,
    NoticeChoice,
    NoticeKind,
    NoticeMail,
    Stage,
)
from issues.workflow.actions import sign_in_turn
from issues.workflow.moments import describe_moment
from issues.workflow.notices import write
from issues.workflow.preferences import Way, ways_of
from issues.workflow.steps import version_of
from issues.workflow.timing import set_publication
from tests.factories import make_issue
from tests.issues.admin.desk import desk_url
from tests.issues.admin.words import english_on

pytestmark = pytest.mark.django_db
MINE = "/admin/notices/"
MAILS = "/admin/notices/mails/"
CHOICES = "/accounts/notices/"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def author(make_user) -> User:
    return make_user("author", Role.CORRESPONDENT, email="author@example.org")


@pytest.fixture
def own(author) -> Article:
    return Article.objects.create(title="推进改革", author=author, stage="returned")


@pytest.fixture
def notice(author, own) -> Notice:
    write(
        NoticeKind.RETURNED,
        [author],
        "您的稿件《推进改革》请修改后再提交",
        "退改意见：<b>改</b>\n再改",
        about=own,
    )
    return Notice.objects.get()


@pytest.fixture
def signed(editor, second, approver) -> Issue:
    issue = make_issue()
    sign_in_turn(issue, [editor, second, approver])
    Notice.objects.all().delete()
    return issue


def text_of(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    html = page.content.decode()
    known = {
        "author",
        "other",
        "editor",
        "administrator",
        "approver",
        "second",
        "example",
        "org",
        "superuser",
    }
    assert english_on(html, known) == []
    return html


# ---- 我的通知 ----


def test_notices_are_listed_unread_first_with_a_bell_that_counts_them(client, author, own, notice):
    write(NoticeKind.ACCEPTED, [author], "读过的一条", about=own)
    Notice.objects.exclude(pk=notice.pk).mark_read()
    client.force_login(author)
    html = text_of(client, MINE)
    assert html.index("您的稿件《推进改革》请修改后再提交") < html.index("读过的一条")
    assert "退改意见：&lt;b&gt;改&lt;/b&gt;<br>再改" in html
    assert 'aria-label="我的通知，1 条未读"' in html
    assert html.count("标为已读</button>") == 2  # one of its own, one for all


def test_an_empty_list_says_what_will_come(client, author):
    client.force_login(author)
    html = text_of(client, MINE)
    assert "还没有通知。" in html
    assert 'aria-label="我的通知"' in html


def test_opening_a_notice_reads_it_and_leads_to_what_it_is_about(client, author, own, notice):
    client.force_login(author)
    assert client.get(f"{MINE}{notice.pk}/").headers["Location"] == desk_url(own, "change")
    notice.refresh_from_db()
    assert notice.read_at is not None
    printed = Notice.objects.create(
        recipient=author, kind=NoticeKind.PRINTED, title="刊出", link="/changai/2021/3/1/"
    )
    assert client.get(f"{MINE}{printed.pk}/").headers["Location"] == "/changai/2021/3/1/"
    own.delete()
    assert client.get(f"{MINE}{notice.pk}/").headers["Location"] == MINE


def test_nobody_opens_or_reads_the_notices_of_another(client, notice, make_user):
    client.force_login(make_user("other", Role.CORRESPONDENT))
    assert "推进改革" not in text_of(client, MINE)
    answer = client.get(f"{MINE}{notice.pk}/", follow=True)
    assert "没有这条通知，或其中的稿件、期您已看不到。" in answer.content.decode()
    assert client.post(f"{MINE}{notice.pk}/read/").status_code == 404
    client.post(f"{MINE}read/")
    client.logout()
    assert client.get(f"{MINE}{notice.pk}/").status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is None


def test_one_notice_or_all_are_marked_as_read_by_a_button(client, author, own, notice):
    for n in range(2):
        write(NoticeKind.ACCEPTED, [author], f"第{n}条", about=own)
    client.force_login(author)
    assert client.get(f"{MINE}{notice.pk}/read/").status_code == 405
    client.post(f"{MINE}{notice.pk}/read/")
    assert Notice.objects.unread().count() == 2
    assert client.get(f"{MINE}read/").status_code == 405
    answer = client.post(f"{MINE}read/", follow=True)
    assert "已将 2 条通知标为已读。" in answer.content.decode()
    assert Notice.objects.unread().count() == 0


def test_many_notices_are_paged_at_a_constant_cost(client, author, own, django_assert_max_num_queries):
    Notice.objects.bulk_create(
        Notice(recipient=author, kind=NoticeKind.ACCEPTED, title=f"第{n}条", article=own) for n in range(70)
    )
    client.force_login(author)
    with django_assert_max_num_queries(10):
        html = text_of(client, f"{MINE}?page=2")
    assert "第 2 页，共 3 页" in html


# ---- what one chose ----


def test_a_choice_is_made_of_what_is_offered(client, author):
    client.force_login(author)
    html = text_of(client, CHOICES)
    assert html.count('type="checkbox"') == 10
    assert "本站没有配置邮件服务器" in html
    kept = ["returned.desk", "returned.mail", "printed.mail", "submitted.desk", "nonsense"]
    answer = client.post(CHOICES, {"ways": kept}, follow=True)
    assert "已保存，以后按您选的方式通知。" in answer.content.decode()
    assert ways_of(author) == {
        NoticeKind.RETURNED: Way(True, True),
        NoticeKind.DECLINED: Way(False, False),
        NoticeKind.ACCEPTED: Way(False, False),
        NoticeKind.PRINTED: Way(False, True),
        NoticeKind.WITHDRAWN: Way(False, False),
    }
    assert NoticeChoice.objects.count() == 5
    assert CHOICES in client.get("/accounts/").content.decode()


def test_without_an_address_the_page_says_so_and_keeps_what_was_chosen_of_emails(client, author):
    author.email = ""
    author.save()
    client.force_login(author)
    html = text_of(client, CHOICES)
    assert "您的账号没有填邮箱，通知只在编辑台里显示。" in html
    assert html.count(" disabled>") == 5
    client.post(CHOICES, {"ways": ["returned.desk"]})
    assert ways_of(author)[NoticeKind.RETURNED] == Way(True, True)
    assert ways_of(author)[NoticeKind.PRINTED] == Way(False, True)


# ---- 未发出的邮件 ----


def test_an_administrator_sees_why_an_email_was_not_sent_and_sends_it_again(
    client, administrator, notice, django_capture_on_commit_callbacks
):
    NoticeMail.objects.update(
        state=MailState.FAILED, attempts=1, reason="邮件服务器拒收（550）：没有这个信箱"
    )
    client.force_login(administrator)
    html = text_of(client, MAILS)
    for words in (
        "没有配置邮件服务器。",
        "后台服务没有运行。",
        "没有发出",
        "author（author@example.org）",
        notice.title,
        "已试 1 次。邮件服务器拒收（550）：没有这个信箱",
    ):
        assert words in html
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{MAILS}resend/", {"mail": [notice.mail.pk, "x", "9" * 30]}, follow=True)
    assert "已交给后台重发 1 封。" in answer.content.decode()
    assert (NoticeMail.objects.get().state, OrmQ.objects.count()) == (MailState.WAITING, 1)
    again = client.post(f"{MAILS}resend/", {"all": "1"}, follow=True)
    assert "没有可以重发的邮件" in again.content.decode()


def test_with_a_server_and_a_worker_nothing_is_warned_of(client, administrator, settings):
    settings.EMAIL_HOST = "mail.example.org"
    Heartbeat.objects.beat()
    client.force_login(administrator)
    html = text_of(client, MAILS)
    assert "没有未发出的邮件。" in html
    assert "desk-warning" not in html


@pytest.mark.parametrize("role", ["correspondent", "editor", "approver"])
def test_only_administrators_see_and_resend_emails(client, role, request, notice):
    NoticeMail.objects.update(state=MailState.FAILED)
    client.force_login(request.getfixturevalue(role))
    assert client.get(MAILS).status_code == 403
    assert client.post(f"{MAILS}resend/", {"all": "1"}).status_code == 403
    assert NoticeMail.objects.get().state == MailState.FAILED


def test_the_raw_queue_has_no_pages_at_the_desk(client, superuser):
    client.force_login(superuser)
    for name in ("", "schedule/", "success/", "failure/", "ormq/"):
        assert client.get(f"/admin/django_q/{name}").status_code == 404


# ---- publishing at a set time ----


def step_url(issue: Issue, action: str) -> str:
    return reverse("admin:issues_issue_step", args=[issue.pk, action])


def local(moment: datetime.datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def test_a_time_is_set_shown_everywhere_changed_and_cancelled(client, signed, editor, approver):
    Heartbeat.objects.beat()
    client.force_login(editor)
    html = text_of(client, desk_url(signed, "change"))
    assert 'type="datetime-local"' in html
    assert "desk-warning" not in html
    at = (timezone.now() + HOUR).replace(second=0, microsecond=0)
    sent = {"moment": local(at), "version": version_of(signed)}
    answer = client.post(step_url(signed, "set_time"), sent, follow=True)
    words = f"将于{describe_moment(at)}发布"
    assert f"<strong>{words}（editor设定）</strong>" in answer.content.decode()
    assert f'value="{local(at)}"' in answer.content.decode()
    assert Issue.objects.get().publish_at == at
    assert words in text_of(client, desk_url(Issue, "changelist"))
    client.force_login(approver)
    assert words in text_of(client, reverse("admin:index"))
    signed.refresh_from_db()
    later = {"moment": local(at + HOUR), "version": version_of(signed)}
    client.post(step_url(signed, "set_time"), later)
    assert Issue.objects.get().publish_at == at + HOUR
    answer = client.post(step_url(signed, "cancel_time"), {"version": ""}, follow=True)
    assert "已取消定时发布" in answer.content.decode()
    assert Issue.objects.get().publish_at is None


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("", "没有设定：请选好发布的日期和时间，两样都要填。"),
        ("明天", "没有设定：请选好发布的日期和时间，两样都要填。"),
        ("2021-02-05T09:00", "2021年2月5日 09:00已经过去，现在是"),
        ("2199-02-05T09:00", "2199年2月5日 09:00太远了。请选一年以内的时间。"),
    ],
)
def test_a_wrong_time_is_refused_with_what_to_do(client, signed, editor, moment, words):
    client.force_login(editor)
    sent = {"moment": moment, "version": version_of(signed)}
    assert words in client.post(step_url(signed, "set_time"), sent, follow=True).content.decode()
    assert Issue.objects.get().publish_at is None


def test_without_a_worker_the_page_says_that_nothing_will_be_published(client, signed, editor):
    client.force_login(editor)
    html = text_of(client, desk_url(signed, "change"))
    assert html.count("后台服务现在没有运行，到时不会发布。") == 1
    set_publication(signed, timezone.now() + HOUR, editor)
    assert text_of(client, desk_url(signed, "change")).count("后台服务现在没有运行，到时不会发布。") == 2
    Issue.objects.update(publish_at=timezone.now() - HOUR)
    assert "时间已到，正等候后台服务发布" in text_of(client, desk_url(signed, "change"))


def test_correspondents_neither_see_nor_set_times(client, signed, make_user):
    client.force_login(make_user("other", Role.CORRESPONDENT))
    for action in ("set_time", "cancel_time"):
        client.post(step_url(signed, action), {"moment": local(timezone.now() + HOUR)})
    stored = Issue.objects.get()
    assert (stored.publish_at, stored.stage) == (None, Stage.SIGNED)
