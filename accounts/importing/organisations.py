"""Planning a table of organisations: names, levels, and a tree that must stay one."""

from collections.abc import Sequence

from accounts.importing.columns import LEVELS, ORGANISATIONS
from accounts.importing.rows import Planned
from accounts.importing.sheets import Row
from accounts.models import Level, Organisation

NAME, SHORT, LEVEL, PARENT = ORGANISATIONS.columns
LEVEL_OF = {str(level.label): level for level in Level} | {level.value: level for level in Level}


def plan_organisations(rows: Sequence[Row]) -> list[Planned]:
    existing = {one.name: one for one in Organisation.objects.select_related("parent")}
    seen: dict[str, int] = {}
    plans = []
    for row in rows:
        plan = Planned(ORGANISATIONS, row)
        _plan_fields(plan, existing.get(plan.name))
        if plan.name and plan.name in seen:
            plan.problems.append(f"与第 {seen[plan.name]} 行是同一个单位，请只留一行。")
        seen.setdefault(plan.name, row.number)
        plans.append(plan)
    _check_parents(plans, existing)
    return plans


def names_after(plans: Sequence[Planned]) -> set[str]:
    """All organisations there will be, those of rows without problems among them."""
    known = set(Organisation.objects.values_list("name", flat=True))
    return known | {plan.name for plan in plans if not plan.problems}


def _plan_fields(plan: Planned, now: Organisation | None) -> None:
    """A cell left empty changes nothing."""
    cells = plan.row.cells
    name, short, level, parent = (cells.get(column, "") for column in ORGANISATIONS.columns)
    plan.exists = now is not None
    if not name:
        plan.problems.append("没有写单位名称。")
    elif len(name) > Organisation._meta.get_field("name").max_length:
        plan.problems.append("单位名称超过 200 个字。")
    if not plan.exists:
        plan.values["name"] = name
    if len(short) > Organisation._meta.get_field("short_name").max_length:
        plan.problems.append("简称超过 60 个字。")
    elif short:
        plan.set(SHORT, "short_name", now.short_name if now else "", short, short)
    if level and level not in LEVEL_OF:
        plan.problems.append(f"不认识的层级“{level}”，只能是 {LEVELS}。")
    elif level:
        after = LEVEL_OF[level]
        plan.set(LEVEL, "level", now.get_level_display() if now else "", str(after.label), after.value)
    if parent:
        before = now.parent.name if now and now.parent else ""
        plan.set(PARENT, "parent", before, parent, parent)


def _check_parents(plans: Sequence[Planned], existing: dict[str, Organisation]) -> None:
    """Name parents that will not be there, and circles; each wrong row may make others wrong, so again."""
    while True:
        good = [plan for plan in plans if not plan.problems]
        by_name = {plan.name: plan for plan in plans}
        names = set(existing) | {plan.name for plan in good}
        above = {one.name: one.parent.name for one in existing.values() if one.parent}
        above |= {plan.name: plan.values["parent"] for plan in good if "parent" in plan.values}
        found = False
        for plan in good:
            parent = plan.values.get("parent")
            if parent is None:
                continue
            if parent not in names:
                plan.problems.append(_missing(parent, by_name.get(parent)))
            elif circle := _circle(plan.name, above):
                plan.problems.append(f"上级单位连成了一圈：{' → '.join(circle)}。请改正其中一行。")
            else:
                continue
            found = True
        if not found:
            return


def _missing(parent: str, row: Planned | None) -> str:
    if row is None:
        return f"没有上级单位“{parent}”。请检查全称，或在表里加上这个单位。"
    return f"上级单位“{parent}”在第 {row.row.number} 行，那一行有错，请先改正。"


def _circle(name: str, above: dict[str, str]) -> list[str]:
    """The way up from `name` back to it; empty where the way ends, or goes round without it."""
    way = [name]
    while (name := above.get(name, "")) and name not in way:
        way.append(name)
    return [*way, name] if name == way[0] else []
