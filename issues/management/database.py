"""Commands that need the tables: where there are none yet, they say how to make them."""

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

UNDEFINED_TABLE = "42P01"  # PostgreSQL's SQLSTATE, whatever language its messages are in


class DatabaseCommand(BaseCommand):
    """A command that refuses with one clear line where `migrate` has not been run."""

    def execute(self, *args: object, **options: object) -> str | None:
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            if not _is_missing_table(error):
                raise
            raise CommandError("数据库还没有建好。请先运行 manage.py migrate（或 demo）。") from error


def _is_missing_table(error: OperationalError | ProgrammingError) -> bool:
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    return sqlstate == UNDEFINED_TABLE or str(error).startswith("no such table: ")
