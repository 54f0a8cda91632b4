"""The files that a site which stands alone searches in."""

import json
from datetime import date

import html5lib
import pytest
from django.template.loader import render_to_string

from issues.search.grams import fold, runs
from issues.search.portable import letter_table, search_files
from issues.workflow.actions import withdraw_issue
from tests.factories import make_article, make_issue, publish

pytestmark = pytest.mark.django_db


def read_files() -> dict[str, bytes]:
    return dict(search_files())


def parts(files: dict[str, bytes]) -> dict[str, object]:
    names = json.loads(files["search/index.json"])["parts"]
    return {name.split(".")[0]: json.loads(files[f"search/{name}"]) for name in names}


def make_shelf() -> list:
    issues = []
    for number, day in ((1, date(2020, 12, 30)), (2, date(2021, 1, 5)), (3, date(2021, 3, 5))):
        issue = make_issue(articles=0, year=2020 + (number == 3), number=number, date=day)
        credits = [("曲靖市总工会", "杨冲美")]
        make_article(issue.sections.get(), title=f"第{number}期", body="<p>甲</p><p>乙</p>", credits=credits)
        publish(issue)
        issues.append(issue)
    return issues


def test_articles_lie_by_the_year_they_came_out_newest_first():
    make_shelf()
    files = read_files()
    name = "产业工人队伍建设改革工作简报"
    body = "甲 乙 （曲靖市总工会 杨冲美）"
    assert parts(files) == {
        "2021": {
            "issues": [
                ["changai", 2021, "3", name, "第3期", "2021-03-05"],
                ["changai", 2020, "2", name, "第2期", "2021-01-05"],
            ],
            "articles": [
                [0, 1, "重点推荐", ["曲靖市总工会"], "第3期", body],
                [1, 1, "重点推荐", ["曲靖市总工会"], "第2期", body],
            ],
        },
        "2020": {
            "issues": [["changai", 2020, "1", name, "第1期", "2020-12-30"]],
            "articles": [[0, 1, "重点推荐", ["曲靖市总工会"], "第1期", body]],
        },
    }
    assert json.loads(files["search/index.json"])["years"] == [2021, 2020]


def test_a_change_alters_only_its_year():
    issues = make_shelf()
    before = read_files()
    withdraw_issue(issues[2], "内容有误。")
    after = read_files()
    changed = {name for name, body in after.items() if before.get(name) != body}
    assert {name.split(".")[0] for name in changed} == {"search/2021", "search/index"}
    assert read_files() == after


def test_the_page_says_what_it_needs():
    html = render_to_string("public/search_static.html")
    html5lib.HTMLParser(strict=True).parse(html)
    assert "在这里搜索须打开浏览器的 JavaScript。" in html
    assert "<script>" not in html and " style=" not in html


def test_an_empty_shelf_has_a_search_too():
    assert parts(read_files()) == {}


def test_the_table_of_letters_is_that_of_the_tokeniser():
    table = letter_table()
    letters, code = set(), 0
    for gap, length in zip(table["letters"][::2], table["letters"][1::2], strict=True):
        letters.update(range(code + gap, code + gap + length))
        code += gap + length
    into = dict(zip(table["from"], table["to"], strict=True))
    for character in "a1Ａ㎡½Ⅳ٣é𬭚豈ｶ한，。“ 　\t\x00\u200b\ufffd😀😁ß":
        folded = "".join(into.get(letter, letter) for letter in character)
        assert folded == fold(character).text
        assert "".join(letter for letter in folded if ord(letter) in letters) == "".join(runs(character))
