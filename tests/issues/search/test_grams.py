"""The tokeniser: pairs of characters, and what a question asks of them."""

import sys
from collections.abc import Iterable

import pytest

from issues.search.grams import cut_question, fold, fold_one, letters_of, read_question, stands_in, tokens


def spell(tokens_: Iterable[str]) -> list[str]:
    return ["".join(chr(int(token[at : at + 5], 16)) for at in range(0, len(token), 5)) for token in tokens_]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产改工作", "产 改 工 作 产改 改工 工作"),
        ("改", "改"),
        ("改改改", "改 改改"),
        ("产改，工作。", "产 改 工 作 产改 工作"),
        ("12 月3日", "1 2 3 月 日 12 月3 3日"),
        ("ＡＰＰ", "a p ap pp"),
        ("㎡", "m 2 m2"),
        ("𬭚淯", "𬭚 淯 𬭚淯"),
        ("\x00 ，。\n", ""),
        ("", ""),
    ],
)
def test_tokens_are_characters_and_pairs_of_a_run(text: str, expected: str) -> None:
    assert sorted(spell(tokens(letters_of(text)))) == sorted(expected.split())


def test_letters_keep_texts_apart() -> None:
    assert letters_of("《产改》工作", "", "ＡＩ，") == "产改 工作 ai"


def test_a_folded_letter_knows_where_it_came_from() -> None:
    folded = fold("共㎡Ａ")
    assert (folded.text, list(folded.origins)) == ("共m2a", [0, 1, 1, 2])
    folded = fold("共Ａ")
    assert (folded.text, list(folded.origins)) == ("共a", [0, 1])


def test_no_character_is_folded_to_nothing() -> None:
    """So texts of the same length correspond letter by letter."""
    assert all(fold_one(chr(code)) for code in range(sys.maxunicode + 1))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("产改", [("产改", ["产改"], True)]),
        ("改", [("改", ["改"], True)]),
        ("改改改", [("改改改", ["改改"], False)]),
        (
            "《工人日报》 ＡＩ 工人日报",
            [("工人日报", ["工人", "人日", "日报"], False), ("ai", ["ai"], True)],
        ),
        ('" OR * NEAR(', [("or", ["or"], True), ("near", ["ne", "ea", "ar"], False)]),
        ("，。！", []),
    ],
)
def test_a_question_is_its_runs_each_asked_once(question: str, expected: list) -> None:
    assert [(term.text, spell(term.tokens), term.is_token) for term in read_question(question)] == expected


def test_a_long_question_is_cut() -> None:
    (term,) = read_question("工" * 10_000)
    assert len(term.text) == 100


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("产改", ("产改", False)),
        ("《产改》", ("产改》", False)),
        ("，" * 200 + "产改", ("产改", False)),
        ("工" * 101, ("工" * 100, True)),
        ("工" * 100 + "，。", ("工" * 100, False)),
        ("，" * 101, ("，" * 100, False)),
        ("", ("", False)),
    ],
)
def test_a_question_begins_with_its_first_letter(question: str, expected: tuple[str, bool]) -> None:
    assert cut_question(question) == expected


def test_stands_in_does_not_read_across_marks() -> None:
    (term,) = read_question("改工")
    assert stands_in(term, "产改工作") and not stands_in(term, "产改，工作", "产改", "工作")
