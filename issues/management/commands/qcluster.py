"""The background worker: django-q's own command, made ready for our databases and our clock."""

import os
import signal
from argparse import ArgumentParser
from threading import Thread

from django.db import connection, connections
from django_q.management.commands.qcluster import Command as ClusterCommand

from issues.management.database import DatabaseCommand
from issues.management.parent import wait_for_the_end_of
from issues.workflow.clock import wind


class Command(DatabaseCommand, ClusterCommand):
    help = "运行后台服务：发送邮件通知，按时发布，提醒超期。与网站一起长期运行，按 Ctrl+C 停止。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--ends-with",
            type=int,
            metavar="PID",
            help="由别的程序启动时用：编号为 PID 的那个程序不论怎样结束，后台服务也停止",
        )

    def handle(self, *args: object, ends_with: int | None = None, **options: object) -> None:
        # The workers are forks of this process, and two processes must not talk over one pooled connection.
        connection.settings_dict["OPTIONS"].pop("pool", None)
        connection.settings_dict["CONN_MAX_AGE"] = 60
        wind()
        connections.close_all()
        super().handle(*args, **options)
        if ends_with is not None:
            Thread(target=_stop_after, args=[ends_with], daemon=True).start()


def _stop_after(parent: int) -> None:
    wait_for_the_end_of(parent)
    os.kill(os.getpid(), signal.SIGTERM)
