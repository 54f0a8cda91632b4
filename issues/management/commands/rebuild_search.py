"""Make the index of the readers' search anew."""

from issues.management.database import DatabaseCommand
from issues.models import Edition
from issues.search.index import rebuild


class Command(DatabaseCommand):
    help = "重建读者网站的搜索索引。"

    def handle(self, **options: object) -> None:
        total = Edition.objects.published().count()

        def show(done: int) -> None:
            self.stderr.write(f"\r已处理 {done}/{total} 期", ending="")
            self.stderr.flush()

        count = rebuild(show)
        self.stderr.write(f"\n搜索索引已重建：{total} 期，{count} 篇。", self.style.SUCCESS)
