"""The command as other programs run it: JSON alone on standard output, messages on standard error, exit status."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from issues.models import Article, Issue, Publication
from tests.process import clean_environment, run_manage

SAMPLE = Path(__file__).parents[3] / "seeds" / "chanye-gongren-jianbao.txt"


def run(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("ingest_bulletin", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_dry_run_prints_the_manuscript_of_the_contract_and_needs_no_database() -> None:
    out, err = run(SAMPLE, "--dry-run", "--format", "json")
    assert err == ""
    manuscript = json.loads(out)
    contract = {
        "publication",
        "number",
        "supplement",
        "total_number",
        "year",
        "date",
        "issuer",
        "editors_note",
    }
    assert contract | {"sections", "distribution", "copies", "warnings"} <= manuscript.keys()
    assert [len(section["articles"]) for section in manuscript["sections"]] == [3, 4, 1]
    assert manuscript["sections"][0]["articles"][2] | {"paragraphs": None} == {
        "title": "曲靖市切实做好新时期产业工人队伍建设改革示范点检查验收工作",
        "paragraphs": None,
        "organisation": "曲靖市总工会",
        "contributors": ["杨冲美"],
        "source": None,
        "source_detail": "",
    }
    assert manuscript["distribution"]["issue"] == []
    assert all(warning.keys() == {"code", "line", "message"} for warning in manuscript["warnings"])
    assert "重点推荐" in out, "not escaped"


def test_dry_run_over_a_folder_prints_one_object_a_line_and_progress_apart(tmp_path: Path) -> None:
    for name in ("一.txt", "二.TXT"):
        (tmp_path / name).write_bytes(SAMPLE.read_bytes())
    (tmp_path / "图.png").write_bytes(b"x")
    out, err = run(tmp_path, "--dry-run", "--format", "json")
    assert [json.loads(line)["file"] for line in out.splitlines()] == ["一.txt", "二.TXT"]
    assert "0/2 一.txt" in err
    assert "2/2 完成" in err


@pytest.mark.django_db
def test_ingest_writes_the_issue_and_reports_what_needs_eyes() -> None:
    Publication.objects.create(name="简报", slug="changai")
    out, _ = run(SAMPLE, "--publication", "changai", "--number", 3, "--date", "2021-02-05")
    assert "已导入 changai/2021/3" in out
    assert "第370行：报尾这一行开头残缺" in out
    assert (Issue.objects.count(), Article.objects.count()) == (1, 8)


@pytest.mark.django_db
def test_ingest_reports_its_own_doubts_in_json_too() -> None:
    Publication.objects.create(name="简报", slug="changai")
    out, _ = run(SAMPLE, "--publication", "changai", "--year", 2021, "--format", "json")
    record = json.loads(out)
    assert record["issue"] == "changai/2021/1"
    assert {"proposed-number", "new-organisation", "missing-masthead"} <= {
        w["code"] for w in record["warnings"]
    }
    lines = [warning["line"] for warning in record["warnings"]]
    assert lines == sorted(lines)


@pytest.mark.django_db
def test_ingest_goes_on_after_a_file_that_is_refused(tmp_path: Path) -> None:
    Publication.objects.create(name="简报", slug="changai")
    (tmp_path / "坏.txt").write_bytes(b"\x00\x01" * 500)
    (tmp_path / "好.txt").write_bytes(SAMPLE.read_bytes())
    err = StringIO()
    with pytest.raises(CommandError, match="2个文件中有1个没有读成"):
        call_command(
            "ingest_bulletin", str(tmp_path), publication="changai", year=2021, stdout=StringIO(), stderr=err
        )
    assert "坏.txt：这不是文本文件" in err.getvalue()
    assert Issue.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["没有.txt"], 1),
        ([str(SAMPLE)], 1),
        ([str(SAMPLE), str(SAMPLE), "--number", "3"], 2),
        ([str(SAMPLE), "--date", "2021年"], 2),
        ([str(SAMPLE), "--number", "0"], 2),
        (["长" * 300 + ".txt"], 1),
        ([], 2),
    ],
)
def test_refusal_and_misuse_have_their_exit_status(arguments: list[str], status: int, tmp_path: Path) -> None:
    ran = run_manage("ingest_bulletin", *arguments, env=clean_environment(tmp_path))
    assert ran.returncode == status
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
