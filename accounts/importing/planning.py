"""What an import would do, row by row; it looks and writes nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.importing.columns import ORGANISATIONS, USERS, Kind
from accounts.importing.organisations import names_after, plan_organisations
from accounts.importing.rows import Planned, Status
from accounts.importing.sheets import Row, Table
from accounts.importing.users import plan_users
from accounts.models import User


@dataclass(frozen=True)
class Plan:
    rows: tuple[Planned, ...]
    ignored: tuple[str, ...]

    def of(self, kind: Kind, *statuses: Status) -> list[Planned]:
        return [row for row in self.rows if row.kind is kind and (not statuses or row.status in statuses)]

    def with_status(self, status: Status) -> list[Planned]:
        return [row for row in self.rows if row.status is status]

    @property
    def counts(self) -> Counter[Status]:
        return Counter(row.status for row in self.rows)

    @property
    def to_do(self) -> int:
        """How many rows would be written."""
        return self.counts[Status.NEW] + self.counts[Status.CHANGED]

    @property
    def digest(self) -> str:
        """Two plans that would do the same to the same have the same."""
        told = [
            (row.kind.key, row.row.number, row.name, row.status.value, row.changes, row.problems)
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def make_plan(tables: Sequence[Table], actor: User) -> Plan:
    """Organisations first, whatever the order of the sheets: users may belong to new ones."""
    organisations = plan_organisations(_rows_of(tables, ORGANISATIONS))
    users = plan_users(_rows_of(tables, USERS), names_after(organisations), actor)
    ignored = tuple(dict.fromkeys(heading for table in tables for heading in table.ignored))
    return Plan((*organisations, *users), ignored)


def _rows_of(tables: Sequence[Table], kind: Kind) -> list[Row]:
    return [row for table in tables if table.kind is kind for row in table.rows]
