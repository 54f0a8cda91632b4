"""What we print is read again by our own ingest: Word file, PDF and text give the manuscript the issue came from."""

from pathlib import Path

import pytest

from issues.edition.content import EditionContent, plain_text
from issues.edition.freeze import build_content
from issues.ingest.intake import Placement, take_in
from issues.ingest.manuscript import Manuscript
from issues.ingest.readers import read_data, read_lines
from issues.ingest.structure import recover
from issues.models import Form
from issues.typesetting.forms import typeset
from issues.typesetting.style import PageStyle
from tests.factories import make_publication

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
STYLES = {
    "own-line": PageStyle(),
    "dense": PageStyle(24, sections_on_new_pages=True, qr_code=True),
    "run-in": PageStyle(24, sections_on_new_pages=True, run_in_titles=True, qr_code=True),
}


def printed(content: EditionContent) -> dict:
    """The manuscript that `content` must give."""
    sections = []
    for section in content.sections:
        articles = []
        for article in section.articles:
            organisations = {credit.organisation for credit in article.credits}
            articles.append(
                {
                    "title": article.title,
                    "paragraphs": plain_text(article.blocks).split("\n"),
                    "organisation": next(iter(organisations), None),
                    "contributors": [name for credit in article.credits for name in credit.names],
                    "source": article.source,
                }
            )
        sections.append({"name": section.name or None, "articles": articles})
    names = {"report": [], "send": [], "issue": []}
    for group in content.recipients:
        names[group.kind] += group.names
    return {
        "publication": content.publication,
        "number": None if content.kind == "supplement" else content.number,
        "supplement": content.number if content.kind == "supplement" else None,
        "total_number": content.total_number,
        "year": content.year,
        "date": content.date.isoformat(),
        "issuer": content.issuer,
        "editors_note": plain_text(content.editors_note) or None,
        "sections": sections,
        "distribution": names,
        "copies": content.copies,
    }


def comparable(manuscript: Manuscript) -> dict:
    data = manuscript.to_dict()
    keys = ("title", "paragraphs", "organisation", "contributors", "source")
    kept = printed_keys(data)
    kept["sections"] = [
        {
            "name": section["name"],
            "articles": [{key: one[key] for key in keys} for one in section["articles"]],
        }
        for section in data["sections"]
    ]
    return kept


def printed_keys(data: dict) -> dict:
    names = (
        *("publication", "number", "supplement", "total_number", "year", "date", "issuer", "editors_note"),
        *("distribution", "copies"),
    )
    return {name: data[name] for name in names}


@pytest.fixture(params=["chanye-gongren-jianbao", "gongzuo-jianbao-2020-12", "zengkan-2021-1"])
def content(request: pytest.FixtureRequest, db: None) -> EditionContent:
    """A seed as the demo publishes it."""
    make_publication(name="推进新时期产业工人队伍建设改革工作简报", issuer="云南省总工会办公室")
    given = {"year": 2021, "number": 3, "total_number": 45} if request.param.startswith("chanye") else {}
    manuscript = recover(read_lines(SEEDS / f"{request.param}.txt"))
    issue = take_in(manuscript, Placement(publication="changai", **given)).issue
    if issue.date is None:
        issue.date = "2021-02-05"
        issue.assumed_note = "原件的报头未能保存：刊名、期号和日期为示例所拟，均以原印件为准。"
        issue.save()
        issue.refresh_from_db()
    return build_content(issue)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", [Form.DOCX, Form.PDF])
def test_printed_issue_is_read_again_as_it_was(
    content: EditionContent, form: Form, style: str, settings: object
) -> None:
    settings.SITE_URL = "https://gonghui.example.org.cn"  # so that a QR code is printed where there is one
    reading = read_data(f"简报.{form}", typeset(content, STYLES[style], form))
    assert comparable(recover(reading.lines, reading.wrapped)) == printed(content)


def test_text_of_an_issue_is_read_again_as_it_was(content: EditionContent) -> None:
    reading = read_data("简报.txt", typeset(content, STYLES["own-line"], Form.TXT))
    assert comparable(recover(reading.lines, reading.wrapped)) == printed(content)
