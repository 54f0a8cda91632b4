"""The printed forms at the desk: for the office, marked as a preview until published, each taking logged."""

import re
from urllib.parse import unquote

import pytest
from django.urls import reverse

from accounts.roles import Role
from issues.models import Action, AuditEntry, Edition, EditionFile, Form, Issue
from issues.public.files import size_label
from issues.typesetting.forms import kept_form
from issues.workflow.actions import sign_issue
from tests.factories import make_issue, publish
from tests.issues.admin.test_steps import take

pytestmark = pytest.mark.django_db

NAME = "产业工人队伍建设改革工作简报2021年第3期"


def print_url(issue: Issue, form: str) -> str:
    return reverse("admin:issues_issue_print", args=[issue.pk, form])


def saved_as(response) -> str:
    return unquote(response["Content-Disposition"].split("''")[1])


@pytest.mark.parametrize("form", ["pdf", "docx", "txt"])
def test_draft_can_be_taken_as_it_would_be_printed(client, editor, form):
    issue = make_issue()
    client.force_login(editor)
    response = client.get(print_url(issue, form))
    assert response.status_code == 200
    assert saved_as(response) == f"{NAME}（预览）.{form}"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert (Edition.objects.count(), EditionFile.objects.count()) == (0, 0)
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.user, entry.object_label) == (Action.EXPORT, editor, str(issue))
    assert entry.detail == {"what": f"{NAME}（预览）.{form}", "format": form}


def test_signed_issue_is_the_frozen_one_and_still_a_preview(client, editor):
    issue = make_issue()
    edition = sign_issue(issue)
    client.force_login(editor)
    response = client.get(print_url(issue, "txt"))
    assert saved_as(response) == f"{NAME}（预览）.txt"
    assert response.content == edition.files.get().read()


def test_published_issue_has_its_own_name(client, editor):
    issue = make_issue()
    publish(issue)
    client.force_login(editor)
    assert saved_as(client.get(print_url(issue, "txt"))) == f"{NAME}.txt"


def test_preview_page_links_to_its_forms(client, editor):
    issue = make_issue()
    client.force_login(editor)
    address = reverse("admin:issues_issue_preview", args=[issue.pk])
    page = client.get(address).content.decode()
    for form in ("pdf", "docx", "txt"):
        assert f'<a href="issue.{form}" download' in page
        assert print_url(issue, form) == f"{address}issue.{form}"


def test_preview_of_a_frozen_issue_tells_the_sizes_of_the_forms_it_has(client, editor):
    issue = make_issue()
    edition = sign_issue(issue)
    kept = kept_form(edition, Form.TXT)
    client.force_login(editor)
    page = client.get(reverse("admin:issues_issue_preview", args=[issue.pk])).content.decode()
    assert re.findall(r'<span class="size">（(.*?)）', page) == [size_label(kept.size)]


def test_forms_are_for_the_office_alone(client, correspondent, make_user):
    issue = make_issue()
    assert client.get(print_url(issue, "txt")).status_code == 302
    for user in (correspondent, make_user("nobody"), make_user("other", Role.CORRESPONDENT)):
        client.force_login(user)
        response = client.get(print_url(issue, "txt"))
        assert response.status_code in (302, 403)
        assert b"\xe6\x9b\xb2" not in response.content
    assert not AuditEntry.objects.filter(action=Action.EXPORT).exists()


def test_unknown_form_and_unknown_issue_are_not_found(client, editor):
    issue = make_issue()
    client.force_login(editor)
    assert client.get(print_url(issue, "exe")).status_code == 404
    assert client.get(reverse("admin:issues_issue_print", args=[issue.pk + 1, "txt"])).status_code == 404


def test_text_that_cannot_be_printed_is_said_on_the_page_of_the_issue(client, editor):
    issue = make_issue()
    issue.sections.get().articles.update(title="缺字\ue83a")
    client.force_login(editor)
    response = client.get(print_url(issue, "pdf"), follow=True)
    assert response.redirect_chain == [(reverse("admin:issues_issue_change", args=[issue.pk]), 302)]
    assert "U+E83A" in response.content.decode()


def test_publishing_at_the_desk_makes_the_forms(client, approver):
    issue = make_issue()
    sign_issue(issue)
    client.force_login(approver)
    assert take(client, issue, "publish") == [f"已发布：{issue}"]
    assert sorted(issue.editions.get().files.values_list("form", flat=True)) == ["docx", "pdf", "txt"]


def test_publishing_succeeds_where_the_text_cannot_be_printed(client, approver):
    issue = make_issue()
    issue.sections.get().articles.update(title="缺字\ue83a")
    sign_issue(issue)
    client.force_login(approver)
    said = take(client, issue, "publish")
    assert said[0] == f"已发布：{issue}"
    assert said[1].startswith("已发布，但打印版没有做成：")
    assert issue.editions.published().exists()
