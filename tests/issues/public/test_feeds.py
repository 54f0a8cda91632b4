"""Feeds and the site map: well-formed whatever texts hold, addresses in full, ids that stay."""

import pytest
from django.utils import timezone
from lxml import etree, html

from issues.models import Edition
from issues.workflow.actions import correct_issue, publish_issue, sign_issue, withdraw_issue
from tests.factories import make_article, make_issue, make_publication, publish

pytestmark = pytest.mark.django_db

SITE = "https://jianbao.example.org"
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}
HOSTILE = "<script>alert(1)</script>\"'&amp;]]></title>\x0b"


@pytest.fixture(autouse=True)
def site(settings) -> None:
    settings.SITE_URL = SITE


def read(client, address: str):
    return etree.fromstring(client.get(address).content)


def found(root, path: str) -> list[str]:
    return [
        element if isinstance(element, str) else element.text
        for element in root.xpath(path, namespaces=NAMES)
    ]


def moment(edition: Edition) -> str:
    return timezone.localtime(edition.published_at).isoformat(timespec="seconds")


def test_a_feed_has_every_article_of_the_newest_issues_whole(client):
    issue = make_issue(articles=0)
    make_article(
        issue.sections.get(),
        body="<p>甲<b>乙</b></p><p><img src='/media/photos/2021/02/a.jpg' alt='会场'></p><p><a href='https://example.org/'>丙</a></p>",
        credits=[("曲靖市总工会", "杨冲美")],
    )
    edition = publish(issue)
    response = client.get("/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    assert found(feed, "/a:feed/a:id") == ["tag:jianbao.example.org,2021:/feed/"]
    assert found(feed, "/a:feed/a:title") == ["工会工作简报"]
    assert found(feed, "/a:feed/a:updated") == [moment(edition)]
    assert found(feed, "/a:feed/a:link[@rel='self']/@href") == [f"{SITE}/feed/"]
    assert found(feed, "/a:feed/a:link[@rel='alternate']/@href") == [f"{SITE}/"]
    assert found(feed, "//a:entry/a:id") == ["tag:jianbao.example.org,2021:/changai/2021/3/1/"]
    assert found(feed, "//a:entry/a:title") == ["曲靖市推进产业工人队伍建设改革"]
    assert found(feed, "//a:entry/a:link/@href") == [f"{SITE}/changai/2021/3/1/"]
    assert found(feed, "//a:entry/a:author/a:name") == ["曲靖市总工会 杨冲美"]
    assert found(feed, "//a:entry/a:published") == ["2021-02-05T00:00:00+08:00"]
    assert found(feed, "//a:entry/a:updated") == [moment(edition)]
    assert found(feed, "//a:entry/a:category/@term") == ["产业工人队伍建设改革工作简报", "重点推荐"]
    assert found(feed, "//a:entry/a:content/@type") == ["html"]
    body = html.fragment_fromstring(found(feed, "//a:entry/a:content")[0])
    assert [" ".join(p.text_content().split()) for p in body.iter("p")] == [
        "甲乙",
        "丙",
        "（曲靖市总工会 杨冲美）",
    ]
    assert body.xpath("//img/@src") == [f"{SITE}/media/photos/2021/02/a.jpg"]
    assert body.xpath("//a/@href") == ["https://example.org/"]


def test_hostile_text_leaves_a_feed_and_the_site_map_well_formed(client):
    issue = make_issue(make_publication(name=HOSTILE, issuer=HOSTILE), sections=[HOSTILE], articles=0)
    make_article(
        issue.sections.get(), title=HOSTILE, body=f"<p>甲{HOSTILE}</p>", credits=[(HOSTILE, HOSTILE)]
    )
    publish(issue)
    clean = HOSTILE.replace("\x0b", "")
    for address in ("/feed/", "/changai/feed/"):
        feed = read(client, address)
        assert found(feed, "//a:entry/a:title") == [clean]
        assert not html.fragment_fromstring(found(feed, "//a:content")[0]).xpath("//script")
    assert found(read(client, "/sitemap.xml"), "//n:title") == [clean]


def test_a_correction_keeps_the_id_and_says_what_was_wrong(client):
    issue = make_issue()
    publish(issue)
    before = found(read(client, "/changai/feed/"), "//a:entry/a:id")
    correct_issue(issue, "第一段有误。")
    sign_issue(issue)
    edition = publish_issue(issue)
    feed = read(client, "/changai/feed/")
    assert found(feed, "//a:entry/a:id") == before
    assert found(feed, "//a:entry/a:updated") == [moment(edition)]
    assert "更正说明：</strong>第一段有误。" in found(feed, "//a:content")[0]


def test_a_publications_feed_is_its_own_and_empty_when_all_is_withdrawn(client):
    issue = make_issue()
    publish(issue)
    publish(make_issue(make_publication("gongyun", name="工运快讯"), number=1))
    assert len(found(read(client, "/feed/"), "//a:entry/a:id")) == 2
    assert len(found(read(client, "/changai/feed/"), "//a:entry/a:id")) == 1
    withdraw_issue(issue, "数据有误。")
    assert found(read(client, "/changai/feed/"), "//a:entry/a:id") == []
    assert found(read(client, "/changai/feed/"), "/a:feed/a:updated") == ["1970-01-01T00:00:00Z"]


def test_a_feed_that_was_not_changed_is_not_sent_again(client):
    publish(make_issue())
    tag = client.get("/feed/")["ETag"]
    assert client.get("/feed/", headers={"If-None-Match": tag}).status_code == 304


def test_the_site_map_has_every_page_once_with_its_date(client):
    edition = publish(make_issue(articles=2))
    withdrawn = make_issue(number=2)
    publish(withdrawn)
    withdraw_issue(withdrawn, "数据有误。")
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    urls = etree.fromstring(response.content)
    places = found(urls, "//s:loc")
    assert len(places) == len(set(places))
    assert [place.removeprefix(SITE) for place in places] == [
        *("/", "/archive/", "/changai/", "/changai/2021/", "/units/"),
        "/changai/sections/%E9%87%8D%E7%82%B9%E6%8E%A8%E8%8D%90/",
        "/units/%E6%9B%B2%E9%9D%96%E5%B8%82%E6%80%BB%E5%B7%A5%E4%BC%9A/",
        *("/changai/2021/3/", "/changai/2021/3/1/", "/changai/2021/3/2/"),
    ]
    for place in places:
        assert client.get(place.removeprefix(SITE)).status_code == 200
    article = urls.xpath("//s:url[n:news]", namespaces=NAMES)[0]
    assert found(article, "s:lastmod") == [moment(edition)]
    assert found(article, "n:news/n:publication/n:name") == ["产业工人队伍建设改革工作简报"]
    assert found(article, "n:news/n:publication/n:language") == ["zh-cn"]
    assert found(article, "n:news/n:publication_date") == ["2021-02-05"]
    assert found(article, "n:news/n:title") == ["第1栏第1篇"]


def test_robots_are_led_to_the_site_map(client):
    assert client.get("/robots.txt").content.decode().endswith(f"Sitemap: {SITE}/sitemap.xml\n")
