"""The sample from its file to the page a reader sees: everything once, in order, nothing added."""

from pathlib import Path

import pytest
from django.test import Client

from issues.ingest.readers import read_lines
from issues.ingest.structure import recover
from issues.management.demo import load_accounts, load_bulletins
from tests.pages import parse, text, texts

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture
def published(db: None, tmp_path: Path) -> None:
    load_accounts(tmp_path / "accounts.json")
    load_bulletins()


def test_issue_page_of_the_sample_holds_the_manuscript_once_and_in_order(
    published: None, client: Client
) -> None:
    manuscript = recover(read_lines(SEEDS / "chanye-gongren-jianbao.txt"))
    page = parse(client.get("/changai/2021/3/"))
    main = page.find(".//main")
    assert main is not None
    sections = main.findall(".//section[@class='section']")
    assert [section.get("data-section") for section in sections] == [s.name for s in manuscript.sections]
    for shown, section in zip(sections, manuscript.sections, strict=True):
        articles = shown.findall("article[@class='article']")
        assert [texts(article, ".//h3") for article in articles] == [
            [article.title] for article in section.articles
        ]
        for element, article in zip(articles, section.articles, strict=True):
            paragraphs = [text(p) for p in element.iterfind(".//p") if p.get("class") is None]
            assert paragraphs == article.paragraphs
            assert texts(element, ".//p[@class='byline']") == _bylines(article)
    recipients = {
        group.get("data-kind"): texts(group, ".//span[@class='recipient']")
        for group in main.findall(".//footer[@class='distribution']/div[@class='recipients']")
    }
    assert recipients == {"report": manuscript.distribution.report, "send": manuscript.distribution.send}
    whole = text(main)
    for article in manuscript.articles:
        for paragraph in article.paragraphs:
            assert whole.count(paragraph) == 1
    for name in [*manuscript.distribution.report, *manuscript.distribution.send]:
        assert whole.count(name) == 1


def _bylines(article) -> list[str]:
    if article.source:
        return [f"（《{article.source}》{article.source_detail}）"]
    if article.organisation:
        return [f"（{article.organisation} {' '.join(article.contributors)}）"]
    return []


def test_assumed_masthead_is_marked_as_assumed(published: None, client: Client) -> None:
    page = parse(client.get("/changai/2021/3/"))
    (note,) = texts(page, ".//p[@class='assumed']")
    assumed = note.removeprefix("原件的报头未能保存：").partition("为示例所拟")[0]
    assert assumed == "刊名、期号、总期号、“内部资料”字样、编印单位和日期"
    assert texts(parse(client.get("/changai/2020/12/")), ".//p[@class='assumed']") == []


def test_demo_bulletins_stand_in_the_archive_by_year(published: None, client: Client) -> None:
    whole = text(parse(client.get("/changai/")).find(".//main"))
    for label in ("2021年", "2020年", "第3期", "增刊第1期", "第12期"):
        assert label in whole
