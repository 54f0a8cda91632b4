"""Entries of the house tables: the unfit are refused with what to do, and no table makes proofreading fail."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Level, Organisation
from issues.models import (
    HouseConfusable,
    HouseEntry,
    HouseExpression,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
)
from issues.proofing import proofread
from issues.proofing.entries import Known, known_beside, known_now, problems_of
from issues.proofing.house import House, shipped
from issues.proofing.tables import confusable_of, expression_of, leader_of, sensitive_of


def refused(entry: HouseEntry, *before: HouseEntry) -> dict[str, str]:
    known = Known.of(shipped())
    for one in before:
        assert problems_of(one, known) == {}
        known.add(one)
    return problems_of(entry, known)


@pytest.mark.parametrize(
    ("entry", "field", "told"),
    [
        (HouseExpression(right="产业工人.*改革"), "right", "不能用通配符，请删去"),
        (HouseExpression(right="滇池[工匠]工程"), "right", "不能用通配符"),
        (HouseExpression(right="滇池(工匠)工程"), "right", "请改成（ ）"),
        (HouseExpression(right="滇池工匠\u200b工程"), "right", "看不见的字符"),
        (HouseExpression(right="滇池 工匠工程"), "right", "有空格，请删去"),
        (HouseExpression(right=" "), "right", "是空的，请填写"),
        (HouseExpression(right="，，，，，"), "right", "没有文字"),
        (HouseExpression(right="滇池工匠"), "wrong", "请写出它的错误写法"),
        (HouseExpression(right="滇池工匠工程", wrong="滇池工匠工程"), "wrong", "与规范写法相同"),
        (HouseExpression(right="滇池工匠工程", wrong="池"), "wrong", "只有一个字"),
        (HouseExpression(right="滇池工匠工程", wrong="滇匠工程 滇匠工程"), "wrong", "写了两遍"),
        (HouseExpression(right="新型产业工人队伍", wrong="产业工人队伍"), "wrong", "一部分"),
        (HouseExpression(right="习近平法制思想"), "right", "请直接写“习近平法治思想”"),
        (HouseConfusable(wrong="职工", right="职工"), "right", "相同"),
        (HouseConfusable(wrong="其", right="期"), "wrong", "请写明“前面须有”"),
        (HouseConfusable(wrong="工人", right="产业工人"), "right", "会一直提示"),
        (HouseConfusable(wrong="产业工人", right="产业职工"), "wrong", "一部分"),
        (HouseConfusable(wrong="部署", right="布署"), "wrong", "两条互相矛盾"),
        (HouseConfusable(wrong="布署", right="步署"), "wrong", "两条矛盾。请先停用"),
        (HouseConfusable(wrong="步属", right="布署"), "right", "请直接写“部署”"),
        (HouseConfusable(wrong="反应", right="反映", after="问题", not_after="问题"), "not_after", "矛盾"),
        (HouseConfusable(wrong="临时员工", right="打工妹"), "right", "慎用词表"),
        (HouseLeader(name="张"), "name", "至少两个汉字"),
        (HouseLeader(name="Smith", posts="主席"), "name", "至少两个汉字"),
        (HouseLeader(name="张三", posts=" "), "posts", "请填写"),
        (HouseSensitive(word="妹"), "word", "至少两个字"),
        (HouseSensitive(word="外来妹", suggestion="外来妹子"), "suggestion", "会一直提示"),
        (HouseSensitive(word="外来妹", suggestion="打工妹"), "suggestion", "请换一个写法"),
        (HouseSensitive(word="产业工人"), "word", "一部分"),
    ],
)  # fmt: skip
def test_unfit_entry_is_refused_with_what_to_do(entry: HouseEntry, field: str, told: str) -> None:
    problems = refused(entry)
    assert told in problems.get(field, ""), problems


@pytest.mark.parametrize(
    "entry",
    [
        HouseExpression(right="滇池工匠培育工程", wrong="滇池匠人工程"),
        HouseExpression(right="“互联网+”工会普惠服务"),
        HouseExpression(right="12351职工服务热线"),
        HouseConfusable(wrong="云领", right="云岭", after="先锋 工匠 、 ，"),
        HouseConfusable(wrong="作工作", right="做工作", not_after="报告"),
        HouseLeader(name="赵德明", posts="省总工会主席"),
        HouseLeader(name="买买提·艾力", posts="自治区总工会主席"),
        HouseSensitive(word="外来妹", suggestion="女职工"),
        HouseSensitive(word="外来妹"),
        HouseConfusable(wrong="部署", right="布署", is_active=False),
    ],
)  # fmt: skip
def test_fit_entry_is_taken(entry: HouseEntry) -> None:
    assert refused(entry) == {}


def test_circle_is_refused_however_it_is_closed() -> None:
    first = HouseConfusable(wrong="工惠卡", right="会员卡")
    assert "两条互相矛盾" in refused(HouseConfusable(wrong="会员卡", right="工惠卡"), first)["wrong"]
    assert "请直接写“会员卡”" in refused(HouseConfusable(wrong="惠工卡", right="工惠卡"), first)["right"]
    assert "会员卡" in refused(HouseExpression(right="工惠卡", wrong="惠工卡"), first)["right"]


def test_entry_is_not_measured_against_itself() -> None:
    known = Known.of(shipped())
    assert problems_of(HouseConfusable(wrong="布署", right="部署", remark="同随系统"), known) == {}
    assert problems_of(HouseExpression(right="习近平法治思想", wrong="习近平法制思想"), known) == {}


def test_conditional_pair_may_go_both_ways() -> None:
    first = HouseConfusable(wrong="工惠", right="公惠", after="金融")
    assert refused(HouseConfusable(wrong="公惠", right="工惠", after="驿站"), first) == {}


def test_unit_is_no_other_units_full_name(db: None) -> None:
    one = Organisation.objects.create(name="曲靖市总工会", level=Level.PREFECTURE)
    other = Organisation.objects.create(name="保山市总工会", level=Level.PREFECTURE)
    known = known_now()
    assert "不用再列" in problems_of(HouseUnit(name=one.name, organisation=one), known)["name"]
    assert "另一个单位的全称" in problems_of(HouseUnit(name=one.name, organisation=other), known)["name"]
    assert problems_of(HouseUnit(name="曲靖总工会", organisation=one), known) == {}


def test_stored_entry_may_be_changed_into_what_it_alone_stood_against(db: None) -> None:
    entry = HouseConfusable.objects.create(wrong="工惠卡", right="会员卡")
    entry.wrong, entry.right = "会员卡", "工惠卡"
    assert problems_of(entry, known_beside(entry)) == {}


WORD = st.text(alphabet="工会职的，。“”、（）()[]*+?\\^$|.\n\r\t\x00\u200b\u202e😀𠀀\ud8000９a ", max_size=8)
PROSE = st.text(
    alphabet="工会职的，。“”、（）()[]*+?\\^$|.\n\r\t\x00\u200b\u202e😀𠀀\ud8000９a ", max_size=60
)
CONFUSABLES = st.builds(
    HouseConfusable, wrong=WORD, right=WORD, before=WORD, after=WORD, not_after=WORD, near=WORD
)


@settings(max_examples=150, deadline=None)
@given(
    text=PROSE,
    expressions=st.lists(st.builds(HouseExpression, right=WORD, wrong=WORD), max_size=4),
    confusables=st.lists(CONFUSABLES, max_size=4),
    sensitive=st.lists(st.builds(HouseSensitive, word=WORD, suggestion=WORD), max_size=4),
    leaders=st.lists(st.builds(HouseLeader, name=WORD, posts=WORD), max_size=4),
)
def test_hostile_tables_make_no_text_fail(
    text: str, expressions: list, confusables: list, sensitive: list, leaders: list
) -> None:
    """Also entries that should have been refused: the database may hold what was never checked."""
    house = House(
        expressions=tuple(map(expression_of, expressions)),
        confusables=tuple(map(confusable_of, confusables)),
        sensitive=tuple(map(sensitive_of, sensitive)),
        leaders=tuple(map(leader_of, leaders)),
    )
    for finding in proofread(text, house):
        assert text[finding.start : finding.end] == finding.text
    known = Known.of(house)
    for entry in (*expressions, *confusables, *sensitive, *leaders):
        problems = problems_of(entry, known)
        assert all(problem.endswith("。") for problem in problems.values())
