"""Sending the e-mails of notices: each at most once, and none lost without a word.

A worker takes an e-mail by a conditional update before it says anything to a server; who comes second finds nothing.
What the server surely did not take is tried again, a bounded number of times. Where nobody can know whether it took
it (the worker died, the line broke off), nothing is tried again by itself: an administrator sees it and decides.
"""

import smtplib
from contextlib import suppress
from datetime import timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from issues.models import MailState, Notice, NoticeMail
from issues.workflow.notices import GRACE
from issues.workflow.queue import SEND, queue
from issues.workflow.steps import WorkflowRefused

# After each failure but the last; then an administrator must see to it.
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 20, 60)]
MAX_ATTEMPTS = len(DELAYS) + 1
# Longer than any job may run: what was taken before that is in nobody's hands.
LOST_AFTER = timedelta(seconds=settings.Q_CLUSTER["retry"] * 2)
# So many are handed to the worker in one minute.
BATCH = 200
SUBJECT_LENGTH = 80

NOT_CONFIGURED = "没有配置邮件服务器。请管理员设置 EMAIL_HOST 等环境变量，重启后台服务，再重发。"


def is_configured() -> bool:
    return bool(settings.EMAIL_HOST)


def send(mail_id: int) -> bool:
    """A job of the worker: send the e-mail if it still waits. True when a server took it."""
    waiting = NoticeMail.objects.filter(pk=mail_id, state=MailState.WAITING)
    if not is_configured():
        waiting.update(state=MailState.UNCONFIGURED, reason=NOT_CONFIGURED)
        return False
    if not waiting.update(state=MailState.TAKEN, taken_at=timezone.now(), attempts=F("attempts") + 1):
        return False
    mail = NoticeMail.objects.select_related("notice__recipient").get(pk=mail_id)
    against = _reason_against(mail.notice)
    if against:
        return _end(mail, MailState.DROPPED, against)
    try:
        validate_email(mail.notice.recipient.email)
    except ValidationError:
        return _end(mail, MailState.FAILED, f"邮箱地址“{mail.notice.recipient.email}”不对，请在用户中改正。")
    return _hand_over(mail, compose(mail.notice))


def compose(notice: Notice) -> EmailMessage:
    """Plain text, with the notice's address in the desk; its identity is the same however often it is made."""
    context = {
        "notice": notice,
        "address": settings.SITE_URL + reverse("notices:open", args=[notice.pk]),
        "readers": settings.SITE_URL + notice.link if notice.link else "",
        "choices": settings.SITE_URL + reverse("notice_choices"),
    }
    subject = _one_line(notice.title)
    if len(subject) > SUBJECT_LENGTH:
        subject = subject[: SUBJECT_LENGTH - 1] + "…"
    recipient = notice.recipient
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMessage(
        subject=f"【工会简报】{subject}",
        body=render_to_string("emails/notice.txt", context),
        to=[formataddr((_one_line(str(recipient)), recipient.email))],
        headers={
            "Message-ID": f"<notice-{notice.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def sweep() -> None:
    """What the clock does: hand over again what still waits, and own up to what was lost on the way."""
    now = timezone.now()
    NoticeMail.objects.filter(state=MailState.TAKEN, taken_at__lt=now - LOST_AFTER).update(
        state=MailState.INTERRUPTED,
        reason="发送时后台服务中断，不知道对方是否收到。为免重复，没有自动重发。",
    )
    late = NoticeMail.objects.filter(state=MailState.WAITING, queue_at__lte=now).order_by("queue_at", "pk")
    for pk in list(late.values_list("pk", flat=True)[:BATCH]):
        if NoticeMail.objects.filter(pk=pk, state=MailState.WAITING, queue_at__lte=now).update(
            queue_at=now + LOST_AFTER
        ):
            queue(SEND, [pk])


def resend(mails: list[int], by: User) -> int:
    """Let those of `mails` that got stuck wait for the worker again; how many. WorkflowRefused."""
    if not may_see_mails(by):
        raise WorkflowRefused("您没有重发邮件的权限，须由管理员重发。")
    with transaction.atomic():
        stuck = NoticeMail.objects.stuck().filter(pk__in=mails)
        taken = [
            pk
            for pk in stuck.order_by("pk").values_list("pk", flat=True)
            if NoticeMail.objects.stuck()
            .filter(pk=pk)
            .update(state=MailState.WAITING, attempts=0, queue_at=timezone.now() + GRACE, reason="")
        ]
        transaction.on_commit(lambda: queue(SEND, taken), robust=True)
    return len(taken)


def may_see_mails(user: User) -> bool:
    return user.is_active and (user.is_superuser or user.has_role(Role.ADMINISTRATOR))


def _reason_against(notice: Notice) -> str:
    if not notice.recipient.is_active:
        return "收件人的账号已停用"
    if not Notice.objects.visible_to(notice.recipient).filter(pk=notice.pk).exists():
        return "收件人已无权查看"
    return ""


def _hand_over(mail: NoticeMail, message: EmailMessage) -> bool:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return _try_again(mail, f"连不上邮件服务器，或登录被拒绝：{_words(error)}")
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return _refused(mail, code, words)
    except smtplib.SMTPResponseException as error:
        return _refused(mail, error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError as error:
        return _end(mail, MailState.FAILED, f"邮件服务器不支持：{_words(error)}")
    except (OSError, smtplib.SMTPException) as error:
        reason = f"发送时连接中断，不知道对方是否收到。为免重复，没有自动重发。（{_words(error)}）"
        return _end(mail, MailState.INTERRUPTED, reason)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()
    NoticeMail.objects.filter(pk=mail.pk, state=MailState.TAKEN).update(
        state=MailState.SENT, sent_at=timezone.now(), sent_to=mail.notice.recipient.email, reason=""
    )
    return True


def _refused(mail: NoticeMail, code: int, words: bytes | str) -> bool:
    """From 500 on it is for good, says RFC 5321; before, the server asks to be tried later."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    reason = f"邮件服务器拒收（{code}）：{_one_line(text)}"
    return _end(mail, MailState.FAILED, reason) if code >= 500 else _try_again(mail, reason)


def _try_again(mail: NoticeMail, reason: str) -> bool:
    if mail.attempts >= MAX_ATTEMPTS:
        return _end(mail, MailState.FAILED, reason)
    at = timezone.now() + DELAYS[mail.attempts - 1]
    return _end(mail, MailState.WAITING, reason, queue_at=at)


def _end(mail: NoticeMail, state: MailState, reason: str, **fields: object) -> bool:
    rows = NoticeMail.objects.filter(pk=mail.pk, state=MailState.TAKEN)
    rows.update(state=state, reason=reason[:500], **fields)
    return False


def _one_line(text: str) -> str:
    """Without line ends and other control characters: what stands in a header stays one header."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _words(error: Exception) -> str:
    return _one_line(str(error)) or type(error).__name__
