"""What pages say to machines, who the site is, and the text to pass on."""

import json

import pytest
from django.templatetags.static import static

from tests.factories import make_article, make_issue, make_publication, publish
from tests.pages import links, parse, text, texts

pytestmark = pytest.mark.django_db

SITE = "https://jianbao.example.org"
ISSUE = "/changai/2021/3/"
BLANK = {
    **dict.fromkeys(
        ["name", "organiser", "contact", "icp_number", "police_number", "id_code", "logo", "favicon"], ""
    ),
    "page_labels": True,
}


@pytest.fixture(autouse=True)
def site(settings) -> None:
    settings.SITE_URL = SITE
    settings.SITE = BLANK


def metas(page, key: str = "name") -> dict[str, str]:
    return {
        meta.get(key): meta.get("content") for meta in page.iterfind("head/meta") if meta.get(key) is not None
    }


def data(page) -> dict:
    (script,) = page.findall(".//script[@type='application/ld+json']")
    return json.loads(script.text)


@pytest.fixture
def published() -> None:
    issue = make_issue(articles=0, total_number=45)
    make_article(
        issue.sections.get(),
        title="曲靖市推进</script>改革",
        body="<p>第一段。</p><p><img src='/media/photos/2021/02/a.jpg' alt='会场'></p>",
        credits=[("曲靖市总工会", "杨冲美")],
    )
    publish(issue)


def test_an_article_is_a_news_article_of_its_issue(client, published):
    found = data(parse(client.get(f"{ISSUE}1/")))
    modified = found.pop("dateModified")
    assert modified.startswith("20")
    assert found == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "曲靖市推进</script>改革",
        "url": f"{SITE}{ISSUE}1/",
        "mainEntityOfPage": f"{SITE}{ISSUE}1/",
        "inLanguage": "zh-CN",
        "description": "第一段。",
        "datePublished": "2021-02-05",
        "articleSection": "重点推荐",
        "author": [
            {
                "@type": "Person",
                "name": "杨冲美",
                "affiliation": {"@type": "Organization", "name": "曲靖市总工会"},
            }
        ],
        "image": [f"{SITE}/media/photos/2021/02/a.jpg"],
        "publisher": {"@type": "Organization", "name": "云南省总工会"},
        "isPartOf": {
            "@type": "PublicationIssue",
            "issueNumber": "3",
            "name": "产业工人队伍建设改革工作简报 2021年第3期",
            "url": f"{SITE}{ISSUE}",
            "isPartOf": {
                "@type": "Periodical",
                "name": "产业工人队伍建设改革工作简报",
                "url": f"{SITE}/changai/",
                "publisher": {"@type": "Organization", "name": "云南省总工会"},
            },
        },
    }


def test_an_issue_is_a_publication_issue_with_its_parts(client, published):
    found = data(parse(client.get(ISSUE)))
    assert (found["@type"], found["issueNumber"], found["datePublished"]) == (
        "PublicationIssue",
        "3",
        "2021-02-05",
    )
    assert found["hasPart"] == [
        {"@type": "NewsArticle", "headline": "曲靖市推进</script>改革", "url": f"{SITE}{ISSUE}1/"}
    ]
    assert b"</script>\xe6" not in client.get(ISSUE).content


@pytest.mark.parametrize(
    ("address", "kind", "title"),
    [
        ("/", "website", "工会工作简报"),
        ("/changai/", "website", "产业工人队伍建设改革工作简报"),
        ("/changai/2021/", "website", "产业工人队伍建设改革工作简报 2021年总目录"),
        (ISSUE, "article", "产业工人队伍建设改革工作简报 2021年第3期"),
        (f"{ISSUE}1/", "article", "曲靖市推进</script>改革"),
        ("/units/", "website", "供稿单位"),
        ("/archive/", "website", "全部目录"),
    ],
)
def test_a_page_has_its_address_and_what_others_show_of_it(client, published, address, kind, title):
    page = parse(client.get(address))
    shown = metas(page, "property")
    assert (shown["og:type"], shown["og:title"], shown["og:url"], shown["og:site_name"]) == (
        kind,
        title,
        SITE + address,
        "工会工作简报",
    )
    assert shown["og:description"] == metas(page)["description"] != ""
    assert page.find("head/link[@rel='canonical']").get("href") == SITE + address


def test_the_labels_of_official_sites_are_those_that_have_a_value(client, published, settings):
    settings.SITE = {**BLANK, "name": "云南工会简报网", "id_code": "5300000001"}
    found = metas(parse(client.get(f"{ISSUE}1/")))
    labels = {name: value for name, value in found.items() if name[0].isupper()}
    assert labels == {
        "SiteName": "云南工会简报网",
        "SiteDomain": "jianbao.example.org",
        "SiteIDCode": "5300000001",
        "ArticleTitle": "曲靖市推进</script>改革",
        "PubDate": "2021-02-05 00:00",
        "ContentSource": "云南省总工会",
        "ColumnName": "重点推荐",
        "ColumnType": "产业工人队伍建设改革工作简报",
        "Keywords": "重点推荐",
        "Author": "杨冲美",
        "Description": "第一段。",
        "Image": f"{SITE}/media/photos/2021/02/a.jpg",
        "Url": f"{SITE}{ISSUE}1/",
    }
    column = {name for name in metas(parse(client.get("/changai/"))) if name[0].isupper()}
    assert column == {
        *("SiteName", "SiteDomain", "SiteIDCode"),
        *("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"),
    }


@pytest.mark.parametrize("address", ["/", "/changai/", ISSUE, f"{ISSUE}1/", "/units/"])
def test_no_label_stands_where_they_are_not_wanted(client, published, settings, address):
    settings.SITE = {**BLANK, "name": "云南工会简报网", "page_labels": False}
    assert [name for name in metas(parse(client.get(address))) if name[0].isupper()] == []


def test_a_site_that_says_nothing_of_itself_takes_no_space(client, published):
    page = parse(client.get("/"))
    assert page.find(".//div[@class='sitefoot-who']") is None
    assert page.find(".//span[@class='aids-name']") is None
    assert page.find("head/link[@rel='icon']").get("href") == static("favicon.svg")
    assert [name for name in metas(page) if name.startswith("Site")] == []


def test_a_site_says_who_it_is_on_every_page(client, published, settings):
    settings.SITE = {
        **BLANK,
        "name": "云南工会简报网",
        "organiser": "云南省总工会",
        "contact": "0871-00000000",
        "icp_number": "滇ICP备00000000号",
        "police_number": "滇公网安备53010202000001号",
        "id_code": "5300000001",
        "logo": "logo.png",
        "favicon": "icon.png",
    }
    for address in ("/", "/changai/", ISSUE, f"{ISSUE}1/", "/units/", "/search/", "/nope/"):
        page = parse(client.get(address))
        foot = page.find(".//div[@class='sitefoot-who']")
        assert texts(foot, "p") == [
            "主办单位：云南省总工会",
            "联系方式：0871-00000000",
            "网站标识码：5300000001",
            "滇ICP备00000000号",
            "滇公网安备53010202000001号",
        ]
        assert links(foot, "p/a") == [
            ("滇ICP备00000000号", "https://beian.miit.gov.cn/"),
            ("滇公网安备53010202000001号", "https://beian.mps.gov.cn/#/query/webSearch?code=53010202000001"),
        ]
        assert text(page.find(".//span[@class='aids-name']")) == "云南工会简报网"
        assert page.find(".//img[@class='logo']").get("src") == "/static/identity/logo.png"
        assert page.find("head/link[@rel='icon']").get("href") == "/static/identity/icon.png"
    assert text(parse(client.get("/")).find("head/title")) == "云南工会简报网"


def test_a_changed_identity_is_another_page(client, published, settings):
    before = {
        address: client.get(address)["ETag"] for address in ("/", "/changai/", ISSUE, f"{ISSUE}1/", "/feed/")
    }
    settings.SITE = {**BLANK, "organiser": "云南省总工会"}
    assert all(client.get(address)["ETag"] != tag for address, tag in before.items())


def test_an_issue_and_an_article_can_be_passed_on_as_text(client):
    issue = make_issue(make_publication(), sections=("重点推荐", "简讯速览"), articles=2)
    publish(issue)
    of_issue = parse(client.get(ISSUE)).find(".//textarea").text
    assert of_issue.strip("\n") == (
        "《产业工人队伍建设改革工作简报》2021年第3期（2021年2月5日）\n\n"
        "【重点推荐】\n1. 第1栏第1篇\n2. 第1栏第2篇\n\n【简讯速览】\n3. 第2栏第1篇\n4. 第2栏第2篇\n\n"
        f"阅读全文：{SITE}{ISSUE}"
    )
    of_article = parse(client.get(f"{ISSUE}1/")).find(".//textarea").text
    assert of_article.strip("\n") == (
        "第1栏第1篇\n第1栏第1篇的第一段。 第1栏第1篇的第二段。\n"
        "（曲靖市总工会 作者1）《产业工人队伍建设改革工作简报》2021年第3期\n"
        f"阅读全文：{SITE}{ISSUE}1/"
    )


def test_a_long_text_is_cut_with_chinese_points_wherever_it_is_told_shortly(client):
    issue = make_issue(make_publication(), articles=0)
    make_article(issue.sections.first(), title="很长的一篇", body=f"<p>{'长' * 300}</p>")
    publish(issue)
    page = parse(client.get(f"{ISSUE}1/"))
    beginning = "长" * 118 + "……"
    assert metas(page)["description"] == beginning
    assert page.find(".//textarea").text.strip("\n").splitlines()[1] == beginning


def test_a_shortened_text_never_ends_within_a_number(client):
    issue = make_issue(make_publication(), articles=0)
    text = f"{'长' * 116}2020年"
    for at, body in enumerate((f"{text}{'长' * 9}", "A" * 200, "长" * 120), 1):
        make_article(issue.sections.first(), at, body=f"<p>{body}</p>")
    publish(issue)
    told = [metas(parse(client.get(f"{ISSUE}{n}/")))["description"] for n in (1, 2, 3)]
    assert told == ["长" * 116 + "……", "A" * 118 + "……", "长" * 120]


def test_a_reprint_names_its_source_as_author_and_a_text_of_nobody_the_office(client):
    issue = make_issue(make_publication(), articles=0)
    make_article(issue.sections.first(), 1, source="工人日报")
    make_article(issue.sections.first(), 2)
    publish(issue)
    found = [data(parse(client.get(f"{ISSUE}{n}/")))["author"] for n in (1, 2)]
    assert found == [
        [{"@type": "Organization", "name": "工人日报"}],
        [{"@type": "Organization", "name": "云南省总工会"}],
    ]


def test_a_section_is_labelled_by_its_name_and_titled_with_its_publication(client, published, settings):
    settings.SITE = {**BLANK, "page_labels": True}
    found = metas(parse(client.get("/changai/sections/重点推荐/")))
    kept = ("ColumnName", "ColumnKeywords", "ColumnType", "description")
    assert {name: found[name] for name in kept} == {
        "ColumnName": "重点推荐",
        "ColumnKeywords": "重点推荐",
        "ColumnType": "产业工人队伍建设改革工作简报",
        "description": found["ColumnDescription"],
    }
    assert found["description"].startswith("《产业工人队伍建设改革工作简报》【重点推荐】历年全部稿件，共")
