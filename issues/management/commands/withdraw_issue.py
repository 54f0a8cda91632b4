"""Withdraw a published issue; readers at its address are told the reason."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from issues.management.addresses import ADDRESS_HELP, resolve_issue
from issues.management.database import DatabaseCommand
from issues.workflow.actions import WorkflowRefused, withdraw_issue


class Command(DatabaseCommand):
    help = "撤回一期已发布的简报。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="SLUG/YEAR/NUMBER", help=ADDRESS_HELP)
        parser.add_argument(
            "--reason", required=True, metavar="TEXT", help="撤回原因，读者打开原地址时会看到"
        )

    def handle(self, *, address: str, reason: str, **options: object) -> None:
        issue = resolve_issue(address)
        try:
            withdraw_issue(issue, reason)
        except WorkflowRefused as refusal:
            raise CommandError(f"{issue}：{refusal}") from refusal
        self.stderr.write(f"{issue}已撤回，读者会看到原因：{reason.strip()}", self.style.SUCCESS)
