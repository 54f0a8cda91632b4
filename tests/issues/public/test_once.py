"""What is read once for pages that are made together, and anew for each reader."""

import pytest

from issues.public.once import read_once, together

asked: list[tuple[str, int]] = []


@read_once
def read(name: str, times: int = 1) -> str:
    asked.append((name, times))
    return name * times


@pytest.fixture(autouse=True)
def nobody_asked() -> None:
    asked.clear()


def test_together_the_same_is_read_once():
    with together():
        assert [read("a"), read("b"), read("a"), read("a", times=2), read("a", times=2)] == [
            *("a", "b", "a", "aa", "aa")
        ]
    assert asked == [("a", 1), ("b", 1), ("a", 2)]


def test_however_it_is_asked_for():
    with together():
        assert [read("a"), read("a", 1), read(name="a"), read(times=1, name="a")] == ["a"] * 4
    assert asked == [("a", 1)]


def test_each_reader_gets_what_is_there_now():
    assert (read("a"), read("a")) == ("a", "a")
    assert asked == [("a", 1), ("a", 1)]


def test_nothing_is_kept_for_the_next_time_even_after_a_failure():
    with pytest.raises(ZeroDivisionError), together():
        assert read("a") == "a"
        raise ZeroDivisionError
    with together():
        assert read("a") == "a"
    assert asked == [("a", 1), ("a", 1)]
