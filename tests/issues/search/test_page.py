"""The search page as a reader gets it, and the command that makes the index anew."""

import re
from io import StringIO
from urllib.parse import quote

import html5lib
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from issues.management.progress import Progress
from issues.models import SearchEntry
from issues.search import query, views
from tests.factories import make_article, make_issue, make_publication, publish

pytestmark = pytest.mark.django_db


def page(client: Client, **asked: object) -> str:
    answer = client.get(reverse("search"), asked)
    assert answer.status_code == 200
    html = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return html


@pytest.fixture
def shelf() -> None:
    for number, year in ((1, 2020), (1, 2021), (2, 2021)):
        issue = make_issue(articles=0, number=number, year=year, sections=("重点推荐", "他山之石"))
        for section in issue.sections.all():
            make_article(section, 1, title=f"{year}年第{number}期竞赛", body="<p>产业工人技能竞赛。</p>")
        publish(issue)


def test_the_page_shows_what_was_found_and_where(client, shelf):
    html = page(client, q="竞赛")
    assert "找到 6 篇" in html
    assert 'href="/changai/2021/2/1/"' in html and "<mark>竞赛</mark>" in html
    assert '<details class="search-facets">' in html and "缩小范围：年份、栏目" in html
    assert "2020年<span>（2）</span>" in html
    narrowed = page(client, q="竞赛", year="2020", section="他山之石")
    assert "找到 1 篇" in narrowed and "不限年份" in narrowed and "不限栏目" in narrowed


def test_the_page_helps_where_nothing_was_found(client, shelf):
    assert "没有找到含“足球”的稿件" in page(client, q="足球")
    several = page(client, q="足球 竞赛")
    assert "含“足球”并且含“竞赛”" in several and '<a href="?q=%E7%AB%9E%E8%B5%9B">竞赛</a>' in several
    assert "只有标点符号查不到" in page(client, q="，。")
    assert "输入要查的词" in page(client)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "竞" * 10_000},
        {"q": "\x00竞赛\x1f\ud7ff"},
        {"q": "<script>alert(1)</script>"},
        {"q": "竞赛", "year": "20２1"},
        {"q": "竞赛", "year": "9" * 30, "page": "9" * 30},
        {"q": "竞赛", "page": "-1", "publication": "'", "section": '"', "unit": "%\\"},
        {"q": "竞赛", "page": "１"},
    ],
)
def test_the_page_takes_anything(client, shelf, asked):
    html = page(client, **asked)
    assert "<script>" not in html


def test_what_it_is_narrowed_to_is_named_where_nothing_was_found(client, shelf):
    name = SearchEntry.objects.values_list("publication", flat=True).first()
    assert f"<span>刊物：{name}</span>" in page(client, q="足球", publication="changai")
    assert f"<span>刊物：{name}</span>" in page(client, publication="changai")
    assert "<span>刊物：keine</span>" in page(client, q="竞赛", publication="keine")


def test_what_can_be_typed_makes_no_address_that_servers_refuse(client):
    most = int(re.search(r'name="q"[^>]* maxlength="(\d+)"', page(client)).group(1))
    assert most > views.MAX_QUESTION
    # nginx's own limit is 8k; a Chinese character takes nine bytes, one of two units in the browser twelve.
    assert len(f"GET /search/?q={quote('产' * most)} HTTP/1.1") < 8 * 1024


def test_the_page_says_when_a_question_was_cut(client, shelf):
    assert "只用了前 100 个字" in page(client, q="竞" * 101)


def test_a_name_is_narrowed_to_as_it_is_written(client):
    issue = make_issue(articles=1, sections=("他山　之石", "简讯"))
    publish(issue)
    html = page(client, q="第一段")
    address = re.search(r'href="(\?[^"]*section=%E4%BB%96[^"]*)"', html).group(1).replace("&amp;", "&")
    assert "找到 1 篇" in client.get(reverse("search") + address).content.decode()


def test_the_page_says_what_it_leaves_out(client, shelf, monkeypatch):
    monkeypatch.setattr(query, "MOST", 4)
    monkeypatch.setattr(views, "MOST", 4)
    html = page(client, q="竞赛")
    assert "含“竞赛”的稿件很多，这里列出最新的 4 篇。" in html
    assert "想看更早的，请限定年份，或再加一个词。" in html


def test_a_long_question_makes_no_long_page(client, shelf):
    assert len(page(client, q="，" * 3_000 + "竞赛", section="栏" * 3_000, unit="单" * 3_000)) < 40_000


def test_paging_leads_on_and_keeps_the_question(client):
    issue = make_issue(make_publication(), articles=0)
    section = issue.sections.get()
    for n in range(1, 46):
        make_article(section, n, title=f"第{n}篇", body="<p>竞赛。</p>")
    publish(issue)
    html = page(client, q="竞赛", page="2")
    assert "第 2 页，共 3 页" in html and '<ol class="search-hits" start="21">' in html
    assert 'href="?q=%E7%AB%9E%E8%B5%9B&amp;page=3"' in html


def test_rebuilding_shows_its_progress(shelf):
    SearchEntry.objects.all().delete()
    told = StringIO()
    call_command("rebuild_search", stderr=told)
    assert re.fullmatch(r"\r3/3 期，每秒 \d+ 期\u3000\n搜索索引已重建：3 期，6 篇。\n", told.getvalue())
    assert SearchEntry.objects.count() == 6


def test_ctrl_c_leaves_the_index_as_it_was(client, shelf, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "show", stop)
    with pytest.raises(CommandError, match="^已中断，索引没有改变，读者搜索照常。") as stopped:
        call_command("rebuild_search", stderr=StringIO())
    assert stopped.value.returncode == 130
    assert "找到 6 篇" in page(client, q="竞赛")
