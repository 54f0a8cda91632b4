"""Write the 审签台账 to an Excel file."""

from argparse import ArgumentParser
from datetime import date as Date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from issues.management.addresses import iso_date
from issues.workflow.ledger import export_ledger


class Command(BaseCommand):
    help = "把审签、流转和操作记录导出为台账（.xlsx）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--output", required=True, type=Path, metavar="FILE", help="写到哪个文件，如 台账.xlsx"
        )
        parser.add_argument(
            "--from", dest="since", type=iso_date, metavar="D", help="从这一天起，如 2026-01-01"
        )
        parser.add_argument("--to", dest="until", type=iso_date, metavar="D", help="到这一天止，含当天")

    def handle(self, *, output: Path, since: Date | None, until: Date | None, **options: object) -> None:
        if since and until and until < since:
            raise CommandError(f"日期颠倒：从 {since} 起，却到 {until} 止。")
        if output.suffix.lower() != ".xlsx":
            raise CommandError(f"台账是 Excel 文件，请把“{output.name}”改为以 .xlsx 结尾的文件名。")
        try:
            output.write_bytes(export_ledger(since, until))
        except OSError as error:
            raise CommandError(f"写不成“{output}”：{error.strerror}。") from error
        self.stderr.write(f"审签台账已写到 {output}", self.style.SUCCESS)
