"""Line ends on the character grid: where a typist of the trade would put them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.typesetting.lines import NOT_AT_END, NOT_AT_HEAD, Line, autospace, break_lines, char_width

HAN = "工会简报"


def broken(text: str, **options: float) -> list[str]:
    return [text[line.start : line.end] for line in break_lines(text, **options)]


def test_a_line_holds_28_characters_and_the_first_two_less() -> None:
    lines = broken("工" * 60)
    assert [len(line) for line in lines] == [26, 28, 6]


def test_a_short_text_and_an_empty_one_are_one_last_line() -> None:
    assert break_lines("工会") == [Line(0, 2, 2.0, last=True)]
    assert break_lines("") == [Line(0, 0, 0.0, last=True)]


def test_a_mark_that_would_be_the_29th_character_hangs() -> None:
    text = "工" * 28 + "，" + "会" * 3
    assert break_lines(text, indent=0) == [Line(0, 29, 28.0, hanging=1), Line(29, 32, 3.0, last=True)]


def test_a_closing_mark_at_the_very_end_hangs_too() -> None:
    assert break_lines("工" * 28 + "。", indent=0) == [Line(0, 29, 28.0, hanging=1, last=True)]


@pytest.mark.parametrize("mark", ["）", "》", "”", "】"])
def test_what_may_not_hang_takes_its_neighbour_down(mark: str) -> None:
    assert broken("工" * 28 + mark + "会", indent=0) == ["工" * 27, "工" + mark + "会"]


def test_an_opening_mark_never_ends_a_line() -> None:
    assert broken("工" * 27 + "《" + "会" * 4 + "》", indent=0) == ["工" * 27, "《会会会会》"]


@pytest.mark.parametrize("mark", ["——", "……"])
def test_dashes_and_dots_stay_whole(mark: str) -> None:
    assert broken("工" * 27 + mark + "会", indent=0) == ["工" * 27, mark + "会"]


@pytest.mark.parametrize("number", ["12345", "45.7", "2021-02-05", "10:30"])
def test_a_number_is_never_parted_from_itself(number: str) -> None:
    assert broken("工" * 27 + number + "会", indent=0) == ["工" * 27, number + "会"]


@pytest.mark.parametrize("counted", ["45万人", "12月", "98%", "100元"])
def test_a_number_is_not_parted_from_its_unit(counted: str) -> None:
    assert broken("工" * 27 + counted, indent=0) == ["工" * 27, counted]


def test_a_number_is_parted_from_its_unit_before_a_line_is_left_three_short() -> None:
    assert broken("工" * 25 + "2021" + "年" + "工" * 3, indent=0) == ["工" * 25, "2021年工工工"]
    assert broken("工" * 24 + "2021345" + "万" + "工" * 3, indent=0) == ["工" * 24 + "2021345", "万工工工"]


def test_marks_inside_a_line_give_up_half_a_character_to_take_in_one_more() -> None:
    text = "工" * 10 + "，" + "工" * 12 + "12年" + "会" * 9
    assert [line.width for line in break_lines(text, indent=0)] == [28.5, 6.0]
    assert [line.width for line in break_lines(text.replace("，", "工"), indent=0)] == [27.5, 7.0]


def test_a_long_address_is_parted_where_the_line_is_full() -> None:
    address = "https://example.com/" + "a" * 100
    lines = broken("网址" + address, indent=0)
    assert "".join(lines) == "网址" + address
    assert all(sum(map(char_width, line)) <= 28 for line in lines)
    assert len(lines) == 3


def test_a_space_at_a_line_end_takes_no_room() -> None:
    assert broken("工" * 28 + " " + "会" * 2, indent=0) == ["工" * 28 + " ", "会会"]


def test_a_line_the_writer_broke_is_a_last_line() -> None:
    assert break_lines("工会\n简报", indent=0) == [Line(0, 3, 2.0, last=True), Line(3, 5, 2.0, last=True)]


def test_a_wider_title_takes_more_of_its_line() -> None:
    text = "题" * 20 + "文" * 20
    assert len(broken(text)[0]) == 26
    assert len(broken(text, scales=[1.1] * 20)[0]) == 24


def test_a_quarter_stands_between_han_and_digits() -> None:
    assert [autospace(*pair) for pair in ("年2", "2年", "，2", "22", "年年", "A工")] == [
        *(0.25, 0.25, 0, 0, 0, 0.25)
    ]


@given(st.text("工会，。、（）《》“”—…12a. \n", max_size=200), st.sampled_from([0, 2]))
def test_no_character_is_lost_and_no_line_is_overfull(text: str, indent: int) -> None:
    lines = break_lines(text, indent=indent)
    assert [line.start for line in lines[1:]] == [line.end for line in lines[:-1]]
    assert (lines[0].start, lines[-1].end) == (0, len(text))
    quotes = sum(text.count(it) for it in "“”")
    assert all(line.width <= 28.5 + quotes * 0.125 + 1e-6 for line in lines)


@given(
    st.lists(
        st.sampled_from(["工会", "，", "（工", "会）", "“简", "报”", "12月", "——", "《工", "报》。"]),
        max_size=120,
    )
)
def test_no_line_begins_or_ends_with_what_may_not(parts: list[str]) -> None:
    """With at most three closing marks in a row, as a text has them."""
    text = "工会".join(parts)
    lines = break_lines(text)
    for line, following in zip(lines, lines[1:], strict=False):
        assert text[following.start] not in NOT_AT_HEAD
        assert text[line.end - 1] not in NOT_AT_END
        assert text[line.end - 1 : line.end + 1] not in ("——", "……")
