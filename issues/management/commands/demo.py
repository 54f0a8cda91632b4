"""Set up the demo and serve it on loopback: one command from a fresh checkout to a site in the browser."""

import os
import socket
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from granian import Granian
from granian.constants import HTTPModes, Interfaces

from issues.ingest.errors import IngestRefused
from issues.management.demo import load_accounts, load_bulletins
from issues.management.worker import background_worker
from issues.models import FollowerRefused
from issues.public.publish import keep
from issues.typesetting.forms import keep_forms
from issues.workflow.actions import WorkflowRefused

HOST = "127.0.0.1"
PORT = 8000
PORTS_TRIED = 20


class Command(BaseCommand):
    help = "建库、导入示例简报、建立各角色账号，并在本机打开网站。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, metavar="N", help=f"端口，默认 {PORT}（被占用时用下一个）")
        parser.add_argument("--no-serve", action="store_true", help="只准备数据，不打开网站")

    def handle(self, *, port: int | None, no_serve: bool, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("这是正式运行的环境（设置了 ALLOWED_HOSTS），演示命令会建立示例账号，已停止。")
        if not no_serve:
            port = _free_port(port)
            # In pages and e-mails; the worker reads its settings anew.
            settings.SITE_URL = os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}").rstrip("/")
        call_command("migrate", verbosity=0)
        accounts = load_accounts(Path(settings.DATA_DIR) / "demo-accounts.json")
        try:
            issues = load_bulletins()
        except (IngestRefused, WorkflowRefused) as error:
            raise CommandError(f"示例简报没有导入：{error}") from error
        try:
            keep()
        except FollowerRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        for issue in issues:
            for refusal in keep_forms(issue.editions.published().get()):
                self.stderr.write(f"{issue}的打印版没有做成：{refusal}")
            self.stdout.write(f"已导入并发布：{issue}")
        if not issues:
            self.stdout.write("示例简报以前已经导入，未作改动。")
        self.stdout.write("各角色的账号：")
        for role, username, password in accounts:
            self.stdout.write(f"  {role}　用户名 {username}　密码 {password or '（已另设）'}")
        if not settings.SITE_FILES:
            self.stdout.write(
                "这台电脑的系统（Windows）不能保存读者网页的文件，网页由程序逐次生成：可以照常试用，只是慢一些；正式运行请用 Linux 服务器。",
                self.style.WARNING,
            )
        if no_serve:
            return
        self.stdout.write(
            f"网站　http://{HOST}:{port}/\n工会简报编辑台　http://{HOST}:{port}/admin/\n按 Ctrl+C 停止。",
            self.style.SUCCESS,
        )
        self.stdout.flush()
        server = Granian(
            "issues.management.serving:application",
            address=HOST,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            blocking_threads=4,
            log_enabled=False,
        )
        with background_worker():
            server.serve()


def _free_port(wanted: int | None) -> int:
    """`wanted`, or the first free port from PORT on; raises CommandError when it is taken."""
    for port in [wanted] if wanted is not None else range(PORT, PORT + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError):
                continue
            return port
    if wanted is not None:
        raise CommandError(f"端口 {wanted} 已被占用或不可用。请用 --port 另选一个，或不写 --port 自动选择。")
    raise CommandError(f"{PORT} 至 {PORT + PORTS_TRIED - 1} 的端口都被占用。请用 --port 另选一个。")
