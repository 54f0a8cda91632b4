"""A save based on an older version overwrites nothing: it comes back with both versions side by side."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.models import Organisation, User
from issues.models import Article, ArticleStage, Contributor, Credit
from issues.workflow.differences import Piece
from issues.workflow.versions import newer_parts, text_version
from tests.issues.admin.desk import desk_url, form_data

LONG = "<p>第一段不变。</p><p>全市组织了十二场宣讲。</p>"


@pytest.fixture
def opened(client: Client, editor: User, article: Article) -> dict:
    """The page of an article as its editor opened it."""
    Article.objects.update(body=LONG)
    User.objects.filter(username="administrator").update(display_name="王主任")
    client.force_login(editor)
    return form_data(client.get(desk_url(article, "change")))


@pytest.fixture
def other(administrator: User) -> Client:
    User.objects.filter(pk=administrator.pk).update(display_name="王主任")
    client = Client()
    client.force_login(administrator)
    return client


def save(client: Client, article: Article, data: dict, **changes: object) -> HttpResponse:
    return client.post(desk_url(article, "change"), data | changes)


def conflict(response: HttpResponse) -> dict[str, object]:
    assert response.status_code == 200
    return response.context["writing"]["conflict"]


def sides(response: HttpResponse) -> dict[str, tuple]:
    return {part.name: (part.stored, part.sent, part.is_newer) for part in conflict(response)["parts"]}


def test_the_second_of_two_saves_is_shown_beside_the_first(
    client: Client, other: Client, article: Article, opened: dict
) -> None:
    theirs = form_data(other.get(desk_url(article, "change")))
    assert save(other, article, theirs, body=LONG.replace("十二", "十五")).status_code == 302
    mine = {"title": "我的题目", "body": LONG.replace("宣讲", "报告会")}
    answer = save(client, article, opened, **mine)
    same, deleted, inserted = (
        lambda text, kind=kind: Piece(kind, text) for kind in ("same", "deleted", "inserted")
    )
    assert conflict(answer)["who"] == "王主任"
    assert sides(answer) == {
        "title": ((deleted("临沧市推进改革"),), (inserted("我的题目"),), False),
        "body": (
            (same("第一段不变。\n全市组织了十"), deleted("五场宣讲"), same("。")),
            (same("第一段不变。\n全市组织了十"), inserted("二场报告会"), same("。")),
            True,
        ),
    }
    stored = Article.objects.get()
    assert (stored.title, stored.body) == ("临沧市推进改革", LONG.replace("十二", "十五"))
    again = form_data(answer)
    assert (again["title"], again["body"]) == (mine["title"], mine["body"])
    assert (
        save(client, article, again, body=LONG.replace("十二", "十五").replace("宣讲", "报告会")).status_code
        == 302
    )
    assert Article.objects.get().body == "<p>第一段不变。</p><p>全市组织了十五场报告会。</p>"


def test_a_third_save_meanwhile_is_met_too(
    client: Client, other: Client, article: Article, opened: dict
) -> None:
    save(other, article, opened, title="甲")
    again = form_data(save(client, article, opened, title="乙"))
    save(other, article, form_data(other.get(desk_url(article, "change"))), title="丙")
    answer = save(client, article, again)
    assert sides(answer)["title"][0] == (Piece("deleted", "丙"),)
    assert save(client, article, form_data(answer)).status_code == 302
    assert Article.objects.get().title == "乙"


def test_the_same_change_twice_is_no_conflict(
    client: Client, other: Client, article: Article, opened: dict
) -> None:
    save(other, article, opened, title="一样的题目")
    assert save(client, article, opened, title="一样的题目", body="<p>另改正文。</p>").status_code == 302
    stored = Article.objects.get()
    assert (stored.title, stored.body) == ("一样的题目", "<p>另改正文。</p>")


def test_a_step_meanwhile_is_no_conflict(client: Client, article: Article, opened: dict) -> None:
    """What moved to another stage has the same text."""
    Article.objects.update(stage=ArticleStage.REVIEW, section=None, position=None)
    answer = save(client, article, opened | {"section": "", "position": ""}, title="题目")
    assert answer.status_code == 302


def test_a_page_without_its_version_is_refused(client: Client, article: Article, opened: dict) -> None:
    for version in ("", "x", "title:0;body:0"):
        answer = save(client, article, opened, title="题目", version=version)
        assert "没有保存" in answer.content.decode()
    assert Article.objects.get().title == "临沧市推进改革"


def test_credits_that_somebody_else_changed_are_shown_as_they_are_now(
    client: Client, other: Client, article: Article, opened: dict, contributor: Contributor
) -> None:
    second = Contributor.objects.create(name="李四")
    Credit.objects.create(article=article, contributor=contributor, position=1)
    mine = {"credits-0-contributor": str(second.pk), "credits-0-position": "1", "title": "题目"}
    answer = save(client, article, opened, **mine)
    assert sides(answer)["credits"] == (
        (Piece("deleted", "曲靖市总工会 杨冲美"),),
        (Piece("inserted", "李四"),),
        True,
    )
    again = form_data(answer)
    assert again["credits-0-contributor"] == contributor.pk
    assert save(client, article, again).status_code == 302
    assert [credit.contributor for credit in article.credits.all()] == [contributor]
    assert Article.objects.get().title == "题目"


def test_who_does_not_see_where_an_article_goes_learns_nothing_by_a_version(
    client: Client, correspondent: User, organisation: Organisation, section: object
) -> None:
    own = Article.objects.create(title="来稿", author=correspondent, organisation=organisation)
    client.force_login(correspondent)
    data = form_data(client.get(desk_url(own, "change")))
    names = {part.partition(":")[0] for part in data["version"].split(";")}
    assert names == {"title", "body", "publication", "source", "source_detail", "credits", "photos"}
    answer = save(client, own, data, version=data["version"] + ";section:0", title="题目")
    assert answer.status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_wins_and_nothing_is_lost(
    client: Client, other: Client, article: Article, opened: dict
) -> None:
    barrier, answers = Barrier(2), {}

    def press(name: str, who: Client) -> None:
        barrier.wait()
        try:
            answers[name] = save(who, article, opened, title=name)
        finally:
            connection.close()

    threads = [Thread(target=press, args=pair) for pair in (("甲", client), ("乙", other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [200, 302]
    (winner,) = (name for name, answer in answers.items() if answer.status_code == 302)
    (loser,) = answers.keys() - {winner}
    assert Article.objects.get().title == winner
    assert sides(answers[loser])["title"][:2] == (
        (Piece("deleted", winner),),
        (Piece("inserted", loser),),
    )


def test_a_version_tells_part_by_part(article: Article, contributor: Contributor) -> None:
    names = ["title", "body", "credits"]
    base = text_version(article, names)
    assert newer_parts(base, text_version(article, names)) == frozenset()
    article.title = "新"
    Credit.objects.create(article=article, contributor=contributor, position=1)
    assert newer_parts(base, text_version(article, names)) == {"title", "credits"}
    assert newer_parts("", base) == set(names)


@pytest.mark.parametrize("only", ["<p><strong>正文。</strong></p>"])
def test_a_change_of_form_alone_is_named(
    client: Client, other: Client, article: Article, opened: dict, only: str, make_user: Callable
) -> None:
    save(other, article, opened, body="<p>正文。</p>")
    answer = save(client, article, opened, body=only)
    assert "只有格式" in answer.content.decode()
    assert Article.objects.get().body == "<p>正文。</p>"
