"""The home of each role: what waits, in which order, with what to do; and the sidebar beside it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role, grant
from issues.admin.home.parts import Box, Home
from issues.models import Article, ArticleStage, Issue, Publication, Section, Stage
from tests.issues.admin.desk import desk_url


@pytest.fixture
def homes(client: Client) -> Callable[[User], list[Home]]:
    def homes_of(user: User) -> list[Home]:
        client.force_login(user)
        return client.get(reverse("admin:index")).context["homes"]

    return homes_of


def age(row: Model, days: int) -> None:
    type(row).objects.filter(pk=row.pk).update(updated_at=timezone.now() - timedelta(days=days))


def titles(box: Box) -> list[str]:
    return [line.title for line in box.lines]


def articles_at(client: Client, url: str) -> set[str]:
    return {article.title for article in client.get(url).context["cl"].result_list}


def boxes_of(home: Home) -> dict[str, Box]:
    return {box.key: box for box in home.boxes}


# ---- correspondent ----


def test_a_correspondent_sees_his_own_by_stage_the_returned_first(
    client: Client, homes: Callable, correspondent: User, organisation: Organisation
) -> None:
    for n, stage in enumerate(ArticleStage):
        for copy in range(n + 1):
            Article.objects.create(title=f"{stage.label}{copy}", stage=stage, author=correspondent)
    Article.objects.create(title="同事的", stage="returned", organisation=organisation)
    (home,) = homes(correspondent)
    assert [(box.key, box.count, len(box.lines)) for box in home.boxes] == [
        ("returned", 4, 4),
        ("draft", 1, 1),
        ("review", 2, 2),
        ("accepted", 3, 3),
        ("merged", 6, 5),
        ("published", 7, 5),
        ("declined", 5, 5),
    ]
    assert all(box.hint for box in home.boxes)
    for box in home.boxes:
        assert len(articles_at(client, box.url)) == box.count
    assert [button.title for button in home.buttons] == ["写新稿", "上传 Word 文件"]


def test_a_correspondent_without_articles_is_told_how_to_begin(homes: Callable, correspondent: User) -> None:
    (home,) = homes(correspondent)
    assert [box.key for box in home.boxes] == ["none"]
    assert "写新稿" in home.boxes[0].empty


# ---- editor ----


def test_the_editors_queue_is_oldest_first_and_names_what_is_overdue(
    client: Client, homes: Callable, editor: User, organisation: Organisation, settings: object
) -> None:
    settings.OVERDUE_AFTER_DAYS = 5
    for title, days in {"新": 0, "旧": 9, "中": 4}.items():
        age(Article.objects.create(title=title, stage="review", organisation=organisation), days)
    Article.objects.create(title="别人的草稿", author=editor)
    (home,) = homes(editor)
    queue = boxes_of(home)["queue"]
    assert [(line.title, line.waited, line.overdue) for line in queue.lines] == [
        ("旧", "已等 9 天", True),
        ("中", "已等 4 天", False),
        ("新", "今天收到", False),
    ]
    assert (queue.count, queue.alert) == (3, "1 篇超过 5 天")
    page = client.get(queue.url)
    assert [article.title for article in page.context["cl"].result_list] == ["旧", "中", "新"]
    assert "超期" in client.get(reverse("admin:index")).content.decode()


def test_the_queue_is_counted_by_publication(
    client: Client, homes: Callable, editor: User, publication: Publication
) -> None:
    Article.objects.create(title="一", stage="review", publication=publication)
    assert boxes_of(homes(editor)[0])["queue"].links == ()
    for title in "二三":
        Article.objects.create(title=title, stage="review")
    links = boxes_of(homes(editor)[0])["queue"].links
    assert [(link.title, link.count) for link in links] == [(publication.name, 1), ("未定刊物", 2)]
    assert [articles_at(client, link.url) for link in links] == [{"一"}, {"二", "三"}]


def test_the_pool_holds_what_is_accepted_and_not_placed(
    client: Client, homes: Callable, editor: User, section: Section
) -> None:
    Article.objects.create(title="在稿库", stage="accepted")
    Article.objects.create(title="已编入", stage="accepted", section=section, position=1)
    pool = boxes_of(homes(editor)[0])["pool"]
    assert (titles(pool), pool.count) == (["在稿库"], 1)
    assert articles_at(client, pool.url) == {"在稿库"}


def test_issues_in_preparation_tell_how_full_they_are(
    client: Client, homes: Callable, editor: User, article: Article, published_issue: Issue
) -> None:
    issue = article.section.issue
    Issue.objects.filter(pk=issue.pk).update(date=date(2021, 2, 5))
    preparing = boxes_of(homes(editor)[0])["preparing"]
    assert [(line.title, line.facts) for line in preparing.lines] == [
        (str(issue), ("草稿", "1 篇稿件", "2021年2月5日"))
    ]
    assert [row.pk for row in client.get(preparing.url).context["cl"].result_list] == [issue.pk]


def test_the_editor_finds_what_is_signed_and_not_out_yet(
    homes: Callable, editor: User, publication: Publication
) -> None:
    assert "signed" not in boxes_of(homes(editor)[0])
    issue = Issue.objects.create(publication=publication, year=2026, number=1, stage=Stage.SIGNED)
    signed = boxes_of(homes(editor)[0])["signed"]
    assert [(line.title, line.facts) for line in signed.lines] == [(str(issue), ("已签发", "0 篇稿件"))]


# ---- approver and administrator ----


def test_an_approver_sees_what_waits_for_a_signature(
    client: Client, homes: Callable, approver: User, publication: Publication
) -> None:
    made = {
        stage: Issue.objects.create(publication=publication, year=2026, number=n, stage=stage)
        for n, stage in enumerate(Stage, 1)
    }
    age(made[Stage.REVIEW], 8)
    (home,) = homes(approver)
    found = {box.key: [(line.title, line.waited, line.overdue) for line in box.lines] for box in home.boxes}
    assert found == {
        "unsigned": [(str(made[Stage.REVIEW]), "已等 8 天", True)],
        "signed": [(str(made[Stage.SIGNED]), "", False)],
    }
    assert [box.count for box in home.boxes] == [1, 1]
    for box in home.boxes:
        assert client.get(box.url).context["cl"].result_count == 1


def test_an_administrator_sees_accounts_organisations_and_numbers_that_need_care(
    client: Client,
    homes: Callable,
    administrator: User,
    make_user: Callable[..., User],
    organisation: Organisation,
    published_issue: Issue,
) -> None:
    make_user("nobody")
    make_user("gone", is_active=False)
    make_user("nowhere", Role.CORRESPONDENT)
    Organisation.objects.create(name="新单位")
    Issue.objects.create(publication=published_issue.publication, year=2021, number=4)
    (home,) = homes(administrator)
    boxes = boxes_of(home)
    assert {key: titles(box) for key, box in boxes.items()} == {
        "users": ["1 个用户没有角色", "1 个通讯员没有所属单位"],
        "unsorted": ["新单位"],
        "numbering": ["2021年缺第3期。"],
        "mails": ["后台服务没有运行", "没有配置邮件服务器"],
    }
    listed = [
        {user.username for user in client.get(line.url).context["cl"].result_list}
        for line in boxes["users"].lines
    ]
    assert listed == [{"nobody"}, {"nowhere"}]
    assert client.get(boxes["unsorted"].url).context["cl"].result_count == 1


def test_several_roles_have_several_homes(homes: Callable, editor: User, superuser: User) -> None:
    grant(editor, Role.CORRESPONDENT, Role.APPROVER)
    assert [home.key for home in homes(editor)] == ["approver", "editor", "correspondent"]
    assert [home.key for home in homes(superuser)] == ["administrator"]


# ---- cost ----


@pytest.mark.parametrize("role", ["correspondent", "editor", "approver", "administrator"])
def test_a_home_costs_the_same_with_a_thousand_articles(
    role: str,
    request: pytest.FixtureRequest,
    client: Client,
    organisation: Organisation,
    publication: Publication,
    correspondent: User,
) -> None:
    user = request.getfixturevalue(role)
    client.force_login(user)

    def cost(total: int) -> int:
        stages = ArticleStage.values
        Article.objects.bulk_create(
            Article(
                title=f"稿件{n}",
                body="<p>正文</p>" * 20,
                stage=stages[n % len(stages)],
                author=correspondent,
                organisation=organisation,
                publication=publication if n % 2 else None,
            )
            for n in range(Article.objects.count(), total)
        )
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("admin:index")).status_code == 200
        return len(captured)

    few = cost(10)
    assert cost(1000) == few <= 17


# ---- the sidebar ----


def sidebar(client: Client, url: str) -> list[tuple[str, list[str]]]:
    """Groups with their entries: the lit one starred, each with its badge."""
    navigation = client.get(url).context["sidebar_navigation"]
    return [
        (
            group["title"],
            [
                f"{'*' if item['active'] else ''}{item['title']}{' ' + item['badge'] if 'badge' in item else ''}"
                for item in group["items"]
            ],
        )
        for group in navigation
    ]


def test_the_sidebar_of_a_correspondent(client: Client, correspondent: User) -> None:
    Article.objects.create(title="退", stage="returned", author=correspondent)
    client.force_login(correspondent)
    assert sidebar(client, reverse("admin:index")) == [
        ("", ["*首页", "我的通知"]),
        ("稿件", ["写新稿", "上传 Word 文件", "我的稿件", "退改的稿件 1", "本单位稿件"]),
        ("简报", ["已发布的期"]),
        ("资料", ["供稿人"]),
        ("帮助", ["使用手册"]),
    ]


def test_the_sidebar_of_an_administrator_lights_one_entry(
    client: Client, administrator: User, article: Article
) -> None:
    client.force_login(administrator)
    Article.objects.create(title="待审", stage="review")
    expected = [
        ("", ["首页", "我的通知"]),
        ("稿件", ["写新稿", "上传 Word 文件", "待审稿件 1", "稿库", "全部稿件"]),
        ("简报", ["编排", "编辑中的期 1", "全部各期", "栏目", "发送范围"]),
        ("资料", ["刊物", "供稿人", "单位", "待归类单位", "用户"]),
        ("校对", ["固定表述", "易混词", "领导姓名职务", "慎用词", "单位别称", "校对规则统计"]),
        ("记录", ["定稿", "审签", "操作记录", "未发出的邮件"]),
        ("帮助", ["使用手册"]),
    ]
    lit = {
        reverse("admin:index"): "首页",
        desk_url(Article, "add"): "写新稿",
        desk_url(Article, "changelist"): "全部稿件",
        desk_url(Article, "changelist") + "?stage__exact=review": "待审稿件 1",
        desk_url(article, "change"): "全部稿件",
        desk_url(Organisation, "changelist") + "?level__exact=unsorted": "待归类单位",
        desk_url(Organisation, "add"): "单位",
        reverse("notices:mine"): "我的通知",
        reverse("notices:mails"): "未发出的邮件",
    }
    for url, entry in lit.items():
        found = sidebar(client, url)
        assert [item for _, items in found for item in items if item.startswith("*")] == [f"*{entry}"]
        assert [(title, [item.lstrip("*") for item in items]) for title, items in found] == expected


def test_every_entry_of_the_sidebar_opens(
    client: Client,
    correspondent: User,
    editor: User,
    approver: User,
    administrator: User,
    superuser: User,
) -> None:
    for user in (correspondent, editor, approver, administrator, superuser):
        client.force_login(user)
        for group in client.get(reverse("admin:index")).context["sidebar_navigation"]:
            for item in group["items"]:
                assert client.get(item["link"], follow=True).status_code == 200, (user, item["title"])


def test_the_demo_says_that_it_is_one(client: Client, editor: User, settings: object) -> None:
    client.force_login(editor)
    assert "演示" in client.get(reverse("admin:index")).content.decode()
    settings.PRODUCTION = True
    assert "演示" not in client.get(reverse("admin:index")).content.decode()
