"""Recompute the SHA-256 of every stored Edition and of its files, and the chain of the log of operations."""

from django.core.management.base import CommandError

from issues.management.database import DatabaseCommand
from issues.models import AuditEntry, Edition, EditionFile


class Command(DatabaseCommand):
    help = "重新计算每份定稿的 SHA-256 和操作记录的校验链，核对内容是否被改动。"

    def handle(self, **options: object) -> None:
        checked, changed = 0, []
        for edition in Edition.objects.order_by("pk").iterator(chunk_size=100):
            checked += 1
            if not edition.is_intact:
                changed.append(edition)
                self.stderr.write(f"内容与 SHA-256 不符：{edition}")
        files, altered = 0, 0
        for kept in EditionFile.objects.select_related("edition").order_by("pk").iterator(chunk_size=100):
            files += 1
            # One that is gone is made again when somebody asks for it.
            if kept.is_there and not kept.is_intact:
                altered += 1
                self.stderr.write(f"文件与 SHA-256 不符：{kept}")
        fault = AuditEntry.objects.first_fault()
        if fault:
            self.stderr.write(f"操作记录被改动：{fault}。")
        wrong = []
        if changed:
            wrong.append(f"共核对 {checked} 份定稿，{len(changed)} 份在定稿后被改动过")
        if altered:
            wrong.append(f"{files} 个定稿文件中有 {altered} 个被改动过")
        if fault:
            wrong.append(f"操作记录的校验链断了，{fault}")
        if wrong:
            raise CommandError(f"{'；'.join(wrong)}。请从备份恢复，并查明是谁改动的。")
        entries = AuditEntry.objects.count()
        self.stderr.write(
            f"共核对 {checked} 份定稿、{files} 个定稿文件、{entries} 条操作记录，全部相符。",
            self.style.SUCCESS,
        )
