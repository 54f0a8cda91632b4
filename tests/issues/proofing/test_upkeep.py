"""Switching rules and shipped entries off, going back to an earlier version of an entry: kept with who and why."""

import pytest

from accounts.models import User
from issues.models import Action, AuditEntry, HouseConfusable, HouseSensitive, Publication, RuleSwitch
from issues.proofing.tables import checks_for
from issues.proofing.upkeep import (
    TablesRefused,
    restore_entry,
    switch_off_rule,
    switch_off_shipped,
    switch_on_rule,
)
from tests.factories import make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication() -> Publication:
    return make_publication()


def logged(action: Action) -> list[tuple[str, dict]]:
    entries = AuditEntry.objects.filter(action=action).order_by("sequence")
    return [(entry.object_label, entry.detail) for entry in entries]


def test_rule_is_switched_off_and_on_with_who_and_why_in_the_log(
    publication: Publication, administrator: User
) -> None:
    switch_off_rule(publication, "particle", "  本刊保留 原文  用法 ", administrator)
    switch_off_rule(publication, "particle", "再按一次", administrator)
    assert checks_for(publication).switched_off == {"particle"}
    kept = RuleSwitch.objects.get()
    assert (kept.reason, kept.who) == ("本刊保留 原文 用法", AuditEntry.objects.latest("sequence").user_label)
    switch_on_rule(publication, "particle", administrator)
    switch_on_rule(publication, "particle", administrator)
    assert checks_for(publication).switched_off == frozenset()
    assert logged(Action.RULES) == [
        (str(publication), {"rule_off": "的、地、得", "reason": "本刊保留 原文 用法"}),
        (str(publication), {"rule_on": "的、地、得", "was": "本刊保留 原文 用法"}),
    ]


@pytest.mark.parametrize(
    ("rule", "reason", "told"),
    [
        ("particle", " 　", "请写明原因"),
        ("nothing", "原因", "没有这条"),
        ("particle", "长" * 201, "200 个字"),
    ],
)
def test_rule_is_not_switched_off_without_a_reason(
    publication: Publication, administrator: User, rule: str, reason: str, told: str
) -> None:
    with pytest.raises(TablesRefused, match=told):
        switch_off_rule(publication, rule, reason, administrator)
    assert not RuleSwitch.objects.exists()


def test_shipped_entry_is_switched_off_by_a_row_of_its_own() -> None:
    entry = switch_off_shipped(HouseSensitive, ("盲流",))
    assert (entry.word, entry.suggestion, entry.is_active) == ("盲流", "外来务工人员", False)
    assert switch_off_shipped(HouseSensitive, ("盲流",)).pk == entry.pk
    entry.is_active = True
    entry.save()
    assert switch_off_shipped(HouseSensitive, ("盲流",)).is_active is False
    assert HouseSensitive.versions.filter(id=entry.pk).count() == 3
    with pytest.raises(TablesRefused, match="随系统的词条里没有"):
        switch_off_shipped(HouseSensitive, ("没有这个词",))


def test_entry_goes_back_to_an_earlier_version(administrator: User) -> None:
    entry = HouseSensitive.objects.create(word="外来妹", suggestion="女职工")
    entry.suggestion, entry.is_active = "务工女性", False
    entry.save()
    entry.save()  # nothing changed: no version
    first, second = HouseSensitive.versions.filter(id=entry.pk).order_by("history_id")
    with pytest.raises(TablesRefused, match="不用恢复"):
        restore_entry(entry, second.pk, administrator)
    restore_entry(entry, first.pk, administrator)
    entry.refresh_from_db()
    assert (entry.suggestion, entry.is_active) == ("女职工", True)
    newest = HouseSensitive.versions.filter(id=entry.pk).latest("history_id")
    assert (newest.step, newest.history_user) == ("restore", administrator)
    assert [label for label, _ in logged(Action.RESTORE)] == ["外来妹"]


def test_version_that_contradicts_what_came_since_is_not_restored(administrator: User) -> None:
    entry = HouseConfusable.objects.create(wrong="工惠卡", right="会员卡")
    entry.is_active = False
    entry.save()
    HouseConfusable.objects.create(wrong="会员卡", right="工惠卡")
    first = HouseConfusable.versions.filter(id=entry.pk).earliest("history_id")
    with pytest.raises(TablesRefused, match="互相矛盾"):
        restore_entry(entry, first.pk, administrator)
    with pytest.raises(TablesRefused, match="没有这个版本"):
        restore_entry(entry, 987654, administrator)
    entry.refresh_from_db()
    assert entry.is_active is False
