"""What a password must be, told in Chinese, and the random ones given out for one sign-in."""

import secrets
import unicodedata

from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    password_validators_help_texts,
)
from django.core.exceptions import ValidationError

from accounts.models import UsedPassword, User

KINDS_WANTED = 3
KIND_OF = {"Lu": "capital", "Ll": "small", "Nd": "digit"}
# Without those that are taken for one another when they are read from paper: 0 O o, 1 l I, 2 Z z, 5 S s.
LOWER, UPPER, DIGITS, SIGNS = "abcdefghijkmnpqrtuvwxy", "ABCDEFGHJKLMNPQRTUVWXY", "346789", "#@%+="
ONE_TIME_LENGTH = 14
# As they stand on one key of a keyboard, and as letters are disguised.
SHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
DISGUISED = str.maketrans("@4301$5!7", "aaeoissit")
NO_LETTERS = "0123456789!@#$%^&*()-_=+.,?/\\|~` "


class LengthValidator(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码太短，至少要 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符。"


class KindsValidator:
    """At least three of: small letters, capitals, digits, anything else."""

    def validate(self, password: str, user: User | None = None) -> None:
        if count_kinds(password) < KINDS_WANTED:
            raise ValidationError(
                "密码太简单：大写字母、小写字母、数字、符号四类中至少要有三类。", code="too_few_kinds"
            )

    def get_help_text(self) -> str:
        return "大写字母、小写字母、数字、符号四类中至少三类。"


class OwnNameValidator:
    """Neither the user name, nor the telephone number, nor the e-mail's first part, in any case or order."""

    SHORTEST = 4

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None:
            return
        folded = password.casefold()
        names = {"用户名": user.username, "电话": user.phone, "邮箱": user.email.partition("@")[0]}
        for label, name in names.items():
            name = name.casefold()
            if len(name) >= self.SHORTEST and (name in folded or name[::-1] in folded):
                raise ValidationError(f"密码里不能有您的{label}。", code="own_name")

    def get_help_text(self) -> str:
        return "不能含有用户名、电话号码或邮箱名。"


class CommonValidator(CommonPasswordValidator):
    """Django's list of 20,000, also where the word wears capitals, figures and signs: P@ssw0rd2026."""

    # So many figures and signs before and after a common word do not make it a good password.
    ENDS = 8

    def validate(self, password: str, user: User | None = None) -> None:
        plain = password.casefold().strip()
        found = {plain, plain.translate(SHIFTED)}
        for core in (plain.strip(NO_LETTERS), plain.rstrip(NO_LETTERS)):
            if len(core) >= 3 and len(plain) - len(core) <= self.ENDS:
                found |= {core, core.translate(DISGUISED)}
        if not found.isdisjoint(self.passwords):
            raise ValidationError("这个密码太常见，容易被猜中。", code="password_too_common")

    def get_help_text(self) -> str:
        return "不能是常见的密码。"


class UsedBeforeValidator:
    """Not the one in use, and none of the last few. Django calls password_changed after each change."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        used = set(UsedPassword.objects.filter(user=user).values_list("password", flat=True))
        if any(check_password(password, encoded) for encoded in used | {user.password}):
            raise ValidationError(
                f"这个密码最近用过。请换一个与最近 {UsedPassword.KEPT} 次都不同的。", code="used_before"
            )

    def password_changed(self, password: str, user: User | None = None) -> None:
        if user is not None and user.has_usable_password():
            UsedPassword.objects.remember(user)

    def get_help_text(self) -> str:
        return f"不能与最近 {UsedPassword.KEPT} 次用过的相同。"


def rules() -> list[str]:
    """What a new password must be, one sentence for each rule."""
    return password_validators_help_texts()


def count_kinds(password: str) -> int:
    found = {KIND_OF.get(unicodedata.category(character), "sign") for character in password}
    return len(found)


def make_one_time_password() -> str:
    """Random, about 80 bits, of all four kinds, easy to read from paper and to type."""
    kinds = (LOWER, UPPER, DIGITS, SIGNS)
    everything = LOWER + UPPER + DIGITS
    drawn = [secrets.choice(kind) for kind in kinds]
    drawn += [secrets.choice(everything) for _ in range(ONE_TIME_LENGTH - len(kinds))]
    secrets.SystemRandom().shuffle(drawn)
    return "".join(drawn)


def give_one_time_password(user: User) -> str:
    """A new random password that `user` must change after signing in; all sessions of his end.

    What is random and long needs no slow hash, and hundreds are made at once by an import; Django makes
    the hash a slow one at the first sign-in.
    """
    password = make_one_time_password()
    hasher = PBKDF2PasswordHasher()
    user.password = hasher.encode(password, hasher.salt(), iterations=1000)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    UsedPassword.objects.remember(user)
    return password
