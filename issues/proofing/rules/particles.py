"""的、地、得: where the words beside them leave no doubt.

Source: practice (《中学教学语法系统提要》). 的 before a bare verb may be right (认真的学习态度), so a following object or 了 is
asked for.
"""

import re
from collections.abc import Iterator

from issues.proofing.characters import HAN
from issues.proofing.finding import Severity
from issues.proofing.house import House
from issues.proofing.passage import Passage
from issues.proofing.rule import PRACTICE, Hit, Rule, warning

_ADVERBS = (
    "认真|积极|主动|热情|耐心|仔细|努力|顺利|及时|自觉|广泛|深入|迅速|热烈|圆满|扎实|切实|不断|逐步|逐渐|大力|默默|紧紧|牢牢|"
    "深深|充分|有效|有力|科学|严格|稳步|持续|精准|全面|深刻|坚决|坚定|充满信心|全力以赴|踊跃|诚恳|亲切|细致|高效|稳妥|创造性|"
    "深入细致|认真细致|积极主动|扎实有效|全面深入|及时有效|热情周到|耐心细致|积极稳妥|持之以恒|坚持不懈|坚定不移|毫不动摇|"
    "毫不犹豫|千方百计|齐心协力|全心全意|实事求是|循序渐进|源源不断|脚踏实地|满腔热情|精心|专心致志|孜孜不倦|"
    "有序|有针对性|进一步|更好|更加努力|高高兴兴|踏踏实实|扎扎实实|实实在在|兢兢业业|一丝不苟|源源不断|旗帜鲜明|因地制宜"
)
_VERBS = (
    "学习领会|学习贯彻|学习宣传|贯彻落实|贯彻执行|投入|参与|参加|推进|推动|开展|完成|做好|抓好|落实|贯彻|指出|询问|听取|查看|"
    "回答|讲解|提出|握着|走进|走到|来到|帮助|解决|化解|维护|履行|组织|加强|提高|提升|促进|保障|服务|发挥|引导|团结|支持|执行|"
    "研究|分析|总结|宣传|围绕|把|为|向|对|投身|承担|告诉|介绍|说|看到|认识到|感受到|领会|把握|增强|激发|调动|满足|关心|协助|"
    "配合|树立|践行|弘扬|创新|探索|工作着|坚守|奉献着|做|干|学|抓"
)
_AS_ADVERB = re.compile(rf"(?:{_ADVERBS})(的|得)(?=({_VERBS}))")
# What shows that the verb takes an object, or is finished: no noun stands there.
_OBJECT = re.compile(
    "了|好|到|在|着|各|本|全|每|这|那|该|我|他|她|自己|职工|群众|企业|大家|广大|工会|党|会议|中央|上级|市|县|省|问题|矛盾|纠纷|"
    "工作|任务|活动|改革|政策|文件|精神|职责|义务|作用|合法|劳动|技能|“|《|以|起|完|出|下"
)
_NOUNS_AFTER = re.compile(
    "态度|精神|氛围|作风|者|人|力量|方式|方法|办法|措施|过程|情况|需要|途径|平台|机制|体系|能力|水平|经验|成果|场所|场面|"
    "局面|环境|条件|作用|效果|意义|计划|方案|制度|队伍|载体|阵地|目标|目的|要求|建议|意见|举措|模式|手段|步骤|关系|行动|时代|"
    "会议精神的|工作(?:者|态度|作风|机制|方法|措施|氛围|局面|格局|热情|要求|经验|状态|任务|部署)"
)
_DEGREE = (
    "很快|更快|更好|更稳|更实|更远|怎么样|很|非常|十分|更加|特别|越来越|热火朝天|有声有色|井井有条|红红火火|扎扎实实|淋漓尽致|如火如荼|一丝不苟|津津有味|"
    "满满当当|整整齐齐|明明白白|风生水起|恰到好处|干干净净|如此|相当|比较|不够|不错|很好"
)
_AS_RESULT = re.compile(
    "(进步|变化|恢复|执行|教|写|干|做|办|搞|抓|走|跑|跳|唱|变|学|玩|过|长|打扫|收拾|提升|提高|增长|发展|完成|进行|开展|举办|组织|表现|发挥|准备|运行|"
    f"落实|推进|布置|安排|配合|进展|建设|改造|练|打|赛|开|听|看|聊|谈|吃|住|睡|穿|管理|打造|处理)(的)(?=({_DEGREE}))"
)
_MANNERS = (
    "手把手|面对面|一对一|心贴心|点对点|挨家挨户|逐条逐项|逐字逐句|大张旗鼓|聚精会神|目不转睛|异口同声|不约而同|满怀深情|深情|激动|"
    "自豪|动情|欣慰|语重心长|由衷|高兴"
)
# What people do in such a manner; no noun begins so.
_IN_MANNER = re.compile(
    rf"(?:{_MANNERS})(的)(?=教(?:[，。；]|给|会|他|我)|传授|讲解|指导|表示|告诉|感叹|写道|回忆|介绍|说(?!法|话)|赞叹|解答|宣讲|看着|"
    "握着|问(?:[，：]|道)|向(?!往)|把(?!手)|对(?!手|象|话))"
)
_RESULT_END = re.compile(rf"[{HAN}]{{0,5}}(?:[，。！；”]|$)")
_NOT_RESULT = re.compile(
    "(?:很|非常|十分|特别|比较|相当)(?:多|少|大|重要|关键|实用|有用|有价值)?[^，。；！]{0,4}(?:的|工作|事|问题|成绩|作用|活动|经验)"
)
_AS_ATTRIBUTE = re.compile(
    rf"(?<=[{HAN}]{{2}})(地)(?=(?:成效|成绩|效果|作用|成果|贡献|基础|氛围|变化|进展|意义|影响|精神|态度|保障|支撑|支持下|发展[，。]|"
    "提升[，。]|提高[，。]|进步[，。]|改善[，。]|加强[，。]|热情|关怀|力量|经验|环境|条件|平台|队伍|关系))"
)
_RECEIVED = re.compile(
    "(?:得到|取得|有|获得|实现|受到|发挥|营造|作出|做出|提供|奠定|产生|形成|建立|创造|带来)(?:了)?[^，。；]{0,12}$"
)


def find(passage: Passage, house: House) -> Iterator[Hit]:
    text = passage.text
    for found in _AS_ADVERB.finditer(text):
        if not passage.is_words(*found.span(1)) or text[found.start() - 1 : found.start()] in tuple("更最不"):
            continue
        verb_end = found.end(2)
        after = text[verb_end : verb_end + 8]
        if _NOUNS_AFTER.match(after) or not (_OBJECT.match(after) or len(found[2]) >= 4):
            continue
        clause = re.split("[，。；！？\n]", text[verb_end : verb_end + 24], maxsplit=1)[0]
        if re.search("的[^，。；]{1,8}$", clause) and not after.startswith(("了", "好", "到", "着")):
            continue  # 积极的推进改革的态度
        start = found.start() if found.end() - found.start() <= 6 else found.start(1)
        written = text[start : found.end(1)]
        yield warning(start, found.end(1), written[:-1] + "地", "修饰动词，应用“地”。")
    for found in _AS_RESULT.finditer(text):
        end = found.end()
        degree = found[3]
        if not passage.is_words(*found.span(2)):
            continue
        tail = text[end : end + 10]
        if len(degree) < 4 and degree not in ("不错", "很好", "怎么样") and not _RESULT_END.match(tail):
            continue
        if _NOT_RESULT.match(text[found.start(3) : end + 10]):
            continue
        yield warning(found.start(), found.end(2), f"{found[1]}得", "后面说明程度或结果，应用“得”。")
    for found in _IN_MANNER.finditer(text):
        yield warning(found.start(), found.end(), found[0][:-1] + "地", "修饰动词，应用“地”。")
    for found in _AS_ATTRIBUTE.finditer(text):
        if not passage.is_words(*found.span(1)):
            continue
        before = text[max(found.start() - 16, 0) : found.start()]
        if not _RECEIVED.search(before):
            continue
        start = found.start() - 2
        yield warning(start, found.end(), text[start : found.start()] + "的", "修饰名词，应用“的”。")


RULE = Rule(
    "particle",
    "的、地、得",
    PRACTICE,
    find,
    about="“的、地、得”用错，只提示前后文没有疑问的。",
    example="积极的投入到竞赛中来。",
    severities=(Severity.WARNING,),
)
