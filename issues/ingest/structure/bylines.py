"""The end of an article: a byline, a reprint's source, or both, in the forms the field prints.

Forms (practice): （单位 姓名）, （姓名 姓名）, （通讯员 姓名）, （某某市总工会供稿）, 供稿：…, （《报纸》…）, （来源：…）,
（摘自《报纸》2021年1月5日第3版）. A parenthesis that says something else （以下简称“产改”） is left in the text.
"""

import re
from dataclasses import dataclass, field

from issues.ingest.manuscript import CreditLine
from issues.ingest.structure.lines import HAN, SPACES

# The surnames that cover all but a few in ten thousand people, as common reference works list them: a bare name
# in parentheses （下同）（完） must begin with one to count as a person.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符"
    "舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米"
    "柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位"
    "厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺"
    "战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由刀岩岳洛罕"
)
_COMPOUND_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "皇甫",
    "令狐",
    "慕容",
    "尉迟",
    "司徒",
    "夏侯",
    "东方",
    "南宫",
    "长孙",
    "宇文",
    "公孙",
    "轩辕",
    "端木",
    "万俟",
    "闻人",
    "澹台",
)
_UNIT_END = re.compile(
    r"(?:工会|总工会|联合会|经审会|监事会|职代会|筹委会|组委会|常委会|委员会|协会|学会|公会|公司|集团|总公司|分公司|支公司|局|厅|委|部|办|办公室|处|科|室|院|校|学院|大学|中学|小学|医院|中心|站|所|厂|矿|社"
    r"|队|支队|大队|组|段|行|银行|街道|镇|乡|县|区|市|省|州|园区|开发区|企业|基地|馆|报|网|台|社区|村|党委|政府|工委|团委|妇联|分会|车间|项目部|总站|电厂|油田|工作委|俱乐部|文化宫|宫|园|馆|堂|委办|店|库|港|场|联盟|车辆段|机务段|工务段|電訊|總工會|工會|總會|協會|聯會|中心|學會|局|廳|會)$"
)
_REMARK = re.compile(r"^(?:以下|下)?(?:简|统|合|并|又|全|下)称|^以下|另行|详见|见附|待续|附后|如下|如图")
_NO_UNIT = re.compile(
    r"[的了已请]|^(?:图[为中略片示文]|含|共(?=[0-9计有])|详|见|附|注|如|其中|包括|数据|截至|根据|按|比|较|由|从|是|名单)"
)
_NOT_NAMES = frozenset(
    "完待续下同上略注图表左右前后附新华社本报本刊记者通讯员编者编辑部如图所示供稿试行草案节选摘要修订暂行以下简称"
)
_ROLE_WORDS = re.compile(
    r"^(?:本[刊报]|特约)?(?:通讯员|通訊員|记者|記者|作者|撰稿人?|撰文|供稿人?|供稿单位|供稿單位|报送单位|报送|作者单位|整理|文字?|图文|文图|文/图|摄影|图片|图|编辑)(?:[：:/／]|(?=[ \u3000])|$)|^(?:通讯员|本刊记者|记者)"
)
_TRAILING_ROLE = re.compile(
    r"[ \u3000]*(?:供稿|报送|投稿|来稿|供图|/文|／文|/图|摄|撰稿|整理|报道|文/图|图/文|/摄|／摄|报导|撰文|报)$"
)
_BOOK = re.compile(r"《([^》]{2,30})》")
_SOURCE_WORDS = re.compile(
    r"^(?:文章|稿件|本文|信息|资料|内容|图文)?(?:来源于|来源|来自|出处|摘自|转自|选自|转载自|转载于|原载于|原载|转载|摘编自|载于|据|稿源|來源|摘自|轉載自|原載)[：:]?[ \u3000]*"
)
_DATE_TAIL = re.compile(
    r"[ \u3000,，]*(?:[0-9]{4}\s*年.*|[0-9]{4}[-./][0-9]{1,2}.*|第\s*[0-9]+\s*[期版].*|[0-9]{1,2}\s*月.*)$"
)
_MEDIA = re.compile(
    r"(?:报|日报|晚报|网|社|台|客户端|公众号|杂志|新闻|日報|晚報|網|電視|电视|广播|APP|频道|融媒|微信|期刊|时报|头条|在线|之声|刊|微博|导报|快报)$"
)
_LAST_PARENTHESIS = re.compile(r"[（(]([^（）()]{2,80})[）)][。.]?$")
_LINE_LABEL = re.compile(
    r"^(?P<label>供稿单位|供稿人|供稿|撰稿人|撰稿|通讯员|来源|文章来源|稿件来源|信息来源|作者单位|作者|报送单位|報送單位|供稿單位|來源|文|摘自|转自)[ \u3000]*[：:][ \u3000]*(?P<rest>.{2,60})$"
)
_LONG_NAME = re.compile(rf"(?!.*[的了是在和与及或等为有图表见附])[{HAN}]{{2,6}}")
_UNIT_AND_SURNAME = re.compile(
    r"^(?P<unit>.{2,24}(?:会|公司|集团|办|室|委|局|厅|部|院|校|中心|站))(?P<surname>.)$"
)
_NAME = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}(?:[·•‧][{HAN}]{{1,10}}){{1,3}}")


@dataclass(slots=True)
class Byline:
    credits: list[CreditLine] = field(default_factory=list)
    source: str | None = None
    source_detail: str = ""
    certain: bool = True  # False for bare names only: a byline just where an article ends


def is_unit(text: str) -> bool:
    """Whether a word ends as names of units do."""
    return len(text) >= 3 and _UNIT_END.search(text) is not None


def is_name(text: str, strict: bool) -> bool:
    """Whether a token can be a person; `strict` also asks for a surname and no everyday word."""
    if not _NAME.fullmatch(text):
        return False
    if "·" in text or "•" in text or "‧" in text:
        return True
    if not strict:
        return True
    if (
        len(text) == 4
        and not text.startswith(_COMPOUND_SURNAMES)
        and not (text[0] in _SURNAMES and text[1] in _SURNAMES)
    ):
        return False
    if _UNIT_END.search(text) and len(text) > 2:
        return False
    return (text[0] in _SURNAMES or text.startswith(_COMPOUND_SURNAMES)) and not all(
        char in _NOT_NAMES for char in text
    )


def split_tail(paragraph: str) -> tuple[str, Byline] | None:
    """(the paragraph without its final byline, the byline), or None where it ends in none."""
    body, whole = paragraph, None
    for _ in range(3):  # （来源：…）（张三）: two parentheses in a row are one byline
        match = _LAST_PARENTHESIS.search(body[-120:])
        byline = parse_inside(match[1]) if match else None
        if match is None or byline is None:
            break
        body = body[: len(body) - len(match.group())].rstrip(SPACES)
        whole = byline if whole is None else _merged(byline, whole)
        if not body.endswith(("）", ")")):
            break
    return None if whole is None else (body, whole)


def _merged(first: Byline, second: Byline) -> Byline:
    return Byline(
        first.credits + second.credits,
        first.source or second.source,
        first.source_detail or second.source_detail,
        first.certain or second.certain,
    )


def parse_line(text: str) -> Byline | None:
    """A byline on a line of its own: in parentheses, after a label, or just a unit and its people."""
    text = text.strip(SPACES)
    whole = re.fullmatch(r"[（(](.{2,80})[）)][。]?", text)
    if whole and not re.search(r"[（(]", whole[1]):
        found = parse_inside(whole[1])
        if found is None and _LONG_NAME.fullmatch(whole[1]):
            return Byline([CreditLine(None, (whole[1],))], certain=False)  # （格桑梅朵）, alone on its line
        return found
    if whole:
        found = split_tail(text)
        if found is not None and not found[0]:
            return found[1]
    if re.match(r"^[（(].*[）)]$", text) is None:
        labelled = _LINE_LABEL.match(text)
        if labelled:
            return parse_inside(text)
    return None


def parse_bare_line(text: str) -> Byline | None:
    """A unit and its people with nothing around them (曲靖市总工会　杨冲美), as under a title or right-aligned."""
    tokens = _tokens(text.strip(SPACES))
    if len(tokens) < 2 or len(text) > 40 or re.search(r"[，。；：！？（）《》]", text):
        return None
    if (
        not _UNIT_END.search(tokens[0])
        or len(tokens[0]) < 3
        or not all(is_name(token, True) for token in tokens[1:])
    ):
        return None
    return Byline([CreditLine(tokens[0], tuple(tokens[1:]))])


def parse_inside(inside: str) -> Byline | None:
    """What stands between a byline's parentheses, or after its label."""
    inside = inside.strip(SPACES)
    if _REMARK.search(inside):
        return None
    byline = Byline()
    rest = _take_source(inside, byline)
    if rest is None:
        return None
    if rest:
        found = _credits(rest, byline)
        if not found and byline.source is None:
            return None
        if not found:
            byline.source_detail = (byline.source_detail + rest).strip(SPACES)
    return byline if byline.credits or byline.source else None


def _take_source(inside: str, byline: Byline) -> str | None:
    """Fill in a reprint's source; return what is left for credits, None when this is no byline at all."""
    words = _SOURCE_WORDS.match(inside)
    book = _BOOK.search(inside)
    if words and words.end() < len(inside):
        rest = inside[words.end() :]
        if words.group().startswith("据") and not book:
            return None
        if book and rest.startswith("《"):
            return _after_book(rest, byline)
        parts = re.split(
            r"[ \u3000]+(?=作者|记者|通讯员|文[:：])|[，,；;][ \u3000]*(?=作者|记者|通讯员)", rest, maxsplit=1
        )
        name = parts[0].strip(SPACES)
        tail = _DATE_TAIL.search(name)
        if tail and tail.start() > 0:
            byline.source_detail, name = tail.group().strip(SPACES + "，,"), name[: tail.start()]
        byline.source = _BOOK.sub(r"\1", name).strip(SPACES) or None
        return parts[1] if len(parts) > 1 else ""
    if book and book.start() == 0:
        if re.search(r"[。；！？]", inside) or re.match(
            r"(?:》)?(?:的|等|以下|第[一二三四五六七八九十百]+条)", inside[book.end() :]
        ):
            return None
        rest = inside[book.end() :]
        if not rest or _MEDIA.search(book[1]) or re.match(r"[ \u3000—\-0-9第·记通作讯]", rest):
            return _after_book(inside, byline)
        return None
    if (
        not _NO_UNIT.search(inside)
        and not re.search(r"(?:通|上|汇|填|申|呈|电|情|预)报$", inside)
        and _MEDIA.search(_DATE_TAIL.sub("", inside))
        and not re.search(rf"[{SPACES}，、。]", inside)
        and len(inside) <= 16
    ):
        tail = _DATE_TAIL.search(inside)
        byline.source = inside[: tail.start()] if tail else inside
        byline.source_detail = tail.group().strip(SPACES + "，,") if tail else ""
        return ""
    return inside


def _after_book(text: str, byline: Byline) -> str:
    book = _BOOK.match(text)
    if book is None:
        return text
    byline.source = book[1]
    rest = text[book.end() :].strip(SPACES + "，,")
    people = re.match(r"(?:记者|通讯员|作者)[：: \u3000]*", rest)
    if people:
        return rest[people.end() :]
    parts = re.split(r"[ \u3000，,；;]+(?=(?:记者|通讯员|作者))", rest, maxsplit=1)
    byline.source_detail = parts[0].strip(SPACES)
    return parts[1] if len(parts) > 1 else ""


def _tokens(text: str) -> list[str]:
    """Words between blanks and 、; two single characters in a row are one name (姜　楠)."""
    tokens = [token for token in re.split(rf"[{SPACES}、，,；;/／]+", text) if token]
    merged: list[str] = []
    for token in tokens:
        if merged and len(token) == 1 and len(merged[-1]) == 1:
            merged[-1] += token
            continue
        if merged and len(merged[-1]) == 1 and 3 <= len(token) <= 4 and is_name(token[1:], True):
            merged[-1:] = [
                merged[-1] + token[0],
                token[1:],
            ]  # 沙　莉白云生, the blank between lost at a line's end
            continue
        cut = _UNIT_AND_SURNAME.match(merged[-1]) if merged and len(token) == 1 else None
        if cut and not _UNIT_END.search(merged[-1]):
            merged[-1:] = [
                cut["unit"],
                cut["surname"] + token,
            ]  # 某某工会钟　灵, its own blank lost at a line's end
        else:
            merged.append(token)
    return merged


def _credits(text: str, byline: Byline) -> bool:
    """Fill in units and people; False where the text is something else."""
    if re.fullmatch(rf"[{HAN}][ \u3000]+[{HAN}]", text):
        byline.credits, byline.certain = [CreditLine(None, (text[0] + text[-1],))], False
        return True
    if re.search(r"[。！？“”\"%％]", text):
        return False
    labelled = bool(_ROLE_WORDS.match(text)) or bool(_TRAILING_ROLE.search(text))
    pieces: list[str] = []
    for piece in re.split(r"[；;]", text):
        piece = re.sub(
            r"(?<=\S)[ \u3000]*(?:供稿人|作者|通讯员|通訊員|记者|撰稿人?|摄影|供稿单位|文|图)[：:]",
            " ",
            piece.strip(SPACES),
        )
        previous = None
        while previous != piece:
            previous = piece
            piece = _TRAILING_ROLE.sub("", _ROLE_WORDS.sub("", piece).strip(SPACES + "：:/／")).strip(SPACES)
        if piece:
            pieces.append(piece)
    tokens = [token for piece in pieces for token in _tokens(piece.replace("：", " ").replace(":", " "))]
    tokens = [
        token
        for token in tokens
        if not re.fullmatch(r"(?:本[刊报])?(?:通讯员|通訊員|记者|作者|供稿|撰稿|摄影)", token)
    ]
    if not tokens or len(tokens) > 12:
        return False
    credits, certain = _group(tokens, labelled)
    if credits is None:
        return False
    byline.credits = credits
    byline.certain = certain
    return True


def _unit_and_name(token: str) -> CreditLine | None:
    """曲靖市总工会杨冲美: a unit and a person whose blank was lost at a line's end."""
    for length in (3, 2, 4):
        unit, name = token[:-length], token[-length:]
        if len(unit) >= 4 and _UNIT_END.search(unit) and is_name(name, True):
            return CreditLine(unit, (name,))
    return None


def _group(tokens: list[str], labelled: bool) -> tuple[list[CreditLine] | None, bool]:
    """Units with the people who follow them; (None, False) where a token is neither."""
    credits: list[CreditLine] = []
    certain = labelled
    # Names alone, one of which no list of surnames knows (布仁巴雅尔、努尔兰).
    listed = len(tokens) >= 2 and all(
        _LONG_NAME.fullmatch(token) and not _UNIT_END.search(token) for token in tokens
    )
    for token in tokens:
        token = re.sub(r"^(?:通讯员|通訊員|记者)(?=.{2,4}$)", "", token)
        unit = bool(_UNIT_END.search(token)) and len(token) >= 3
        if unit and len(token) == 3 and is_name(token, True) and credits and credits[-1].organisation:
            unit = False
        if unit and _NO_UNIT.search(token):
            return None, False
        if unit:
            credits.append(CreditLine(token))
            continue
        in_one = _unit_and_name(token)
        if in_one is not None:
            credits.append(in_one)
            certain = True
            continue
        after_unit = bool(credits and credits[-1].organisation)
        first_of_several = not credits and len(tokens) >= 2 and len(token) >= 4
        if is_name(token, strict=not (after_unit or labelled)):
            if after_unit:
                certain = True
            if credits:
                last = credits[-1]
                credits[-1] = CreditLine(last.organisation, (*last.contributors, token))
            else:
                credits.append(CreditLine(None, (token,)))
        elif (
            (after_unit or labelled or listed) and _LONG_NAME.fullmatch(token) and not _UNIT_END.search(token)
        ):
            last = credits.pop() if credits else CreditLine(None)
            credits.append(CreditLine(last.organisation, (*last.contributors, token)))
        elif (
            first_of_several
            and re.fullmatch(rf"[{HAN}A-Za-z0-9（）]{{3,24}}", token)
            and is_name(tokens[1], True)
        ):
            credits.append(CreditLine(token))  # a unit whose ending we do not know, before a certain name
        else:
            return None, False
    if all(credit.organisation and not credit.contributors for credit in credits) and not labelled:
        # A unit alone: 总工会 in a parenthesis may be a gloss, so it only counts where an article ends.
        certain = False
    if len(credits) == 2 and credits[0].organisation is None and credits[1].contributors == ():
        credits = [CreditLine(credits[1].organisation, credits[0].contributors)]  # （杨冲美 曲靖市总工会）
        certain = True
    return credits, certain
