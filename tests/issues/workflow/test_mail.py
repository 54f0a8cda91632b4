"""E-mails of notices over a real SMTP server: what is sent, what is tried again, what an administrator sees."""

import datetime
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ

from accounts.models import User
from accounts.roles import Role
from issues.models import Article, MailState, Notice, NoticeKind, NoticeMail
from issues.workflow.actions import WorkflowRefused
from issues.workflow.mail import DELAYS, LOST_AFTER, MAX_ATTEMPTS, NOT_CONFIGURED, resend, send, sweep
from issues.workflow.notices import write
from tests.smtp import Postbox, post_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    with post_office() as postbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postbox.port
        settings.DEFAULT_FROM_EMAIL = "工会简报 <bulletin@example.org>"
        settings.SITE_URL = "https://bulletin.example.org"
        yield postbox


@pytest.fixture
def reader(make_user) -> User:
    return make_user("reader", Role.CORRESPONDENT, email="reader@example.org", display_name="杨冲美")


@pytest.fixture
def article(reader) -> Article:
    """In place of the shared one: the reader's own."""
    return Article.objects.create(
        title="临沧市推进改革", body="<p>正文。</p>", author=reader, stage="returned"
    )


@pytest.fixture
def mail(reader, article) -> NoticeMail:
    title = "您的稿件《临沧市推进改革》请修改后再提交"
    write(NoticeKind.RETURNED, [reader], title, "退改意见：请补充数据。", about=article)
    return NoticeMail.objects.get()


def state(mail: NoticeMail) -> tuple[str, int, str]:
    mail.refresh_from_db()
    return mail.state, mail.attempts, mail.reason


def test_an_email_says_in_good_form_what_happened_and_where_to_go(postbox, mail):
    Notice.objects.update(created_at=datetime.datetime(2026, 11, 26, 1, tzinfo=datetime.UTC))
    assert send(mail.pk) is True
    (sent,) = postbox.mails
    assert {
        name: sent[name].strip() for name in ("Subject", "From", "To", "Message-ID", "Auto-Submitted")
    } == {
        "Subject": "【工会简报】您的稿件《临沧市推进改革》请修改后再提交",
        "From": "工会简报 <bulletin@example.org>",
        "To": "杨冲美 <reader@example.org>",
        "Message-ID": f"<notice-{mail.notice_id}@bulletin.example.org>",
        "Auto-Submitted": "auto-generated",
    }
    assert sent.get_content_type() == "text/plain"
    assert sent.get_content().replace("\r\n", "\n").strip() == (
        "杨冲美同志：\n\n"
        "您的稿件《临沧市推进改革》请修改后再提交。\n\n"
        "退改意见：请补充数据。\n\n"
        "请打开以下网址查看、办理（须先登录）：\n"
        f"https://bulletin.example.org/admin/notices/{mail.notice_id}/\n\n"
        "此致\n敬礼！\n\n工会简报编辑台\n2026年11月26日\n\n"
        "————————————\n本邮件由系统自动发出，请勿直接回复。\n不想再收到这类邮件，请打开以下网址更改：\n"
        "https://bulletin.example.org/accounts/notices/"
    )
    assert state(mail) == (MailState.SENT, 1, "")
    assert (mail.sent_to, mail.sent_at is not None) == ("reader@example.org", True)


def test_what_was_printed_is_linked_for_readers(postbox, reader):
    write(NoticeKind.PRINTED, [reader], "您的稿件已刊出", link="/changai/2021/3/1/")
    assert send(NoticeMail.objects.get().pk)
    assert (
        "读者网址：\r\nhttps://bulletin.example.org/changai/2021/3/1/\r\n" in postbox.mails[0].get_content()
    )


def test_an_email_is_sent_once_however_often_its_job_is_given(postbox, mail):
    assert [send(mail.pk) for _ in range(3)] == [True, False, False]
    assert len(postbox.mails) == 1


def test_what_the_server_puts_off_is_tried_again_a_bounded_number_of_times(postbox, mail):
    postbox.refusals = ["451 Try again later"] * MAX_ATTEMPTS
    for attempt, delay in enumerate(DELAYS, start=1):
        before = timezone.now()
        assert send(mail.pk) is False
        assert state(mail) == (
            MailState.WAITING,
            attempt,
            "邮件服务器拒收（451）：Try again later",
        )
        assert before + delay <= mail.queue_at <= timezone.now() + delay
    assert send(mail.pk) is False
    reason = "邮件服务器拒收（451）：Try again later"
    assert state(mail) == (MailState.FAILED, MAX_ATTEMPTS, reason)
    assert send(mail.pk) is False
    assert postbox.mails == []


def test_what_was_put_off_is_sent_later(postbox, mail):
    postbox.refusals = ["451 Try again later"]
    assert [send(mail.pk), send(mail.pk)] == [False, True]
    assert state(mail) == (MailState.SENT, 2, "")


def test_what_the_server_will_never_take_is_not_tried_again(postbox, mail):
    postbox.refusals = ["550 No such mailbox"]
    assert send(mail.pk) is False
    assert state(mail) == (MailState.FAILED, 1, "邮件服务器拒收（550）：No such mailbox")


def test_a_line_that_breaks_off_is_not_tried_again_for_the_server_may_have_taken_it(postbox, mail):
    postbox.refusals = ["hang up"]
    assert send(mail.pk) is False
    told, attempts, reason = state(mail)
    assert (told, attempts) == (MailState.INTERRUPTED, 1)
    assert reason.startswith("发送时连接中断，不知道对方是否收到。为免重复，没有自动重发。")
    sweep()
    assert (send(mail.pk), len(postbox.mails)) == (False, 1)


def test_a_server_that_is_not_there_is_tried_again(settings, mail):
    with post_office() as gone:
        pass
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone.port
    assert send(mail.pk) is False
    told, attempts, reason = state(mail)
    assert (told, attempts) == (MailState.WAITING, 1)
    assert reason.startswith("连不上邮件服务器，或登录被拒绝：")


def test_without_a_server_emails_are_kept_and_say_so(settings, mail):
    settings.EMAIL_HOST = ""
    assert send(mail.pk) is False
    assert state(mail) == (MailState.UNCONFIGURED, 0, NOT_CONFIGURED)


def test_what_a_dead_worker_had_in_hand_is_owned_up_to_and_not_sent_again(postbox, mail):
    NoticeMail.objects.update(state=MailState.TAKEN, taken_at=timezone.now() - LOST_AFTER * 2)
    sweep()
    assert state(mail)[0] == MailState.INTERRUPTED
    assert (send(mail.pk), postbox.mails) == (False, [])


def test_what_a_worker_has_in_hand_is_left_to_it(mail):
    NoticeMail.objects.update(state=MailState.TAKEN, taken_at=timezone.now())
    sweep()
    assert state(mail)[0] == MailState.TAKEN


def test_the_clock_hands_over_what_was_never_handed_over_and_only_once(mail):
    sweep()
    assert OrmQ.objects.count() == 0  # its own job is on its way
    NoticeMail.objects.update(queue_at=timezone.now())
    sweep()
    sweep()
    assert [(job.func(), job.args()) for job in OrmQ.objects.all()] == [
        ("issues.workflow.mail.send", (mail.pk,))
    ]


@pytest.mark.parametrize("change", ["account", "role", "address"])
def test_who_may_no_longer_see_it_gets_no_email(postbox, mail, reader, change):
    if change == "account":
        reader.is_active = False
        reader.save()
        expected = (MailState.DROPPED, 1, "收件人的账号已停用")
    elif change == "role":
        reader.groups.clear()
        expected = (MailState.DROPPED, 1, "收件人已无权查看")
    else:
        User.objects.filter(pk=reader.pk).update(email="没有这样的地址")
        expected = (MailState.FAILED, 1, "邮箱地址“没有这样的地址”不对，请在用户中改正。")
    assert (send(mail.pk), state(mail), postbox.mails) == (False, expected, [])


def test_an_administrator_sends_again_what_got_stuck(
    postbox, mail, administrator, editor, django_capture_on_commit_callbacks
):
    postbox.refusals = ["550 No such mailbox"]
    send(mail.pk)
    with pytest.raises(WorkflowRefused, match="须由管理员重发"):
        resend([mail.pk], editor)
    with django_capture_on_commit_callbacks(execute=True):
        assert [resend([mail.pk], administrator), resend([mail.pk], administrator)] == [1, 0]
    assert OrmQ.objects.count() == 1
    assert state(mail) == (MailState.WAITING, 0, "")
    assert (send(mail.pk), len(postbox.mails)) == (True, 1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("杨冲美, 曲靖", "杨冲美, 曲靖"),
        ('Yang "C" <boss@evil.example>', 'Yang "C" <boss@evil.example>'),
        ("杨\r\nBcc: everybody@evil.example", "杨 Bcc: everybody@evil.example"),
        ("长" * 60, "长" * 60),
    ],
)
def test_a_name_is_a_name_and_nothing_else(postbox, mail, reader, name, shown):
    User.objects.filter(pk=reader.pk).update(display_name=name)
    assert send(mail.pk)
    (sent,) = postbox.mails
    assert [(one.display_name, one.addr_spec) for one in sent["To"].addresses] == [
        (shown, "reader@example.org")
    ]
    assert (postbox.recipients, sent["Bcc"]) == (["reader@example.org"], None)


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("稿件\r\nBcc: everybody@evil.example\r\n\r\n正文", "稿件 Bcc: everybody@evil.example 正文"),
        ("稿件\u2028下一行\x00\x85尾", "稿件 下一行 尾"),
        ("长" * 300, "长" * 79 + "…"),
    ],
)
def test_a_title_is_one_subject_and_no_other_header(postbox, mail, title, subject):
    Notice.objects.filter(pk=mail.notice_id).update(title=title.replace("\0", ""))
    assert send(mail.pk)
    (sent,) = postbox.mails
    # A long subject begins on the line after its name.
    assert sent["Subject"].strip() == f"【工会简报】{subject}"
    assert (sent["Bcc"], postbox.recipients) == (None, ["reader@example.org"])
    assert all(len(line) <= 998 for line in sent.as_bytes().splitlines())


def test_retry_is_longer_than_timeout_and_that_than_the_longest_job():
    queue = configured.Q_CLUSTER
    # Two addresses to connect to; then greeting, TLS, greeting, three lines to sign in, sender, recipient, text.
    assert queue["retry"] > queue["timeout"] > 12 * configured.EMAIL_TIMEOUT


@pytest.mark.django_db(transaction=True)
def test_twelve_workers_at_once_send_an_email_once(postbox, mail):
    start = Barrier(12)

    def one(_: int) -> bool:
        try:
            start.wait(timeout=120)
            return send(mail.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sorted(pool.map(one, range(12))) == [False] * 11 + [True]
    assert len(postbox.mails) == 1
    assert state(mail) == (MailState.SENT, 1, "")
