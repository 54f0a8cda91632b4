"""The house's own tables as the rules use them: the shipped data with what an administrator changed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from issues.proofing.characters import is_han

DATA = Path(__file__).parent / "data"

# What an expression may end in and be whole without: 服务站点, 劳动者.
_MAY_GO = "点者员化章状"

# What begins a series of which others name more, fewer or other members.
_FREELY_NAMED = frozenset(
    {"当好主人翁", "知情权", "初审", "依靠主力军", "马克思列宁主义", "经济建设", "创新"}
)


@dataclass(frozen=True)
class Expression:
    """A fixed expression, and forms of it that are known to be wrong."""

    right: str
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Confusable:
    """`wrong` is to be `right` where the neighbours agree; each neighbour is one of some strings, () for any.

    `before` and `after` must stand next to it, `not_before` and `not_after` must not; `near` must stand in the
    same clause. `is_certain` makes it an error.
    """

    wrong: str
    right: str
    before: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    is_certain: bool = False


@dataclass(frozen=True)
class Series:
    """Members that are always named in this order."""

    members: tuple[str, ...]


@dataclass(frozen=True)
class Leader:
    """In the order of the table; `posts` are the offices held."""

    name: str
    posts: tuple[str, ...]


@dataclass(frozen=True)
class Sensitive:
    word: str
    suggestion: str
    note: str


@dataclass(frozen=True)
class House:
    expressions: tuple[Expression, ...] = ()
    confusables: tuple[Confusable, ...] = ()
    series: tuple[Series, ...] = ()
    leaders: tuple[Leader, ...] = ()
    sensitive: tuple[Sensitive, ...] = ()
    # Full and short names of the organisations that are known; none when nobody keeps them.
    organisations: frozenset[str] = frozenset()

    @cached_property
    def by_start(self) -> dict[str, list[Confusable]]:
        """Confusables by their first two characters, or by the one they have."""
        index: dict[str, list[Confusable]] = {}
        for entry in self.confusables:
            index.setdefault(entry.wrong[:2], []).append(entry)
        return index

    @cached_property
    def known_slips(self) -> "WordIndex":
        """Forms of fixed expressions that are known to be wrong."""
        return WordIndex(self.right_of)

    @cached_property
    def right_of(self) -> dict[str, str]:
        """Of a form known to be wrong, the first expression that names it."""
        forms: dict[str, str] = {}
        for expression in self.expressions:
            for wrong in expression.wrong:
                forms.setdefault(wrong, expression.right)
        return forms

    @cached_property
    def whole_of(self) -> dict[str, str]:
        """Of an expression without its last character, the expression; not where two begin so, or it is one itself."""
        rights = {expression.right for expression in self.expressions}
        forms = Counter(right[:-1] for right in rights)
        return {
            right[:-1]: right
            for right in rights
            if len(right) >= 7
            and is_han(right[-1])
            and right[-1] not in _MAY_GO
            and forms[right[:-1]] == 1
            and right[:-1] not in rights
        }

    @cached_property
    def cut_short(self) -> "WordIndex":
        return WordIndex(self.whole_of)

    @cached_property
    def right_of_letters(self) -> dict[str, str]:
        """Of what an expression with quotes says, the expression."""
        return {
            expression.right.replace("“", "").replace("”", ""): expression.right
            for expression in self.expressions
            if expression.right.startswith("“") and not expression.right.endswith("”")
        }

    @cached_property
    def quoted_letters(self) -> "WordIndex":
        return WordIndex(self.right_of_letters)

    @cached_property
    def series_by_member(self) -> dict[str, list[tuple[str, ...]]]:
        """Series of three members and more, or of two long ones, by each of their members."""
        parts = [each.members for each in self.series]
        parts += [tuple(each.right.split("、")) for each in self.expressions if "、" in each.right]
        index: dict[str, list[tuple[str, ...]]] = {}
        for members in dict.fromkeys(parts):
            if not all(len(member) > 1 and all(map(is_han, member)) for member in members):
                continue
            if members[0] in _FREELY_NAMED or len(members) == 2 and min(map(len, members)) < 4:
                continue
            for member in members:
                index.setdefault(member, []).append(members)
        return index

    @cached_property
    def sensitive_words(self) -> "WordIndex":
        return WordIndex(entry.word for entry in self.sensitive)

    @cached_property
    def sensitive_by_word(self) -> dict[str, Sensitive]:
        return {entry.word: entry for entry in reversed(self.sensitive)}

    @cached_property
    def leader_names(self) -> "WordIndex":
        return WordIndex(leader.name for leader in self.leaders)

    @cached_property
    def rank_of(self) -> dict[str, int]:
        """Each leader's place in the order."""
        return {leader.name: at for at, leader in reversed(list(enumerate(self.leaders)))}

    @cached_property
    def posts(self) -> "Posts":
        return Posts(self.leaders)

    @cached_property
    def seeds(self) -> "SeedIndex":
        return SeedIndex(self.expressions)


class WordIndex:
    """Where words stand in a text, at the cost of one look-up for each of its characters, however many they are."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for word in dict.fromkeys(words):
            self._by_start.setdefault(word[:2], []).append(word)
        self._singles = {start for start in self._by_start if len(start) == 1}

    def find(self, text: str, pairs: list[str]) -> Iterator[tuple[int, str]]:
        """(place, word) in the order of the text; `pairs` are each of its characters with the next."""
        index, singles = self._by_start, self._singles
        for at, pair in enumerate(pairs):
            if pair in index:
                for word in index[pair]:
                    if text.startswith(word, at):
                        yield at, word
            if singles and pair[0] in singles:
                yield at, pair[0]


class Posts:
    """Who holds which office."""

    def __init__(self, leaders: Iterable[Leader]) -> None:
        self.holders: dict[str, set[str]] = {}
        for leader in leaders:
            for post in leader.posts:
                self.holders.setdefault(post, set()).add(leader.name)
        self._longest = max(map(len, self.holders), default=0)

    def before(self, text: str, place: int) -> str | None:
        """The longest office that ends at `place`."""
        for length in range(min(self._longest, place), 0, -1):
            if text[place - length : place] in self.holders:
                return text[place - length : place]
        return None


class SeedIndex:
    """Where a fixed expression, perhaps with one slip in it, may begin: with one slip, one half is whole.

    Both tables are looked up by two characters, so that a text costs one look-up for each of its characters.
    """

    def __init__(self, expressions: Iterable[Expression]) -> None:
        self.exact: dict[str, list[str]] = {}
        # By the first two characters of a half: the half, and the expressions that hold it with its place there.
        self.halves: dict[str, dict[str, list[tuple[str, int]]]] = {}
        for each in expressions:
            right = each.right
            self.exact.setdefault(right[:2], []).append(right)
            if len(right) < 5:
                continue
            size = min(len(right) // 2, 4)
            for place in (0, len(right) - size):
                half = right[place : place + size]
                self.halves.setdefault(half[:2], {}).setdefault(half, []).append((right, place))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t")]


def _options(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _lines(name: str) -> Iterable[list[str]]:
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield _cells(line)


def confusable_from_cells(cells: list[str]) -> Confusable:
    """`cells`: wrong, right, then conditions such as `+后=…|…`, `-前=…`, `近=…`, and `!` for a certain one."""
    conditions: dict[str, tuple[str, ...]] = {}
    is_certain = False
    for cell in filter(None, cells[2:]):
        if cell == "!":
            is_certain = True
            continue
        name, _, options = cell.partition("=")
        field = {
            "+前": "before",
            "-前": "not_before",
            "+后": "after",
            "-后": "not_after",
            "近": "near",
        }[name]
        conditions[field] = _options(options)
    return Confusable(cells[0], cells[1], **conditions, is_certain=is_certain)


@lru_cache(maxsize=1)
def shipped() -> House:
    """The tables that come with the program."""
    expressions = [Expression(cells[0], tuple(cells[1:])) for cells in _lines("expressions.tsv")]
    confusables = [confusable_from_cells(cells) for cells in _lines("confusables.tsv")]
    # Nonwords, many on a line: wrong=right.
    for cells in _lines("misspellings.tsv"):
        for pair in " ".join(cells).split():
            wrong, _, right = pair.partition("=")
            confusables.append(Confusable(wrong, right, is_certain=True))
    return House(
        expressions=tuple(expressions),
        confusables=tuple(confusables),
        series=tuple(Series(tuple(cells)) for cells in _lines("series.tsv")),
        leaders=tuple(Leader(cells[0], tuple(cells[1:])) for cells in _lines("leaders.tsv")),
        sensitive=tuple(
            Sensitive(cells[0], cells[1] if cells[1] != "-" else "", cells[2])
            for cells in _lines("sensitive.tsv")
        ),
    )
