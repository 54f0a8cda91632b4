"""Is an entry of a house table fit to be used? What is wrong with it, and what to do, in Chinese."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from accounts.models import Level, Organisation
from issues.models import (
    HouseConfusable,
    HouseEntry,
    HouseExpression,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
)
from issues.proofing.characters import is_han
from issues.proofing.house import House
from issues.proofing.tables import CONDITIONS, checks_for, key_of, words_of

# An entry is plain text. Who writes these means a pattern, which the tables do not know.
_PATTERN = re.compile(r"[\\*?\[\]{}|^$<>~=]")
_ASCII_BRACKETS = re.compile(r"[()]")
# Formats, controls, halves of surrogates, what is not assigned, and separators that are no space.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SHORTEST_FUZZY = 5
MAX_PARTS = 200

Problems = dict[str, str]


@dataclass(frozen=True)
class Slip:
    """That `wrong` stands for `right` wherever it is found, and which entry says so."""

    wrong: str
    right: str
    source: tuple[str, ...]


@dataclass
class Known:
    """What the entries in use say, for comparison with one that is to join them."""

    rights: set[str] = field(default_factory=set)
    slips: dict[str, list[Slip]] = field(default_factory=dict)
    fixes: dict[str, list[Slip]] = field(default_factory=dict)
    sensitive: dict[str, str] = field(default_factory=dict)
    # Full names of organisations, each with its key.
    units: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, house: House, units: dict[str, int] | None = None) -> "Known":
        known = cls(units=units or {})
        known.rights.update(expression.right for expression in house.expressions)
        for expression in house.expressions:
            known._add(Slip(wrong, expression.right, (expression.right,)) for wrong in expression.wrong)
        known._add(
            Slip(entry.wrong, entry.right, (entry.wrong, entry.right))
            for entry in house.confusables
            if not (entry.before or entry.after or entry.near or entry.not_before or entry.not_after)
        )
        known.sensitive.update((entry.word, entry.suggestion) for entry in house.sensitive)
        return known

    def add(self, entry: HouseEntry) -> None:
        """`entry`, which was found fit, is in use as well."""
        match entry:
            case HouseExpression():
                self.rights.add(entry.right)
                self._add(Slip(wrong, entry.right, (entry.right,)) for wrong in words_of(entry.wrong))
            case HouseConfusable() if not _conditions(entry):
                self._add([Slip(entry.wrong, entry.right, (entry.wrong, entry.right))])
            case HouseSensitive():
                self.sensitive[entry.word] = entry.suggestion

    def forget(self, entry: HouseEntry) -> None:
        """`entry`, as it stands, is in use no longer."""
        source = key_of(entry, type(entry))
        for word in _words_in(entry):
            for slips in (self.slips, self.fixes):
                if word in slips:
                    slips[word] = [slip for slip in slips[word] if slip.source != source]
        match entry:
            case HouseExpression():
                self.rights.discard(entry.right)
            case HouseSensitive():
                self.sensitive.pop(entry.word, None)

    def _add(self, slips: Iterable[Slip]) -> None:
        for slip in slips:
            self.slips.setdefault(slip.wrong, []).append(slip)
            self.fixes.setdefault(slip.right, []).append(slip)

    def slip(self, wrong: str, own: tuple[str, ...]) -> Slip | None:
        """What an entry other than `own` says of `wrong`."""
        return next((slip for slip in self.slips.get(wrong, ()) if slip.source != own), None)

    def expression_with(self, text: str, own: str = "") -> str | None:
        """The shortest fixed expression that holds `text`."""
        holders = (right for right in self.rights if text in right and right != own)
        return min(holders, key=lambda right: (len(right), right), default=None)


def _words_in(entry: HouseEntry) -> tuple[str, ...]:
    match entry:
        case HouseExpression():
            return (entry.right, *words_of(entry.wrong))
        case HouseConfusable():
            return (entry.wrong, entry.right)
    return ()


def known_beside(entry: HouseEntry) -> Known:
    """What the tables say at present, without `entry` as it is stored."""
    known = known_now()
    stored = type(entry).objects.filter(pk=entry.pk).first() if entry.pk else None
    if stored is not None and stored.is_active:
        known.forget(stored)
    return known


def known_now() -> Known:
    units = Organisation.objects.exclude(level=Level.UNSORTED).values_list("name", "pk")
    return Known.of(checks_for(None).house, dict(units))


def problems_of(entry: HouseEntry, known: Known) -> Problems:
    """What keeps `entry` from being used, by field; nothing where it is fit."""
    problems: Problems = {}
    for name, problem in _unfit_texts(entry):
        problems.setdefault(name, problem)
    if not problems and entry.is_active:
        for name, problem in _CHECKS[type(entry)](entry, known):
            problems.setdefault(name, problem)
    return problems


_TEXTS: dict[type[HouseEntry], tuple[str, ...]] = {
    HouseExpression: ("right",),
    HouseConfusable: ("wrong", "right"),
    HouseLeader: ("name",),
    HouseSensitive: ("word",),
    HouseUnit: ("name",),
}
_LISTS: dict[type[HouseEntry], tuple[str, ...]] = {
    HouseExpression: ("wrong",),
    HouseConfusable: CONDITIONS,
    HouseLeader: ("posts",),
    HouseSensitive: (),
    HouseUnit: (),
}


def _unfit_texts(entry: HouseEntry) -> Iterator[tuple[str, str]]:
    for name in _TEXTS[type(entry)]:
        text = getattr(entry, name)
        label = entry._meta.get_field(name).verbose_name
        if not text.strip():
            yield name, f"“{label}”是空的，请填写。"
        elif text != text.strip() or " " in text or "\u3000" in text:
            yield name, f"“{label}”里有空格，请删去。"
        yield from _unfit_characters(name, str(label), text)
    for name in _LISTS[type(entry)]:
        label, words = entry._meta.get_field(name).verbose_name, words_of(getattr(entry, name))
        if len(words) > MAX_PARTS:
            yield name, f"“{label}”最多 {MAX_PARTS} 个，请删去不常见的。"
        for word in words:
            yield from _unfit_characters(name, str(label), word)
    if isinstance(entry, HouseSensitive):
        yield from _unfit_characters("suggestion", "改用", entry.suggestion)


def _unfit_characters(name: str, label: str, text: str) -> Iterator[tuple[str, str]]:
    pattern = _PATTERN.search(text)
    if pattern:
        yield name, f"“{label}”里有“{pattern[0]}”。词条只写文字，不能用通配符，请删去这个符号。"
    elif _ASCII_BRACKETS.search(text):
        yield name, f"“{label}”里有半角括号，请改成（ ）。"
    elif any(unicodedata.category(character) in _INVISIBLE for character in text):
        yield name, f"“{label}”里有看不见的字符，请删去重新输入，不要从网页上粘贴。"
    elif text and not any(character.isalnum() for character in text) and name not in CONDITIONS:
        yield name, f"“{label}”里没有文字，请填写词语。"


def _conditions(entry: HouseConfusable) -> bool:
    return any(getattr(entry, name).split() for name in CONDITIONS)


def _expression(entry: HouseExpression, known: Known) -> Iterator[tuple[str, str]]:
    right, words, own = entry.right, words_of(entry.wrong), (entry.right,)
    if len(right) < 2:
        yield "right", "“规范表述”至少两个字。"
    if len(right) < _SHORTEST_FUZZY and not words:
        yield "wrong", f"不足{_SHORTEST_FUZZY}个字的规范表述不能自动比对，请写出它的错误写法。"
    for word in words:
        yield from _slip("wrong", word, right, own, known)
    if len(set(words)) < len(words):
        twice = next(word for word in words if words.count(word) > 1)
        yield "wrong", f"错误写法“{twice}”写了两遍，请删去一个。"
    yield from _right("right", right, own, known)


def _confusable(entry: HouseConfusable, known: Known) -> Iterator[tuple[str, str]]:
    wrong, right, own = entry.wrong, entry.right, (entry.wrong, entry.right)
    if wrong == right:
        yield "right", "“正确写法”与“错误写法”相同，请改正其中一个。"
        return
    if len(wrong) < 2 and not _conditions(entry):
        yield "wrong", "只有一个字的错误写法到处都会碰到，请写明“前面须有”“后面须有”或“附近须有”。"
    for name, other in (("not_before", "before"), ("not_after", "after")):
        both = set(getattr(entry, name).split()) & set(getattr(entry, other).split())
        if both:
            label = entry._meta.get_field(other).verbose_name
            yield name, f"“{min(both)}”又写在“{label}”里，两处矛盾，请删去一处。"
    if _conditions(entry):
        return
    if wrong in right:
        yield "right", f"改成“{right}”后仍含“{wrong}”，会一直提示。请写明前面或后面不能有什么。"
        return
    yield from _slip("wrong", wrong, right, own, known)
    yield from _right("right", right, own, known)


def _slip(name: str, wrong: str, right: str, own: tuple[str, ...], known: Known) -> Iterator[tuple[str, str]]:
    """`wrong` is to be found wherever it stands: nothing that is right may hold it."""
    if len(wrong) < 2:
        yield name, f"错误写法“{wrong}”只有一个字，到处都会碰到，请写完整的词语。"
        return
    if wrong == right:
        yield name, f"错误写法“{wrong}”与规范写法相同，请改正。"
        return
    holder = known.expression_with(wrong, own=right)
    if holder is not None:
        yield name, f"“{wrong}”是固定表述“{holder}”的一部分，会把正确的也标成错，请写得更完整。"
    other = known.slip(wrong, own)
    if other is not None and other.right != right:
        yield name, f"表中已说“{wrong}”应为“{other.right}”，两条矛盾。请先停用那一条，或改正本条。"
    goal = next((slip for slip in known.fixes.get(wrong, ()) if slip.source != own), None)
    if goal is not None:
        yield (
            name,
            f"表中“{goal.wrong} → {goal.right}”把“{wrong}”当作正确写法，两条互相矛盾。请先停用那一条，或改正本条。",
        )


def _right(name: str, right: str, own: tuple[str, ...], known: Known) -> Iterator[tuple[str, str]]:
    other = known.slip(right, own)
    if other is not None:
        yield (
            name,
            f"表中已说“{right}”应为“{other.right}”，改了还要再改。请直接写“{other.right}”，或先停用那一条。",
        )
    elif right in known.sensitive:
        yield name, f"“{right}”在慎用词表中，不能作正确写法。请改用别的写法，或先停用那个慎用词。"


def _leader(entry: HouseLeader, known: Known) -> Iterator[tuple[str, str]]:
    if len(entry.name) < 2 or not all(is_han(character) or character in "·•" for character in entry.name):
        yield "name", "姓名至少两个汉字，不写职务、称呼和外文。"
    if not words_of(entry.posts):
        yield "posts", "“职务”是空的，请填写，如“省总工会主席”。"
    short = next((post for post in words_of(entry.posts) if len(post) < 2), None)
    if short is not None:
        yield "posts", f"职务“{short}”太短，请写完整，如“省总工会主席”。"


def _sensitive(entry: HouseSensitive, known: Known) -> Iterator[tuple[str, str]]:
    word, suggestion = entry.word, entry.suggestion
    if len(word) < 2:
        yield "word", "慎用词至少两个字，一个字到处都会碰到。"
    holder = known.expression_with(word)
    if holder is not None:
        yield "word", f"“{word}”是固定表述“{holder}”的一部分，会把正确的也标出来，请写得更完整。"
    if word in suggestion:
        yield "suggestion", f"改用的“{suggestion}”里仍有“{word}”，会一直提示，请换一个写法。"
    elif suggestion in known.sensitive and suggestion:
        yield "suggestion", f"“{suggestion}”自己就在慎用词表中，请换一个写法，或先停用那个慎用词。"
    elif suggestion:
        yield from _right("suggestion", suggestion, (word,), known)


def _unit(entry: HouseUnit, known: Known) -> Iterator[tuple[str, str]]:
    if len(entry.name) < 2:
        yield "name", "别称至少两个字。"
    same = known.units.get(entry.name)
    if same is not None and same == entry.organisation_id:
        yield "name", "这就是单位的全称，不用再列为别称。"
    elif same is not None:
        yield "name", f"“{entry.name}”是另一个单位的全称，不能作别称。请核对单位是否选错。"


_CHECKS = {
    HouseExpression: _expression,
    HouseConfusable: _confusable,
    HouseLeader: _leader,
    HouseSensitive: _sensitive,
    HouseUnit: _unit,
}
