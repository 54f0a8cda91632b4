"""`proofread` as other programs run it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from issues.models import HouseSensitive
from tests.process import clean_environment, run_manage

pytestmark = pytest.mark.django_db

FINDING = {
    "rule": "repeated-punctuation",
    "severity": "error",
    "start": 2,
    "end": 4,
    "text": "。。",
    "suggestion": "。",
    "message": "“。”重复，应删去多余的。",
}


def run(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("proofread", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_file_as_json_is_a_list_of_findings_alone(tmp_path: Path) -> None:
    file = tmp_path / "稿.txt"
    file.write_text("氛围。。好", "utf-8")
    out, err = run(file, "--format", "json")
    assert (json.loads(out), err) == ([FINDING], "")
    assert "氛围" not in out and "。。" in out


def test_file_as_text_names_line_and_fix(tmp_path: Path) -> None:
    file = tmp_path / "稿.txt"
    file.write_bytes("第一行\n氛围。。好".encode("gb18030"))
    out, err = run(file)
    assert out == "第2行第3字 差错 “。。” → “。”　“。”重复，应删去多余的。\n"
    assert err == "差错1处，疑似0处，体例0处\n"


def test_jsonl_gives_one_line_for_each_line(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    lines = [{"id": "甲", "text": "氛围。。好"}, {"id": 2, "text": "很好。"}]
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n", "utf-8")
    out, err = run("--jsonl", file)
    assert [json.loads(line) for line in out.splitlines()] == [
        {"id": "甲", "findings": [FINDING]},
        {"id": 2, "findings": []},
    ]
    assert err == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "第1行不是 JSON"), ('{"id": 1}', "第1行须有 id 和 text"), ("[1]", "第1行须有 id 和 text")],
)
def test_jsonl_that_is_none_is_refused_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(content, "utf-8")
    with pytest.raises(CommandError, match=message):
        run("--jsonl", file)


def test_missing_file_is_refused_and_no_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="打不开") as refused:
        run(tmp_path / "没有.txt")
    assert refused.value.returncode == 1
    with pytest.raises(CommandError, match="请给出一个文件") as misused:
        run()
    assert misused.value.returncode == 2


def test_json_goes_to_standard_output_unescaped_in_a_real_process(tmp_path: Path) -> None:
    file = tmp_path / "稿.txt"
    file.write_text("氛围。。好", "utf-8")
    done = run_manage("proofread", str(file), "--format", "json", env=clean_environment(tmp_path))
    assert (done.returncode, json.loads(done.stdout)) == (0, [FINDING])


def test_tables_of_the_house_are_used_unless_only_the_shipped_are_wanted(tmp_path: Path) -> None:
    HouseSensitive.objects.create(word="外来妹", suggestion="女职工")
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": 1, "text": "关爱外来妹。"}', "utf-8")
    found = [json.loads(run("--jsonl", file, *more)[0])["findings"] for more in ((), ("--shipped",))]
    assert [[each["suggestion"] for each in findings] for findings in found] == [["女职工"], []]


def test_without_a_database_the_shipped_tables_do_and_none_is_made(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": 1, "text": "氛围。。好"}', "utf-8")
    environment = clean_environment(tmp_path)
    done = run_manage("proofread", "--jsonl", str(file), env=environment)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"id": 1, "findings": [FINDING]})
    assert list(tmp_path.rglob("*.sqlite3")) == []


def test_database_that_was_never_set_up_is_done_without(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": 1, "text": "氛围。。好"}', "utf-8")
    environment = clean_environment(tmp_path) | {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    (tmp_path / "empty.sqlite3").touch()
    done = run_manage("proofread", "--jsonl", str(file), env=environment)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"id": 1, "findings": [FINDING]})
