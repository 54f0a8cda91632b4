"""The parts of a bulletin one by one: dates, mastheads, bylines, footers, notes, and what only looks like one."""

import datetime

import pytest

from issues.ingest.manuscript import CreditLine
from issues.ingest.structure import bylines, recover
from issues.ingest.structure.dates import figure, find_date
from issues.ingest.structure.footer import split_recipients

BODY = [
    "市总工会召开产业工人队伍建设改革推进会",
    "　　3月5日，市总工会召开会议，总结去年工作，部署今年任务，各县（市、区）总工会负责人参加会议。",
]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("３", 3),
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十一", 21),
        ("一百零三", 103),
    ]
    + [
        ("一百二十七", 127),
        ("廿一", 21),
        ("二〇二一", 2021),
        ("二○二一", 2021),
        ("叁", 3),
        ("第", None),
        ("", None),
    ],
)
def test_figure(text: str, value: int | None) -> None:
    assert figure(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "2021年2月5日",
        "2021 年 2 月 5 日",
        "2021-02-05",
        "2021.2.5",
        "2021/2/5",
        "二〇二一年二月五日",
        "２０２１年２月５日",
    ],
)
def test_find_date(text: str) -> None:
    found = find_date(text)
    assert found is not None
    assert found[1:] == (2021, datetime.date(2021, 2, 5))


def test_find_date_knows_a_day_that_does_not_exist() -> None:
    found = find_date("2021年2月30日")
    assert found is not None
    assert found[1:] == (2021, None)


def head(*lines: str) -> dict:
    read = recover([*lines, "", *BODY]).to_dict()
    keys = ("publication", "number", "supplement", "total_number", "year", "date", "issuer")
    return {key: read[key] for key in keys if read[key] is not None}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["工会工作简报", "第3期（总第45期）", "市总工会办公室编　　　　2021年2月5日"],
            {"number": 3, "total_number": 45, "year": 2021, "date": "2021-02-05", "issuer": "市总工会办公室"},
        ),
        (
            ["工 会 工 作 简 报", "2021年第三期", "编印单位：市总工会", "二〇二一年二月五日"],
            {"number": 3, "year": 2021, "date": "2021-02-05", "issuer": "市总工会"},
        ),
        (
            ["内部资料　注意保存", "工会工作简报", "（增刊第2期）", "市总工会主办　2021.2.5"],
            {"supplement": 2, "year": 2021, "date": "2021-02-05", "issuer": "市总工会"},
        ),
        (["工会工作简报 第3期"], {"number": 3}),
        (["工会工作简报", "〔2021〕3号"], {"number": 3, "year": 2021}),
        (["工会工作简报", "总第45期", "2021年2月"], {"total_number": 45, "year": 2021}),
    ],
)
def test_masthead_forms(lines: list[str], expected: dict) -> None:
    assert head(*lines) == {"publication": "工会工作简报", **expected}


def test_masthead_that_lost_its_name() -> None:
    assert head("第3期", "市总工会办公室编　　　　2021年2月5日") == {
        "number": 3,
        "year": 2021,
        "date": "2021-02-05",
        "issuer": "市总工会办公室",
    }


def test_masthead_keeps_its_notice_and_code() -> None:
    manuscript = recover(["秘密★1年　　　　编号：000397", "工会要情", "第3期", "", *BODY])
    assert (manuscript.notice, manuscript.document_code, manuscript.publication) == (
        "秘密★1年",
        "000397",
        "工会要情",
    )


def test_masthead_is_not_read_out_of_a_title() -> None:
    manuscript = recover(["市总工会举办第3期工会主席培训班", *BODY[1:]])
    assert manuscript.number is None
    assert [article.title for article in manuscript.articles] == ["市总工会举办第3期工会主席培训班"]


def test_masthead_with_a_date_that_does_not_exist_warns() -> None:
    manuscript = recover(["工会工作简报", "第3期", "市总工会编　　2021年2月30日", "", *BODY])
    assert manuscript.date is None
    assert manuscript.year == 2021
    assert "bad-date" in {doubt.code for doubt in manuscript.doubts}


def test_supplement_without_number_says_what_it_assumes() -> None:
    manuscript = recover(["工会工作简报", "增刊", "市总工会编　　2021年2月5日", "", *BODY])
    assert (manuscript.number, manuscript.supplement) == (None, 1)
    assert [doubt.line for doubt in manuscript.doubts if doubt.code == "unnumbered-supplement"] == [2]


@pytest.mark.parametrize(
    ("tail", "credits", "source"),
    [
        ("（曲靖市总工会 杨冲美）", [("曲靖市总工会", ("杨冲美",))], None),
        ("（曲靖市总工会　姜　楠）", [("曲靖市总工会", ("姜楠",))], None),
        ("（曲靖市总工会 杨冲美 张三）", [("曲靖市总工会", ("杨冲美", "张三"))], None),
        (
            "（曲靖市总工会 杨冲美、昆明市总工会 李四）",
            [("曲靖市总工会", ("杨冲美",)), ("昆明市总工会", ("李四",))],
            None,
        ),
        ("（曲靖市总工会杨冲美）", [("曲靖市总工会", ("杨冲美",))], None),
        ("（通讯员 张三）", [(None, ("张三",))], None),
        ("（张三 李四）", [(None, ("张三", "李四"))], None),
        ("（曲靖市总工会供稿）", [("曲靖市总工会", ())], None),
        ("（供稿：曲靖市总工会 杨冲美）", [("曲靖市总工会", ("杨冲美",))], None),
        ("（和田地区总工会 阿依古丽·买买提）", [("和田地区总工会", ("阿依古丽·买买提",))], None),
        ("（《工人日报》）", [], "工人日报"),
        ("（《工人日报》——推进产业工人队伍建设改革进行时）", [], "工人日报"),
        ("（来源：工人日报）", [], "工人日报"),
        ("（摘自《工人日报》2021年1月5日第3版）", [], "工人日报"),
        ("（转自《云南工人》 张三）", [], "云南工人"),
    ],
)
def test_byline_forms(tail: str, credits: list, source: str | None) -> None:
    found = bylines.split_tail(f"会议取得圆满成功。{tail}")
    assert found is not None
    body, byline = found
    assert body == "会议取得圆满成功。"
    if source is None:
        assert byline.credits == [CreditLine(unit, names) for unit, names in credits]
    assert byline.source == source


@pytest.mark.parametrize(
    "tail",
    [
        "（以下简称“产改”）",
        "（以下简称产改办）",
        "（下同）",
        "（完）",
        "（试行）",
        "（含12个县）",
        "（名单详见省总工会门户网站）",
    ]
    + [
        "（数据截至2021年6月）",
        "（《劳动合同法》第三十九条）",
        "（2021年）",
        "（图为会议现场）",
        "（见附件）",
    ],
)
def test_parenthesis_that_is_no_byline(tail: str) -> None:
    assert bylines.split_tail(f"全面推进产业工人队伍建设改革{tail}") is None


def foot(*lines: str) -> dict:
    read = recover([*BODY, "", *lines]).to_dict()
    return {
        **read["distribution"],
        "copies": read["copies"],
        "extra": read["extra_recipients"],
        "staff": read["staff"],
    }


def test_footer_with_continuation_lines_extra_copies_and_staff() -> None:
    assert foot(
        "────────────",
        "报　送：省总工会，市委办公室，市人大常委会办公室，市政府办",
        "　　　　公室，市政协办公室。",
        "抄　送：市直各单位、市工商联。",
        "发：各县（市、区）总工会，各产业工会。",
        "本期增发：市人社局，市工信局。",
        "责任编辑：李静　　审核：王强　　签发：赵　敏　　（共印120份）",
    ) == {
        "report": ["省总工会", "市委办公室", "市人大常委会办公室", "市政府办公室", "市政协办公室"],
        "send": ["市直各单位", "市工商联"],
        "issue": ["各县（市、区）总工会", "各产业工会", "市人社局", "市工信局"],
        "extra": ["市人社局", "市工信局"],
        "copies": 120,
        "staff": [
            {"role": "责任编辑", "name": "李静"},
            {"role": "审核", "name": "王强"},
            {"role": "签发", "name": "赵敏"},
        ],
    }


def test_footer_is_not_read_out_of_sentences_that_begin_like_one() -> None:
    manuscript = recover(
        [
            *BODY,
            "　　报名工作从即日起开始，职工可以在手机上办理。",
            "　　送清凉活动覆盖一线职工3万人。",
            "　　发：放物资的现场，职工们排起了长队。市总工会主席说，一定把好事办好。",
            "　　会后，与会人员参观了示范点。",
        ]
    )
    assert len(manuscript.articles[0].paragraphs) == 5
    assert (
        manuscript.distribution.report == manuscript.distribution.send == manuscript.distribution.issue == []
    )


def test_lone_footer_is_read_and_warned_of() -> None:
    manuscript = recover(["报：省总工会。", "送：各单位。"])
    assert manuscript.articles == []
    assert manuscript.distribution.report == ["省总工会"]
    assert "no-articles" in {doubt.code for doubt in manuscript.doubts}


def test_footer_date_and_office_stand_in_for_a_lost_masthead() -> None:
    manuscript = recover([*BODY, "", "报：省总工会。", "市总工会办公室　　　　2021年2月5日印发"])
    assert (manuscript.date, manuscript.issuer) == (datetime.date(2021, 2, 5), "市总工会办公室")
    assert {"date-from-footer", "issuer-from-footer"} <= {doubt.code for doubt in manuscript.doubts}


def test_brackets_inside_a_sentence_are_no_section() -> None:
    manuscript = recover([*BODY, "　　【工会直播间】栏目每周五上线，围绕职工关心的话题答疑。"])
    assert [section.name for section in manuscript.sections] == [None]
    assert len(manuscript.articles[0].paragraphs) == 2


def test_title_missing_from_the_body_is_named() -> None:
    lines = ["工会简报", "第3期", "本期要目", "※ " + BODY[0], "※ 县总工会开展慰问活动", *BODY]
    lines += ["县总工会开展走访活动", "　　1月8日，县总工会走访困难职工，送去慰问金。"]
    manuscript = recover(lines)
    assert [article.title for article in manuscript.articles] == [BODY[0], "县总工会开展走访活动"]
    mismatches = [doubt.message for doubt in manuscript.doubts if doubt.code == "contents-mismatch"]
    assert mismatches == ["目录里的“县总工会开展慰问活动”在正文中没有找到对应的标题，请核对。"]


def test_undecodable_characters_are_reported_with_their_line() -> None:
    manuscript = recover([BODY[0], BODY[1].replace("工会", "工\ufffd", 1)])
    assert [doubt.line for doubt in manuscript.doubts if doubt.code == "undecodable"] == [2]


def test_many_parentheses_in_a_row_are_no_endless_byline() -> None:
    found = bylines.split_tail("会议取得圆满成功。" + "（张三）" * 2000)
    assert found is not None
    assert found[0].endswith("（张三）")


def test_contents_of_bare_section_names_and_leaders_match_the_body() -> None:
    lines = ["工会简报", "第3期", "本期目录", "◎ 要　闻", BODY[0] + "…" * 40 + "1", "◎ 基层之声"]
    lines += ["县总工会开展走访活动........3", "◎ 要　闻", *BODY, "◎ 基层之声", "县总工会开展走访活动"]
    lines += ["　　1月8日，县总工会走访困难职工，送去慰问金。"]
    manuscript = recover(lines)
    assert [(s.name, [a.title for a in s.articles]) for s in manuscript.sections] == [
        ("要闻", [BODY[0]]),
        ("基层之声", ["县总工会开展走访活动"]),
    ]
    assert "contents-mismatch" not in {doubt.code for doubt in manuscript.doubts}


def test_footer_lines_of_one_kind_stay_apart() -> None:
    read = foot("主送：集团公司工会", "抄送：公司党委，公司领导")
    assert read["send"] == ["集团公司工会", "公司党委", "公司领导"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("省委书记、省长，省委办公厅、省政府办公厅。", ["省委书记", "省长", "省委办公厅", "省政府办公厅"]),
        ("各州、市总工会，市直各部、委、办、局。", ["各州、市总工会", "市直各部、委、办、局"]),
        ("各县（市、区）总工会、各产业工会。", ["各县（市、区）总工会", "各产业工会"]),
        ("各州市、省级产业系统公司，各成员单位。", ["各州市、省级产业系统公司", "各成员单位"]),
        ("省总工会　市委办公室", ["省总工会", "市委办公室"]),
    ],
)
def test_recipients_are_parted_between_whole_names(text: str, items: list[str]) -> None:
    assert split_recipients(text) == items
