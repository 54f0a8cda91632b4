"""Automatic numbers made visible: Word keeps 一、 and （一） and ● out of the text and counts by itself."""

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from issues.ingest.readers.word.styles import ParagraphLook, read_paragraph, read_run
from issues.ingest.readers.word.symbols import bullet
from issues.ingest.readers.word.xml import child, children, number, value

_DIGITS = "零一二三四五六七八九"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_MAX_LEVEL = 8


@dataclass(frozen=True, slots=True)
class Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1
    font: str = ""
    look: ParagraphLook = ParagraphLook()


@dataclass(frozen=True, slots=True)
class Label:
    """`text` as printed; `kind` ul or ol where a list says the same; `count` its number in the list."""

    text: str
    kind: str
    count: int
    list_id: str
    look: ParagraphLook


@dataclass(slots=True)
class Numbering:
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # numId -> level -> how it counts
    groups: dict[str, str] = field(default_factory=dict)  # numId -> the definition it counts with
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, numbering: tuple[str, int] | None) -> Label | None:
        """Count one paragraph on; None where it has no number."""
        if numbering is None or numbering[0] not in self.levels:
            return None
        num_id, depth = numbering[0], max(0, min(numbering[1], _MAX_LEVEL))
        levels = self.levels[num_id]
        level = levels.get(depth, Level())
        counts = self._counts[self.groups.get(num_id, num_id)]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if level.format == "none" and not level.text:
            return None
        if level.format == "bullet":
            return Label(bullet(level.text, level.font), "ul", counts[depth], num_id, level.look)
        text = level.text
        for above in range(depth + 1):
            shown = levels.get(above, Level())
            count = counts.get(above, shown.start)
            text = text.replace(f"%{above + 1}", format_number(count, shown.format))
        plain = level.format == "decimal" and level.text.strip() in {"%1.", "%1", "%1．"}
        return Label(text, "ol" if plain else "", counts[depth], num_id, level.look)


def read_numbering(root: etree._Element | None) -> Numbering:
    numbering = Numbering()
    if root is None:
        return numbering
    definitions: dict[str, dict[int, Level]] = {}
    for element in children(root, "abstractNum"):
        definitions[value(element, "abstractNumId") or ""] = {
            int(number(level, "ilvl") or 0): _level(level) for level in children(element, "lvl")
        }
    for element in children(root, "num"):
        key, definition = value(element, "numId"), value(child(element, "abstractNumId")) or ""
        if not key or key == "0" or definition not in definitions:
            continue
        levels = dict(definitions[definition])
        own = False
        for override in children(element, "lvlOverride"):
            at = int(number(override, "ilvl") or 0)
            start = number(child(override, "startOverride"))
            replaced = child(override, "lvl")
            level = _level(replaced) if replaced is not None else levels.get(at, Level())
            if start is not None:
                own = True
                level = Level(level.format, level.text, int(start), level.font, level.look)
            levels[at] = level
        numbering.levels[key] = levels
        # Lists of one definition count on together, unless one says where it starts.
        numbering.groups[key] = f"own {key}" if own else f"shared {definition}"
    return numbering


def _level(element: etree._Element) -> Level:
    start = number(child(element, "start"))
    return Level(
        value(child(element, "numFmt")) or "decimal",
        value(child(element, "lvlText")) or "",
        int(start) if start is not None and 0 <= start < 100_000 else 1,
        read_run(child(element, "rPr")).font or "",
        read_paragraph(child(element, "pPr")),
    )


def format_number(count: int, kind: str) -> str:
    """A number in one of Word's formats; those that a Chinese office does not meet are shown as digits."""
    if count < 1:
        return str(count)
    if kind in {
        *("chineseCounting", "chineseCountingThousand", "japaneseCounting"),
        *("taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital"),
    }:
        return chinese(count)
    if kind in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and count <= 20:
        return chr(0x2460 + count - 1)
    if kind == "decimalEnclosedParen" and count <= 20:
        return f"（{count}）"
    if kind == "ideographTraditional":
        return _STEMS[(count - 1) % 10]
    if kind == "ideographZodiac":
        return _BRANCHES[(count - 1) % 12]
    if kind in {"upperLetter", "lowerLetter"} and count <= 702:
        letters = chr(65 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if kind == "upperLetter" else letters.lower()
    if kind in {"upperRoman", "lowerRoman"} and count < 4000:
        roman = _roman(count)
        return roman if kind == "upperRoman" else roman.lower()
    if kind == "decimalFullWidth":
        return str(count).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    if kind == "decimalZero":
        return f"{count:02}"
    return "" if kind == "none" else str(count)


def chinese(count: int) -> str:
    """1 to 999 as headings count: 一, 十, 十一, 二十, 一百零三."""
    if count < 10:
        return _DIGITS[count]
    if count >= 1000:
        return str(count)
    hundreds, rest = divmod(count, 100)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if not rest:
        return text
    tens, ones = divmod(rest, 10)
    if hundreds and not tens:
        return f"{text}零{_DIGITS[ones]}"
    text += (_DIGITS[tens] if tens > 1 or hundreds else "") + "十"
    return text + (_DIGITS[ones] if ones else "")


def _roman(count: int) -> str:
    text = ""
    for amount, letters in _ROMAN:
        times, count = divmod(count, amount)
        text += letters * times
    return text
