"""The preview of an issue: the readers' pages before readers have them, for the office alone."""

import re
from urllib.parse import urljoin

import pytest
from django.urls import reverse

from issues.models import Article, Edition, Issue, Section
from issues.workflow.actions import correct_issue, sign_issue
from tests.factories import make_issue, make_publication, publish

pytestmark = pytest.mark.django_db


def preview_url(issue: Issue, n: int | None = None) -> str:
    if n is None:
        return reverse("admin:issues_issue_preview", args=[issue.pk])
    return reverse("admin:issues_issue_preview_article", args=[issue.pk, n])


def main_of(html: str) -> str:
    """What stands between <main> and </main>, with the links that differ made equal.

    What leads out of the issue is for readers only: a text to pass on would hand out an address that nobody can open yet.
    """
    main = re.search(r"<main.*</main>", html, re.DOTALL)[0]
    main = re.sub(
        r'<details class="share">.*?</details>|<nav class="more".*?</nav>', "", main, flags=re.DOTALL
    )
    main = re.sub(r'href="/(?:admin/issues/issue/\d+/preview|changai/2021/3)/', 'href="/…/', main)
    return re.sub(r"\s*\n\s*", "\n", main)


def test_a_preview_says_what_readers_get_later_word_for_word(client, editor):
    issue = make_issue(sections=("甲", "乙"), articles=2)
    client.force_login(editor)
    before = [client.get(preview_url(issue, n)).content.decode() for n in (None, 1, 4)]
    publish(issue)
    addresses = ["/changai/2021/3/", "/changai/2021/3/1/", "/changai/2021/3/4/"]
    after = [client.get(address).content.decode() for address in addresses]
    assert [main_of(html) for html in before] == [main_of(html) for html in after]
    assert all("preview-bar" in html for html in before)
    assert not any("preview" in html for html in after)


def test_links_of_a_preview_stay_in_it(client, editor):
    issue = make_issue(articles=3)
    client.force_login(editor)
    for n in (None, 1, 2, 3):
        response = client.get(preview_url(issue, n))
        found = re.findall(r'<a\b[^>]*href="([^"]*)"', response.content.decode())
        links = {link if link.startswith("#") else urljoin(preview_url(issue, n), link) for link in found}
        away = {link for link in links if not link.startswith(("#", preview_url(issue)))}
        assert away == {reverse("admin:issues_issue_assemble", args=[issue.pk])}
        for link in links - away:
            if not link.startswith("#"):
                assert client.get(link).status_code == 200


def test_a_preview_is_kept_nowhere(client, editor):
    client.force_login(editor)
    response = client.get(preview_url(make_issue()))
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
    assert "canonical" not in response.content.decode()
    assert Edition.objects.count() == 0


def test_a_draft_with_missing_pieces_is_shown_as_it_is(client, editor):
    issue = Issue.objects.create(publication=make_publication(), year=2021, number=3)
    Section.objects.create(issue=issue, name="空栏", position=1)
    client.force_login(editor)
    page = client.get(preview_url(issue))
    assert page.status_code == 200
    assert "空栏" not in main_of(page.content.decode())
    assert client.get(preview_url(issue, 1)).status_code == 404


def test_a_correction_is_previewed_with_its_note_while_readers_keep_the_old(client, editor):
    issue = make_issue()
    publish(issue)
    correct_issue(issue, "第1篇数据有误。")
    Article.objects.update(title="改过的标题")
    client.force_login(editor)
    page = client.get(preview_url(issue)).content.decode()
    assert "第1篇数据有误。" in main_of(page)
    assert "改过的标题" in main_of(page)
    assert "读者现在看到的仍是原来的一版" in page
    assert "改过的标题" not in client.get("/changai/2021/3/").content.decode()


def test_what_is_signed_is_previewed_from_its_edition(client, editor):
    issue = make_issue()
    sign_issue(issue)
    issue.publication.name = "改了名的刊物"
    issue.publication.save()
    client.force_login(editor)
    assert "改了名的刊物" not in main_of(client.get(preview_url(issue)).content.decode())


@pytest.mark.parametrize("who", ["editor", "approver", "administrator", "superuser"])
def test_the_office_sees_a_preview(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(preview_url(make_issue())).status_code == 200


def test_nobody_else_sees_a_preview_not_even_of_what_is_public(client, correspondent, make_user):
    issue = make_issue()
    publish(issue)
    for n in (None, 1):
        client.logout()
        assert client.get(preview_url(issue, n)).status_code == 302
        client.force_login(correspondent)
        assert client.get(preview_url(issue, n)).status_code == 403
    client.force_login(make_user("nobody", is_staff=True))
    assert client.get(preview_url(issue)).status_code == 403


def test_a_preview_is_only_read(client, editor):
    client.force_login(editor)
    assert client.post(preview_url(make_issue())).status_code == 405


def test_an_issue_that_is_not_there_has_no_preview(client, editor):
    client.force_login(editor)
    assert client.get(reverse("admin:issues_issue_preview", args=[999])).status_code == 404


@pytest.mark.parametrize("articles", [1, 10])
def test_a_preview_costs_the_same_however_much_is_in_it(
    client, editor, articles, settings, django_assert_num_queries
):
    settings.IDLE_MINUTES = 0  # on a slow machine the session would be written in between
    issue = make_issue(sections=("甲", "乙"), articles=articles)
    client.force_login(editor)
    client.get(preview_url(issue))
    with django_assert_num_queries(12):
        client.get(preview_url(issue))


def test_the_page_of_an_issue_leads_the_office_to_its_preview(client, editor, correspondent):
    issue = make_issue()
    publish(issue)
    for user, shown in ((editor, True), (correspondent, False)):
        client.force_login(user)
        page = client.get(reverse("admin:issues_issue_change", args=[issue.pk])).content.decode()
        assert (preview_url(issue) in page) is shown
