"""The page “历史”: what was there before, compared as people read, and brought back."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role
from issues.models import Action, Article, ArticleStage, AuditEntry, Contributor, Credit, Issue, Section
from issues.models.versions import mark
from issues.workflow.actions import correct_issue, publish_issue, sign_issue
from issues.workflow.merging import merge_articles
from issues.workflow.placing import place_article
from issues.workflow.steps import version_of
from issues.workflow.submissions import move_article
from tests.factories import make_issue
from tests.issues.admin.desk import desk_url, form_data

MARKS = {"same": "{}", "deleted": "[-{}-]", "inserted": "[+{}+]"}


@pytest.fixture
def written(correspondent: User, organisation: Organisation) -> Article:
    """A draft with three versions by its author: a title, a text, a credit."""
    article = Article(title="县总工会慰问职工", body="<p>走访慰问。</p>", author=correspondent)
    article.organisation = organisation
    mark(article, correspondent)
    article.save()
    mark(article, correspondent)
    article.body = "<p>近日，县总工会走访慰问。</p><p>共慰问120人。</p>"
    article.save()
    person = Contributor.objects.create(name="杨冲美", organisation=organisation)
    Credit.objects.create(article=article, contributor=person, position=1)
    return article


def history(client: Client, row: Article | Issue, query: str = "") -> HttpResponse:
    return client.get(desk_url(row, "history") + query)


def listed(page: HttpResponse) -> list[tuple]:
    return [(row.who, row.step, row.inserted, row.deleted, row.other) for row in page.context["rows"]]


def compared(page: HttpResponse) -> dict[str, list[str]]:
    """What the page shows of each part that changed, a line for each paragraph."""
    return {
        part.compared.label: [
            "".join(MARKS[piece.kind].format(piece.text) for piece in paragraph.pieces)
            for passage in part.passages
            for paragraph in passage.paragraphs
        ]
        for part in page.context.get("parts", [])
    }


def restore(client: Client, row: Article | Issue, key: int, version: str = "") -> list[str]:
    """What is said after the click, from a page that is up to date."""
    row.refresh_from_db()
    url = reverse(f"admin:issues_{row._meta.model_name}_restore", args=[row.pk, key])
    response = client.post(url, {"version": version or version_of(row)}, follow=True)
    return [str(message) for message in response.context["messages"]]


def keys(row: Article | Issue) -> list[int]:
    """Oldest first."""
    return list(row.versions.order_by("history_id").values_list("history_id", flat=True))


def test_versions_are_listed_and_the_last_two_compared(
    client: Client, correspondent: User, editor: User, written: Article
) -> None:
    move_article(written, "submit", correspondent)
    move_article(written, "accept", editor)
    client.force_login(correspondent)
    page = history(client, written)
    assert listed(page) == [
        ("编辑部", "采用", 0, 0, ()),
        ("本人", "提交", 0, 0, ()),
        ("编辑部", "", 0, 0, ("署名",)),  # stored by no one who was signed in
        ("本人", "", 15, 0, ()),
        ("本人", "", 13, 0, ("状态",)),
    ]
    assert compared(page) == {"状态": ["[-待审-][+采用+]"]}
    first, second = keys(written)[:2]
    page = history(client, written, f"?old={first}&new={second}")
    told = {"正文": ["[+近日，县总工会+]走访慰问。[+↵+]", "[+共慰问120人。+]"]}
    assert (compared(page), page.context["unchanged"]) == (told, ["标题", "署名", "转载来源", "状态"])
    # In whatever order they were chosen.
    assert compared(history(client, written, f"?old={second}&new={first}")) == told
    html = page.content.decode()
    assert "<ins>近日，县总工会</ins>走访慰问。" in html
    assert "&lt;p&gt;" not in html


@pytest.mark.parametrize(
    "query", ["?old=x&new=y", "?old=999999&new=²", "?old=&new=&p=99", "?new=" + "9" * 40]
)
def test_nonsense_in_the_address_shows_the_last_two(
    query: str, client: Client, correspondent: User, written: Article
) -> None:
    client.force_login(correspondent)
    page = history(client, written, query)
    assert (page.status_code, list(compared(page))) == (200, ["署名"])


def test_versions_of_another_article_are_not_shown_here(
    client: Client, correspondent: User, written: Article, article: Article
) -> None:
    client.force_login(correspondent)
    foreign = keys(article)[0]
    page = history(client, written, f"?old={foreign}")
    assert page.context["old"].version.pk == keys(written)[1]
    assert "没有这个版本" in restore(client, written, foreign)[0]


def test_nobody_sees_the_history_of_what_he_may_not_see(
    client: Client,
    written: Article,
    issue: Issue,
    correspondent: User,
    editor: User,
    make_user: Callable[..., User],
) -> None:
    elsewhere = Organisation.objects.create(name="保山市总工会")
    stranger = make_user("stranger", Role.CORRESPONDENT, organisation=elsewhere)
    for user, row in ((stranger, written), (editor, written), (correspondent, issue), (stranger, issue)):
        client.force_login(user)
        assert history(client, row).url == reverse("admin:index")
        assert type(row).versions.visible_to(user).count() == 0
        url = reverse(f"admin:issues_{row._meta.model_name}_restore", args=[row.pk, keys(row)[0]])
        assert client.post(url, {"version": ""}).url == reverse("admin:index")
    client.logout()
    assert "login" in history(client, written).url


def test_the_office_sees_an_article_from_its_submission_on(
    client: Client, written: Article, correspondent: User, editor: User, superuser: User
) -> None:
    move_article(written, "submit", correspondent)
    client.force_login(editor)
    page = history(client, written)
    assert listed(page) == [("correspondent", "提交", 28, 0, ("署名",))]
    assert "第一" not in page.content.decode()
    assert history(client, written, f"?old={keys(written)[0]}").context["old"] is None
    client.force_login(superuser)
    assert len(listed(history(client, written))) == 4


def test_a_correspondent_does_not_learn_where_his_article_goes(
    client: Client, written: Article, correspondent: User, editor: User, section: Section
) -> None:
    move_article(written, "submit", correspondent)
    move_article(written, "accept", editor)
    place_article(written, section, editor)
    client.force_login(editor)
    page = history(client, written)
    assert (listed(page)[0][1:], list(compared(page))) == (("编入", 0, 0, ()), ["编入"])
    client.force_login(correspondent)
    page = history(client, written)
    assert listed(page)[0][1] == "采用"
    mark(written, editor)
    written.title = "改了标题"
    written.save()
    page = history(client, written)
    assert list(compared(page)) == ["标题"]
    assert "重点推荐" not in page.content.decode()
    assert "editor" not in page.content.decode()


def test_an_issue_has_its_history_for_the_office(client: Client, editor: User, approver: User) -> None:
    issue = make_issue(editors_note="<p>按语。</p>")
    client.force_login(editor)
    data = form_data(client.get(desk_url(issue, "change")))
    client.post(desk_url(issue, "change"), data | {"editors_note": "<p>新按语。</p>", "copies": 120})
    client.force_login(approver)
    page = history(client, issue)
    assert listed(page)[0] == ("editor", "", 1, 0, ("印数",))
    assert compared(page) == {"编者按": ["[+新+]按语。"], "印数": ["[+120份+]"]}
    assert "您没有修改的权限" in page.content.decode()


def test_a_form_with_credits_makes_one_version(client: Client, editor: User, written: Article) -> None:
    written.stage = ArticleStage.ACCEPTED
    written.save()
    client.force_login(editor)
    before = written.versions.count()
    data = form_data(client.get(desk_url(written, "change")))
    person = Contributor.objects.create(name="李四")
    extra = {"title": "改了标题", "credits-1-contributor": person.pk, "credits-TOTAL_FORMS": 2}
    assert client.post(desk_url(written, "change"), data | extra).status_code == 302
    assert written.versions.count() == before + 1
    page = history(client, written)
    assert listed(page)[0][:2] == ("editor", "")
    assert compared(page) == {
        "标题": ["[-县总工会慰问职工-][+改了标题+]"],
        "署名": ["曲靖市总工会 杨冲美[+↵+]", "[+李四+]"],
    }
    client.post(desk_url(written, "change"), form_data(client.get(desk_url(written, "change"))))
    assert written.versions.count() == before + 1


# ---- going back ----


def test_a_version_is_restored_as_a_new_one(client: Client, correspondent: User, written: Article) -> None:
    client.force_login(correspondent)
    first = keys(written)[0]
    page = history(client, written, f"?old={first}")
    assert page.context["old"].reason == ""
    assert "确认恢复" in page.content.decode()
    said = restore(client, written, first)
    assert said[0].startswith("已恢复到 ")
    written.refresh_from_db()
    assert (written.body, written.credits.count(), len(keys(written))) == ("<p>走访慰问。</p>", 0, 4)
    row = history(client, written).context["rows"][0]
    assert (row.who, row.step, row.deleted, row.other) == ("本人", "恢复", 15, ("署名",))
    assert row.version.history_change_reason.startswith("恢复到 20")
    entry = AuditEntry.objects.order_by("-sequence").first()
    assert (entry.action, entry.user, entry.object_id) == (Action.RESTORE, correspondent, str(written.pk))
    assert entry.detail["version"] == first
    # And back again: nothing was lost.
    restore(client, written, keys(written)[2])
    written.refresh_from_db()
    assert [str(credit) for credit in written.credits.all()] == ["曲靖市总工会 杨冲美"]
    assert (written.stage, len(keys(written))) == (ArticleStage.DRAFT, 5)


def test_restoring_goes_through_the_sanitiser(client: Client, correspondent: User, written: Article) -> None:
    first = keys(written)[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE issues_articleversion SET body = %s WHERE history_id = %s",
            ["<p>甲<script>alert(1)</script></p><p onclick='x()'>乙</p>", first],
        )
    client.force_login(correspondent)
    assert "<script>alert" not in history(client, written, f"?old={first}").content.decode()
    restore(client, written, first)
    written.refresh_from_db()
    assert written.body == "<p>甲</p><p>乙</p>"


def test_restoring_is_refused_with_its_reason(
    client: Client, correspondent: User, editor: User, approver: User, written: Article, section: Section
) -> None:
    first = keys(written)[0]
    client.force_login(correspondent)
    stale = version_of(written)
    written.title = "别人改了"
    written.save()
    assert "内容又有改动" in restore(client, written, first, stale)[0]
    assert "相同" in restore(client, written, keys(written)[-1])[0]
    url = reverse("admin:issues_article_restore", args=[written.pk, first])
    assert client.get(url).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(correspondent)
    assert strict.post(url, {"version": version_of(written)}).status_code == 403
    move_article(written, "submit", correspondent)
    assert "作者只能修改草稿和退改的稿件" in restore(client, written, first)[0]
    page = history(client, written, f"?old={first}")
    assert "作者只能修改草稿和退改的稿件" in page.content.decode()
    assert "确认恢复" not in page.content.decode()
    client.force_login(approver)
    assert "没有修改的权限" in restore(client, written, first)[0]
    move_article(written, "accept", editor)
    place_article(written, section, editor)
    Issue.objects.filter(pk=section.issue_id).update(date="2021-02-05")
    sign_issue(Issue.objects.get(pk=section.issue_id))
    client.force_login(editor)
    assert "已签发" in restore(client, written, keys(written)[3])[0]
    written.refresh_from_db()
    assert written.title == "别人改了"
    assert not AuditEntry.objects.filter(action=Action.RESTORE).exists()


def test_an_issue_goes_back_but_not_its_number_or_stage(client: Client, editor: User) -> None:
    issue = make_issue(editors_note="<p>按语。</p>")
    first = keys(issue)[-1]
    issue.editors_note, issue.number, issue.copies = "", 9, 50
    issue.save()
    client.force_login(editor)
    assert restore(client, issue, first)[0].startswith("已恢复")
    issue.refresh_from_db()
    assert (issue.editors_note, issue.number, issue.copies) == ("<p>按语。</p>", 9, None)


# ---- what was sent beside what was printed ----


@pytest.fixture
def printed(correspondent: User, editor: User, written: Article) -> Article:
    """Submitted, edited by the office, printed as the second of its issue."""
    issue = make_issue(number=4)
    section = issue.sections.get()
    move_article(written, "submit", correspondent)
    mark(written, editor)
    written.body = "<p>近日，县总工会走访慰问。</p><p>共慰问职工120人。</p>"
    written.save()
    move_article(written, "accept", editor)
    place_article(written, section, editor)
    sign_issue(issue)
    publish_issue(issue, editor)
    written.refresh_from_db()
    return written


def test_what_was_sent_stands_beside_what_was_printed(
    client: Client, printed: Article, correspondent: User, approver: User, make_user: Callable[..., User]
) -> None:
    url = reverse("admin:issues_article_printed", args=[printed.pk])
    for user, who in ((correspondent, "本人"), (approver, "correspondent")):
        client.force_login(user)
        assert url in history(client, printed).content.decode()
        page = client.get(url)
        assert compared(page) == {"正文": ["近日，县总工会走访慰问。", "共慰问[+职工+]120人。"]}
        assert (page.context["both"].n, page.context["who"]) == (2, who)
        assert client.get(page.context["address"]).status_code == 200
    # The Edition counts, not the rows.
    Article.objects.filter(pk=printed.pk).update(body="<p>背后改动</p>")
    assert compared(client.get(url)) == {"正文": ["近日，县总工会走访慰问。", "共慰问[+职工+]120人。"]}
    client.force_login(make_user("stranger", Role.CORRESPONDENT))
    assert client.get(url).url == reverse("admin:index")


def test_what_went_into_another_article_stands_beside_that_one(
    client: Client, written: Article, correspondent: User, editor: User
) -> None:
    issue = make_issue(number=4)
    move_article(written, "submit", correspondent)
    move_article(written, "accept", editor)
    other = Article.objects.create(title="另一篇", body="<p>别的事。</p>", stage="accepted")
    whole = merge_articles([written, other], editor, "综合稿")
    url = reverse("admin:issues_article_printed", args=[written.pk])
    client.force_login(correspondent)
    assert "还没有随期发布" in str(next(iter(client.get(url, follow=True).context["messages"])))
    place_article(whole, issue.sections.get(), editor)
    sign_issue(issue)
    publish_issue(issue, editor)
    assert url in history(client, written).content.decode()
    page = client.get(url)
    assert (page.context["both"].n, page.context["both"].whole) == (2, whole)
    assert "并入了综合稿《综合稿》，随它刊出" in page.content.decode()
    assert "[+综合稿+]" in "".join(compared(page)["标题"])
    assert client.get(page.context["address"]).status_code == 200


def test_without_a_print_or_a_submission_there_is_nothing_to_compare(
    client: Client, printed: Article, editor: User
) -> None:
    client.force_login(editor)
    section = make_issue(number=5).sections.get()

    def said(article: Article) -> str:
        response = client.get(reverse("admin:issues_article_printed", args=[article.pk]), follow=True)
        assert response.redirect_chain[-1][0] == desk_url(article, "history")
        return str(next(iter(response.context["messages"])))

    assert "没有提交的记录" in said(printed.section.articles.get(position=1))
    assert "还没有随期发布" in said(section.articles.get())
    correct_issue(printed.section.issue, "数据有误", editor)
    assert "正在更正" in said(printed)


def test_the_page_costs_the_same_with_few_and_with_many_versions(
    client: Client, editor: User, written: Article, correspondent: User
) -> None:
    move_article(written, "submit", correspondent)
    client.force_login(editor)
    costs = []
    for count in (3, 60):
        for n in range(count):
            mark(written, editor)
            written.title = f"标题{count}之{n}"
            written.save()
        with CaptureQueriesContext(connection) as captured:
            page = history(client, written)
        costs.append(len(captured))
    assert (len(page.context["rows"]), page.context["page"].paginator.num_pages) == (20, 4)
    assert costs[0] + 1 >= costs[1]  # the one before the page's last
    older = history(client, written, "?p=4")
    assert [row.is_first for row in older.context["rows"]][-1]
    assert older.context["new"].is_newest
