"""Home and publication: the newest issue, the other publications, the archive by year."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.models import Edition, Publication
from issues.workflow.actions import sign_issue, withdraw_issue
from tests.factories import make_issue, make_publication, publish
from tests.pages import links, parse, text, texts

pytestmark = pytest.mark.django_db


def issue_of(publication, year: int, number: int, month: int = 1, **fields):
    return make_issue(publication, year=year, number=number, date=datetime.date(year, month, 5), **fields)


@pytest.fixture
def shelf() -> None:
    changai = make_publication()
    gongyun = make_publication("gongyun", name="工运快讯", issuer="市总工会")
    publish(issue_of(changai, 2020, 1, 1))
    publish(issue_of(changai, 2020, 1, 8, kind="supplement"))
    publish(issue_of(changai, 2020, 2, 11))
    publish(issue_of(changai, 2021, 1, 2, articles=2))
    publish(issue_of(gongyun, 2020, 12, 12))
    sign_issue(issue_of(changai, 2021, 2, 3))
    issue_of(changai, 2021, 3, 4)
    withdrawn = issue_of(changai, 2021, 4, 5)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。")


def archive(page) -> list:
    return [
        (
            text(year.find("h3")),
            texts(year, ".//h4"),
            [links(row, "li/a") for row in year.iterfind(".//ul")],
        )
        for year in page.iterfind(".//section[@class='archive']/div")
    ]


CHANGAI_2021 = [("第1期 2月5日", "/changai/2021/1/")]
CHANGAI_2020 = [
    ("第2期 11月5日", "/changai/2020/2/"),
    ("增刊第1期 8月5日", "/changai/2020/s1/"),
    ("第1期 1月5日", "/changai/2020/1/"),
]
GONGYUN_2020 = [("第12期 12月5日", "/gongyun/2020/12/")]


def test_home_shows_the_newest_issue_each_publication_and_all_by_year(client, shelf):
    page = parse(client.get("/"))
    assert texts(page, ".//h1") == ["工会工作简报"]
    assert links(page, ".//section[@class='newest']//a") == [
        ("产业工人队伍建设改革工作简报 2021年第1期", "/changai/2021/1/"),
        ("第1栏第1篇", "/changai/2021/1/#a1"),
        ("第1栏第2篇", "/changai/2021/1/#a2"),
        ("阅读本期全文", "/changai/2021/1/"),
    ]
    assert links(page, ".//section[@class='publications']//a") == [
        ("产业工人队伍建设改革工作简报", "/changai/"),
        ("最新：2021年第1期", "/changai/2021/1/"),
        ("工运快讯", "/gongyun/"),
        ("最新：2020年第12期", "/gongyun/2020/12/"),
    ]
    names = ["产业工人队伍建设改革工作简报", "工运快讯"]
    assert archive(page) == [
        ("2021年", names[:1], [CHANGAI_2021]),
        ("2020年", names, [CHANGAI_2020, GONGYUN_2020]),
    ]


def test_publications_stand_in_the_desks_order_and_the_newest_issue_first(client, shelf):
    before = client.get("/")["ETag"]
    Publication.objects.filter(slug="changai").update(position=2)
    Publication.objects.filter(slug="gongyun").update(position=1)
    response = client.get("/")
    page = parse(response)
    names = ["工运快讯", "产业工人队伍建设改革工作简报"]
    assert texts(page, ".//a[@class='publication-name']") == names
    assert archive(page) == [
        ("2021年", names[1:], [CHANGAI_2021]),
        ("2020年", names, [GONGYUN_2020, CHANGAI_2020]),
    ]
    assert texts(page, ".//section[@class='newest']//h2") == ["产业工人队伍建设改革工作简报 2021年第1期"]
    assert response["ETag"] != before


def test_a_publications_description_is_shown_where_there_is_one(client, shelf):
    before = [client.get(address)["ETag"] for address in ("/", "/changai/")]
    assert not texts(parse(client.get("/changai/")), ".//p[@class='description']")
    Publication.objects.filter(slug="changai").update(description=" 产改<b>动态</b>。\n每月一期。 ")
    responses = [client.get(address) for address in ("/", "/changai/", "/gongyun/")]
    home, publication, other = (parse(response) for response in responses)
    described = ["产改<b>动态</b>。每月一期。"]
    assert texts(home, ".//p[@class='publication-description']") == described
    assert texts(publication, ".//p[@class='description']") == described
    assert not texts(other, ".//p[@class='description']")
    assert all(response["ETag"] != tag for response, tag in zip(responses, before, strict=False))


def test_home_of_one_publication_shows_its_description(client):
    publish(issue_of(make_publication(description="每月一期。"), 2021, 1))
    assert texts(parse(client.get("/")), ".//p[@class='description']") == ["每月一期。"]


def test_a_publication_shows_its_own_issues_alone(client, shelf):
    page = parse(client.get("/changai/"))
    assert texts(page, ".//h1") == ["产业工人队伍建设改革工作简报"]
    assert texts(page, ".//section[@class='newest']//h2") == ["2021年第1期"]
    assert archive(page) == [("2021年", [], [CHANGAI_2021]), ("2020年", [], [CHANGAI_2020])]
    assert archive(parse(client.get("/gongyun/"))) == [("2020年", [], [GONGYUN_2020])]


def test_home_of_one_publication_is_that_publications(client):
    publish(issue_of(None, 2020, 12, 12))
    publish(issue_of(None, 2021, 1, 1))
    page = parse(client.get("/"))
    assert texts(page, ".//h1") == ["产业工人队伍建设改革工作简报"]
    assert texts(page, ".//section[@class='newest']//h2") == ["2021年第1期"]
    assert page.find(".//section[@class='publications']") is None
    assert [year for year, names, rows in archive(page)] == ["2021年", "2020年"]


def test_an_empty_shelf_says_what_to_do(client):
    page = parse(client.get("/"))
    assert texts(page, ".//main//p") == [
        "还没有发布的简报。",
        "编辑人员请登录工会简报编辑台编稿。一期简报签发后，在编辑台或用命令 publish_issue 发布，就会出现在这里。",
    ]
    assert links(page, ".//main//a") == [("工会简报编辑台", "/admin/")]


def test_a_publication_whose_issues_were_all_withdrawn_says_so(client):
    issue = make_issue()
    publish(issue)
    withdraw_issue(issue, "数据有误。")
    page = parse(client.get("/changai/"))
    assert texts(page, ".//h1") == ["产业工人队伍建设改革工作简报"]
    assert texts(page, ".//main//p") == [
        "本刊目前没有公开的期次，已发布的都已撤回。",
        "请改日再来，或回到首页看其他简报。",
    ]


def test_an_issue_in_preparation_does_not_show_and_its_publication_is_unknown(client):
    sign_issue(make_issue())
    assert client.get("/changai/").status_code == 404
    assert client.get("/changai/2021/3/").status_code == 404
    assert "产业工人" not in client.get("/").content.decode()


def test_home_and_publication_cost_the_same_queries_for_few_issues_and_many(
    client, django_assert_num_queries
):
    publish(issue_of(None, 2021, 1))
    with CaptureQueriesContext(connection) as few:
        client.get("/")
        client.get("/changai/")
    other = make_publication("gongyun", name="工运快讯")
    for year in (2018, 2019, 2020):
        for number in range(1, 9):
            publish(issue_of(None, year, number, number))
            publish(issue_of(other, year, number, number))
    assert Edition.objects.count() == 49
    assert len(few) == 5
    with django_assert_num_queries(5):
        client.get("/")
        client.get("/changai/")
