"""Which fonts a page is set in: the office's own where the system has them, else the ones that are installed with us.

A character that none of these has is looked for in every font of the system; where none has it either, printing
is refused with its name, for a blank box in somebody's name is worse than no page.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

import pylopdf_fonts_zh_cn as wheel
import typst
from fontTools.ttLib import TTFont, TTLibError

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"

# For each use the families that an office may have, best first; the last one is always there.
FAMILIES: dict[str, tuple[str, ...]] = {
    "title": (
        *("FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
        *("STZhongsong", "华文中宋"),
        SERIF,
    ),
    "body": (
        *("FangSong_GB2312", "仿宋_GB2312", "FZFangSong-Z02S", "方正仿宋简体", "方正仿宋_GBK"),
        *("FangSong", "仿宋", "STFangsong", "华文仿宋"),
        SERIF,
    ),
    "kai": (
        *("KaiTi_GB2312", "楷体_GB2312", "FZKai-Z03S", "方正楷体简体", "方正楷体_GBK"),
        *("KaiTi", "楷体", "STKaiti", "华文楷体"),
        SERIF,
    ),
    "hei": ("SimHei", "黑体", "FZHei-B01S", "方正黑体简体", "方正黑体_GBK", "STHeiti", "华文黑体", SANS),
    "song": ("SimSun", "宋体", "NSimSun", "新宋体", "STSong", "华文宋体", SERIF),
}

# Characters that show nothing, so need no glyph.
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}
_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}


class MissingCharacters(ValueError):
    """No font has these; the message names them and says what to do."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(characters)
        named = "、".join(f"“{it}”（U+{ord(it):04X}）" for it in self.characters[:10])
        more = f"等{len(self.characters)}个字符" if len(self.characters) > 10 else ""
        super().__init__(
            f"没有字库能印出{named}{more}。请核对是否误输入，或换用通行的写法；确需使用的，请系统管理员安装含有它的字体。"
        )


@cache
def installed() -> typst.Fonts:
    """The system's fonts and ours. The office's are found here when they are installed."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[_ours()])


def _ours() -> str:
    return str(wheel.serif_path().parent)


def families_for(text: str) -> dict[str, list[str]]:
    """For each use the families in the order in which a character is looked for; `text` is all that is printed.

    Raises MissingCharacters.
    """
    rare = _rare(text)
    return {
        use: [*(name for name in names if name in _installed_names()), *_others(names), *rare]
        for use, names in FAMILIES.items()
    }


def has_own(use: str) -> bool:
    """Whether the system has one of the office's own fonts for `use`."""
    return any(name in _installed_names() for name in FAMILIES[use][:-1])


def _others(names: tuple[str, ...]) -> list[str]:
    return [name for name in (SERIF, SANS) if name not in names]


@cache
def _installed_names() -> frozenset[str]:
    return frozenset(installed().families())


def _rare(text: str) -> list[str]:
    """The families that have what ours lack."""
    wanted = {ord(it) for it in set(text) if _shows(it)} - _characters(str(wheel.serif_path()), 0)
    families: list[str] = []
    for family, path, index in _files():
        if not wanted:
            break
        found = wanted & _characters(path, index)
        if found:
            families.append(family)
            wanted -= found
    if wanted:
        raise MissingCharacters(chr(code) for code in sorted(wanted))
    return families


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE and ord(character) not in _SELECTORS


@cache
def _files() -> tuple[tuple[str, str, int], ...]:
    """(family, path, place in the file) of every regular upright font, Chinese ones first."""
    found = {
        (font.family, font.path, font.index)
        for font in installed().fonts()
        if font.path and font.style == "normal" and font.weight <= 500
    }
    return tuple(sorted(found, key=lambda font: (not _is_chinese(font[0]), font)))


def _is_chinese(family: str) -> bool:
    return any(mark in family for mark in ("SC", "CN", "Song", "Hei", "Kai", "Ming", "Han")) or any(
        "一" <= it <= "鿿" for it in family
    )


@cache
def _characters(path: str, index: int) -> frozenset[int]:
    """The code points that the font has a glyph for; none where the file cannot be read."""
    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError):
        return frozenset()
