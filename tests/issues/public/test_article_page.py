"""The page of one article: its text, the way on and the way back."""

import pytest

from tests.factories import make_article, make_issue, publish
from tests.pages import links, parse, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> None:
    publish(make_issue(sections=("重点推荐", ""), articles=2))


def test_article_page_shows_the_article_alone(client, published):
    page = parse(client.get("/changai/2021/3/2/"))
    (article,) = page.iterfind(".//article[@class='article']")
    assert texts(article, "*") == [
        "【重点推荐】",
        "第1栏第2篇",
        "第1栏第2篇的第一段。\n第1栏第2篇的第二段。\n（曲靖市总工会 作者2）",
    ]
    assert texts(page, "head/title") == ["第1栏第2篇 - 产业工人队伍建设改革工作简报 2021年第3期"]
    assert page.find("head/meta[@name='description']").get("content") == (
        "第1栏第2篇的第一段。 第1栏第2篇的第二段。"
    )


@pytest.mark.parametrize(
    ("n", "ways"),
    [
        (1, [("下一篇 第1栏第2篇", "/changai/2021/3/2/")]),
        (2, [("上一篇 第1栏第1篇", "/changai/2021/3/1/"), ("下一篇 第2栏第1篇", "/changai/2021/3/3/")]),
        (4, [("上一篇 第2栏第1篇", "/changai/2021/3/3/")]),
    ],
)
def test_article_page_leads_on_and_back_to_the_issue(client, published, n, ways):
    page = parse(client.get(f"/changai/2021/3/{n}/"))
    assert links(page, ".//nav[@class='turn']/a") == [*ways, ("返回2021年第3期", f"/changai/2021/3/#a{n}")]


def test_an_only_article_leads_back_alone(client):
    publish(make_issue())
    page = parse(client.get("/changai/2021/3/1/"))
    assert links(page, ".//nav[@class='turn']/a") == [("返回2021年第3期", "/changai/2021/3/#a1")]


def test_a_subtitle_stands_on_its_own_line_of_the_title(client):
    issue = make_issue(articles=0)
    make_article(issue.sections.get(), title="推进改革——曲靖的做法")
    publish(issue)
    for address in ("/changai/2021/3/", "/changai/2021/3/1/"):
        article = parse(client.get(address)).find(".//article")
        assert texts(article, ".//*[@class='title']") == ["推进改革——曲靖的做法"]
        assert texts(article, ".//span[@class='subtitle']") == ["——曲靖的做法"]


@pytest.mark.parametrize("n", ["0", "01", "5", "1000000", "a", "1/2"])
def test_an_article_that_is_not_there_is_not_found(client, published, n):
    assert client.get(f"/changai/2021/3/{n}/").status_code == 404
