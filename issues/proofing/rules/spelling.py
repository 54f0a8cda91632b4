"""同音错字: a word of every day with one character mistaken for one that sounds like it (严励, 钮带, 符和), or turned (凉清).

Source: practice (《现代汉语词典》). Only what is no word itself, and stands as two single characters between the words
around it, is shown; it is a warning because a name may look so.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from issues.proofing.characters import is_han
from issues.proofing.finding import Severity
from issues.proofing.house import DATA, House
from issues.proofing.passage import Passage, is_word
from issues.proofing.rule import PRACTICE, Hit, Rule, warning

# Characters that stand alone so often that two of them side by side mean nothing.
_FREE = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法"
    "所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并"
    "提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决"
    "西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转"
    "更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研"
    "界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构"
    "府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
    "让请送讲访谈评赛练拨投建抓促带"
)


# Characters that stand alone for a whole word or bind words: beside them two single characters are no slip.
_BINDING = frozenset(
    "一不的有上下中以可是所之么些个了着过这那我你他们两三四五六七八九十各每几多很真大小人来去到说就还也又都只从被把让给与和或在"
    "新边写该另仍最极越愈因于对为向则而其此何谁怎里外前后当将会能要想看做得地无非没自己年月日时天号"
)
# A place or an office, cut short: 市工信局, 区卫健委.
_PLACES = frozenset("国省市区县乡镇村厂局院校班室")


@lru_cache(maxsize=1)
def alike() -> dict[str, frozenset[str]]:
    """The characters each may be mistaken for, by sound or by shape."""
    return _others((*_plain("homophones.txt"), *_plain("syllables.txt")))


def _others(groups: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in groups:
        for character in group:
            found.setdefault(character, set()).update(group)
    return {character: frozenset(others - {character}) for character, others in found.items()}


@lru_cache(maxsize=1)
def misspelt() -> dict[str, str]:
    """A form that is no word, and the word it was meant for; that of words.txt before one of vocabulary.txt."""
    curated = _curated()
    more = (word for word in _plain("vocabulary.txt") if not _BINDING.intersection(word))
    forms: dict[str, str] = {}
    doubtful: set[str] = set(_plain("natural.txt"))
    usual = _others(_plain("homophones.txt"))
    for word in (*curated, *more):
        for at, character in enumerate(word):
            for other in alike().get(character, ()):
                form = word[:at] + other + word[at + 1 :]
                if _BINDING.intersection(form) and other not in usual.get(character, ()):
                    continue
                if form in forms and forms[form] != word and word in curated:
                    doubtful.add(form)
                forms.setdefault(form, word)
    return {form: word for form, word in forms.items() if form not in doubtful and not is_word(form)}


@lru_cache(maxsize=1)
def _curated() -> dict[str, None]:
    return dict.fromkeys(_plain("words.txt"))


def _plain(name: str) -> list[str]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [part for line in lines if not line.startswith("#") for part in line.split()]


def find(passage: Passage, house: House) -> Iterator[Hit]:
    yield from _words(passage)
    yield from _turned(passage)
    yield from _fixed_forms(passage)
    yield from _idioms(passage)


def _words(passage: Passage) -> Iterator[Hit]:
    forms, curated = misspelt(), _curated()
    for at, pair in enumerate(passage.pairs):
        if pair not in forms or not (
            passage.is_border(at) and passage.is_border(at + 1) and passage.is_border(at + 2)
        ):
            continue
        word = forms[pair]
        is_free = pair[0] in _FREE and pair[1] in _FREE
        if is_free and _BINDING.intersection(pair):
            continue
        if word not in curated and (_BINDING.intersection(pair) or pair[0] in _PLACES):
            continue
        if is_free and pair[0] in _PLACES or _may_be_a_name(passage, at):
            continue
        yield warning(at, at + 2, word, f"“{pair}”疑为“{word}”。")


@lru_cache(maxsize=1)
def _turned_words() -> dict[str, str]:
    """Words of every day the wrong way round (凉清), which are no words then."""
    return {word[::-1]: word for word in _curated() if len(word) == 2 and not is_word(word[::-1])}


def _turned(passage: Passage) -> Iterator[Hit]:
    turned = _turned_words()
    for at, pair in enumerate(passage.pairs[:-1]):
        if pair not in turned or not all(map(passage.is_border, (at, at + 1, at + 2))):
            continue
        if pair[0] in _PLACES or _may_be_a_name(passage, at):
            continue
        yield warning(at, at + 2, turned[pair], f"“{pair}”疑为“{turned[pair]}”。")


@lru_cache(maxsize=1)
def _halves() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Fixed forms by their first and by their last two characters: with one slip, one half is whole."""
    first: dict[str, list[str]] = {}
    last: dict[str, list[str]] = {}
    for form in _fixed():
        first.setdefault(form[:2], []).append(form)
        last.setdefault(form[2:], []).append(form)
    return first, last


# Two ways to write one form, both in the dictionary of today. The segmenter's holds many a slip as well (坐无虚席).
_ALSO_RIGHT = frozenset(["坚忍不拔", "固步自封", "故步自封", "顺时而为", "有利有效", "发愤图强", "前仆后继"])


def _fixed_forms(passage: Passage) -> Iterator[Hit]:
    """What one character keeps from being a fixed form, however the segmenter cut it."""
    text, pairs = passage.text, passage.pairs
    first, last = _halves()
    for start in passage.word_starts:
        if start + 4 > len(text) or not (pairs[start] in first or pairs[start + 2] in last):
            continue
        written = text[start : start + 4]
        if not passage.is_border(start + 4) or written in _fixed() or written in _ALSO_RIGHT:
            continue
        for form in (*first.get(written[:2], ()), *last.get(written[2:], ())):
            if _is_one_off(written, form) or form in _frozen() and _is_misquoted(written, form):
                yield warning(start, start + 4, form, f"“{written}”疑为“{form}”。")


def _is_one_off(written: str, form: str) -> bool:
    slips = [at for at in range(len(form)) if written[at] != form[at]]
    return len(slips) == 1 and written[slips[0]] in alike().get(form[slips[0]], ())


def _is_misquoted(written: str, form: str) -> bool:
    """Any other character in one place of what allows no change, unless that makes a word or joins free words."""
    slips = [at for at in range(len(form)) if written[at] != form[at]]
    return len(slips) == 1 and is_han(written[slips[0]]) and not is_word(written)


@lru_cache(maxsize=1)
def _fixed() -> frozenset[str]:
    return frozenset(_plain("idioms.txt")) | _frozen()


@lru_cache(maxsize=1)
def _frozen() -> frozenset[str]:
    return frozenset(_plain("frozen.txt"))


def _idioms(passage: Passage) -> Iterator[Hit]:
    """Four characters that are no word but for one of them: what the segmenter cut up between two borders."""
    text, others, words = passage.text, alike(), passage.words
    for index, start in enumerate(passage.word_starts):
        # Three words or four in the space of four characters: what is whole is cut into one or two.
        if start + 4 > len(text) or sum(map(len, words[index : index + 3])) > 4:
            continue
        form = text[start : start + 4]
        if not passage.is_border(start + 4) or _BINDING.intersection(form) or not all(map(is_han, form)):
            continue
        if is_word(form) or is_word(form[:2]) and is_word(form[2:]):
            continue
        found = {
            form[:at] + other + form[at + 1 :]
            for at, character in enumerate(form)
            for other in others.get(character, ())
            if is_word(form[:at] + other + form[at + 1 :])
        }
        if len(found) == 1:
            right = found.pop()
            yield warning(start, start + 4, right, f"“{form}”疑为“{right}”。")


def _may_be_a_name(passage: Passage, at: int) -> bool:
    """A name is cut into single characters too: its neighbours stand alone as well."""
    text = passage.text
    before, after = passage.word_at(at - 1), passage.word_at(at + 2)
    if len(before) == 1 and before in _SURNAMES:
        return True
    if text[at] not in _SURNAMES:
        return False
    stands_apart = before in _BEFORE_NAMES and after in _AFTER_NAMES
    return stands_apart or len(after) == 1 and after not in _LITTLE


_BEFORE_NAMES = ("", " ", "\u3000", "（", "、", "：", "\n")
_AFTER_NAMES = ("", " ", "\u3000", "）", "、", "，", "\n")
_SURNAMES = frozenset(
    "詹黎齐景费卜佘冉甄尉柯麦"
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪"
    "戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚倪章鲁葛伍申尤毕聂柴覃温庄"
)
_LITTLE = frozenset("的了和与在是为有将要对把向以及并，。、；：！？")

RULE = Rule(
    "misspelt-word",
    "同音错字",
    PRACTICE,
    find,
    about="常用词里有一个字错成了同音字，或两个字颠倒了。",
    example="违者将严励处罚。",
    severities=(Severity.WARNING,),
)
