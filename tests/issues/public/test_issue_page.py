"""The page of an issue: the marks machines rely on, all of the text once and in order, valid HTML."""

import json
from dataclasses import replace

import pytest
from django.db import connection

from issues.edition.content import Paragraph, Run, from_json, plain_text, sha256, to_json
from issues.models import Article, Edition, Issue, Publication, Section
from tests.factories import DATE, make_article, make_issue, make_publication, make_recipients, publish
from tests.pages import links, parse, text, texts

pytestmark = pytest.mark.django_db

ADDRESS = "/changai/2021/3/"


@pytest.fixture
def sample() -> Edition:
    publication = make_publication(
        name="推进新时期产业工人队伍建设改革工作简报", notice="内部资料 注意保存", report_label="报送"
    )
    issue = make_issue(
        publication,
        sections=("重点推荐", "简讯速览", "他山之石"),
        articles=3,
        total_number=45,
        document_code="0001",
        editors_note="<p>编者的话。</p>",
        assumed_note="报头为补拟。",
        copies=120,
        staff=[{"role": "责任编辑", "name": "张三"}, {"role": "签发", "name": "李四"}],
    )
    issue.distribution_list.delete()
    make_recipients(issue, report=["省委深改办", "全总"], issue=["各县"], extra_issue=["各乡镇"])
    return publish(issue)


def rewrite(edition: Edition, **changes: object) -> None:
    """Give the stored edition another content, as only a test may."""
    content = to_json(replace(from_json(edition.content), **changes))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE issues_edition SET content = %s, sha256 = %s WHERE id = %s",
            [content, sha256(content), edition.pk],
        )


def test_masthead_is_that_of_a_red_headed_bulletin(client, sample):
    head = parse(client.get(ADDRESS)).find(".//header[@class='masthead']")
    assert [
        text(part) for part in head.iter() if part.get("class") in ("notice", "code", "name", "number")
    ] == [
        "内部资料 注意保存",
        "编号：0001",
        "推进新时期产业工人队伍建设改革工作简报",
        "第3期（总第45期）",
    ]
    assert texts(head, ".//h1/span") == ["推进新时期产业工人队伍建设改革", "工作简报"]
    assert texts(head, ".//span[@class='issuer']") == ["云南省总工会"]
    assert [(text(time), time.get("datetime")) for time in head.iter("time")] == [
        ("2021年2月5日", "2021-02-05")
    ]


def test_contents_repeat_the_titles_and_lead_to_the_articles(client, sample):
    page = parse(client.get(ADDRESS))
    contents = page.find(".//nav[@class='contents']")
    assert text(contents.find("h2")) == "本期要目"
    articles = from_json(sample.content).articles
    assert links(contents, ".//a") == [(article.title, f"#a{article.n}") for article in articles]
    assert [article.get("id") for article in page.iterfind(".//article")] == [
        f"a{article.n}" for article in articles
    ]


def test_every_section_paragraph_byline_and_recipient_stands_once_and_in_order(client, sample):
    page = parse(client.get(ADDRESS))
    content = from_json(sample.content)
    shown = [
        (
            section.get("data-section"),
            [
                (
                    text(article.find("h3")),
                    texts(article, ".//p")[:-1],
                    texts(article, ".//p[@class='byline']"),
                )
                for article in section.iterfind("article[@class='article']")
            ],
        )
        for section in page.iterfind(".//section[@class='section']")
    ]
    assert shown == [
        (
            section.name,
            [
                (article.title, [plain_text([block]) for block in article.blocks], [article.byline])
                for article in section.articles
            ],
        )
        for section in content.sections
    ]
    whole = text(page)
    for article in content.articles:
        for once in [*(plain_text([block]) for block in article.blocks), article.byline]:
            expected = sum(other.byline == once for other in content.articles) or 1
            assert whole.count(once) == expected
    footer = page.find(".//footer[@class='distribution']")
    assert [
        (kind.get("data-kind"), texts(kind, "p"), texts(kind, ".//span[@class='recipient']"))
        for kind in footer.iterfind("div[@data-kind]")
    ] == [
        ("report", ["报送：省委深改办，全总。"], ["省委深改办", "全总"]),
        ("issue", ["发：各县。", "本期增发：各乡镇。"], ["各县", "各乡镇"]),
    ]
    assert texts(footer, ".//span[@class='hand']") == ["责任编辑：张三", "签发：李四"]
    assert texts(footer, ".//p[@class='copies']") == ["（共印120份）"]


def test_head_tells_machines_where_and_in_what_language_they_are(client, sample):
    page = parse(client.get(ADDRESS))
    here = "http://127.0.0.1:8000/changai/2021/3/"
    assert page.get("lang") == "zh-CN"
    assert [
        (link.get("rel"), link.get("href"), link.get("hreflang") or link.get("type"))
        for link in page.iterfind("head/link")
    ][:3] == [
        ("canonical", here, None),
        ("alternate", here, "zh-CN"),
        ("alternate", "http://127.0.0.1:8000/changai/feed/", "application/atom+xml"),
    ]
    assert text(page.find("head/title")) == "推进新时期产业工人队伍建设改革工作简报 2021年第3期"
    assert (
        page.find("head/meta[@name='description']")
        .get("content")
        .startswith("推进新时期产业工人队伍建设改革工作简报2021年第3期。本期要目：第1栏第1篇；第1栏第2篇")
    )


def test_notes_are_printed_where_there_are_any(client, sample):
    page = parse(client.get(ADDRESS))
    assert texts(page, ".//p[@class='assumed']") == ["报头为补拟。"]
    assert texts(page, ".//div[@class='editors-note']//p") == ["编者的话。"]
    assert page.find(".//div[@class='notice-box']") is None
    rewrite(sample, correction_note="第一处。\n第二处。")
    page = parse(client.get(ADDRESS))
    assert texts(page, ".//div[@class='notice-box']/*") == ["更正说明", "第一处。第二处。"]
    of_article = parse(client.get(f"{ADDRESS}1/"))
    assert links(of_article, ".//p[@class='corrected']/a") == [("更正说明", f"{ADDRESS}#correction")]


def test_a_bare_issue_shows_no_empty_parts(client):
    issue = Issue.objects.create(
        publication=make_publication(name="工运快讯", issuer=""), year=2021, number=3, date=DATE
    )
    make_article(Section.objects.create(issue=issue, name="", position=1))
    publish(issue)
    page = parse(client.get(ADDRESS))
    assert [section.get("data-section") for section in page.iterfind(".//section")] == [""]
    assert page.find(".//main//footer") is None
    assert [
        part for part in page.iter() if part.get("class") in ("assumed", "editors-note", "marks", "byline")
    ] == []
    assert texts(page, ".//h1") == ["工运快讯"]
    assert texts(page, ".//h2") == ["本期要目"]


def test_rich_text_of_every_kind_is_valid_and_whole(client):
    body = (
        "<h3>一</h3><h4>二</h4><h5>三</h5><p>甲<b>乙<i>丙</i></b><u>丁</u><s>戊</s><sub>己</sub><sup>庚</sup><br>辛</p>"
        "<ul><li>子<ol><li>丑</li></ol><p>寅</p></li></ul>"
        "<table><caption>表</caption><tr><th colspan='2'>头</th></tr>"
        "<tr><td><p>a</p><p>b</p><ul><li>c</li></ul></td><td></td></tr></table>"
        "<blockquote><p>引</p></blockquote><hr>"
        "<figure><img src='/media/a.jpg' alt='会场'><figcaption>图</figcaption></figure>"
        "<p><a href='https://example.org/?a=1&amp;b=2'>链接</a></p>"
    )
    issue = make_issue(articles=0)
    make_article(issue.sections.get(), 1, body=body, source="工人日报")
    publish(issue)
    for address, level in ((ADDRESS, 3), (f"{ADDRESS}1/", 1)):
        article = parse(client.get(address)).find(".//article")
        shown = article.find("div[@class='text']")
        assert [(part.tag, text(part)) for part in shown] == [
            (f"h{level + 1}", "一"),
            (f"h{level + 2}", "二"),
            (f"h{level + 3}", "三"),
            ("p", "甲乙丙丁戊己庚辛"),
            ("ul", "子\n丑\n寅"),
            ("div", text(shown.find("div"))),
            ("blockquote", "引"),
            ("hr", ""),
            ("figure", "图"),
            ("p", "链接"),
            ("p", "（《工人日报》）"),
        ]
        assert texts(shown, ".//b") == []
        assert texts(shown, ".//strong") == ["乙", "丙"]
        assert texts(shown, ".//table//*[@colspan]") == ["头"]
        assert texts(shown, ".//td") == ["a\nb\nc", ""]
        assert links(shown, ".//a") == [("链接", "https://example.org/?a=1&b=2")]
        assert [(image.get("src"), image.get("alt")) for image in shown.iter("img")] == [
            ("/media/a.jpg", "会场")
        ]


HOSTILE = "<script>alert(1)</script>\"'&amp;</title><b>"


def test_hostile_text_is_shown_as_text_wherever_it_comes_from(client):
    publication = make_publication(name=HOSTILE, issuer=HOSTILE, notice=HOSTILE)
    issue = make_issue(
        publication,
        sections=[HOSTILE],
        articles=0,
        assumed_note=HOSTILE,
        document_code=HOSTILE,
        staff=[{"role": HOSTILE, "name": HOSTILE}],
    )
    make_article(
        issue.sections.get(),
        title=HOSTILE,
        body=f"<p>正文</p>{HOSTILE}",
        source=HOSTILE,
        source_detail=HOSTILE,
        credits=[(HOSTILE, HOSTILE)],
    )
    issue.distribution_list.delete()
    make_recipients(issue, report=[HOSTILE])
    edition = publish(issue)
    hostile_run = Run(HOSTILE, href='https://example.org/"><script>alert(1)</script>')
    rewrite(edition, editors_note=(Paragraph((hostile_run,)),), correction_note=HOSTILE)
    for address in ("/", "/changai/", ADDRESS, f"{ADDRESS}1/"):
        page = parse(client.get(address))
        assert page.find(".//b") is None
        assert [(script.get("type"), script.get("src")) for script in page.iter("script") if script.text] == [
            ("application/ld+json", None)
        ]
        assert json.loads(page.find(".//script[@type]").text)
        assert [name for part in page.iter() for name in part.attrib if name.startswith("on")] == []
    assert text(page.find(".//h1")) == HOSTILE


def test_the_page_never_changes_when_the_rows_do(client, sample):
    before = client.get(ADDRESS).content
    Article.objects.update(title="改过", body="<p>改过</p>")
    Section.objects.update(name="改过")
    Publication.objects.update(name="改过", slug="renamed", notice="改过")
    Issue.objects.update(number=9, copies=1, date=None)
    assert client.get(ADDRESS).content == before
    assert client.get("/renamed/").status_code == 404


@pytest.mark.parametrize("articles", [1, 3, 40])
def test_an_issue_and_an_article_cost_one_query_however_many_articles(
    client, django_assert_num_queries, articles
):
    publish(make_issue(articles=articles))
    # The page of the whole issue also says how large its files are.
    for address, queries in ((ADDRESS, 2), (f"{ADDRESS}{articles}/", 1)):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_supplements_have_addresses_of_their_own(client):
    publish(make_issue(number=1, kind="supplement"))
    publish(make_issue(number=1))
    assert texts(parse(client.get("/changai/2021/s1/")), ".//p[@class='number']") == ["增刊第1期"]
    assert texts(parse(client.get("/changai/2021/1/")), ".//p[@class='number']") == ["第1期"]
