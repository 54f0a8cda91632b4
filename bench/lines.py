"""How many of the sample's printed line ends ours fall on, and which do not.

Run: uv run python bench/lines.py [--quiet]; bench/lines/figures.txt has what it printed.
The sample is taken through the ingest and set as its publication is: 24 lines a page, sections on new pages,
run-in titles. Its file still shows where each of its 180 printed lines ended. White is left out of the count, for
the ingest drops the spaces that the text layer puts between Chinese and digits. Line ends are read from the PDF.
"""

import argparse
import datetime
import os
import sys
from io import BytesIO
from itertools import accumulate
from pathlib import Path

import pdfplumber

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")

import django  # noqa: E402

django.setup()

from issues.edition.content import (  # noqa: E402
    Article,
    Credit,
    EditionContent,
    Paragraph,
    RecipientGroup,
    Run,
    Section,
)
from issues.ingest.readers.text import read_text  # noqa: E402
from issues.ingest.structure import recover  # noqa: E402
from issues.typesetting.pdf import render_pdf  # noqa: E402
from issues.typesetting.style import PageStyle  # noqa: E402

SAMPLE = ROOT / "seeds" / "chanye-gongren-jianbao.txt"
STYLE = PageStyle(lines_per_page=24, sections_on_new_pages=True, run_in_titles=True)
WANTED = 165
LABELS = {"report": "报", "send": "送", "issue": "发"}


def sample() -> EditionContent:
    """The sample as an Edition would hold it, without what its file has lost."""
    manuscript = recover(read_text(SAMPLE.read_bytes()))
    numbers = iter(range(1, 1000))
    sections = tuple(
        Section(
            section.name or "",
            tuple(
                Article(
                    next(numbers),
                    article.title or "",
                    tuple(Paragraph((Run(text),)) for text in article.paragraphs),
                    (Credit(article.organisation, tuple(article.contributors)),)
                    if article.organisation
                    else (),
                    article.source,
                    article.source_detail or "",
                )
                for article in section.articles
            ),
        )
        for section in manuscript.sections
    )
    return EditionContent(
        publication="推进新时期产业工人队伍建设改革工作简报",
        slug="changai",
        issuer="云南省总工会办公室",
        kind="regular",
        year=2021,
        number=3,
        total_number=45,
        date=datetime.date(2021, 2, 5),
        sections=sections,
        recipients=tuple(
            RecipientGroup(kind, label, tuple(getattr(manuscript.distribution, kind)))
            for kind, label in LABELS.items()
            if getattr(manuscript.distribution, kind)
        ),
    )


def printed_lines(pdf: bytes) -> list[str]:
    """The lines of the PDF after its contents, without page numbers and white."""
    lines = []
    with pdfplumber.open(BytesIO(pdf)) as document:
        for page in document.pages[1:]:
            found: dict[int, list[dict]] = {}
            for it in page.chars:
                found.setdefault(round(it["matrix"][5]), []).append(it)
            for _, characters in sorted(found.items(), reverse=True)[:-1]:
                ordered = sorted(characters, key=lambda it: it["x0"])
                lines.append("".join("".join(it["text"] for it in ordered).split()))
    return [line for line in lines if line]


def reason(line: str, following: str, ours: str) -> str:
    """Why ours ended elsewhere."""
    if line[-1].isdigit() and following[:1] and not following[0].isdigit():
        return "the original parts a number from its unit, we do not"
    if len(ours) > len(line):
        return "the original leaves the line shorter"
    if "）" in ours or "。（" in line:
        return "the original squeezes two marks that meet by a whole character, we by half"
    return "follows from the line before"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quiet", action="store_true", help="the count alone")
    quiet = parser.parse_args().quiet
    original = ["".join(line.split()) for line in SAMPLE.read_text("utf-8").splitlines() if line.strip()]
    ours = printed_lines(render_pdf(sample(), STYLE, lambda src: None))
    whole, set_text = "".join(original), "".join(ours)
    # The footer's beginning is lost in the file, so ours is longer there: its lines are compared by themselves.
    ends = set(accumulate(map(len, ours)))
    same = next((at for at, pair in enumerate(zip(whole, set_text, strict=False)) if pair[0] != pair[1]), 0)
    footer = {line for line in ours if line not in whole[:same]}
    hit, missed, at = 0, [], 0
    for number, line in enumerate(original):
        at += len(line)
        if at <= same and at in ends or at > same and any(it.endswith(line[-6:]) for it in footer):
            hit += 1
        else:
            missed.append((number, line, at))
    for number, line, at in [] if quiet else missed:
        following = original[number + 1] if number + 1 < len(original) else ""
        if at > same:
            print(f"{number + 1:>4}  …{line[-12:]}｜  the footer: it is set in smaller type, in the 版记")
            continue
        before = max(end for end in ends | {0} if end < at)
        after = min(end for end in ends if end > at)
        mine = whole[before:after]
        shown = (
            whole[max(after - 12, 0) : after]
            if after - at < at - before
            else whole[max(before - 12, 0) : before]
        )
        print(f"{number + 1:>4}  …{line[-12:]}｜  ours …{shown}｜  {reason(line, following, mine)}")
    print(f"{hit} of {len(original)} line ends fall on the same character (wanted: {WANTED})")
    return 0 if hit >= WANTED else 1


if __name__ == "__main__":
    raise SystemExit(main())
