"""字词重复: a character or a word typed twice (三要要, 认真认真).

Source: practice. Whether two equal characters belong to one word (天天), to two (统战部|部长) or to none is read off
the borders of the words around them, with a list of characters that are doubled for their meaning.
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import HAN, is_han
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, error, warning

# Doubled they are a word: 天天, 纷纷, 看看, 稳稳.
_DOUBLED = frozenset(
    "发减松散歇充种吃喝压摸补晒挑天人年月日夜朝世代辈岁常往刚渐仅偏恰匆纷频屡每时处事样种件条家户个层步点滴阵次回声句笔张片丝缕团堆队座栋间门桩项"
    "批股道程遍字星闪默悄轻慢快好早远高深红绿黄白满暖甜浓厚重牢紧稳实细多少大小长短苦久单区略微稍统足整谢看说想听谈"
    "走试问练学比议评讲聊坐歇转逛读写算改做干帮教跑查尝等拉握推赛爸妈爷奶哥姐弟妹叔婶伯姑舅娃宝猩太奕翩熠勃欣彬源"
    "孜兢炯绵茫莘洋沾津洗侃姗款窃谆冉芸累泱昭娓拳恳诚切融凛皑巍堂明亮晶灿烁滚腾沸嘻哈呵笑喜乐乖盈盼念哗呼嗡咚砰"
    "沉蓝青黑活热冷平直正圆方顺清静空双对本卷页桶袋箱杯碗盏朵枝棵粒颗串簇行排级关环桶车船招管伸抖擦扫动敲翻数"
    "账济郁粼潺淙涓汩袅脉蒸楚凿振振勤默频旦暮袅栩惺区"
)
# Little words that are slips when they stand twice, each by itself.
_LITTLE = frozenset("的在和要为是将有与及并把被让对于从向就都也所以各本该我地得着并且但而")
# A word may end in one of these and a little word follow that looks the same (成为|为职工, 工会|会把).
_AFTER_WORD = {
    "为": ("成为", "作为", "认为", "因为", "以为", "行为", "称为", "视为"),
    "在": ("现在", "实在", "内在", "所在", "存在", "外在", "潜在"),
    "要": ("主要", "只要", "重要", "必要", "纪要", "摘要"),
    "会": ("工会", "大会", "社会", "机会", "协会", "学会", "商会", "委员会", "总会", "市工会", "总工会"),
    "以": ("可以", "所以", "得以", "加以", "予以", "足以", "难以"),
    "能": ("职能", "技能", "功能", "性能", "效能"),
    "上": ("会上", "网上", "线上", "以上", "早上", "晚上"),
    "下": ("线下", "以下", "之下", "部下"),
    "中": ("高中", "初中", "其中"),
    "由": ("理由", "自由"),
    "有": ("国有", "所有", "现有"),
    "人": ("工人", "负责人", "个人", "有人"),
    "的": ("目的",),
    "是": ("但是", "于是", "还是", "就是"),
}
# What a unit, a place or a stretch of time ends in: the next word may well begin with it (全市|市直).
_UNITS = frozenset(
    "市县区省州镇乡村局厅院校厂站所室组队班团户员家年月日级类项条款部会社店街路国期届长工场线金业学生法点台"
)
# A little word before a word that begins with it (稳定和|和谐, 进行了|了解).
_BEFORE_WORD = {
    "和": (),
    "与": (),
    "在": (),
    "对": (),
    "以": (),
    "了": (),
    "要": ("要求", "要点", "要素", "要害"),
    "是": ("是否", "是非"),
    "有": ("有关", "有效", "有利", "有力"),
    "不": (),
    "从": ("从业", "从事", "从业人员", "从严"),
    "到": ("到场", "到岗", "到位"),
    "为": ("为民", "为人", "为民服务"),
    "可": (),
    "能": (),
    "人": (),
    "上": (),
    "下": (),
    "中": (),
    "的": ("的确",),
    "地": ("地方", "地区", "地点"),
    "将": ("将军",),
    "个": (),
    "把": ("把握", "把关", "把控"),
    "向": ("向往",),
    "所": ("所有",),
    "等": ("等级", "等待"),
    "多": (),
    "大": ("大学",),
    "新": (),
}
# Words of every day in which the first character is easily typed twice.
_COMMON = frozenset(
    [
        "加强",
        "加大",
        "加快",
        "加深",
        "推进",
        "提高",
        "提升",
        "开展",
        "组织",
        "落实",
        "贯彻",
        "深入",
        "坚持",
        "积极",
        "认真",
        "全面",
        "全市",
        "全省",
        "全县",
        "全国",
        "全体",
        "各级",
        "各地",
        "各单位",
        "职工",
        "工作",
        "建设",
        "发展",
        "服务",
        "保障",
        "维护",
        "完善",
        "建立",
        "健全",
        "强化",
        "促进",
        "推动",
        "实施",
        "举办",
        "召开",
        "参加",
        "学习",
        "宣传",
        "引导",
        "培训",
        "创新",
        "劳动",
        "生产",
        "企业",
        "群众",
        "党委",
        "领导",
        "主席",
        "活动",
        "竞赛",
        "深化",
        "构建",
        "打造",
        "营造",
        "增强",
        "提供",
        "解决",
        "制定",
        "安排",
        "部署",
        "重点",
        "进一步",
        "切实",
        "牢固",
        "大力",
        "弘扬",
        "广大",
        "为了",
        "通过",
        "根据",
        "按照",
        "围绕",
        "结合",
        "依托",
        "确保",
        "努力",
        "不断",
        "主动",
        "充分",
        "共同",
        "严格",
        "扎实",
        "持续",
        "及时",
        "广泛",
        "发挥",
        "激发",
        "凝聚",
        "聚焦",
        "团结",
        "动员",
        "关心",
        "帮助",
        "帮扶",
        "走访",
        "慰问",
        "困难",
        "问题",
        "情况",
        "意见",
        "要求",
        "会议",
        "指出",
        "强调",
        "表示",
        "认为",
        "我们",
        "他们",
        "本次",
        "此次",
        "这次",
        "近日",
        "目前",
        "今年",
        "同时",
        "并且",
        "以及",
        "对于",
        "关于",
    ]
)
_NUMERALS = frozenset("一二三四五六七八九十〇零百千万亿两")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅"
    "钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
)
_APART = re.compile("[ \u3000：、（）()\n]")
_PAIR = re.compile(rf"([{HAN}])\1+")
_PHRASE = re.compile(rf"([{HAN}]{{2,10}})\1")
_ECHO = re.compile(rf"(?<=[，。；：\n])([{HAN}]{{1,8}})，\1(?=[，{HAN}])")
# Verbs people double (研究研究), and words that are doubled for weight.
_DOUBLED_WORDS = frozenset(
    [
        "研究",
        "讨论",
        "商量",
        "交流",
        "学习",
        "了解",
        "休息",
        "锻炼",
        "体验",
        "感受",
        "放松",
        "总结",
        "介绍",
        "考虑",
        "热闹",
        "高兴",
        "许多",
        "很多",
        "非常",
        "哗啦",
        "一点",
        "一步",
        "一个",
        "一次",
        "一年",
        "一天",
        "打扫",
        "收拾",
        "整理",
        "检查",
        "教育",
        "琢磨",
        "合计",
        "活动",
        "打听",
        "照顾",
        "关心",
        "帮助",
        "认识",
        "比较",
        "多少",
        "轰隆",
        "叮当",
        "加油",
        "谢谢",
        "欢迎",
    ]
)
# Nouns that are verbs as well: 工会组织|组织职工, 职工代表|代表职工.
_NOUN_AND_VERB = frozenset(
    [
        "组织",
        "代表",
        "领导",
        "报告",
        "决定",
        "规定",
        "建议",
        "计划",
        "指导",
        "服务",
        "工作",
        "要求",
        "管理",
        "培训",
        "生产",
        "安全",
        "宣传",
    ]
)


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for run in _PAIR.finditer(text):
        yield from _characters(passage, run.start(), run.end())
    for found in _PHRASE.finditer(text):
        yield from _phrase(passage, found.start(), found[1])
    for found in _ECHO.finditer(text):
        if found[1] not in _DOUBLED_WORDS and len(set(found[1])) > len(found[1]) // 2:
            yield warning(found.start(), found.end(), found[1], f"“{found[1]}”重复。")


def _characters(passage: Passage, start: int, end: int) -> Iterator[Hit]:
    text, character = passage.text, passage.text[start]
    if character in _NUMERALS or character == "们" and end - start > 9:
        return
    if end - start > 3:
        if passage.word_at(start) != text[start:end] and character not in _DOUBLED:
            yield warning(start, end, character, f"“{character}”重复。")
        return
    if end - start == 3:
        yield from _thrice(passage, start, end)
        return
    if character == "了" and text[end : end + 1] in tuple("解结断却"):
        return
    first, second = passage.word_at(start), passage.word_at(start + 1)
    if passage.word_index(start) == passage.word_index(start + 1):
        # One word holds both. Of two characters alone it must be one that is doubled on purpose.
        if len(first) > 2 or character in _DOUBLED or character not in _LITTLE:
            return
        first = second = character
    apart = passage.word_index(start) != passage.word_index(start + 1)
    if character in _DOUBLED and not (apart and len(first) + len(second) > 2):
        return
    if (
        _is_double_pair(text, start, end)
        or text[start - 1 : start] in ("一", "不")
        and character not in _LITTLE
    ):
        return
    if _is_border_of_words(passage, character, first, second, start):
        return
    if (
        character not in _LITTLE
        and text[start - 1 : start] in _SURNAMES
        and not passage.is_words(start - 2, start)
    ):
        return  # 李丽丽, 刘芳芳
    if _is_name(text, start, end):
        return
    if character not in _LITTLE and text[start - 1 : start] in _SURNAMES and len(first) == len(second) == 1:
        return
    make = error if character in _LITTLE and len(first) == len(second) == 1 else warning
    yield make(start, end, character, f"“{character}”重复，疑多写了一个。")


def _is_name(text: str, start: int, end: int) -> bool:
    """其其格 in a byline or a list of names: up to four characters that stand apart."""
    before, after = text[max(start - 3, 0) : start], text[end : end + 3]
    left = len(before) - len(_APART.split(before)[-1])
    right = len(_APART.split(after)[0])
    is_apart = left > 0 and right < len(after) or (start <= 2 and right < len(after))
    return is_apart and (len(before) - left) + 2 + right <= 4


def _thrice(passage: Passage, start: int, end: int) -> Iterator[Hit]:
    _text, character = passage.text, passage.text[start]
    last = passage.word_at(end - 1)
    if len(last) >= 2 and last[0] == character and passage.is_border(end - 1):
        return  # 天天|天不亮
    first = passage.word_at(start)
    if len(first) >= 3:
        return
    keep = character * 2 if character in _DOUBLED else character
    yield warning(start, end, keep, f"“{character}”重复，疑多写了。")


def _is_double_pair(text: str, start: int, end: int) -> bool:
    """高高兴兴, 踏踏实实: two doubled characters side by side."""
    after = text[end : end + 2]
    before = text[max(start - 2, 0) : start]
    return any(len(pair) == 2 and pair[0] == pair[1] and is_han(pair[0]) for pair in (after, before))


def _is_border_of_words(passage: Passage, character: str, first: str, second: str, start: int) -> bool:
    if len(first) >= 2 and len(second) >= 2:
        return True
    if len(first) >= 2:
        if (
            passage.text[start + 2 : start + 3] in ("了", "出", "着", "过", "好", "成")
            and character not in _LITTLE
            and character not in "到得会过"
        ):
            return True  # 工作|作了
        if character in _UNITS:
            return character not in "会" or first in _AFTER_WORD["会"] or len(first) > 2
        # 认为|为， is a slip: the little word must lead on.
        return first in _AFTER_WORD.get(character, ()) and is_han(passage.text[start + 2 : start + 3] or "，")
    if len(second) >= 2:
        if character in _UNITS:
            return True
        allowed = _BEFORE_WORD.get(character)
        if allowed is None:
            # 充|充电, 减|减负: a verb before its object may be doubled; 加|加强 is a slip.
            return character not in _LITTLE and second not in _COMMON
        return not allowed or second in allowed
    # Both alone. A place before its own office: 市|市场… is cut so, 市|市|监 is not.
    return character in "市县区省州镇乡村" and passage.text[start - 1 : start] not in ("", "，", "。")


def _phrase(passage: Passage, start: int, word: str) -> Iterator[Hit]:
    text, size = passage.text, len(word)
    end = start + 2 * size
    if len(set(word)) == 1 or word in _DOUBLED_WORDS or word.endswith("的"):
        return
    if not passage.is_words(start, start + size) or (size > 2 and not passage.is_border(end)):
        return
    if size == 2:
        index = passage.word_index(start)
        following = passage.words[index + 1] if index + 1 < len(passage.words) else ""
        # 认真|认真落实: the second may be part of a longer word.
        is_twice = passage.words[index] == word and following.startswith(word)
        if not is_twice and not (passage.is_words(start, start + size) and word[0] in "一"):
            return
        if word[0] == "一" or all(character in _NUMERALS for character in word):
            return
        before = text[start - 1 : start]
        if word in _NOUN_AND_VERB and before and is_han(before):
            return
    elif any(character in _NUMERALS for character in word):
        return
    yield warning(start, end, word, f"“{word}”重复。")


RULE = Rule("repeated-word", "字词重复", PRACTICE, find)
