"""Make the readers' files what they must be; after an upgrade, or when the folder was lost."""

from django.conf import settings
from django.core.management.base import CommandError

from issues.management.database import DatabaseCommand
from issues.management.progress import Progress
from issues.models import FollowerRefused
from issues.public.publish import keep, site


class Command(DatabaseCommand):
    help = "补齐、更新读者网页的文件。升级程序、改动设置之后运行；后台服务每分钟也会检查一次。"
    when_stopped = "已中断。读者看到的网页仍是完整的；没有做完的，后台服务会接着做，也可以再运行一次。"

    def handle(self, **options: object) -> None:
        if not settings.SITE_FILES:
            raise CommandError(
                "这台电脑的系统（Windows）不能保存读者网页的文件，网页由程序逐次生成，不需要这个命令。要整站的文件请用 build_site。"
            )
        progress = Progress(self.stderr, "页")
        try:
            is_kept = keep(progress.show)
        except FollowerRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            progress.end()
        if not is_kept:
            raise CommandError(
                "另一个程序正用别的设置生成网页。请核对网站和后台服务的环境变量是否相同，再运行一次。"
            )
        self.stderr.write(f"读者网页已是最新，在 {site().current}。", self.style.SUCCESS)
