"""Each rule before and after: what it flags and turns into what, and what it must leave alone."""

import importlib
import pkgutil

import pytest

from issues.proofing import Severity, proofread, rules
from issues.proofing.rule import Rule
from issues.proofing.rules import BY_NAME, RULES


def fixed(text: str, rule: str) -> str:
    """`text` with the suggestions of `rule` taken, as an editor would."""
    for finding in reversed(proofread(text)):
        if finding.rule == rule and finding.suggestion is not None:
            text = text[: finding.start] + finding.suggestion + text[finding.end :]
    return text


def flagged(text: str, rule: str) -> list[str]:
    return [finding.text for finding in proofread(text) if finding.rule == rule]


FIXED = [
    ("repeated-punctuation", "氛围。。（普洱市总工会）", "氛围。（普洱市总工会）"),
    ("repeated-punctuation", "米、油、、棉被", "米、油、棉被"),
    ("repeated-punctuation", "他说：“好。”。", "他说：“好。”"),
    ("repeated-punctuation", "怎样才算贴心？。职工说了算。", "怎样才算贴心？职工说了算。"),
    ("repeated-word", "三要要加强组织领导。", "三要加强组织领导。"),
    ("repeated-word", "大家纷纷纷表示赞同。", "大家纷纷表示赞同。"),
    ("repeated-word", "各单位要认真认真落实。", "各单位要认真落实。"),
    ("repeated-word", "加加大宣传力度。", "加大宣传力度。"),
    ("half-width-mark", "建立制度,各单位落实专人抓。", "建立制度，各单位落实专人抓。"),
    ("half-width-mark", "了解了生活情况.", "了解了生活情况。"),
    ("half-width-mark", "市总工会(职工服务中心)开设窗口。", "市总工会（职工服务中心）开设窗口。"),
    ("full-width", "共有１２６名职工参加。", "共有126名职工参加。"),
    ("straight-quote", '打造"职工之家"品牌。', "打造“职工之家”品牌。"),
    ("unbalanced-pair", "以“弘扬工匠精神“为主题。", "以“弘扬工匠精神”为主题。"),
    ("unbalanced-pair", "开展《“尊法守法》”宣传。", "开展《“尊法守法”》宣传。"),
    ("stray-space", "会议由陈立群 主持，各县参加。", "会议由陈立群主持，各县参加。"),
    ("broken-sequence", "一是抓学习；二是抓作风；四是抓落实。", "一是抓学习；二是抓作风；三是抓落实。"),
    (
        "broken-sequence",
        "（一）提高认识。（二）加强领导。（二）落实责任。",
        "（一）提高认识。（二）加强领导。（三）落实责任。",
    ),
    ("stop-in-list", "一是学；二是干。三是抓；四是促。", "一是学；二是干；三是抓；四是促。"),
    (
        "stop-in-list",
        "做到：认识到位；领导到位。措施到位；检查到位。",
        "做到：认识到位；领导到位；措施到位；检查到位。",
    ),
    ("impossible-date", "4月31日召开会议。", "4月30日召开会议。"),
    ("impossible-date", "2024年5月1日（星期二）", "2024年5月1日（星期三）"),
    ("short-year", "23年5月，公司获奖。", "2023年5月，公司获奖。"),
    ("short-year", "二0二一年三月", "二〇二一年三月"),
    ("number-range", "满意度由63-68%提高。", "满意度由63%—68%提高。"),
    ("number-range", "投入100～150万元。", "投入100万～150万元。"),
    ("number-style", "共1万5千余名职工。", "共1.5万余名职工。"),
    ("number-style", "表彰劳模35名、集体二十二个。", "表彰劳模35名、集体22个。"),
    ("document-number", "云工发[2021]第03号", "云工发〔2021〕3号"),
    ("ordinal-mark", "第一、要提高认识；第二、要加强领导。", "第一，要提高认识；第二，要加强领导。"),
    ("ordinal-mark", "（一）、强化保障。", "（一）强化保障。"),
    ("enumeration-mark", "学习《工会法》、《劳动法》。", "学习《工会法》《劳动法》。"),
    ("enumeration-mark", "大米、食用油、等物资。", "大米、食用油等物资。"),
    ("dash-ellipsis", "弘扬工匠精神—记全国劳模罗开平", "弘扬工匠精神——记全国劳模罗开平"),
    ("dash-ellipsis", "食堂、宿舍。。。样样俱全。", "食堂、宿舍……样样俱全。"),
    ("until", "截止6月底，建成驿站126个。", "截至6月底，建成驿站126个。"),
    ("both-and", "即要讲原则，又要讲方法。", "既要讲原则，又要讲方法。"),
    ("confusable", "工作布署到位。", "工作部署到位。"),
    ("confusable", "反应一线职工的意见。", "反映一线职工的意见。"),
    ("misspelt-word", "违者将严励处罚。", "违者将严厉处罚。"),
    ("misspelt-word", "冒着酷暑走仿慰问农民工。", "冒着酷暑走访慰问农民工。"),
    ("misspelt-word", "要坚定不已走自己的路。", "要坚定不移走自己的路。"),
    ("misspelt-word", "能力明显提生。", "能力明显提升。"),
    ("particle", "职工们干的热火朝天，工程加快。", "职工们干得热火朝天，工程加快。"),
    ("particle", "积极的投入到竞赛中来。", "积极地投入到竞赛中来。"),
    ("fixed-expression", "提升产业工作队伍素质。", "提升产业工人队伍素质。"),
    ("fixed-expression", "人民当家作主体系", "人民当家作主制度体系"),
    ("fixed-expression", "践行社会主义核心价值，丰富生活。", "践行社会主义核心价值观，丰富生活。"),
    ("fixed-expression", "全心全意依靠工人级的方针", "全心全意依靠工人阶级的方针"),
    ("fixed-expression", "推进“四个全面战略”布局。", "推进“四个全面”战略布局。"),
    ("fixed-expression", "做到“四个维护”。", "做到“两个维护”。"),
    ("fixed-order", "道路自信、制度自信、理论自信、文化自信", "道路自信、理论自信、制度自信、文化自信"),
    ("confusable", "请示需经主席办公会批准。", "请示须经主席办公会批准。"),
    ("sensitive-word", "关爱残废人职工。", "关爱残疾人职工。"),
    (
        "title-stop",
        "关于召开工作会议的通知。\n各县总工会：经研究，定于3月20日召开工作会议，请按时参加。",
        "关于召开工作会议的通知\n各县总工会：经研究，定于3月20日召开工作会议，请按时参加。",
    ),
    (
        "name-variant",
        "县总工会副主席张建萍主持会议。张剑萍副主席指出，要服务职工。",
        "县总工会副主席张建萍主持会议。张建萍副主席指出，要服务职工。",
    ),
    ("repeated-punctuation", "“真是及时雨！。”他说。", "“真是及时雨！”他说。"),
    ("unbalanced-pair", "《关于宣传《工会法》的通知》", "《关于宣传〈工会法〉的通知》"),
    ("number-range", "培训分三至5期进行。", "培训分3至5期进行。"),
    ("short-year", "20年以来，培训职工3万名。", "2020年以来，培训职工3万名。"),
    ("particle", "师傅手把手的教，徒弟进步的很快。", "师傅手把手地教，徒弟进步得很快。"),
    ("misspelt-word", "会场坐无虚席。", "会场座无虚席。"),
    ("misspelt-word", "大家各抒已见。", "大家各抒己见。"),
    ("confusable", "各项工作以全部完成。", "各项工作已全部完成。"),
    ("confusable", "刷新了全国行业的生产记录。", "刷新了全国行业的生产纪录。"),
    ("confusable", "要加强领到，落实责任。", "要加强领导，落实责任。"),
    ("fixed-members", "坚定道路自信、理论自信、制度自信。", "坚定道路自信、理论自信、制度自信、文化自信。"),
    ("fixed-members", "增强获得感、满足感、安全感。", "增强获得感、幸福感、安全感。"),
    ("short-form", "增强“四个意识”，切实做到“两个坚持”。", "增强“四个意识”，切实做到“两个维护”。"),
    ("short-form", "做好“六稳”工作，落实“六保障”任务。", "做好“六稳”工作，落实“六保”任务。"),
    (
        "title-stop",
        "明湖区总工会“三个聚焦”促进产改走深走实。\n明湖区总工会把推进产改摆上重要位置，组建改革专班，细化任务清单28项。",
        "明湖区总工会“三个聚焦”促进产改走深走实\n明湖区总工会把推进产改摆上重要位置，组建改革专班，细化任务清单28项。",
    ),
    (
        "name-variant",
        "县总工会主席赵立新出席开班式。主席赵力新要求学员珍惜机会。",
        "县总工会主席赵立新出席开班式。主席赵立新要求学员珍惜机会。",
    ),
    (
        "name-variant",
        "县总工会主席赵立新出席。赵新立要求学员珍惜机会。",
        "县总工会主席赵立新出席。赵立新要求学员珍惜机会。",
    ),
    (
        "name-variant",
        "云岭机械制造有限公司建成工作室。云领机械制造有限公司提出建议。",
        "云岭机械制造有限公司建成工作室。云岭机械制造有限公司提出建议。",
    ),
    ("distribution-line", "报：省总工会，市委\n送：市直各单位。", "报：省总工会，市委。\n送：市直各单位。"),
    (
        "contents-title",
        "本期要目\n※ 望江区启动“冬送温暖”行动\n\n望江区启动“冬送清凉”行动\n1月20日，望江区举行仪式。",
        "本期要目\n※ 望江区启动“冬送温暖”行动\n\n望江区启动“冬送温暖”行动\n1月20日，望江区举行仪式。",
    ),
    ("misspelt-word", "有持无恐，任重到远。", "有恃无恐，任重道远。"),
    ("misspelt-word", "深入一线开展送凉清活动。", "深入一线开展送清凉活动。"),
    ("both-and", "既使条件艰苦，也不叫苦。", "即使条件艰苦，也不叫苦。"),
    ("confusable", "发布招募志愿者的启示，二百人报名。", "发布招募志愿者的启事，二百人报名。"),
    ("confusable", "接报后迅速反映，派出工作组。", "接报后迅速反应，派出工作组。"),
    ("confusable", "制订出台选举工作条例。", "制定出台选举工作条例。"),
    ("fixed-expression", "贯彻党的二十大四中全会精神。", "贯彻党的二十届四中全会精神。"),
    ("fixed-expression", "坚决做到“两个确立”。", "坚决做到“两个维护”。"),
    ("fixed-expression", "踔厉奋进、勇毅前行。", "踔厉奋发、勇毅前行。"),
    ("short-form", "落实“三重一达”决策制度。", "落实“三重一大”决策制度。"),
    ("document-number", "依据文件（〔2022〕第15号）精神。", "依据文件（〔2022〕15号）精神。"),
    (
        "title-stop",
        "市总工会开展“送清凉”活动。\n本报讯　近日，市总工会慰问职工。",
        "市总工会开展“送清凉”活动\n本报讯　近日，市总工会慰问职工。",
    ),
    (
        "name-variant",
        "党组书记王志强出席会议。会上，王志刚书记提出要求。",
        "党组书记王志强出席会议。会上，王志强书记提出要求。",
    ),
    (
        "name-variant",
        "安平县总工会开展竞赛。今年，平安县总工会组织12场。",
        "安平县总工会开展竞赛。今年，安平县总工会组织12场。",
    ),
    ("ordinal-mark", "1、健全机制\n2.加大投入", "1.健全机制\n2.加大投入"),
]

LEFT_ALONE = [
    ("repeated-punctuation", "“什么！”老张说。“太好了。”小李答。"),
    ("repeated-word", "市委统战部部长、小组组长、社区区长天天到现场，一个个谈心。"),
    ("repeated-word", "2019年年底，为了了解情况，职工们高高兴兴地来了。"),
    ("repeated-word", "书记卫星出席，成为为数不多的一次。"),
    ("half-width-mark", "网址https://www.example.org/a?b=1,2，上午9:00开放，转速1,450转。"),
    ("full-width", "共有126名职工参加。"),
    ("straight-quote", "它的名字是Workers' Home。"),
    ("unbalanced-pair", "“刚进厂时不会。\n“现在会了。”他说。1）报名；2）参赛。"),
    ("stray-space", "责任编辑：高　原　　审核：沈　静\n完成了任务。（曲靖市总工会 杨冲美）"),
    ("broken-sequence", "一是学；二是干；三是抓。\n一、目标\n二、任务\n（一）甲。\n（二）乙。"),
    ("stop-in-list", "一是学。学理论。二是干。三是抓。"),
    ("impossible-date", "2024年2月29日、2021年2月28日，2024年5月1日（星期三）。"),
    ("short-year", "工龄23年，从事工作21年来，24年前进厂。二〇二一年"),
    ("number-range", "5月6日—10日，60—80人，电话0871-65123456。"),
    ("number-style", "五十多年来，十几名职工、上百家企业参加；党的十八大以来12项。"),
    ("document-number", "云工发〔2021〕15号；（2021）云01民终3号。"),
    ("ordinal-mark", "第一、第二车间，第一、二季度。1.2万人。"),
    ("enumeration-mark", "增强“四个意识”、坚定“四个自信”；工种、等级、年限。"),
    ("dash-ellipsis", "昆明—大理—丽江铁路沿线……都设了驿站。"),
    ("until", "报名截止时间为6月30日，下周五截止。截至目前，一切顺利。"),
    ("both-and", "即使条件艰苦，也不叫苦；名额有限，即日起报名。既要快，又要好。"),
    ("confusable", "按装置说明操作；进步代表；搭建帐篷；生活必需品；权力运行；应急反应能力。"),
    ("misspelt-word", "（总工会 程功）组长张剑萍、王力行到会；他按期完成，只要努力就行。"),
    ("particle", "认真的态度，扎实的作风，他讲的非常重要，积极的参与者。"),
    ("fixed-expression", "产业工人队伍不断壮大，坚持人民当家作主，增强“四个意识”。"),
    ("fixed-expression", "社会主义核心价值体系；推进“四个全面”战略布局；户外劳动者服务站。"),
    ("confusable", "困难仍需经过努力才能克服；项目需于实践中检验。"),
    ("misspelt-word", "当家作主、今年以来、社会各界、提质增效、市工信局、区卫健委。"),
    ("name-variant", "发：各林业局工会，个林业局工会。"),
    ("fixed-order", "劳模精神、劳动精神、工匠精神；工匠精神则体现在品质上。"),
    ("repeated-word", "这里的的士司机也来工会驿站吃饭。"),
    ("repeated-punctuation", "他连用三个“？”、两个“！”表示惊讶。"),
    ("stray-space", "先进个人名单：张 伟、王 芳、李建国、欧阳文华。"),
    ("stray-space", "学习《中共中央 国务院关于深化改革的意见》，并作出安排。"),
    ("fixed-expression", "学习习近平总书记重要指示精神；推进政府治理体系和治理能力现代化。"),
    ("fixed-expression", "全国五一劳动奖状1个；学习党的十九届六中全会精神。"),
    ("fixed-members", "培养知识型、技能型、创新型劳动者；爱国、敬业；道路自信、理论自信等。"),
    ("fixed-members", "当好主人翁、建功新龙江；不忘初心、砥砺前行。"),
    ("short-form", "从“两个维度”发力，推行“三个一批”，落实“四个服务”。"),
    ("confusable", "给予以基本保障；以全部身心投入；以完成任务为目标；新中国法制建设的历程。"),
    ("confusable", "发人深省，资深人士；公平选举；报名确认。"),
    ("number-range", "第三至5号楼；三五年；3至5期。"),
    ("impossible-date", "比分为12:75，下午2:30，上午9时30分；9时30分之前。"),
    ("name-variant", "市总工会主席李明在会上讲话，李明再次强调安全。"),
    ("misspelt-word", "家庭成员因患大病；建强组织、写新稿件，边写边改。"),
    ("leader-post", "国务院总理李强"),
    ("sensitive-word", "他来来回回跑，黑瞎子沟林业局。"),
    ("title-stop", "会议召开。\n会议强调，要抓好落实，取得实效，让职工满意。"),
    ("name-variant", "张建国、张建华兄弟俩；东区总工会、西区总工会。"),
    ("distribution-line", "报：省总工会。\n送：市直各单位。"),
    ("contents-title", "本期要目\n※ 望江区启动行动方案\n\n望江区启动行动方案\n1月20日举行仪式。"),
    ("misspelt-word", "用尽全力、富有成效、不负厚望、引以为傲、名列前列、感慨万分、成果累累。"),
    ("misspelt-word", "二十六堂课；把钱花在职工身上；以楼建组；铸牢根基；因校制宜，如数家珍。"),
    ("both-and", "既使徒弟掌握了技术，又把经验整理成册。"),
    ("confusable", "共渡难关，平稳度过了淡季；群众反应积极；会员按时交纳会费。"),
    ("confusable", "职代会是职工行使民主管理权力的机构，职工享有知情的权利。"),
    ("confusable", "因该企业欠薪，职工求助；他的事迹给人启示，征文活动启动；制订方案。"),
    ("until", "申报材料截止到本月15日。"),
    ("fixed-expression", "党的二十届三中全会；深刻领悟“两个确立”的决定性意义，做到“两个维护”。"),
    ("fixed-expression", "全国五一巾帼标兵苏梅；全国模范职工小家；“建功‘十四五’、奋进新征程”竞赛。"),
    ("fixed-expression", "《关于深化新时代〈产业工人队伍建设改革方案〉的通知》。"),
    ("short-form", "落实“四个最美”，推行“两个清单”。"),
    ("stray-space", "本报讯　近日，市总工会慰问职工。"),
    ("name-variant", "主席赵立新出席会议，赵立民副主席主持。"),
    ("name-variant", "书记王志强、书记王志刚到会；会上，王志刚书记提出要求。"),
    ("distribution-line", "领导讲话，职工座谈会\n送：市直各单位。"),
]


@pytest.mark.parametrize(("rule", "before", "after"), FIXED)
def test_rule_fixes_what_it_is_for(rule: str, before: str, after: str) -> None:
    assert fixed(before, rule) == after


@pytest.mark.parametrize(("rule", "text"), LEFT_ALONE)
def test_rule_leaves_alone_what_is_right(rule: str, text: str) -> None:
    assert flagged(text, rule) == []


def test_rule_leader_post_names_who_holds_the_office() -> None:
    findings = proofread("全国政协主席李强")
    assert [(finding.rule, finding.text, finding.suggestion) for finding in findings] == [
        ("leader-post", "全国政协主席李强", None)
    ]


def test_rules_are_each_tried_both_ways_and_have_names_of_their_own() -> None:
    tried = {rule for rule, *_ in FIXED} | {"leader-post"}
    assert tried == {rule for rule, _ in LEFT_ALONE} == set(BY_NAME)
    assert len(BY_NAME) == len(RULES)


def test_practice_is_not_called_a_standard() -> None:
    assert all("惯例" in rule.basis or rule.basis.startswith("GB/T") for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_example_of_a_rule_is_found_by_it(rule: Rule) -> None:
    """What people read of a rule is true of it."""
    severities = {finding.severity for finding in proofread(rule.example) if finding.rule == rule.name}
    assert severities
    assert severities <= set(rule.severities)
    assert rule.about.endswith("。")


def test_rules_name_the_severities_they_give() -> None:
    modules = [
        importlib.import_module(f"{rules.__name__}.{each.name}")
        for each in pkgutil.iter_modules(rules.__path__)
    ]
    assert {module.RULE.name: set(module.RULE.severities) for module in modules} == {
        module.RULE.name: {each for each in Severity if hasattr(module, each.value)} for module in modules
    }
