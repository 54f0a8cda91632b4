"""export_ledger as the office runs it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from issues.models import Action, AuditEntry

pytestmark = pytest.mark.django_db


def test_export_ledger_writes_the_file_and_logs_it(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    file = tmp_path / "台账.xlsx"
    call_command("export_ledger", "--output", str(file), "--from", "2026-01-01", "--to", "2026-12-31")
    assert load_workbook(file).sheetnames == ["审签", "流转", "校对放行", "操作记录"]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.user_label, entry.detail) == (
        Action.EXPORT,
        "命令行",
        {"what": "审签台账", "since": "2026-01-01", "until": "2026-12-31"},
    )
    assert capsys.readouterr() == ("", f"审签台账已写到 {file}\n")


@pytest.mark.parametrize(
    ("name", "days", "message"),
    [
        ("台账.xls", [], "请把“台账.xls”改为以 .xlsx 结尾的文件名"),
        (
            "台账.xlsx",
            ["--from", "2026-02-01", "--to", "2026-01-01"],
            "日期颠倒：从 2026-02-01 起，却到 2026-01-01 止",
        ),
        ("没有/台账.xlsx", [], "写不成"),
        ("台账.xlsx", ["--from", "去年"], "日期“去年”不对，请写成 2021-02-05"),
    ],
)
def test_export_ledger_refuses_in_chinese(tmp_path: Path, name: str, days: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("export_ledger", "--output", str(tmp_path / name), *days)
    assert list(tmp_path.iterdir()) == []
