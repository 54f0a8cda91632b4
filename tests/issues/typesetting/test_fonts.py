"""Fonts by one ordered table, and what happens to a character that is in none."""

import pytest

from issues.typesetting import fonts
from issues.typesetting.fonts import FAMILIES, SANS, SERIF, MissingCharacters, families_for


def test_rare_characters_of_names_are_in_the_fonts_that_come_with_us() -> None:
    found = families_for("𬭚堃淯㛃")
    assert found.keys() == FAMILIES.keys()
    assert all({SERIF, SANS} <= set(names) for names in found.values())


def test_the_last_family_of_every_use_is_always_there() -> None:
    assert {names[-1] for names in FAMILIES.values()} == {SERIF, SANS}
    assert {SERIF, SANS} <= set(fonts.installed().families())


def test_the_offices_own_font_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        fonts, "_installed_names", lambda: frozenset({"仿宋_GB2312", "FangSong", SERIF, SANS})
    )
    assert families_for("工会")["body"] == ["仿宋_GB2312", "FangSong", SERIF, SANS]
    assert fonts.has_own("body")
    assert not fonts.has_own("title")


def test_a_character_that_only_another_font_has_brings_that_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_files", lambda: (("Other", "other.ttf", 0), ("Rare", "rare.ttf", 0)))
    has = {"other.ttf": frozenset("x"), "rare.ttf": frozenset({0xE000})}
    known = fonts._characters
    monkeypatch.setattr(fonts, "_characters", lambda path, index: has.get(path) or known(path, index))
    assert [names[-1] for names in families_for("工\ue000").values()] == ["Rare"] * len(FAMILIES)


def test_a_character_in_no_font_is_named() -> None:
    with pytest.raises(MissingCharacters, match=r"没有字库能印出“\U00050000”（U\+50000）。请核对"):
        families_for("张\U00050000")


def test_what_shows_nothing_needs_no_glyph() -> None:
    assert families_for("工\u200b\ufe0f\xa0\u3000会")["body"][-2:] == [SERIF, SANS]
