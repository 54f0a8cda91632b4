"""Commands that need the tables: where there are none yet, they say how to make them; stopped, what is left to do."""

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

STOPPED = 130  # the exit status of what Ctrl+C ended
UNDEFINED_TABLE = "42P01"  # PostgreSQL's SQLSTATE, whatever language its messages are in


class DatabaseCommand(BaseCommand):
    """A command that refuses with one clear line where `migrate` has not been run, and ends with one on Ctrl+C."""

    when_stopped = "已中断。请先看一下做到了哪里，再决定要不要重新运行。"

    def execute(self, *args: object, **options: object) -> str | None:
        try:
            return super().execute(*args, **options)
        except KeyboardInterrupt:
            self.stderr.write("")  # the line of the progress ends
            raise CommandError(self.when_stopped, returncode=STOPPED) from None
        except (OperationalError, ProgrammingError) as error:
            if not _is_missing_table(error):
                raise
            raise CommandError("数据库还没有建好。请先运行 manage.py migrate（或 demo）。") from error


def _is_missing_table(error: OperationalError | ProgrammingError) -> bool:
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    return sqlstate == UNDEFINED_TABLE or str(error).startswith("no such table: ")
