"""微信·短信摘要 at the desk: shown and taken by the office alone, of the frozen text once there is one."""

from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from issues.edition.content import from_json
from issues.edition.preview import preview_content
from issues.models import Action, AuditEntry, Issue
from issues.typesetting.text import render_digest
from tests.factories import make_issue, publish

pytestmark = pytest.mark.django_db

SITE = "https://gonghui.example.org.cn"
NAME = "产业工人队伍建设改革工作简报2021年第3期"
UNPUBLISHED, UNREACHABLE = "本期还没有发布", "本站还没有设置对外网址"


def shown(client: Client, issue: Issue) -> str:
    return client.get(reverse("admin:issues_issue_digest", args=[issue.pk])).content.decode()


def taken(client: Client, issue: Issue) -> tuple[str, str]:
    """(its name, its text)."""
    response = client.get(reverse("admin:issues_issue_digest_file", args=[issue.pk]))
    assert response["Content-Disposition"].startswith("attachment;")
    return unquote(response["Content-Disposition"].split("''")[1]), response.content.decode()


def test_digest_of_a_draft_is_what_it_says_now(client: Client, editor: User, settings: object) -> None:
    settings.SITE_URL = SITE
    issue = make_issue()
    client.force_login(editor)
    page = shown(client, issue)
    text = render_digest(preview_content(issue), f"{SITE}/changai/2021/3/")
    assert text.replace("&", "&amp;") in page
    assert (UNPUBLISHED in page, UNREACHABLE in page) == (True, False)
    assert taken(client, issue) == (f"{NAME}（摘要）（预览）.txt", text)
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.user, entry.object_label) == (Action.EXPORT, editor, str(issue))
    assert entry.detail == {"what": f"{NAME}（摘要）（预览）.txt", "format": "digest"}


def test_digest_of_a_published_issue_is_of_its_edition(
    client: Client, editor: User, settings: object
) -> None:
    settings.SITE_URL = SITE
    issue = make_issue()
    edition = publish(issue)
    issue.sections.get().articles.update(title="定稿之后改的标题")
    client.force_login(editor)
    assert UNPUBLISHED not in shown(client, issue)
    text = render_digest(from_json(edition.content), f"{SITE}/changai/2021/3/")
    assert taken(client, issue) == (f"{NAME}（摘要）.txt", text)


def test_page_says_when_nobody_else_can_open_the_addresses(client: Client, editor: User) -> None:
    client.force_login(editor)
    assert UNREACHABLE in shown(client, make_issue())


def test_digest_is_for_the_office_alone(client: Client, correspondent: User) -> None:
    issue = make_issue()
    for page in ("digest", "digest_file"):
        address = reverse(f"admin:issues_issue_{page}", args=[issue.pk])
        client.logout()
        assert client.get(address).status_code == 302
        client.force_login(correspondent)
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in (403, 405)
    assert not AuditEntry.objects.filter(action=Action.EXPORT).exists()


def test_page_of_an_issue_leads_to_its_digest(client: Client, editor: User) -> None:
    issue = make_issue()
    client.force_login(editor)
    page = client.get(reverse("admin:issues_issue_change", args=[issue.pk])).content.decode()
    assert f'href="{reverse("admin:issues_issue_digest", args=[issue.pk])}"' in page
