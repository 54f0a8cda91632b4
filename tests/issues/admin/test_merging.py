"""Merging at the desk: chosen in the list or on the assembly page, ordered and titled, told to who sent them."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from issues.models import Article
from issues.workflow.actions import publish_issue, sign_issue
from issues.workflow.merging import merge_articles
from issues.workflow.placing import place_article
from tests.factories import make_article, make_issue
from tests.issues.workflow.helpers import everything

pytestmark = pytest.mark.django_db

MERGE = reverse("admin:issues_article_merge")


@pytest.fixture
def two(correspondent) -> list[Article]:
    return [
        make_article(None, None, title="甲", author=correspondent, organisation=correspondent.organisation),
        make_article(None, None, title="乙"),
    ]


def change(article: Article) -> str:
    return reverse("admin:issues_article_change", args=[article.pk])


def sent(two: list[Article], **data: object) -> dict[str, object]:
    return {"id": [article.pk for article in two], "title": "合", "headings": "on", **data}


def test_articles_chosen_in_the_list_come_to_the_page_in_order(client, editor, two):
    client.force_login(editor)
    chosen = {"action": "merge_selected", "_selected_action": [two[1].pk, two[0].pk]}
    response = client.post(reverse("admin:issues_article_changelist"), chosen)
    assert response["Location"] == f"{MERGE}?id={two[0].pk}&id={two[1].pk}"
    page = client.get(response["Location"]).content.decode()
    assert re.findall(r'name="id" value="(\d+)"', page) == [str(article.pk) for article in two]


def test_they_are_merged_in_the_order_of_their_numbers(client, editor, two):
    client.force_login(editor)
    numbers = {f"n-{two[0].pk}": "2", f"n-{two[1].pk}": "1"}
    response = client.post(MERGE, sent(two, **numbers), follow=True)
    merged = Article.objects.get(title="合")
    assert response.redirect_chain[0][0] == change(merged)
    assert re.findall(r"<h3>(.)</h3>", merged.body) == ["乙", "甲"]
    page = response.content.decode()
    assert "已把2篇稿件合并为“合”，署名都在。" in page
    assert "综合稿：由 2 篇合并" in page


def test_from_the_assembly_page_one_comes_back_to_it(client, editor, two):
    issue = make_issue(articles=0)
    client.force_login(editor)
    back = reverse("admin:issues_issue_assemble", args=[issue.pk])
    page = client.get(back).content.decode()
    assert f'form="as-merge" name="id" value="{two[0].pk}"' in page
    assert client.post(MERGE, sent(two, issue=issue.pk))["Location"] == back
    pool = client.get(back).content.decode()
    assert re.findall(r'data-title="([^"]*)"', pool) == ["合"]


def test_what_cannot_be_merged_is_named_and_what_was_typed_stays(client, editor, two):
    place_article(two[1], make_issue(articles=0).sections.get())
    client.force_login(editor)
    before = everything()
    page = client.post(MERGE, sent(two, title="打好的标题")).content.decode()
    assert "请先把它移回稿库" in page
    assert "打好的标题" in page
    assert everything() == before
    assert client.get(MERGE, {"id": two[0].pk})["Location"].endswith("?placed=pool&stage__exact=accepted")


def test_only_the_desk_merges_and_splits(client, approver, correspondent, editor, two, make_user):
    before = list(Article.objects.order_by("pk").values())
    for who in (approver, correspondent, make_user("nobody", is_staff=True)):
        client.force_login(who)
        assert client.get(MERGE, {"id": [one.pk for one in two]}).status_code == 403
        assert client.post(MERGE, sent(two)).status_code == 403
        page = client.get(reverse("admin:issues_article_changelist"))
        assert "合并为综合稿" not in page.content.decode()
    assert list(Article.objects.order_by("pk").values()) == before
    merged = merge_articles(two, editor, "合")
    for who, status in ((approver, 403), (correspondent, 404)):
        client.force_login(who)
        assert client.post(reverse("admin:issues_article_split", args=[merged.pk])).status_code == status
    assert merged.merged_from.count() == 2


def test_it_is_taken_apart_by_a_confirmed_press(client, editor, two):
    merged = merge_articles(two, editor, "合")
    client.force_login(editor)
    split = reverse("admin:issues_article_split", args=[merged.pk])
    assert split in client.get(change(merged)).content.decode()
    client.get(split)
    assert merged.merged_from.count() == 2
    page = client.post(split, follow=True).content.decode()
    assert "已拆开，2篇原稿回到稿库" in page
    assert "综合稿：由" not in page
    assert {one.stage for one in Article.objects.filter(title__in="甲乙")} == {"accepted"}


def test_who_sent_an_original_sees_what_became_of_it(client, editor, correspondent, two):
    merged = merge_articles(two, editor, "各地推进改革")
    client.force_login(correspondent)
    page = client.get(change(two[0])).content.decode()
    assert "这篇稿件已并入“各地推进改革”，署名一并保留。" in page
    assert change(merged) not in page
    assert client.get(change(merged)).status_code == 302  # it is not theirs
    assert "已并入" in client.get(reverse("admin:index")).content.decode()
    issue = make_issue(articles=0)
    place_article(merged, issue.sections.get())
    assert str(issue) not in client.get(change(two[0])).content.decode()
    sign_issue(issue)
    publish_issue(issue)
    page = client.get(change(two[0])).content.decode()
    assert f'href="/changai/2021/3/" target="_blank">{issue}</a>' in page
    assert "已发布" in page


def test_a_merged_article_of_a_signed_issue_is_not_offered_to_be_split(client, editor, two):
    merged = merge_articles(two, editor, "合")
    issue = make_issue(articles=0)
    place_article(merged, issue.sections.get())
    sign_issue(issue)
    client.force_login(editor)
    page = client.get(change(merged)).content.decode()
    assert "本期已签发，不能再拆开" in page
    client.post(reverse("admin:issues_article_split", args=[merged.pk]))
    assert merged.merged_from.count() == 2


def test_an_original_is_closed_with_the_issue_that_prints_it(client, editor, two):
    merged = merge_articles(two, editor, "合")
    issue = make_issue(articles=0)
    place_article(merged, issue.sections.get())
    client.force_login(editor)
    original = two[0]
    assert client.post(change(original), {"title": ""}).status_code == 200
    sign_issue(issue)
    assert client.post(change(original), {"title": "改过"}).status_code == 403
    assert (
        client.post(reverse("admin:issues_article_delete", args=[original.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert Article.objects.filter(pk=original.pk, title=original.title).exists()


def test_an_editor_of_another_unit_role_sees_the_originals_in_the_list(client, make_user, editor, two):
    merge_articles(two, editor, "合")
    client.force_login(make_user("other", Role.EDITOR))
    page = client.get(reverse("admin:issues_article_changelist")).content.decode()
    assert "综合稿《合》" in page
