"""House tables from and to xlsx: planned row by row as accounts are, shown, saved once confirmed; and exported."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import models

from accounts.importing import saving
from accounts.importing.columns import Kind
from accounts.importing.files import tables_workbook
from accounts.importing.planning import Plan
from accounts.importing.rows import Planned, Status
from accounts.importing.sheets import Row, Table, read_tables
from accounts.models import ImportBatch, Organisation, User
from issues.models import Action, AuditEntry, HouseEntry, TablesState
from issues.models.versions import mark
from issues.proofing.columns import FIELD_OF, KINDS, MODEL_OF, NO, UNITS, YES
from issues.proofing.entries import Known, known_now, problems_of
from issues.proofing.tables import key_of, shipped_rows

IMPORT = "import"
_BOOLEANS = {YES: True, NO: False, "在用": True, "停用": False, "√": True, "×": False}


def plan_of(batch: ImportBatch) -> Plan:
    """What the import would do; it looks and writes nothing. Raises TableRefused."""
    return make_plan(read_tables(batch.name, bytes(batch.content), KINDS))


def carry_out(batch: ImportBatch, digest: str, by: User) -> Plan:
    """Save what the preview with this `digest` showed; wrong rows are left out. Raises saving.ImportChanged."""

    def save(plan: Plan) -> list[int]:
        with TablesState.renewed_once():
            for row in plan.rows:
                if row.status in (Status.NEW, Status.CHANGED):
                    _save(row, batch, by)
        counts = "，".join(f"{status.label} {plan.counts[status]} 行" for status in Status)
        AuditEntry.objects.record(Action.TABLES, None, by, file=batch.name, imported=counts)
        return []

    return saving.finish(batch, digest, plan_of, save)[1]


def make_plan(tables: Sequence[Table]) -> Plan:
    known, units = known_now(), {one.name: one for one in Organisation.objects.all()}
    planned: list[Planned] = []
    for kind in KINDS:
        rows = [row for table in tables if table.kind is kind for row in table.rows]
        planned += _Planner(kind, known, units).plan(rows)
    ignored = tuple(dict.fromkeys(heading for table in tables for heading in table.ignored))
    return Plan(tuple(planned), ignored)


class _Planner:
    """Plans the rows of one kind; `known` learns what they would make true."""

    def __init__(self, kind: Kind, known: Known, units: dict[str, Organisation]) -> None:
        self.kind, self.known, self.units = kind, known, units
        self.model, self.field_of = MODEL_OF[kind.key], FIELD_OF[kind.key]
        self.stored = {key_of(row, self.model): row for row in self._stored()}
        self.shipped: dict[tuple[str, ...], list[HouseEntry]] = {}
        for row in shipped_rows(self.model):
            self.shipped.setdefault(key_of(row, self.model), []).append(row)

    def _stored(self) -> Iterable[HouseEntry]:
        rows = self.model.objects.all()
        return rows.select_related("organisation") if self.kind is UNITS else rows

    def plan(self, rows: Sequence[Row]) -> list[Planned]:
        seen: dict[tuple[str, ...], int] = {}
        plans = []
        for row in rows:
            plan = Planned(self.kind, row)
            cells = {self.field_of[column]: cell for column, cell in row.cells.items()}
            key = tuple(cells.get(name, "") for name in self.model.KEY)
            values, now = self._values(plan), self.stored.get(key)
            plan.exists = now is not None
            if now is None and any(_says(shipped_row, values) for shipped_row in self.shipped.get(key, ())):
                plan.exists = True  # as it is shipped, perhaps one of two for the same pair
            else:
                if key in seen:
                    plan.problems.append(f"与第 {seen[key]} 行是同一条，请只留一行。")
                seen.setdefault(key, row.number)
                self._plan_row(plan, key, now, values)
            plans.append(plan)
        return plans

    def _plan_row(
        self, plan: Planned, key: tuple[str, ...], now: HouseEntry | None, values: dict[str, object]
    ) -> None:
        """A cell left empty changes nothing."""
        if plan.problems:
            return
        base = now or self.model()
        if now is None and key in self.shipped:  # what the row does not say stays as it is shipped
            shipped_row = self.shipped[key][0]
            values = {name: getattr(shipped_row, name) for name in self.field_of.values()} | values
        for column, name in self.field_of.items():
            if name in values:
                before = shown(base, name) if now else ""
                plan.set(column, name, before, _told(values[name]), values[name])
        entry = self._candidate(base, values)
        try:
            entry.clean_fields(exclude=["organisation"])
        except ValidationError as error:
            plan.problems += [
                f"“{entry._meta.get_field(name).verbose_name}”：{''.join(said)}"
                for name, said in error.message_dict.items()
            ]
        plan.problems += problems_of(entry, self.known).values() if not plan.problems else ()
        if not plan.problems:
            if now is not None:
                self.known.forget(now)
            if entry.is_active:
                self.known.add(entry)

    def _candidate(self, base: HouseEntry, values: dict[str, object]) -> HouseEntry:
        entry = self.model(
            **{field.attname: getattr(base, field.attname) for field in self.model._meta.fields}
        )
        for name, value in values.items():
            setattr(entry, name, value)
        return entry

    def _values(self, plan: Planned) -> dict[str, object]:
        values: dict[str, object] = {}
        for column, name in self.field_of.items():
            cell = plan.row.cells.get(column, "")
            if not cell:
                continue
            field = self.model._meta.get_field(name)
            if isinstance(field, models.BooleanField):
                if cell not in _BOOLEANS:
                    plan.problems.append(f"“{column}”只能填“{YES}”或“{NO}”。")
                values[name] = _BOOLEANS.get(cell, True)
            elif isinstance(field, models.PositiveIntegerField):
                if not (cell.isascii() and cell.isdigit() and len(cell) <= 6):
                    plan.problems.append(f"“{column}”只能填数字，如 100。")
                else:
                    values[name] = int(cell)
            elif isinstance(field, models.ForeignKey):
                if cell not in self.units:
                    plan.problems.append(f"没有单位“{cell}”。请检查全称，或先在“单位”里加上这个单位。")
                else:
                    values[name] = self.units[cell]
            else:
                values[name] = cell
        is_new_unit = self.kind is UNITS and (plan.name,) not in self.stored
        if is_new_unit and not plan.row.cells.get("单位全称"):
            plan.problems.append("没有写单位全称。")
        return values


def _says(row: HouseEntry, values: dict[str, object]) -> bool:
    return all(shown(row, name) == _told(value) for name, value in values.items())


def shown(row: HouseEntry, name: str) -> str:
    """A field as its cell shows it."""
    return _told(getattr(row, name))


def _told(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return " ".join(str(value).split())


def _save(row: Planned, batch: ImportBatch, by: User) -> None:
    model, values = MODEL_OF[row.kind.key], dict(row.values)
    key = {
        name: row.row.cells[column] for column, name in FIELD_OF[row.kind.key].items() if name in model.KEY
    }
    entry = model.objects.select_for_update().filter(**key).first() or model()
    for name, value in values.items():
        setattr(entry, name, value)
    mark(entry, by, IMPORT, f"导入“{batch.name}”第 {row.row.number} 行"[:100])
    entry.save()


def export_tables(by: User, *, with_shipped: bool) -> bytes:
    """Every house table as a sheet that can be imported again; `with_shipped` adds what the office has not touched."""
    tables = []
    for kind in KINDS:
        model = MODEL_OF[kind.key]
        rows = model.objects.all()
        rows = list(rows.select_related("organisation") if kind is UNITS else rows)
        said = {key_of(row, model) for row in rows}
        if with_shipped:
            rows += [row for row in shipped_rows(model) if key_of(row, model) not in said]
        cells = [[shown(row, name) for name in FIELD_OF[kind.key].values()] for row in rows]
        tables.append((kind, cells))
    what = "校对用表，含随系统的词条" if with_shipped else "校对用表"
    AuditEntry.objects.record(Action.EXPORT, None, by, what=what, format="xlsx")
    return tables_workbook(tables)
