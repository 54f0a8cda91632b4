"""Write one Edition of an issue to a file: PDF, Word, text, a page that stands alone, or the frozen JSON itself."""

from argparse import ArgumentParser
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.management.base import CommandError

from issues.edition.content import from_json
from issues.management.addresses import ADDRESS_HELP, resolve_issue
from issues.management.database import DatabaseCommand
from issues.models import Action, AuditEntry, Edition, Form, Issue, Stage
from issues.public.onefile import page_in_one_file
from issues.typesetting.forms import kept_form
from issues.typesetting.pdf import PrintRefused
from issues.typesetting.pictures import read_picture

HTML, JSON = "html", "json"


class Command(DatabaseCommand):
    help = "把一期已签发或已发布的简报导出为一个文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="SLUG/YEAR/NUMBER", help=ADDRESS_HELP)
        parser.add_argument(
            "--format",
            required=True,
            choices=[*Form.values, HTML, JSON],
            help="格式；html 是图片、样式都在内的单个网页，json 是定稿原文",
        )
        parser.add_argument(
            "--output", required=True, type=Path, metavar="FILE", help="写到哪个文件，如 简报.pdf"
        )

    def handle(self, *, address: str, output: Path, **options: str) -> None:
        issue = resolve_issue(address)
        edition = _edition(issue)
        if output.is_dir():
            raise CommandError(f"“{output}”是一个文件夹，请写上文件名。")
        try:
            data = _export(edition, options["format"])
        except PrintRefused as refusal:
            raise CommandError(f"{issue}：{refusal}") from refusal
        try:
            output.write_bytes(data)
        except OSError as error:
            raise CommandError(f"写不成“{output}”：{error.strerror}。") from error
        AuditEntry.objects.record(
            Action.EXPORT, edition, what="定稿", format=options["format"], sha256=edition.sha256
        )
        self.stderr.write(f"{issue}（第{edition.version}版）已写到 {output}", self.style.SUCCESS)


def _edition(issue: Issue) -> Edition:
    """What readers have; where nothing was published yet, what was signed."""
    edition = issue.editions.published().first()
    if edition is None and issue.stage == Stage.SIGNED:
        edition = issue.editions.order_by("-version").first()
    if edition is None:
        raise CommandError(f"{issue}现在是“{issue.get_stage_display()}”，只有已签发或已发布的可以导出。")
    return edition


def _export(edition: Edition, form: str) -> bytes:
    if form == JSON:
        return edition.content.encode()
    if form == HTML:
        stylesheet = Path(finders.find("css/public.css")).read_text("utf-8")
        return page_in_one_file(from_json(edition.content), stylesheet, read_picture).encode()
    return kept_form(edition, Form(form)).read()
