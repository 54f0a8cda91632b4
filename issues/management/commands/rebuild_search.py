"""Make the index of the readers' search anew."""

from issues.management.database import DatabaseCommand
from issues.management.progress import Progress
from issues.models import Edition
from issues.search.index import rebuild


class Command(DatabaseCommand):
    help = "重建读者网站的搜索索引。发布、更正、撤回时索引会自己跟上，只在搜索结果不对时才需要运行。"
    when_stopped = "已中断，索引没有改变，读者搜索照常。要重建请再运行一次。"

    def handle(self, **options: object) -> None:
        total = Edition.objects.published().count()
        progress = Progress(self.stderr, "期")
        try:
            count = rebuild(lambda done: progress.show(done, total))
        finally:
            progress.end()
        self.stderr.write(f"搜索索引已重建：{total} 期，{count} 篇。", self.style.SUCCESS)
