"""An article's page: what the desk may do, and what a correspondent may."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Organisation, User
from accounts.roles import Role, grant
from issues.models import Article, ArticleStage, Contributor, Issue, Publication, Section
from tests.issues.admin.desk import desk_url, form_data


@pytest.fixture
def own(correspondent: User, organisation: Organisation) -> Article:
    return Article.objects.create(title="来稿", author=correspondent, organisation=organisation)


def fields_shown(client: Client, article: Article | type[Article], page: str) -> set[str]:
    response = client.get(desk_url(article, page))
    assert response.status_code == 200
    return set(response.context["adminform"].form.fields)


def test_a_correspondents_article_is_his_and_his_organisations(
    client: Client, correspondent: User, organisation: Organisation, publication: Publication
) -> None:
    client.force_login(correspondent)
    assert fields_shown(client, Article, "add") == {
        "title",
        "body",
        "publication",
        "source",
        "source_detail",
    }
    data = form_data(client.get(desk_url(Article, "add"))) | {
        "title": "我市推进改革",
        "body": '<p onclick="x()">正文</p>',
        "publication": publication.pk,
        "section": "1",
        "position": "1",
        "stage": "accepted",
        "author": "1",
    }
    assert client.post(desk_url(Article, "add"), data).status_code == 302
    article = Article.objects.get()
    stored = (
        article.title,
        article.body,
        article.author,
        article.organisation,
        article.stage,
        article.section,
    )
    assert stored == ("我市推进改革", "<p>正文</p>", correspondent, organisation, "draft", None)


@pytest.mark.parametrize("stage", ArticleStage)
def test_a_correspondent_edits_while_the_article_is_with_him(
    client: Client, correspondent: User, own: Article, stage: ArticleStage
) -> None:
    Article.objects.update(stage=stage)
    client.force_login(correspondent)
    statuses = {
        "see": client.get(desk_url(own, "change")).status_code,
        "change": client.post(desk_url(own, "change"), {}).status_code,
        "delete": client.get(desk_url(own, "delete")).status_code,
    }
    assert statuses == {
        "see": 200,
        "change": 200 if stage in {"draft", "returned"} else 403,
        "delete": 200 if stage == "draft" else 403,
    }


def test_a_correspondent_reads_a_colleagues_article_and_no_stranger_s(
    client: Client, make_user: Callable[..., User], own: Article, organisation: Organisation
) -> None:
    client.force_login(make_user("colleague", Role.CORRESPONDENT, organisation=organisation))
    assert client.get(desk_url(own, "change")).status_code == 200
    assert client.post(desk_url(own, "change"), {}).status_code == 403
    elsewhere = Organisation.objects.create(name="保山市总工会")
    client.force_login(make_user("stranger", Role.CORRESPONDENT, organisation=elsewhere))
    assert client.get(desk_url(own, "change")).status_code == 302
    assert client.post(desk_url(own, "delete"), {"post": "yes"}).status_code == 302
    assert Article.objects.filter(pk=own.pk).exists()


def test_a_correspondent_who_also_approves_edits_no_more_for_it(
    client: Client, correspondent: User, own: Article, article: Article
) -> None:
    grant(correspondent, Role.APPROVER)
    client.force_login(correspondent)
    assert client.post(desk_url(article, "change"), {}).status_code == 403
    assert fields_shown(client, own, "change") == {
        "title",
        "body",
        "publication",
        "source",
        "source_detail",
        "version",
    }


def test_the_editor_of_a_draft_is_its_author(client: Client, editor: User) -> None:
    client.force_login(editor)
    data = form_data(client.get(desk_url(Article, "add"))) | {"title": "编者撰稿"}
    assert client.post(desk_url(Article, "add"), data).status_code == 302
    assert Article.objects.get().author == editor


def test_only_administrators_reassign_an_article(
    client: Client, editor: User, administrator: User, correspondent: User, article: Article
) -> None:
    client.force_login(editor)
    assert "author" not in fields_shown(client, article, "change")
    client.force_login(administrator)
    data = form_data(client.get(desk_url(article, "change"))) | {"author": correspondent.pk}
    assert client.post(desk_url(article, "change"), data).status_code == 302
    assert Article.objects.get().author == correspondent


@pytest.fixture
def place(client: Client, editor: User) -> Callable[..., list[str]]:
    """place(article, section=…, position=…): save the form, return its errors."""

    def place_it(article: Article, **values: object) -> list[str]:
        client.force_login(editor)
        data = form_data(client.get(desk_url(article, "change")))
        response = client.post(desk_url(article, "change"), data | values)
        if response.status_code == 302:
            return []
        errors = response.context["adminform"].form.errors
        return [message for messages in errors.values() for message in messages]

    return place_it


def test_an_article_is_placed_last_moved_and_returned_to_the_pool(
    place: Callable[..., list[str]], article: Article, section: Section
) -> None:
    loose = Article.objects.create(title="稿库", stage="accepted")

    def where() -> tuple:
        return Article.objects.values_list("section", "position").get(pk=loose.pk)

    assert place(loose, section=section.pk) == []
    assert where() == (section.pk, 2)
    assert place(loose, position=7) == []
    assert where() == (section.pk, 7)
    assert place(loose, position="") == []
    assert where() == (section.pk, 2)
    assert place(loose, section="", position="5") == []
    assert where() == (None, None)


def test_a_taken_position_is_named(
    place: Callable[..., list[str]], article: Article, section: Section
) -> None:
    loose = Article.objects.create(title="稿库", stage="accepted")
    assert place(loose, section=section.pk, position=1) == [
        "这个栏目的这个顺序已有别的稿件，请另填一个，或留空排到最后。"
    ]
    assert place(loose, section=section.pk + 999) != []
    assert place(loose, section="x", position="y") != []


def test_a_source_detail_needs_its_source(place: Callable[..., list[str]], article: Article) -> None:
    assert place(article, source_detail="第3版") == ["填了来源细目，还须填写转载来源。"]
    assert place(article, source="工人日报", source_detail="第3版") == []


def test_a_form_accepts_only_what_its_user_sees(
    client: Client, correspondent: User, own: Article, contributor: Contributor
) -> None:
    """Not only the search boxes: a forged id is refused as well."""
    client.force_login(correspondent)
    query = {"app_label": "issues", "model_name": "credit", "field_name": "contributor"}
    found = client.get("/admin/autocomplete/", query).json()["results"]
    assert found == [{"id": str(contributor.pk), "text": "曲靖市总工会 杨冲美"}]
    query = {"app_label": "issues", "model_name": "article", "field_name": "author"}
    assert client.get("/admin/autocomplete/", query).status_code == 403
    query = {"app_label": "issues", "model_name": "article", "field_name": "section"}
    assert client.get("/admin/autocomplete/", query).json()["results"] == []


def test_a_correspondent_does_not_learn_where_an_article_goes(
    client: Client, correspondent: User, own: Article, section: Section
) -> None:
    Article.objects.filter(pk=own.pk).update(section=section, position=1, stage="accepted")
    client.force_login(correspondent)
    for url in (desk_url(own, "change"), desk_url(Article, "changelist")):
        page = client.get(url).content.decode()
        assert "来稿" in page
        assert section.name not in page


def test_body_is_edited_in_ckeditor(client: Client, editor: User, article: Article) -> None:
    client.force_login(editor)
    page = client.get(desk_url(article, "change")).content.decode()
    assert 'data-type="ckeditortype"' in page
    assert "ckeditor/ckeditor/ckeditor.js" in page


def test_no_page_of_an_issue_in_preparation_for_a_correspondent(
    client: Client, correspondent: User, issue: Issue, section: Section
) -> None:
    client.force_login(correspondent)
    for row in (issue, section):
        assert client.get(desk_url(row, "change")).status_code == 302
        assert str(row) not in client.get(desk_url(type(row), "changelist")).content.decode()


def test_a_correspondent_adds_people_of_his_own_organisation(
    client: Client, correspondent: User, organisation: Organisation, contributor: Contributor
) -> None:
    elsewhere = Organisation.objects.create(name="保山市总工会")
    client.force_login(correspondent)
    url = desk_url(Contributor, "add")
    assert set(client.get(url).context["adminform"].form.fields) == {"name"}
    assert client.post(url, {"name": "李四", "organisation": elsewhere.pk}).status_code == 302
    assert Contributor.objects.get(name="李四").organisation == organisation
    again = client.post(url, {"name": contributor.name})
    assert again.context["adminform"].form.non_field_errors() == ["这个单位已有同名供稿人，请直接选用。"]


def test_a_correspondent_credits_no_stranger(
    client: Client, correspondent: User, own: Article, contributor: Contributor
) -> None:
    stranger = Contributor.objects.create(
        name="王五", organisation=Organisation.objects.create(name="保山市总工会")
    )
    client.force_login(correspondent)
    query = {"app_label": "issues", "model_name": "credit", "field_name": "contributor"}
    found = client.get("/admin/autocomplete/", query).json()["results"]
    assert [choice["id"] for choice in found] == [str(contributor.pk)]
    data = form_data(client.get(desk_url(own, "change")))
    for person, status in ((stranger, 200), (contributor, 302)):
        data["credits-0-contributor"] = person.pk
        assert client.post(desk_url(own, "change"), data).status_code == status
    assert [credit.contributor for credit in own.credits.all()] == [contributor]


def test_a_correspondent_does_not_learn_by_filter_where_an_article_goes(
    client: Client, correspondent: User, own: Article, section: Section
) -> None:
    Article.objects.filter(pk=own.pk).update(section=section, position=1, stage="accepted")
    client.force_login(correspondent)
    for query in (f"section={section.pk}", "section__isnull=0", "position=1", "section__name__startswith=重"):
        assert client.get(f"{desk_url(Article, 'changelist')}?{query}").status_code == 400
    assert client.get(f"{desk_url(Article, 'changelist')}?stage__exact=accepted").status_code == 200


def test_who_edits_no_more_finds_no_rows_to_fill_in(
    client: Client, approver: User, editor: User, article: Article, contributor: Contributor
) -> None:
    for user, rows in ((editor, 1), (approver, 0)):
        client.force_login(user)
        inline, photos = client.get(desk_url(article, "change")).context["inline_admin_formsets"]
        assert len(photos.formset.forms) == 0
        assert len(inline.formset.forms) == rows
