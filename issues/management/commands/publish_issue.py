"""Publish a signed issue; with --sign-as, sign it first."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db import transaction

from accounts.models import User
from issues.management.addresses import ADDRESS_HELP, resolve_issue
from issues.management.database import DatabaseCommand
from issues.workflow.actions import WorkflowRefused, publish_issue, sign_issue


class Command(DatabaseCommand):
    help = "发布一期已签发的简报。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="SLUG/YEAR/NUMBER", help=ADDRESS_HELP)
        parser.add_argument("--sign-as", metavar="USERNAME", help="先以这位用户的名义签发，再发布")

    def handle(self, *, address: str, sign_as: str | None, **options: object) -> None:
        issue = resolve_issue(address)
        signer = _user(sign_as) if sign_as else None
        try:
            with transaction.atomic():
                if signer:
                    sign_issue(issue, by=signer)
                edition = publish_issue(issue, by=signer)
        except WorkflowRefused as refusal:
            raise CommandError(f"{issue}：{refusal}") from refusal
        place = f"/{edition.slug}/{edition.year}/{edition.path_number}/"
        self.stderr.write(f"{issue}已发布（第{edition.version}版），地址 {place}", self.style.SUCCESS)


def _user(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"没有用户名为“{username}”的用户。")
    return user
