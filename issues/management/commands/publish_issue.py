"""Publish a signed issue; with --sign-as, give the sign-offs that are due first."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db import transaction

from accounts.models import User
from issues.management.addresses import ADDRESS_HELP, resolve_issue
from issues.management.database import DatabaseCommand
from issues.models import Purpose
from issues.typesetting.forms import keep_forms
from issues.workflow.actions import WorkflowRefused, publish_issue, sign_in_turn, sign_issue


class Command(DatabaseCommand):
    help = "发布一期已签发的简报。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="SLUG/YEAR/NUMBER", help=ADDRESS_HELP)
        signing = parser.add_mutually_exclusive_group()
        signing.add_argument(
            "--sign-as",
            metavar="USERNAME",
            action="append",
            default=[],
            help="先以这位用户的名义审签，再发布；按初审、复审、终审的次序各写一次，"
            "写上即表示其本人已完成政治、保密、法律三项检查",
        )
        signing.add_argument(
            "--archive", action="store_true", help="补录旧刊：不经三级审签，直接定稿并发布（记入操作记录）"
        )

    def handle(self, *, address: str, sign_as: list[str], archive: bool, **options: object) -> None:
        issue = resolve_issue(address)
        signers = [_user(username) for username in sign_as]
        try:
            with transaction.atomic():
                if archive:
                    sign_issue(issue)
                elif signers:
                    # A bulletin that came in whole as a file was printed: its slips stay, and the log names them.
                    printed = issue.source_files.filter(purpose=Purpose.BULLETIN).exists()
                    sign_in_turn(issue, signers, as_printed=printed)
                edition = publish_issue(issue, by=signers[-1] if signers else None)
        except WorkflowRefused as refusal:
            raise CommandError(f"{issue}：{refusal}") from refusal
        for refusal in keep_forms(edition):
            self.stderr.write(f"打印版没有做成：{refusal}", self.style.WARNING)
        place = f"/{edition.slug}/{edition.year}/{edition.path_number}/"
        self.stderr.write(f"{issue}已发布（第{edition.version}版），地址 {place}", self.style.SUCCESS)


def _user(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"没有用户名为“{username}”的用户。")
    return user
