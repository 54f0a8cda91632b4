"""The sidebar: one literal table of what it holds, for whom, and which number stands beside it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.roles import DESK, OFFICE, Role
from issues.admin.counts import counts_for

EVERYONE = frozenset(Role)
WRITERS = DESK | {Role.CORRESPONDENT}
CORRESPONDENT = frozenset({Role.CORRESPONDENT})
APPROVER = frozenset({Role.APPROVER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Entry:
    """`view` is the admin's name of an address, or a name in full; `badge` the name of a field of Counts."""

    title: str
    icon: str
    view: str
    roles: frozenset[Role]
    query: str = ""
    badge: str = ""
    alert: bool = False
    pages: str = ""


ARTICLES, ISSUES = "issues_article_changelist", "issues_issue_changelist"

SIDEBAR: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("首页", "home", "index", EVERYONE),
            Entry("我的通知", "notifications", "notices:mine", EVERYONE, badge="unread", alert=True),
        ),
    ),
    (
        "稿件",
        (
            Entry("写新稿", "edit_square", "issues_article_add", WRITERS),
            Entry("上传 Word 文件", "upload_file", "upload:choose", WRITERS),
            Entry("我的稿件", "person", ARTICLES, CORRESPONDENT, "whose=mine"),
            Entry(
                "退改的稿件",
                "undo",
                ARTICLES,
                CORRESPONDENT,
                "whose=mine&stage__exact=returned",
                badge="mine_returned",
                alert=True,
            ),
            Entry(
                "待审稿件",
                "rate_review",
                ARTICLES,
                OFFICE,
                "stage__exact=review",
                badge="waiting",
                alert=True,
            ),
            Entry("稿库", "inventory_2", ARTICLES, OFFICE, "placed=pool&stage__exact=accepted", badge="pool"),
            Entry("本单位稿件", "groups", ARTICLES, CORRESPONDENT),
            Entry("全部稿件", "description", ARTICLES, OFFICE),
        ),
    ),
    (
        "简报",
        (
            Entry(
                "待签发的期", "draw", ISSUES, APPROVER, "stage__exact=review", badge="unsigned", alert=True
            ),
            Entry(
                "编排",
                "dashboard_customize",
                "issues_issue_assemble_any",
                DESK,
                pages="issues_issue_assemble",
            ),
            Entry("编辑中的期", "edit_note", ISSUES, DESK, "stage__in=draft,review", badge="preparing"),
            Entry("全部各期", "newsmode", ISSUES, OFFICE),
            Entry("已发布的期", "newsmode", ISSUES, CORRESPONDENT),
            Entry("栏目", "view_agenda", "issues_section_changelist", DESK),
            Entry("发送范围", "send", "issues_distributionlist_changelist", OFFICE),
        ),
    ),
    (
        "资料",
        (
            Entry("刊物", "menu_book", "issues_publication_changelist", OFFICE),
            Entry("供稿人", "badge", "issues_contributor_changelist", EVERYONE),
            Entry("单位", "apartment", "accounts_organisation_changelist", OFFICE),
            Entry(
                "待归类单位",
                "account_tree",
                "accounts_organisation_changelist",
                ADMINISTRATOR,
                "level__exact=unsorted",
                badge="unsorted",
            ),
            Entry("用户", "manage_accounts", "accounts_user_changelist", ADMINISTRATOR),
        ),
    ),
    (
        "校对",
        (
            Entry("固定表述", "format_quote", "issues_houseexpression_changelist", OFFICE),
            Entry("易混词", "spellcheck", "issues_houseconfusable_changelist", OFFICE),
            Entry("领导姓名职务", "person_pin", "issues_houseleader_changelist", OFFICE),
            Entry("慎用词", "report", "issues_housesensitive_changelist", OFFICE),
            Entry("单位别称", "domain", "issues_houseunit_changelist", OFFICE),
            Entry("校对规则统计", "bar_chart", "proofing:counts", DESK),
        ),
    ),
    (
        "记录",
        (
            Entry("定稿", "verified", "issues_edition_changelist", OFFICE),
            Entry("审签", "approval", "issues_signoff_changelist", OFFICE),
            Entry("操作记录", "receipt_long", "issues_auditentry_changelist", ADMINISTRATOR),
            Entry(
                "未发出的邮件",
                "outgoing_mail",
                "notices:mails",
                ADMINISTRATOR,
                badge="stuck_mails",
                alert=True,
            ),
        ),
    ),
    ("帮助", (Entry("使用手册", "help", "manual:index", EVERYONE),)),
)


def sidebar(request: HttpRequest) -> list[dict[str, object]]:
    """Unfold's navigation for the request's user; a group without entries is left out."""
    shown = [(title, [entry for entry in entries if _is_for(entry, request)]) for title, entries in SIDEBAR]
    lit = _lit([entry for _, entries in shown for entry in entries], request)
    return [
        {"title": title, "items": [_item(entry, entry in lit, request) for entry in entries]}
        for title, entries in shown
        if entries
    ]


def address(view: str, query: str = "") -> str:
    """The address of a view, with what it is filtered by; empty where no such view is mounted."""
    try:
        link = reverse(view if ":" in view else f"admin:{view}")
    except NoReverseMatch:
        return ""
    return f"{link}?{query}" if query else link


def environment(request: HttpRequest) -> list[str] | None:
    """The label beside every title while this is the demo and not an office's own site."""
    return None if settings.PRODUCTION else ["演示", "warning"]


def _is_for(entry: Entry, request: HttpRequest) -> bool:
    user = request.user
    if user.is_superuser and not user.roles:
        return not entry.roles.isdisjoint(OFFICE)
    return not entry.roles.isdisjoint(user.roles)


def _item(entry: Entry, is_lit: bool, request: HttpRequest) -> dict[str, object]:
    item = {
        "title": entry.title,
        "icon": entry.icon,
        "link": address(entry.view, entry.query),
        "active": is_lit,
    }
    number = getattr(counts_for(request), entry.badge) if entry.badge else 0
    if number:
        item |= {"badge": str(number), "badge_variant": "primary" if entry.alert else "info"}
        item["badge_style"] = "solid" if entry.alert else ""
    return item


def _lit(shown: list[Entry], request: HttpRequest) -> list[Entry]:
    """The entry of this page: the filtered list while its filter is on, else the one whose pages these are."""
    name = getattr(request.resolver_match, "url_name", None) or ""
    own = [entry for entry in shown if entry.pages and name.startswith(entry.pages)]
    if own:
        return own
    paths = {view: address(view) for view in {entry.view for entry in shown}}
    here = [entry for entry in shown if request.path == paths[entry.view]]
    if here:
        filtered = [entry for entry in here if entry.query and _asks_for(entry.query, request)]
        return filtered or [entry for entry in here if not entry.query]
    return [
        entry
        for entry in shown
        if not entry.query and entry.view != "index" and request.path.startswith(paths[entry.view])
    ]


def _asks_for(query: str, request: HttpRequest) -> bool:
    return all(request.GET.get(name) == value for name, value in parse_qsl(query))
