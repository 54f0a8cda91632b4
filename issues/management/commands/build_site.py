"""Hand over the whole readers' site as plain files."""

import re
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

# Its path is written into every page as it stands.
_SITE = re.compile(
    r"https?://(?:[^\s/?#@:\\\[\]\"'<>%]+|\[[0-9a-f:.]+\])(?::[0-9]+)?(?:/(?!\.)[-a-z0-9._~]+)*/?", re.I
)


class Command(DatabaseCommand):
    help = "把整个读者网站生成为静态文件，交给不能连回本系统的服务器。再次运行只改写有变化的文件，撤回的随之删去。"
    when_stopped = (
        "已中断，网站没有生成完。请再运行一次同样的命令，做完之前不要把这个文件夹交给读者的服务器。"
    )

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
        if not _is_site(base_url):
            raise CommandError(
                f"“{base_url}”不是网站的地址。请写成 https://www.example.org 或 https://www.example.org/jianbao/，"
                "路径里只用英文字母、数字和 - _ . ~。"
            )
        self._keep_forms()
        progress = Progress(self.stderr, "页")
        try:
            built = build(output, base_url, search_files, progress.show)
        except StandaloneRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except PageFailed as failure:
            raise CommandError(f"网页 {failure.address} 没有做成，请把这句话和日志交给管理员。") from failure
        finally:
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


def _is_site(url: str) -> bool:
    try:
        return bool(_SITE.fullmatch(url)) and urlsplit(url).port != 0
    except ValueError:  # a port beyond 65535
        return False
