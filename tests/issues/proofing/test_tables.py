"""The tables of the house as proofreading uses them: added, changed, switched off, at once and at little cost."""

from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.models import Level, Organisation
from issues.models import (
    Contributor,
    Credit,
    HouseConfusable,
    HouseExpression,
    HouseLeader,
    HouseSensitive,
    HouseUnit,
    Issue,
    Publication,
    RuleSwitch,
    Section,
)
from issues.proofing import proofread
from issues.proofing.house import shipped
from issues.proofing.tables import checks_for, proofread_row, publication_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def found(text: str, publication: Publication | None = None) -> list[tuple[str, str, str, str | None]]:
    checks = checks_for(publication)
    findings = proofread(text, checks.house, checks.switched_off)
    return [(each.rule, str(each.severity), each.text, each.suggestion) for each in findings]


def test_empty_tables_are_the_shipped_ones() -> None:
    checks = checks_for(None)
    assert checks.house == shipped()
    assert checks.switched_off == frozenset()


def test_expression_added_is_found_with_its_fix_and_disabled_is_not() -> None:
    entry = HouseExpression.objects.create(right="滇池工匠培育工程", wrong="滇池匠人工程 工匠滇池工程")
    assert found("推进滇池匠人工程建设。") == [
        ("fixed-expression", "error", "滇池匠人工程", "滇池工匠培育工程")
    ]
    assert found("推进滇池工匠培养工程建设。") == [
        ("fixed-expression", "warning", "滇池工匠培养工程", "滇池工匠培育工程")
    ]
    entry.is_active = False
    entry.save()
    assert found("推进滇池匠人工程建设。推进滇池工匠培养工程建设。") == []


def test_confusable_added_is_found_with_its_fix_and_disabled_is_not() -> None:
    entry = HouseConfusable.objects.create(wrong="云领", right="云岭", after="先锋 工匠", is_certain=True)
    assert found("争当云领先锋12个。") == [("confusable", "error", "云领", "云岭")]
    assert found("参观云领大厦。") == []
    entry.is_active = False
    entry.save()
    assert found("争当云领先锋12个。") == []


def test_sensitive_word_added_is_found_with_its_fix_and_disabled_is_not() -> None:
    entry = HouseSensitive.objects.create(word="外来妹", suggestion="女职工", note="应使用规范称谓。")
    assert found("关爱外来妹活动。") == [("sensitive-word", "warning", "外来妹", "女职工")]
    entry.is_active = False
    entry.save()
    assert found("关爱外来妹活动。") == []


def test_leader_added_is_known_by_post_and_place_and_disabled_is_not() -> None:
    HouseLeader.objects.create(name="赵德明", posts="省总工会主席", position=900)
    second = HouseLeader.objects.create(name="钱立新", posts="省总工会党组书记 省总工会副主席", position=910)
    assert found("省总工会主席钱立新出席。") == [("leader-post", "warning", "省总工会主席钱立新", None)]
    assert found("钱立新、赵德明出席会议。") == [("fixed-order", "warning", "钱立新、赵德明", None)]
    assert found("李强、赵德明出席会议。赵德明、钱立新陪同。") == []
    second.is_active = False
    second.save()
    assert found("省总工会主席钱立新出席。钱立新、赵德明出席会议。") == []


def test_shipped_entry_is_replaced_or_switched_off_by_the_offices() -> None:
    assert found("慰问打工妹和盲流。") == [
        ("sensitive-word", "warning", "打工妹", "务工人员"),
        ("sensitive-word", "warning", "盲流", "外来务工人员"),
    ]
    HouseSensitive.objects.create(word="打工妹", suggestion="务工女性")
    HouseSensitive.objects.create(word="盲流", is_active=False)
    assert found("慰问打工妹和盲流。") == [("sensitive-word", "warning", "打工妹", "务工女性")]
    HouseExpression.objects.create(right="习近平法治思想", is_active=False)
    assert found("学习习近平法制思想。")[:1] != [
        ("fixed-expression", "error", "习近平法制思想", "习近平法治思想")
    ]
    HouseLeader.objects.create(name="李强", posts="国务院总理", is_active=False)
    assert [leader.name for leader in checks_for(None).house.leaders][:2] == ["习近平", "赵乐际"]


def test_units_are_what_somebody_has_put_in_its_place(issue: Issue) -> None:
    Organisation.objects.all().delete()
    section = Section.objects.create(issue=issue, name="校对", position=9)
    article = make_article(section, body="<p>很好。</p>")
    unsorted = Organisation.objects.create(name="曲靖总工会")
    contributor = Contributor.objects.create(name="张三", organisation=unsorted)
    Credit.objects.filter(article=article).delete()
    Credit.objects.create(article=article, contributor=contributor, position=1)
    assert proofread_row(issue) == []  # nobody keeps the names
    known = Organisation.objects.create(name="曲靖市总工会", short_name="曲靖总", level=Level.PREFECTURE)
    (found,) = proofread_row(issue)
    assert (found.rule, found.article) == ("byline-unit", article.pk)
    assert found.message == "署名单位“曲靖总工会”不在单位名录中，最接近的是“曲靖市总工会”，请核对。"
    alias = HouseUnit.objects.create(name="曲靖总工会", organisation=known)
    assert proofread_row(issue) == []
    assert checks_for(None).house.organisations == {"曲靖市总工会", "曲靖总", "曲靖总工会"}
    alias.is_active = False
    alias.save()
    assert [each.rule for each in proofread_row(issue)] == ["byline-unit"]


def test_rule_switched_off_holds_for_its_publication_alone(issue: Issue) -> None:
    other = Publication.objects.create(name="另一种简报", slug="other", issuer="办公室")
    RuleSwitch.objects.create(
        publication=issue.publication, rule="repeated-punctuation", reason="本刊的诗栏", who="甲"
    )
    assert found("氛围。。好", issue.publication) == []
    assert [rule for rule, *_ in found("氛围。。好", other)] == ["repeated-punctuation"]
    section = Section.objects.create(issue=issue, name="校对", position=9)
    article = make_article(section, body="<p>氛围。。好</p>")
    assert publication_of(article) == issue.publication_id
    assert proofread_row(article) == []
    article.section, article.publication = None, other
    assert [each.rule for each in proofread_row(article)] == ["repeated-punctuation"]


def test_tables_cost_one_query_until_something_changes(
    django_assert_num_queries: Callable[[int], object], issue: Issue
) -> None:
    HouseSensitive.objects.create(word="外来妹")
    checks_for(issue.publication)
    with django_assert_num_queries(1):
        first = checks_for(issue.publication)
    with django_assert_num_queries(1):
        assert checks_for(None).house is first.house
    HouseSensitive.objects.create(word="外来仔")
    with django_assert_num_queries(8):
        changed = checks_for(issue.publication)
    assert changed.house is not first.house


def test_change_that_is_taken_back_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        HouseSensitive.objects.create(word="外来妹")
        assert found("关爱外来妹活动。") != []
        raise ZeroDivisionError
    assert found("关爱外来妹活动。") == []
    HouseSensitive.objects.create(word="外来仔")
    assert found("关爱外来妹活动。") == []
