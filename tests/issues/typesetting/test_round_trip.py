"""What we print is read again by our own ingest: Word file, PDF and text give the manuscript the issue came from."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from issues.edition.content import (
    Article,
    Block,
    Credit,
    EditionContent,
    Paragraph,
    Run,
    Section,
    plain_text,
    runs_text,
)
from issues.edition.freeze import build_content
from issues.ingest.intake import Placement, take_in
from issues.ingest.manuscript import Manuscript
from issues.ingest.readers import read_data, read_lines
from issues.ingest.structure import recover
from issues.models import Form
from issues.typesetting.docx import render_docx
from issues.typesetting.forms import typeset
from issues.typesetting.pdf import render_pdf
from issues.typesetting.style import PageStyle
from issues.typesetting.text import render_text
from tests.factories import make_publication
from tests.issues.typesetting import samples
from tests.issues.typesetting.generated import generate
from tests.issues.typesetting.trial import ADDRESS

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


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_rare_characters_of_names_come_back(form: str) -> None:
    names = ("李𬭚", "王堃", "欧阳淯", "赵㛃")
    articles = tuple(
        samples.article(n, f"第{n}篇关于竞赛的通报", credits=(Credit("曲靖市总工会", (name,)),))
        for n, name in enumerate(names, start=1)
    )
    issue = samples.content(sections=(Section("重点推荐", articles),))
    data = render_pdf(issue, PageStyle(), {}.get) if form == "pdf" else render_docx(issue, PageStyle())
    reading = read_data(f"简报.{form}", data)
    found = recover(reading.lines, reading.wrapped).articles
    assert [name for one in found for name in one.contributors] == list(names)


# Generated issues with what a text layer can tell: of their first forty, in four it cannot (a title cut in the
# middle of a number, a text of two lines set hardly larger than a 版记 of a hundred units).
@pytest.mark.parametrize("seed", [0, 1, 3, 4, 7, 9, 11, 12, 13, 14, 15, 16])
def test_generated_issue_is_read_again_as_it_was(seed: int) -> None:
    made = generate(seed)
    content = usual(made.content)
    pdf = render_pdf(content, made.style, made.pictures.get, ADDRESS if made.style.qr_code else "")
    docx = render_docx(content, made.style, picture=made.pictures.get)
    for name, data in (("pdf", pdf), ("docx", docx), ("txt", render_text(content).encode())):
        reading = read_data(f"简报.{name}", data)
        assert comparable(recover(reading.lines, reading.wrapped)) == printed(content), name


def usual(content: EditionContent) -> EditionContent:
    """Its paragraphs, with one name to a byline: a name that ends its line is not told from half a name."""

    def is_plain(block: Block) -> bool:
        return isinstance(block, Paragraph) and not re.search(r"\n|http", runs_text(block.runs))

    def paragraphs(blocks: Iterable[Block]) -> tuple[Block, ...]:
        return tuple(Paragraph((Run(runs_text(it.runs)),)) for it in blocks if is_plain(it))

    def plainer(one: Article) -> Article:
        return replace(
            one,
            title=one.title[:30],
            blocks=paragraphs(one.blocks) or (Paragraph((Run("会议要求认真落实。"),)),),
            credits=tuple(Credit(it.organisation, it.names[:1]) for it in one.credits),
        )

    sections = tuple(
        replace(section, articles=tuple(map(plainer, section.articles)))
        for section in content.sections
        if section.articles
    )
    issuer = content.issuer if 0 < len(content.issuer) < 20 else "云南省总工会办公室"
    return replace(content, issuer=issuer, sections=sections, editors_note=paragraphs(content.editors_note))


def test_text_of_an_issue_is_read_again_as_it_was(content: EditionContent) -> None:
    reading = read_data("简报.txt", typeset(content, STYLES["own-line"], Form.TXT))
    assert comparable(recover(reading.lines, reading.wrapped)) == printed(content)
