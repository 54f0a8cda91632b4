"""Read bulletin files into issues, or with --dry-run just show what was read."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import CommandError

from issues.ingest.bulletin import read_bulletin
from issues.ingest.errors import IngestRefused
from issues.ingest.intake import Intake, Placement
from issues.ingest.manuscript import Manuscript
from issues.ingest.readers import READERS, load, read_data
from issues.ingest.sources import discard, keep, take_in_source
from issues.management.addresses import iso_date
from issues.management.database import DatabaseCommand
from issues.models import Purpose


def positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text[:9]) > 0 or len(text) > 9:
        raise ArgumentTypeError(f"“{text}”不对，请写从 1 起的整数")
    return int(text)


class Command(DatabaseCommand):
    help = "把简报文件读成一期一期的稿件（.txt、.docx、.pdf）。给出文件夹时读其中所有文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="文件或文件夹")
        parser.add_argument("--publication", metavar="SLUG", help="刊物的网址名；没有的照报头新建")
        parser.add_argument("--year", type=positive, metavar="Y", help="年份（文件里没有时）")
        parser.add_argument("--number", type=positive, metavar="N", help="期号（文件里没有时）")
        parser.add_argument("--date", type=iso_date, metavar="D", help="日期，如 2021-02-05（文件里没有时）")
        parser.add_argument("--dry-run", action="store_true", help="只读不写")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="结果的格式")

    def handle(self, *, files: list[Path], dry_run: bool, format: str, **options: object) -> None:
        paths = _expand(files)
        if len(paths) > 1 and (options["number"] or options["date"]):
            raise CommandError("--number 和 --date 只能用于一个文件。", returncode=2)
        placement = Placement(
            publication=options["publication"],
            year=options["year"],
            number=options["number"],
            date=options["date"],
        )
        refused = 0
        for done, path in enumerate(paths):
            self._progress(done, len(paths), path)
            try:
                manuscript, taken = _read(path), None
                if not dry_run:
                    taken = _take_in(path, manuscript, placement)
            except IngestRefused as error:
                refused += 1
                if len(paths) == 1:
                    raise CommandError(str(error)) from error
                self.stderr.write(str(error), self.style.ERROR)
                continue
            self._report(path, manuscript, taken, format)
        self._progress(len(paths), len(paths), None)
        if refused:
            raise CommandError(f"{len(paths)}个文件中有{refused}个没有读成，原因见上。")

    def _progress(self, done: int, total: int, path: Path | None) -> None:
        if total < 2:
            return
        filled = 24 * done // total
        name = path.name if path else "完成"
        line = f"[{'█' * filled}{'·' * (24 - filled)}] {done}/{total} {name}"
        if sys.stderr.isatty():
            self.stderr.write(f"\r\033[K{line}", ending="" if path else "\n")
        else:
            self.stderr.write(line)

    def _report(self, path: Path, manuscript: Manuscript, taken: Intake | None, format: str) -> None:
        if format == "json":
            record = {"file": path.name, **manuscript.to_dict(taken.doubts if taken else None)}
            if taken:
                record["issue"] = _address(taken)
            self.stdout.write(json.dumps(record, ensure_ascii=False))
            return
        self.stdout.write(f"{path.name}：" + (f"已导入 {_address(taken)}" if taken else "读到"))
        for line in _summary(manuscript):
            self.stdout.write(f"  {line}")
        for doubt in taken.doubts if taken else manuscript.doubts:
            self.stdout.write(f"  第{doubt.line}行：{doubt.message}", self.style.WARNING)


def _expand(files: list[Path]) -> list[Path]:
    """Files as given; of a folder, every file of a kind we read, by name."""
    paths: list[Path] = []
    for file in files:
        try:
            folder = file.is_dir()
            inside = sorted(_readable(file)) if folder else []
        except OSError as error:
            raise CommandError(f"打不开“{str(file)[:80]}”：请确认路径正确、可以读取。") from error
        if folder:
            if not inside:
                raise CommandError(f"文件夹“{file}”里没有可以读的文件（{'、'.join(READERS)}）。")
            paths.extend(inside)
        else:
            paths.append(file)
    return paths


def _readable(folder: Path) -> Iterator[Path]:
    """The files of a kind we read, in the folder and those below it; raises OSError for a folder kept shut."""

    def refuse(error: OSError) -> None:
        raise error

    for at, _, names in os.walk(folder, onerror=refuse):
        # ~$ is what Word leaves beside a file that is open.
        yield from (
            Path(at) / name
            for name in names
            if Path(name).suffix.lower() in READERS and not name.startswith("~$")
        )


def _read(path: Path) -> Manuscript:
    reading = read_data(path.name, load(path))
    try:
        return read_bulletin(reading)
    except IngestRefused as error:
        raise IngestRefused(f"{path.name}：{error}") from error


def _take_in(path: Path, manuscript: Manuscript, placement: Placement) -> Intake:
    """The issue, with the file kept beside it."""
    source = keep(path.name, load(path), None, Purpose.BULLETIN)
    try:
        return take_in_source(source, placement, None, manuscript)
    except IngestRefused as error:
        discard(source)
        option = f"（用 {error.option}）" if error.option else ""
        raise IngestRefused(f"{path.name}：{error}{option}") from error


def _address(taken: Intake) -> str:
    issue = taken.issue
    return f"{issue.publication.slug}/{issue.year}/{issue.path_number}"


def _summary(manuscript: Manuscript) -> list[str]:
    lines = [f"刊名：{manuscript.publication or '（未认出）'}"]
    for section in manuscript.sections:
        lines.append(f"【{section.name}】" if section.name else "（不分栏目）")
        for article in section.articles:
            end = article.source or " ".join(filter(None, [article.organisation, *article.contributors]))
            lines.append(
                f"  {article.title or '（未认出标题）'}（{len(article.paragraphs)}段{'，' + end if end else ''}）"
            )
    distribution = manuscript.distribution
    for label, names in (("报", distribution.report), ("送", distribution.send), ("发", distribution.issue)):
        if names:
            lines.append(f"{label}：{'，'.join(names)}")
    return lines
