"""The administrator's home: people without a role, organisations to sort, numbers that do not fit, e-mails that stay."""

from django.urls import reverse

from accounts.incomplete import without_organisation, without_role
from accounts.models import Level, Organisation, User
from issues.admin.counts import Counts
from issues.admin.home.parts import SHOWN, Box, Home, Line, Link
from issues.admin.navigation import address
from issues.models import Heartbeat, Publication
from issues.models.numbering import problems
from issues.workflow.mail import is_configured

USERS, ORGANISATIONS = "accounts_user_changelist", "accounts_organisation_changelist"


def administrator_home(user: User, counts: Counts) -> Home:
    boxes = (_users(), _organisations(counts), _numbering(), _mails(counts))
    buttons = (
        Link("新建用户", reverse("admin:accounts_user_add"), icon="person_add"),
        Link("新建单位", reverse("admin:accounts_organisation_add"), icon="add_business"),
    )
    return Home("administrator", "管理", boxes, buttons)


def _users() -> Box:
    users = User.objects.all()
    lines = []
    if lacking := without_role(users).count():
        advice = "进不了编辑台，请给予角色，或取消“有效”"
        lines.append(Line(f"{lacking} 个用户没有角色", address(USERS, "attention=role"), (advice,)))
    if lacking := without_organisation(users).count():
        advice = "看不到本单位的稿件，请补填"
        lines.append(
            Line(f"{lacking} 个通讯员没有所属单位", address(USERS, "attention=organisation"), (advice,))
        )
    return Box(
        key="users",
        title="用户",
        icon="manage_accounts",
        lines=tuple(lines),
        empty="每个用户都有角色，每个通讯员都有单位。",
        count=users.filter(is_active=True).count(),
        unit="人",
        url=address(USERS, "is_active__exact=1"),
    )


def _organisations(counts: Counts) -> Box:
    unsorted = Organisation.objects.filter(level=Level.UNSORTED).order_by("name")[:SHOWN]
    return Box(
        key="unsorted",
        title="待归类单位",
        icon="account_tree",
        hint="导入简报时新出现的单位。打开一个，选定层级和上级单位。",
        lines=tuple(
            Line(str(one), reverse("admin:accounts_organisation_change", args=[one.pk])) for one in unsorted
        ),
        empty="单位都已归类。",
        count=counts.unsorted,
        unit="个",
        url=address(ORGANISATIONS, "level__exact=unsorted"),
    )


def _numbering() -> Box:
    """One query for each publication: an office has a handful."""
    lines = tuple(
        Line(
            problem.message,
            reverse("admin:issues_publication_change", args=[publication.pk]),
            (str(publication),),
        )
        for publication in Publication.objects.all()
        for problem in problems(publication)
    )
    return Box(
        key="numbering",
        title="期号检查",
        icon="format_list_numbered",
        hint="请核对缺的期是否漏导入，重的号是否录错。" if lines else "",
        lines=lines[:SHOWN],
        empty="各刊物没有缺号、重号。",
        count=len(lines),
        unit="处",
        url=address("issues_publication_changelist"),
    )


def _mails(counts: Counts) -> Box:
    """Whether notices get out of the house at all, and those that did not."""
    url = address("notices:mails")
    lines = []
    if not Heartbeat.objects.is_alive():
        lines.append(Line("后台服务没有运行", url, ("定时发布和邮件都在等候",)))
    if not is_configured():
        lines.append(Line("没有配置邮件服务器", url, ("通知只在编辑台里显示",)))
    if counts.stuck_mails:
        lines.append(Line(f"{counts.stuck_mails} 封邮件没有发出", url, ("请看原因，处理后重发",)))
    return Box(
        key="mails",
        title="后台服务和邮件",
        icon="outgoing_mail",
        lines=tuple(lines),
        empty="后台服务正在运行，邮件都已发出。",
        count=counts.stuck_mails,
        unit="封",
        url=url,
    )
