"""Ways in: sections through all issues, contributing units, years, everything."""

import datetime
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from issues.models import ShelfMark, segment_of
from issues.public import ways
from issues.search.index import rebuild
from issues.workflow.actions import correct_issue, publish_issue, sign_issue, withdraw_issue
from tests.factories import make_article, make_issue, make_publication, publish
from tests.pages import links, parse, text, texts

pytestmark = pytest.mark.django_db


def issue_of(year: int, number: int, slug: str = "changai", **fields):
    return make_issue(
        make_publication(slug), year=year, number=number, date=datetime.date(year, number, 5), **fields
    )


def listed(client, address: str) -> list[str]:
    return texts(parse(client.get(address)), ".//a[@class='line-title']")


def test_a_section_has_everything_ever_printed_in_it_newest_first(client):
    publish(issue_of(2020, 1, sections=("重点推荐", "他山之石"), articles=2))
    publish(issue_of(2021, 1, sections=("他山之石",)))
    publish(issue_of(2021, 2, "other", sections=("他山之石",)))
    address = "/changai/sections/他山之石/"
    page = parse(client.get(address))
    assert texts(page, ".//h1") == ["【他山之石】"]
    assert links(page, ".//a[@class='line-title']") == [
        ("第1栏第1篇", "/changai/2021/1/1/"),
        ("第2栏第1篇", "/changai/2020/1/3/"),
        ("第2栏第2篇", "/changai/2020/1/4/"),
    ]
    assert texts(page, ".//p[@class='list-said']") == [
        "《产业工人队伍建设改革工作简报》本栏目历年稿件共 3 篇。"
    ]
    assert [(label, unquote(href)) for label, href in links(page, ".//nav[@class='years']/a")] == [
        ("2021年（1）", f"{address}2021/"),
        ("2020年（2）", f"{address}2020/"),
    ]


def test_a_unit_has_all_its_articles_of_every_publication_under_the_name_it_had(client):
    publish(issue_of(2020, 1))
    publish(issue_of(2020, 2, "other"))
    Organisation.objects.filter(name="曲靖市总工会").update(name="曲靖市工会")
    issue = issue_of(2021, 2, articles=0)
    make_article(issue.sections.get(), title="新名", credits=[("曲靖市工会", "甲"), ("玉溪市总工会", "乙")])
    publish(issue)
    page = parse(client.get("/units/曲靖市总工会/"))
    assert links(page, ".//a[@class='line-title']") == [
        ("第1栏第1篇", "/other/2020/2/1/"),
        ("第1栏第1篇", "/changai/2020/1/1/"),
    ]
    assert listed(client, "/units/曲靖市工会/") == ["新名"]
    assert listed(client, "/units/玉溪市总工会/") == ["新名"]
    page = parse(client.get("/units/"))
    assert [(label, unquote(href)) for label, href in links(page, ".//ul[@class='headings']//a")] == [
        ("曲靖市工会", "/units/曲靖市工会/"),
        ("曲靖市总工会", "/units/曲靖市总工会/"),
        ("玉溪市总工会", "/units/玉溪市总工会/"),
    ]


def test_an_article_leads_to_its_section_and_to_its_units(client):
    publish(issue_of(2021, 3))
    page = parse(client.get("/changai/2021/3/1/"))
    assert [(label, unquote(href)) for label, href in links(page, ".//nav[@class='more']//a")] == [
        ("【重点推荐】栏目的全部稿件", "/changai/sections/重点推荐/"),
        ("曲靖市总工会的全部稿件", "/units/曲靖市总工会/"),
    ]
    for _label, href in links(page, ".//nav[@class='more']//a"):
        assert client.get(href).status_code == 200


def test_a_long_way_shows_the_newest_and_a_page_for_each_year(client, monkeypatch):
    monkeypatch.setattr(ways, "ON_FIRST", 3)
    publish(issue_of(2019, 1, articles=2))
    publish(issue_of(2020, 1, articles=2))
    publish(issue_of(2020, 2, articles=2))
    publish(issue_of(2021, 1))
    address = "/changai/sections/重点推荐/"
    page = parse(client.get(address))
    assert len(texts(page, ".//a[@class='line-title']")) == 3
    assert texts(page, ".//p[@class='list-said']") == [
        "《产业工人队伍建设改革工作简报》本栏目历年稿件共 7 篇，这里是最新的 3 篇。"
    ]
    of_2020 = parse(client.get(f"{address}2020/"))
    assert links(of_2020, ".//a[@class='line-title']") == [
        ("第1栏第1篇", "/changai/2020/2/1/"),
        ("第1栏第2篇", "/changai/2020/2/2/"),
        ("第1栏第1篇", "/changai/2020/1/1/"),
        ("第1栏第2篇", "/changai/2020/1/2/"),
    ]
    assert [(label, unquote(href)) for label, href in links(of_2020, ".//nav[@class='turn']/a")] == [
        ("后一年 2021年", f"{address}2021/"),
        ("前一年 2019年", f"{address}2019/"),
        ("回到最新的稿件", address),
    ]
    assert client.get(f"{address}2018/").status_code == 404


def test_a_year_of_a_publication_has_its_issues_with_their_titles(client):
    publish(issue_of(2020, 1))
    publish(issue_of(2021, 1, sections=("重点推荐", "简讯速览"), articles=2))
    publish(issue_of(2021, 2))
    page = parse(client.get("/changai/2021/"))
    assert texts(page, ".//section[@class='year-issue']/h2") == ["第2期 2月5日", "第1期 1月5日"]
    first = page.findall(".//section[@class='year-issue']")[1]
    assert texts(first, ".//h3") == ["【重点推荐】", "【简讯速览】"]
    assert links(first, ".//li/a") == [
        ("第1栏第1篇", "/changai/2021/1/1/"),
        ("第1栏第2篇", "/changai/2021/1/2/"),
        ("第2栏第1篇", "/changai/2021/1/3/"),
        ("第2栏第2篇", "/changai/2021/1/4/"),
    ]
    assert links(page, ".//nav[@class='turn']/a") == [
        ("前一年 2020年", "/changai/2020/"),
        ("回到本刊", "/changai/"),
    ]
    assert client.get("/changai/2019/").status_code == 404


def test_the_page_of_everything_leads_to_all_ways(client):
    publish(issue_of(2020, 1, sections=("他山之石",)))
    publish(issue_of(2021, 1, "other"))
    page = parse(client.get("/archive/"))
    found = {unquote(href) for _label, href in links(page, ".//main//a")}
    assert found == {
        *("/changai/", "/changai/2020/", "/changai/2020/1/", "/changai/sections/他山之石/", "/changai/feed/"),
        *("/other/", "/other/2021/", "/other/2021/1/", "/other/sections/重点推荐/", "/other/feed/"),
        *("/search/", "/units/", "/feed/"),
    }


def test_to_subscribe_leads_to_addresses_that_say_what_they_are_for(client):
    publish(issue_of(2021, 1))
    foot = parse(client.get("/")).find(".//nav[@class='sitefoot-ways']")
    assert dict(links(foot, "a"))["订阅"] == "/archive/#subscribe"
    page = parse(client.get("/archive/"))
    assert text(page.find(".//dt[@id='subscribe']")) == "订阅"
    named = dict(links(page, ".//main//dd/a"))
    assert (named["本刊订阅地址"], named["全部刊物订阅地址"]) == ("/changai/feed/", "/feed/")
    assert texts(page, ".//main//span[@class='hint']") == [
        "供阅读器软件使用：复制这个链接，粘贴到阅读器里，发布新的一期就会收到。"
    ]


def test_the_home_page_shows_the_newest_years_and_leads_to_the_rest(client):
    for year in range(2014, 2022):
        for number in range(1, 8):
            publish(issue_of(year, number))
    page = parse(client.get("/"))
    assert texts(page, ".//div[@class='year']/h3") == [f"{year}年" for year in range(2021, 2015, -1)]
    assert links(page, ".//section[@class='archive']/p/a") == [("更早的各期：全部目录", "/archive/")]
    assert len(texts(parse(client.get("/archive/")), ".//div[@class='year']/h3")) == 8


def test_what_is_withdrawn_stands_nowhere_and_what_is_corrected_where_it_is_now(client):
    issue = issue_of(2021, 3)
    publish(issue)
    correct_issue(issue, "栏目有误。")
    issue.sections.update(name="简讯速览")
    sign_issue(issue)
    publish_issue(issue)
    assert client.get("/changai/sections/重点推荐/").status_code == 404
    assert listed(client, "/changai/sections/简讯速览/") == ["第1栏第1篇"]
    withdraw_issue(issue, "数据有误。")
    for address in ("/changai/sections/简讯速览/", "/units/曲靖市总工会/", "/changai/2021/"):
        assert client.get(address).status_code == 404
    assert texts(parse(client.get("/units/")), ".//p[@class='list-said']") == ["还没有署名供稿的单位。"]
    assert not ShelfMark.objects.exists()


def test_names_that_no_address_can_hold_have_one_all_the_same(client):
    names = ["生产/安全", "100%参与", "甲?乙#丙", "../x", "字" * 60, "a b"]
    publish(issue_of(2021, 3, sections=names))
    segments = [segment_of(name) for name in names]
    assert len(set(segments)) == len(names)
    for name, segment in zip(names, segments, strict=True):
        assert len(segment.encode()) <= 180
        page = parse(client.get(reverse("public:section", args=("changai", segment))))
        assert texts(page, ".//h1") == [f"【{name}】"]
    assert segment_of("他山之石") == "他山之石"
    assert len(segment_of("字" * 200).encode()) <= 180


def test_marks_are_made_anew_with_the_index():
    publish(issue_of(2021, 3))
    before = list(
        ShelfMark.objects.order_by("kind").values("kind", "slug", "segment", "name", "year", "entry")
    )
    rebuild()
    assert (
        list(ShelfMark.objects.order_by("kind").values("kind", "slug", "segment", "name", "year", "entry"))
        == before
    )
    assert [(mark["kind"], mark["slug"], mark["name"]) for mark in before] == [
        ("section", "changai", "重点推荐"),
        ("unit", "", "曲靖市总工会"),
    ]


ADDRESSES = {
    "/archive/": 4,
    "/units/": 1,
    "/units/曲靖市总工会/": 2,
    "/changai/sections/重点推荐/": 2,
    "/changai/2021/": 3,
    "/feed/": 2,
    "/changai/feed/": 2,
    "/sitemap.xml": 5,
}


def test_every_way_costs_the_same_queries_for_few_issues_and_many(client):
    publish(issue_of(2021, 1))

    def queries() -> dict[str, int]:
        counts = {}
        for address in ADDRESSES:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts[address] = len(captured)
        return counts

    few = queries()
    for number in range(2, 9):
        publish(issue_of(2021, number, articles=4, sections=("重点推荐", "简讯速览")))
    assert queries() == few == ADDRESSES


def test_an_unknown_way_is_not_found(client):
    publish(issue_of(2021, 3))
    for address in (
        "/units/没有/",
        "/changai/sections/没有/",
        "/nope/feed/",
        "/units/%00/",
        "/changai/sections/a%0Ab/",
    ):
        assert client.get(address).status_code == 404


def test_ways_of_an_empty_site_say_so(client):
    assert texts(parse(client.get("/archive/")), ".//p[@class='list-said']") == ["还没有发布的简报。"]
    assert texts(parse(client.get("/units/")), ".//p[@class='list-said']") == ["还没有署名供稿的单位。"]
