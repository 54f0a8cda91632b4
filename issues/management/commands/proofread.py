"""Proofread a text file, or each text of a JSON Lines file, by the tables of the house where there are any."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from issues.proofing import Finding, proofread
from issues.proofing.house import House, shipped
from issues.proofing.tables import stored_house

MAX_BYTES = 50 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "utf-16", "gb18030")


class Command(BaseCommand):
    help = "校对一份文本，列出差错和疑点；用 --jsonl 时逐行读入 {id, text}。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="文本文件（.txt）")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="结果的格式")
        parser.add_argument("--jsonl", metavar="FILE", type=Path, help="每行一个 {id, text} 的文件")
        parser.add_argument("--shipped", action="store_true", help="只用随系统的词条，不用本单位的校对用表")

    def handle(
        self, *, file: Path | None, format: str, jsonl: Path | None, shipped: bool, **options: object
    ) -> None:
        if (file is None) == (jsonl is None):
            raise CommandError("请给出一个文件：proofread FILE，或 proofread --jsonl FILE。", returncode=2)
        house = _house(only_shipped=shipped)
        if jsonl is not None:
            for record in _records(jsonl, house):
                self.stdout.write(json.dumps(record, ensure_ascii=False))
            return
        text = _read(file)
        findings = proofread(text, house)
        if format == "json":
            self.stdout.write(json.dumps([finding.to_dict() for finding in findings], ensure_ascii=False))
            return
        for finding in findings:
            self.stdout.write(_line(text, finding))
        self.stderr.write(_summary(findings))


def _house(*, only_shipped: bool) -> House:
    return (None if only_shipped else stored_house()) or shipped()


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CommandError(f"“{path.name}”超过 {MAX_BYTES // 1024 // 1024} MB，请分成几个文件。")
        data = path.read_bytes()
    except OSError as error:
        raise CommandError(f"打不开“{str(path)[:80]}”：请确认路径正确、可以读取。") from error
    encodings = ENCODINGS if data[:2] in (b"\xff\xfe", b"\xfe\xff") else (ENCODINGS[0], ENCODINGS[2])
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandError(f"“{path.name}”的文字编码不认识，请另存为 UTF-8 文本。")


def _records(path: Path, house: House) -> Iterator[dict[str, object]]:
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise CommandError(f"{path.name} 第{number}行不是 JSON。") from error
        if not isinstance(record, dict) or not isinstance(record.get("text"), str) or "id" not in record:
            raise CommandError(f"{path.name} 第{number}行须有 id 和 text。")
        findings = proofread(record["text"], house)
        yield {"id": record["id"], "findings": [finding.to_dict() for finding in findings]}


def _line(text: str, finding: Finding) -> str:
    row = text.count("\n", 0, finding.start) + 1
    column = finding.start - (text.rfind("\n", 0, finding.start) + 1) + 1
    fix = "" if finding.suggestion is None else f" → “{finding.suggestion}”"
    shown = finding.text.replace("\n", "↵")
    return f"第{row}行第{column}字 {finding.severity.label} “{shown}”{fix}　{finding.message}"


def _summary(findings: list[Finding]) -> str:
    counts = [
        f"{label}{sum(finding.severity.label == label for finding in findings)}处"
        for label in ("差错", "疑似", "体例")
    ]
    return "，".join(counts)
