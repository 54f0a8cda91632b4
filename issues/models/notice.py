"""What somebody is told: a row for each person, and the e-mail that goes with it where he wants one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.roles import is_member
from issues.models.article import Article
from issues.models.issue import Issue


class NoticeKind(models.TextChoices):
    RETURNED = "returned", "稿件退改"
    DECLINED = "declined", "稿件不予采用"
    ACCEPTED = "accepted", "稿件采用"
    PRINTED = "printed", "稿件刊出"
    WITHDRAWN = "withdrawn", "简报撤回"
    SUBMITTED = "submitted", "新到来稿"
    TO_SIGN = "to-sign", "等候审签"
    SENT_BACK = "sent-back", "退回修改"
    OVERDUE = "overdue", "超期提醒"
    PUBLISHED = "published", "简报发布"
    TIMING_FAILED = "timing-failed", "定时发布未成"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: object) -> "NoticeQuerySet":
        """One's own, about what one may still see; what was printed is no secret."""
        if not is_member(user):
            return self.none()
        return self.filter(
            Q(kind=NoticeKind.PRINTED)
            | (Q(article__isnull=True) | Q(article__in=Article.objects.visible_to(user)))
            & (Q(issue__isnull=True) | Q(issue__in=Issue.objects.visible_to(user))),
            recipient=user,
        )

    def in_desk(self) -> "NoticeQuerySet":
        return self.filter(in_desk=True)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)

    def mark_read(self) -> int:
        return self.unread().update(read_at=timezone.now())

    mark_read.alters_data = True


class Notice(models.Model):
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="收件人", related_name="notices", on_delete=models.CASCADE
    )
    kind = models.CharField("种类", max_length=16, choices=NoticeKind.choices)
    title = models.CharField("标题", max_length=400)
    text = models.TextField("内容", blank=True)
    article = models.ForeignKey(
        Article, verbose_name="稿件", related_name="+", null=True, blank=True, on_delete=models.SET_NULL
    )
    issue = models.ForeignKey(
        Issue, verbose_name="期", related_name="+", null=True, blank=True, on_delete=models.SET_NULL
    )
    link = models.CharField("读者网址", max_length=200, blank=True, help_text="刊出以后才有。")
    in_desk = models.BooleanField("在编辑台显示", default=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("读过的时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["recipient", "read_at"], name="notice_recipient_read")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values),
                name="notice_kind",
                violation_error_message="没有这种通知。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MailState(models.TextChoices):
    WAITING = "waiting", "等候发送"
    TAKEN = "taken", "正在发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "没有发出"
    INTERRUPTED = "interrupted", "发送中断"
    UNCONFIGURED = "unconfigured", "没有邮件服务器"
    DROPPED = "dropped", "不用再发"


# What nobody will do anything about unless an administrator does.
MailState.STUCK = frozenset({MailState.FAILED, MailState.INTERRUPTED, MailState.UNCONFIGURED})


class NoticeMailQuerySet(models.QuerySet["NoticeMail"]):
    def stuck(self) -> "NoticeMailQuerySet":
        return self.filter(state__in=MailState.STUCK)

    def unsent(self) -> "NoticeMailQuerySet":
        return self.exclude(state__in=[MailState.SENT, MailState.DROPPED])


class NoticeMail(models.Model):
    """The e-mail of one notice. workflow/mail.py alone writes its state, always on the condition of the one before."""

    notice = models.OneToOneField(Notice, verbose_name="通知", related_name="mail", on_delete=models.CASCADE)
    state = models.CharField(
        "状态", max_length=12, choices=MailState.choices, default=MailState.WAITING, db_index=True
    )
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    queue_at = models.DateTimeField("何时再排队", help_text="到时还在等候，就再交给后台一次。")
    taken_at = models.DateTimeField("开始发送的时间", null=True, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    sent_to = models.CharField("发往", max_length=254, blank=True)
    reason = models.CharField("没有发出的原因", max_length=500, blank=True)

    objects = NoticeMailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知邮件"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MailState.values),
                name="notice_mail_state",
                violation_error_message="没有这个状态。",
            ),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False),
                name="notice_mail_sent_at_a_time",
                violation_error_message="已发送的邮件须有发送时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}：{self.notice_id}"

    @property
    def is_stuck(self) -> bool:
        return self.state in MailState.STUCK


class NoticeChoice(models.Model):
    """Somebody's own choice for one kind, where he made one; else workflow/notices.py has the usual."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="用户",
        related_name="notice_choices",
        on_delete=models.CASCADE,
    )
    kind = models.CharField("种类", max_length=16, choices=NoticeKind.choices)
    in_desk = models.BooleanField("站内")
    by_mail = models.BooleanField("邮件")

    class Meta:
        verbose_name = verbose_name_plural = "通知选择"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                name="notice_choice_once",
                violation_error_message="这种通知已经选过。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values),
                name="notice_choice_kind",
                violation_error_message="没有这种通知。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.get_kind_display()}"
