"""How allauth behaves here: nobody signs up, words are Chinese, secrets are kept encrypted."""

import base64
import hashlib
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url

from accounts.address import client_address
from accounts.gate import take_next
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "用户名或密码不对。请检查大小写和输入法，再试一次。",
        "incorrect_password": "密码不对，请再输一次。",
        "enter_current_password": "现在的密码不对，请再输一次。",
        "incorrect_code": "验证码不对，请再输一次。",
        "invalid_password_reset": "这个链接已失效，请重新申请。",
        "too_many_login_attempts": "试的次数太多，请稍后再试。",
        "rate_limited": "操作太频繁，请稍后再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "unknown"

    def set_password(self, user: User, password: str) -> None:
        """Somebody chose a password of his own: whatever he had to change is changed."""
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return take_next(request) or resolve_url("account_home")

    def is_reauthentication_required(self, *, app: str, **_: object) -> bool:
        """Who signed in a moment ago is not asked again at once."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        return time.time() - newest > app_settings.REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不对。请看手机上最新的一组数字，再输一次。",
        "cannot_generate_recovery_codes": "还没有设置两步验证，不能生成恢复码。",
    }

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Whoever reads the database alone, without SECRET_KEY, can make no codes."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"accounts.second-factor:" + key.encode()).digest()))
        for key in keys
    )
