"""What the search finds, held against a plain look at every text."""

import random
from datetime import date

import pytest
from django.db import connection

from issues.edition.content import from_json, plain_text
from issues.models import Edition, SearchEntry
from issues.search import query
from issues.search.grams import read_question, stands_in
from issues.search.index import rebuild
from issues.search.query import PAGE, Filters, search
from issues.workflow.actions import correct_issue, publish_issue, sign_issue, withdraw_issue
from tests.factories import make_article, make_issue, make_publication, publish

pytestmark = pytest.mark.django_db


def titles(question: str, **filters: object) -> list[str]:
    return [hit.entry.title for hit in search(question, Filters(**filters)).hits]


def issue_with(
    *articles: tuple[str, str], number: int = 3, day: date = date(2021, 2, 5), slug: str = "changai"
):
    issue = make_issue(make_publication(slug), articles=0, year=day.year, number=number, date=day)
    section = issue.sections.get()
    for at, (title, text) in enumerate(articles, start=1):
        make_article(section, at, title=title, body=f"<p>{text}</p>", credits=[("曲靖市总工会", "杨冲美")])
    return issue


def test_a_word_a_name_and_a_character_are_found():
    publish(
        issue_with(("产改走深走实", "全市推进产业工人队伍建设改革。"), ("送清凉", "慰问一线职工李秀兰。"))
    )
    assert titles("产改") == ["产改走深走实"]
    assert titles("秀兰") == ["送清凉"]
    assert titles("凉") == ["送清凉"]
    assert titles("杨冲美") == ["产改走深走实", "送清凉"]
    assert titles("职工 慰问") == ["送清凉"]
    assert titles("职工 产改") == []
    assert titles("改走，题") == []


def test_a_word_in_the_title_comes_first_then_the_newest():
    publish(issue_with(("竞赛开幕", "正文。"), number=1, day=date(2020, 3, 1)))
    publish(issue_with(("甲", "举办竞赛。"), ("乙", "举办竞赛。"), number=1, day=date(2021, 3, 1)))
    publish(issue_with(("丙", "举办竞赛。"), number=2, day=date(2021, 9, 1)))
    assert titles("竞赛") == ["竞赛开幕", "丙", "甲", "乙"]


def test_filters_narrow_what_is_found():
    publish(issue_with(("甲", "竞赛。"), number=1, day=date(2020, 3, 1)))
    publish(issue_with(("乙", "竞赛。"), number=1, day=date(2021, 3, 1), slug="other"))
    assert titles("竞赛", slug="other") == ["乙"]
    assert titles("竞赛", year=2020) == ["甲"]
    assert titles("竞赛", section="重点推荐", year=2021) == ["乙"]
    assert titles("竞赛", section="他山之石") == []
    assert titles("竞赛", unit="曲靖市总工会") == ["乙", "甲"]
    assert titles("竞赛", unit="曲靖市%") == titles("竞赛", unit="市总工会") == []


def test_the_index_follows_publishing_correcting_and_withdrawing():
    issue = issue_with(("旧题", "旧文。"))
    assert titles("旧文") == []
    publish(issue)
    assert titles("旧文") == ["旧题"]
    correct_issue(issue, "标题有误。")
    issue.sections.get().articles.update(title="新题", body="<p>新文。</p>")
    assert titles("旧文") == ["旧题"]
    sign_issue(issue)
    publish_issue(issue)
    assert (titles("旧文"), titles("新文")) == ([], ["新题"])
    withdraw_issue(issue, "内容有误。")
    assert titles("新文") == [] and SearchEntry.objects.count() == 0


def test_pages_hold_twenty_and_end_where_there_are_no_more():
    publish(issue_with(*((f"第{n}篇", "竞赛。") for n in range(1, 46))))
    first, last = search("竞赛"), search("竞赛", page=99)
    assert (first.count, first.page, first.pages, len(first.hits)) == (45, 1, 3, PAGE)
    assert (last.page, [hit.entry.n for hit in last.hits]) == (3, [41, 42, 43, 44, 45])
    assert search("没有").pages == 0


def test_of_a_frequent_word_the_newest_are_listed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(query, "MOST", 2)
    for number in range(1, 5):
        publish(issue_with((f"第{number}篇", "竞赛。"), number=number, day=date(2021, number, 1)))
    publish(issue_with(("竞赛", "正文。"), number=1, day=date(2020, 1, 1)))
    found = search("竞赛")
    assert [hit.entry.title for hit in found.hits] == ["第4篇", "第3篇"]
    assert (found.count, found.is_cut) == (2, True)
    assert titles("竞赛", year=2020) == ["竞赛"]
    exactly = search("篇")
    assert (exactly.count, exactly.is_cut) == (2, True)
    assert not search("正文").is_cut


def test_ways_to_narrow_are_counted_the_most_first():
    publish(issue_with(("甲", "竞赛。"), number=1, day=date(2020, 3, 1)))
    publish(issue_with(("乙", "竞赛。"), ("丙", "竞赛。"), number=1, day=date(2021, 3, 1), slug="other"))
    make_publication("third", name="三刊")
    publish(issue_with(("丁", "竞赛。"), number=2, day=date(2021, 4, 1), slug="third"))
    first, second = search("竞赛").facets
    assert (first.name, second.name) == ("publication", "year")
    assert first.choices == (
        ("other", "产业工人队伍建设改革工作简报", 2),
        ("changai", "产业工人队伍建设改革工作简报", 1),
        ("third", "三刊", 1),
    )
    assert second.choices == (("2021", "2021年", 3), ("2020", "2020年", 1))
    assert [facet.name for facet in search("竞赛", Filters(year=2021)).facets] == ["publication"]


def test_of_very_many_nothing_is_counted_but_every_year_is_offered(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(query, "COUNTED", 1)
    for year in (2019, 2020, 2021):
        publish(issue_with(("甲", "竞赛。"), number=1, day=date(year, 3, 1)))
    (years,) = search("竞赛").facets
    assert years.choices == (("2021", "2021年", None), ("2020", "2020年", None), ("2019", "2019年", None))


def test_a_hit_is_marked_and_everything_else_escaped():
    publish(issue_with(("产改<b>", "前文" * 40 + "全面推进产改 ＡＩ 应用&lt;i&gt;" + "后文" * 60)))
    (hit,) = search("产改 ai").hits
    assert hit.title == "<mark>产改</mark>&lt;b&gt;"
    assert "全面推进<mark>产改</mark> <mark>ＡＩ</mark> 应用&lt;i&gt;后文" in hit.snippet
    assert hit.snippet.startswith("…") and hit.snippet.endswith("…")


@pytest.mark.parametrize(
    "question",
    ['"', "'", '" OR "a', "a* AND b", "NEAR(a b)", "title : 竞", "竞:*A", "(竞 | 赛) & !工", "\\", "%_", "\x00\x1f竞",
     "竞" * 10_000, "é", "😀", "؜‮竞", "<script>", "{a b}:c", "-", "^竞"],
)  # fmt: skip
def test_a_hostile_question_is_text(question: str):
    publish(issue_with(("竞赛", "a b。")))
    found = search(question)
    terms = read_question(question)
    wanted = bool(terms) and all(
        stands_in(term, "竞赛", "a b。", "（曲靖市总工会 杨冲美）") for term in terms
    )
    assert found.count == int(wanted)


def test_the_search_finds_what_a_plain_look_finds():
    """Random texts of few characters, so that every kind of neighbourhood occurs; every short question is asked."""
    dice = random.Random(20210205)  # noqa: S311 - test data
    letters = "工会产改a1，。 "

    def text(length: int) -> str:
        return "".join(dice.choices(letters, k=length)).strip() or "工"

    for number in range(1, 5):
        publish(issue_with(*((text(6), text(30)) for _ in range(12)), number=number))
    publish(issue_with(("长文", text(20_000) + "产会会产"), number=5))
    rows = list(SearchEntry.objects.all())
    for _ in range(150):
        question = text(dice.randint(1, 5))
        terms = read_question(question)
        expected = (
            {
                row.pk
                for row in rows
                if all(stands_in(term, row.title, row.text, row.byline) for term in terms)
            }
            if terms
            else set()
        )
        got, page = set(), 1
        while True:
            found = search(question, page=page)
            got |= {hit.entry.pk for hit in found.hits}
            if page >= found.pages:
                break
            page += 1
        assert got == expected, question
        assert found.count == len(expected)


def test_rebuilding_gives_the_same_index():
    publish(issue_with(("产改", "竞赛。"), ("送清凉", "慰问。")))
    before = [titles(question) for question in ("产改", "竞赛", "慰", "杨冲美")]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO issues_searchgrams (issues_searchgrams) VALUES ('delete-all')")
    SearchEntry.objects.all().delete()
    assert titles("产改") == []
    told: list[int] = []
    assert rebuild(told.append) == 2
    assert [titles(question) for question in ("产改", "竞赛", "慰", "杨冲美")] == before
    assert told == [1]


def test_what_is_indexed_is_what_the_edition_says():
    publish(make_issue(articles=3))
    content = from_json(Edition.objects.get().content)
    assert [
        (entry.n, entry.title, entry.text, entry.byline, entry.section, entry.units)
        for entry in SearchEntry.objects.order_by("-id")
    ] == [
        (article.n, article.title, plain_text(article.blocks), article.byline, "重点推荐", "\n曲靖市总工会\n")
        for article in content.articles
    ]
