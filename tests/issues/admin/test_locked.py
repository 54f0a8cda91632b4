"""What is signed off is looked at, not edited; records are never edited."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model, QuerySet
from django.test import Client, RequestFactory

from accounts.models import User
from issues.models import Article, DistributionList, Edition, Issue, Section, SignOff, Stage
from tests.issues.admin.desk import desk_url, form_data

OPEN = ["draft", "review"]


@pytest.fixture
def parts(article: Article) -> dict[str, Model]:
    """An issue and what belongs to it; each reaches the issue afresh from the database."""
    issue = article.section.issue
    own_list = DistributionList.objects.create(publication=issue.publication, issue=issue, name="本期")
    return {"issue": issue, "section": article.section, "article": article, "list": own_list}


def may(action: str, user: User, row: Model) -> bool:
    request = RequestFactory().get("/")
    request.user = user
    return getattr(admin.site._registry[type(row)], f"has_{action}_permission")(
        request, type(row).objects.get(pk=row.pk)
    )


@pytest.mark.parametrize("role", ["editor", "administrator", "superuser"])
@pytest.mark.parametrize("stage", Stage)
def test_rows_of_an_issue_are_edited_while_it_is_open(
    role: str, stage: Stage, request: pytest.FixtureRequest, parts: dict[str, Model]
) -> None:
    user = request.getfixturevalue(role)
    Issue.objects.update(stage=stage)
    for action in ("change", "delete"):
        allowed = {name: may(action, user, row) for name, row in parts.items()}
        assert allowed == dict.fromkeys(parts, stage.value in OPEN)
    assert all(may("view", user, row) for row in parts.values())


@pytest.mark.parametrize("stage", ["signed", "published", "withdrawn"])
def test_forms_sent_to_a_signed_issue_are_refused(
    stage: str, client: Client, editor: User, parts: dict[str, Model]
) -> None:
    client.force_login(editor)
    sent = {name: form_data(client.get(desk_url(row, "change"))) for name, row in parts.items()}
    Issue.objects.update(stage=stage)
    for name, row in parts.items():
        assert client.get(desk_url(row, "change")).status_code == 200
        assert client.post(desk_url(row, "change"), sent[name]).status_code == 403
        assert client.post(desk_url(row, "delete"), {"post": "yes"}).status_code == 403
        client.post(
            desk_url(type(row), "changelist"),
            {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
        )
        assert type(row).objects.filter(pk=row.pk).exists()


def test_a_signed_issue_takes_nothing_new(client: Client, editor: User, parts: dict[str, Model]) -> None:
    Issue.objects.update(stage=Stage.SIGNED)
    loose = Article.objects.create(title="稿库", stage="accepted")
    client.force_login(editor)
    data = form_data(client.get(desk_url(loose, "change"))) | {"section": parts["section"].pk}
    placed = client.post(desk_url(loose, "change"), data)
    assert placed.context["adminform"].form.errors == {
        "section": ["这一期已经签发，不能再编入稿件。请另选一期，或先把它重开。"]
    }
    data = form_data(client.get(desk_url(Section, "add"))) | {"issue": parts["issue"].pk, "name": "新栏目"}
    added = client.post(desk_url(Section, "add"), data)
    assert added.context["adminform"].form.errors == {
        "issue": ["这一期已经签发，不能再加栏目。请另选一期，或先把它重开。"]
    }
    parts["list"].delete()
    data = form_data(client.get(desk_url(DistributionList, "add"))) | {
        "publication": parts["issue"].publication.pk,
        "issue": parts["issue"].pk,
        "name": "本期",
    }
    listed = client.post(desk_url(DistributionList, "add"), data)
    assert listed.context["adminform"].form.errors == {
        "issue": ["这一期已经签发，不能再改发送范围。请另选一期，或先把它重开。"]
    }


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="SQLite lets one writer in at a time anyway"
)
def test_saving_holds_the_issue_so_that_it_is_not_signed_meanwhile(
    client: Client,
    editor: User,
    parts: dict[str, Model],
    django_assert_max_num_queries: Callable,
) -> None:
    client.force_login(editor)
    for row in parts.values():
        data = form_data(client.get(desk_url(row, "change")))
        with django_assert_max_num_queries(60) as captured:
            assert client.post(desk_url(row, "change"), data).status_code == 302
        statements = [query["sql"] for query in captured.captured_queries]
        held = next(n for n, sql in enumerate(statements) if sql.endswith("FOR UPDATE"))
        written = [n for n, sql in enumerate(statements) if sql.startswith("UPDATE")]
        assert '"issues_issue"' in statements[held]
        assert held < min(written)


def test_a_signed_issue_is_not_offered(
    client: Client, editor: User, parts: dict[str, Model], published_issue: Issue
) -> None:
    Section.objects.create(issue=published_issue, name="旧栏目", position=1)
    client.force_login(editor)

    def offered(model: str, field: str) -> list[str]:
        query = {"app_label": "issues", "model_name": model, "field_name": field}
        return [choice["id"] for choice in client.get("/admin/autocomplete/", query).json()["results"]]

    assert offered("article", "section") == [str(parts["section"].pk)]
    assert offered("section", "issue") == [str(parts["issue"].pk)]
    assert offered("distributionlist", "issue") == [str(parts["issue"].pk)]


def test_a_reader_sees_text_and_not_its_markup(client: Client, approver: User, article: Article) -> None:
    Article.objects.update(body="<p>会议<strong>强调</strong></p>")
    Issue.objects.update(editors_note="<p>编者<em>按</em></p>", staff=[{"role": "审核", "name": "李四"}])
    client.force_login(approver)
    page = client.get(desk_url(article, "change")).content.decode()
    assert '<div class="readonly"><p>会议<strong>强调</strong></p></div>' in page
    page = client.get(desk_url(article.section.issue, "change")).content.decode()
    assert '<div class="readonly"><p>编者<em>按</em></p></div>' in page
    assert "审核：李四" in page


@pytest.mark.parametrize("role", ["editor", "administrator", "superuser"])
def test_records_are_read_only(
    role: str,
    request: pytest.FixtureRequest,
    client: Client,
    one_of_each: dict[str, Model],
    open_page: Callable[..., int],
) -> None:
    user = request.getfixturevalue(role)
    for model in (Edition, SignOff):
        row = one_of_each[model._meta.model_name]
        assert [open_page(user, row, "change"), open_page(user, model, "add")] == [200, 403]
        assert client.post(desk_url(row, "change"), {}).status_code == 403
        assert client.post(desk_url(row, "delete"), {"post": "yes"}).status_code == 403


def test_edition_page_tells_whether_the_content_is_intact(
    client: Client, editor: User, edition: Edition
) -> None:
    client.force_login(editor)
    assert "内容与定稿时一致" in client.get(desk_url(edition, "change")).content.decode()
    tampered = Edition.objects.filter(pk=edition.pk)
    QuerySet.update(tampered, content="{}")
    assert "不符，请立即报告管理员" in client.get(desk_url(edition, "change")).content.decode()
