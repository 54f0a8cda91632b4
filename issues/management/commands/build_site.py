"""Hand over the whole readers' site as plain files."""

from argparse import ArgumentParser
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandError

from issues.management.database import DatabaseCommand
from issues.management.progress import Progress
from issues.models import Edition
from issues.public.rendering import PageFailed
from issues.public.standalone import StandaloneRefused, build
from issues.search.portable import search_files
from issues.typesetting.forms import keep_forms


class Command(DatabaseCommand):
    help = "把整个读者网站生成为静态文件，交给不能连回本系统的服务器。再次运行只改写有变化的文件，撤回的随之删去。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--output", required=True, type=Path, metavar="DIR", help="放文件的文件夹，须是空的或上次生成的"
        )
        parser.add_argument(
            "--base-url",
            default=settings.SITE_URL,
            metavar="URL",
            help=f"读者访问的地址，可带路径，如 https://www.example.org/jianbao/；默认 {settings.SITE_URL}",
        )

    def handle(self, *, output: Path, base_url: str, **options: object) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise CommandError(
                f"“{base_url}”不是网站的地址。请写成 https://www.example.org 或 https://www.example.org/jianbao/。"
            )
        self._keep_forms()
        progress = Progress(self.stderr, "页")
        try:
            built = build(output, base_url, search_files, progress.show)
        except StandaloneRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except PageFailed as failure:
            raise CommandError(f"网页 {failure.address} 没有做成，请把这句话和日志交给管理员。") from failure
        progress.end()
        self.stderr.write(
            f"网站已生成在 {output}：共 {built.files} 个文件，写入 {built.written} 个，删去 {built.removed} 个。",
            self.style.SUCCESS,
        )

    def _keep_forms(self) -> None:
        editions = Edition.objects.published()
        progress, total = Progress(self.stderr, "期的打印版"), editions.count()
        for at, edition in enumerate(editions.iterator(chunk_size=20), start=1):
            for refusal in keep_forms(edition):
                self.stderr.write(f"{edition} 的打印版没有做成：{refusal}", self.style.WARNING)
            progress.show(at, total)
        progress.end()
