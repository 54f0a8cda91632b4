"""Whole bulletins of many layouts, each with the manuscript a careful reader would recover.

`bulletins/` and `offices/` were written by hand, each imitating how another office lays its paper out;
`layouts/` and `trials/` render one stock of articles each in many page layouts.
"""

import json
from pathlib import Path

import pytest

from issues.ingest.readers import read_lines
from issues.ingest.structure import recover

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*.txt"))
HEAD = [
    "publication",
    "number",
    "supplement",
    "total_number",
    "year",
    "date",
    "issuer",
    "editors_note",
    "copies",
]
ARTICLE = ["title", "paragraphs", "organisation", "contributors", "source"]


def comparable(manuscript: dict) -> dict:
    """The keys of the contract; warnings are compared elsewhere."""
    return {
        **{key: manuscript[key] for key in HEAD},
        "sections": [
            {
                "name": section["name"],
                "articles": [{key: a[key] for key in ARTICLE} for a in section["articles"]],
            }
            for section in manuscript["sections"]
        ],
        "distribution": manuscript["distribution"],
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_bulletin_is_recovered_whole(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert comparable(recover(read_lines(path)).to_dict()) == comparable(expected)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_bulletin_warns_of_what_is_missing(path: Path) -> None:
    manuscript = recover(read_lines(path)).to_dict()
    codes = {warning["code"] for warning in manuscript["warnings"]}
    head = [manuscript[key] for key in ("publication", "number", "supplement", "date", "issuer")]
    if not any(head):
        assert "missing-masthead" in codes
    if not any(manuscript["distribution"].values()) and not manuscript["copies"] and not manuscript["staff"]:
        assert "missing-footer" in codes
    for warning in manuscript["warnings"]:
        assert warning["message"] and warning["line"] >= 1
