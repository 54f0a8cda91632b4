"""What an administrator does to the house tables and the rules beside filling in a form."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.storable import storable
from issues.models import Action, AuditEntry, HouseEntry, Publication, RuleSwitch
from issues.models.audit import label_of
from issues.models.versions import Version, mark, tracked
from issues.proofing.entries import known_beside, problems_of
from issues.proofing.rows import ALL_RULES
from issues.proofing.tables import key_of, shipped_rows

RESTORE = "restore"
_LABELS = {rule.name: rule.label for rule in ALL_RULES}


class TablesRefused(Exception):
    """Why it cannot be done and what to do, in Chinese."""


@transaction.atomic
def switch_off_rule(publication: Publication, rule: str, reason: str, by: User) -> RuleSwitch:
    """From now on `rule` finds nothing in `publication`; TablesRefused. A second call changes nothing."""
    reason = " ".join(storable(reason).split())
    if rule not in _LABELS:
        raise TablesRefused("没有这条校对规则。请刷新页面再试。")
    if not reason:
        raise TablesRefused(f"没有停用“{_LABELS[rule]}”：请写明原因，以便日后查对。")
    if len(reason) > RuleSwitch._meta.get_field("reason").max_length:
        raise TablesRefused(f"没有停用“{_LABELS[rule]}”：原因请不要超过 200 个字。")
    switch, is_new = RuleSwitch.objects.get_or_create(
        publication=publication, rule=rule, defaults={"reason": reason, "who": label_of(by)}
    )
    if is_new:
        AuditEntry.objects.record(Action.RULES, publication, by, rule_off=_LABELS[rule], reason=reason)
    return switch


@transaction.atomic
def switch_on_rule(publication: Publication, rule: str, by: User) -> None:
    """The log keeps that it was off, and why."""
    if rule not in _LABELS:
        return
    switch = RuleSwitch.objects.filter(publication=publication, rule=rule).first()
    if switch is not None:
        switch.delete()
        AuditEntry.objects.record(Action.RULES, publication, by, rule_on=_LABELS[rule], was=switch.reason)


@transaction.atomic
def switch_off_shipped(model: type[HouseEntry], key: tuple[str, ...]) -> HouseEntry:
    """Store the shipped entry of `key` as one of the office's that is not active; TablesRefused."""
    found = next((row for row in shipped_rows(model) if key_of(row, model) == key), None)
    if found is None:
        raise TablesRefused("随系统的词条里没有这一条，可能已随升级更改。请刷新页面再看。")
    stored = model.objects.select_for_update().filter(**dict(zip(model.KEY, key, strict=True))).first()
    if stored is None:
        names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        stored = model(**{name: getattr(found, name) for name in names})
    elif not stored.is_active:
        return stored
    stored.is_active = False
    stored.save()
    return stored


@transaction.atomic
def restore_entry(entry: HouseEntry, version_key: int, by: User) -> Version:
    """Let `entry` be again what it was in that version; this makes a new version. TablesRefused."""
    entry = type(entry).objects.select_for_update().get(pk=entry.pk)
    version = type(entry).versions.filter(id=entry.pk, pk=version_key).first()
    if version is None:
        raise TablesRefused("没有这个版本。请刷新页面再看。")
    names = [field.attname for field in tracked(entry) if not field.primary_key]
    if all(getattr(entry, name) == getattr(version, name) for name in names):
        raise TablesRefused("现在的内容与这个版本相同，不用恢复。")
    for name in names:
        setattr(entry, name, getattr(version, name))
    twin = type(entry).objects.filter(**{name: getattr(entry, name) for name in entry.KEY})
    if twin.exclude(pk=entry.pk).exists():
        raise TablesRefused(f"没有恢复：表中另有一条“{entry}”。请直接修改那一条。")
    problems = problems_of(entry, known_beside(entry))
    if problems:
        raise TablesRefused(f"没有恢复：{next(iter(problems.values()))}")
    when = timezone.localtime(version.history_date).strftime("%Y-%m-%d %H:%M")
    mark(entry, by, RESTORE, f"恢复到 {when} 的版本")
    entry.save()
    AuditEntry.objects.record(Action.RESTORE, entry, by, version=version.pk, of=when)
    return version
