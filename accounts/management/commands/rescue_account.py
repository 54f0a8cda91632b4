"""For whoever has the server when no administrator can get in: a way back for one account."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from accounts import lockout, secondfactor
from accounts.events import Event, report
from accounts.models import User
from accounts.passwords import give_one_time_password


class Command(BaseCommand):
    help = "没有管理员能登录时，在服务器上救回一个账号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="用户名")
        parser.add_argument("--password", action="store_true", help="生成一次性密码并显示")
        parser.add_argument("--second-factor", action="store_true", help="清除两步验证")
        parser.add_argument("--unlock", action="store_true", help="解除登录锁定")

    def handle(
        self, *, username: str, password: bool, second_factor: bool, unlock: bool, **options: object
    ) -> None:
        user = User.objects.filter(username__iexact=User.normalize_username(username)).first()
        if user is None:
            raise CommandError(f"没有用户 {username}。")
        if not (password or second_factor or unlock):
            raise CommandError("请写明要做什么：--password、--second-factor、--unlock，可以一起写。")
        if unlock:
            locks = lockout.current_locks(username=lockout.plain_name(user.username))
            opened = sum(lockout.unlock(None, lock.username, lock.address) for lock in locks)
            self.stdout.write(f"已解除 {opened} 处锁定。" if opened else "现在没有锁定。")
        if second_factor:
            removed = secondfactor.remove(None, user)
            self.stdout.write("已清除两步验证。" if removed else "没有设置两步验证。")
        if password:
            given = give_one_time_password(user)
            report(Event.PASSWORD_RESET, None, user)
            self.stdout.write(f"一次性密码：{given}（登录后须修改）")
        if not user.is_active:
            self.stdout.write("注意：这个账号已停用，还不能登录。")
