"""Every bulletin of the collection typed in Word: the manuscript is the one the text file gives."""

import json
from pathlib import Path

import pytest

from issues.ingest.manuscript import Manuscript
from issues.ingest.readers import read_data, read_lines
from issues.ingest.structure import recover
from tests.issues.ingest.test_bulletins import FILES, comparable
from tests.issues.ingest.test_sample import SAMPLE
from tests.issues.ingest.word import add, new_document, to_bytes, word_like

# What our own typist cannot show in Word, and the one file that lives by the width of its lines.
UNLIKE = {
    "bulletins/19-award-list-and-diary": "the width of its lines tells its titles",
    "layouts/24": "a total number with a year and no date",
    "layouts/62": "a total number with a year and no date",
    "layouts/34": "a year that is not the date's",
    "layouts/67": "a year that is not the date's",
}
TYPED = {f"{path.parent.name}/{path.stem}": path.with_suffix(".json") for path in FILES}


def read_word(data: bytes) -> Manuscript:
    reading = read_data("简报.docx", data)
    return recover(reading.lines, reading.wrapped)


@pytest.mark.parametrize("name", [name for name in TYPED if name not in UNLIKE])
def test_bulletin_typed_in_word_is_recovered_whole(name: str) -> None:
    expected = json.loads(TYPED[name].read_text("utf-8"))
    assert comparable(read_word(word_like(expected)).to_dict()) == comparable(expected)


def without_warnings(manuscript: Manuscript) -> dict:
    return {**manuscript.to_dict(), "warnings": []}


def test_sample_in_word_styles_gives_the_manuscript_of_the_text_file() -> None:
    expected = without_warnings(recover(read_lines(SAMPLE)))
    assert without_warnings(read_word(word_like(expected))) == expected


def test_sample_pasted_line_by_line_into_word_gives_the_same_lines_and_manuscript() -> None:
    lines = read_lines(SAMPLE)
    document = new_document()
    for line in lines:
        add(document, line)
    assert read_data("简报.docx", to_bytes(document)).lines == lines
    assert read_word(to_bytes(document)).to_dict() == recover(lines).to_dict()


def test_sample_pasted_with_line_breaks_into_one_paragraph_gives_the_same_manuscript() -> None:
    lines = read_lines(SAMPLE)
    document = new_document()
    add(document, "\n".join(line.lstrip("\f") for line in lines))
    assert read_word(to_bytes(document)).to_dict() == recover(lines).to_dict()


def test_collection_is_there() -> None:
    assert len(TYPED) > 100
    assert set(UNLIKE) <= set(TYPED)
    assert Path(SAMPLE).exists()
