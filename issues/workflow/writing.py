"""What is being written: kept every few seconds as its writer's own, offered again, thrown away; and who else writes.

Nothing here touches the article: what is kept reaches readers, editors and the history only once it is saved.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.storable import storable
from issues.models import Article, Presence, WorkingCopy, sanitise

MAX_COPIES = 60
MAX_CHARACTERS = 2_000_000
MAX_FIELDS = 3_000
# The fields of the form that hold rich text.
RICH = frozenset({"body"})
TOO_LONG = "内容太长，无法暂存。请删去粘贴进来的大段内容，或把它分成几篇。"


class WritingRefused(Exception):
    """The text is not kept; the message says why in Chinese."""


@dataclass(frozen=True)
class Other:
    """Somebody else, or oneself in another window, who has the article open."""

    name: str
    since: datetime
    is_oneself: bool


def clean_fields(fields: object) -> dict[str, list[str]]:
    """A form as a browser would send it: names and values that are text, rich text sanitised."""
    if not isinstance(fields, Mapping) or len(fields) > MAX_FIELDS:
        raise WritingRefused("没有认出要暂存的内容。请刷新页面后再试。")
    cleaned = {}
    for name, values in fields.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise WritingRefused("没有认出要暂存的内容。请刷新页面后再试。")
        if name.startswith("_") or name == "csrfmiddlewaretoken":
            continue
        kept = [storable(value) for value in values]
        cleaned[storable(name)[:200]] = [sanitise(value) for value in kept] if name in RICH else kept
    if len(json.dumps(cleaned, ensure_ascii=False)) > MAX_CHARACTERS:
        raise WritingRefused(TOO_LONG)
    return cleaned


def keep_copy(
    user: User,
    article: Article | None,
    key: UUID,
    fields: object,
    *,
    may_write: bool = True,
    taken_from: UUID | None = None,
    taken_at: datetime | None = None,
) -> WorkingCopy:
    """Keep the form of the page `key`.

    `may_write`: whether the article may be edited now; a copy begun while it could be is kept up even so.
    A page that was filled from the copy `taken_from` takes its place, unless that was kept again since `taken_at`.
    Raises WritingRefused.
    """
    cleaned = clean_fields(fields)
    with transaction.atomic():
        # One page of one person at a time, so that none of two first tries fails.
        own = WorkingCopy.objects.filter(user=User.objects.select_for_update().get(pk=user.pk))
        if taken_from is not None and taken_from != key and not own.filter(key=key).exists():
            own.filter(key=taken_from, kept_at=taken_at).update(key=key)
        copy = own.filter(key=key).first()
        if copy is None:
            if not may_write:
                raise WritingRefused("这篇稿件现在不能修改，所以没有暂存。请先复制下您写的内容，再刷新页面。")
            if own.count() >= MAX_COPIES:
                raise WritingRefused(
                    f"您没有保存的内容已有 {MAX_COPIES} 份。请先打开稿件列表，恢复或放弃其中一些。"
                )
            copy = WorkingCopy(user=user, key=key)
        copy.article, copy.fields, copy.kept_at = article, cleaned, timezone.now()
        copy.save()
    return copy


def copies_of(user: User, article: Article | None) -> QuerySet[WorkingCopy]:
    """What `user` has not saved of `article`, newest first; of None, of articles that do not exist (yet)."""
    return WorkingCopy.objects.filter(user=user, article=article)


def unsaved_of(user: User) -> QuerySet[WorkingCopy]:
    """All that `user` has not saved, newest first."""
    return WorkingCopy.objects.filter(user=user).select_related("article")


def find_copy(user: User, key: UUID | None) -> WorkingCopy | None:
    return WorkingCopy.objects.filter(user=user, key=key).first() if key else None


def discard_copy(user: User, key: UUID | None) -> bool:
    """Forget what the page `key` kept: it was saved, or is not wanted. False where there was none."""
    return bool(key and WorkingCopy.objects.filter(user=user, key=key).delete()[0])


def note_presence(user: User, article: Article, key: UUID) -> tuple[Other, ...]:
    """The page `key` is open; who else has the article open, in the order of their coming."""
    now = timezone.now()
    seen = Presence.objects.filter(user=user, key=key, article=article).update(seen_at=now)
    if not seen:
        Presence.objects.exclude(pk__in=Presence.objects.open_now()).delete()
        Presence.objects.update_or_create(
            user=user, key=key, defaults={"article": article, "opened_at": now, "seen_at": now}
        )
    return others_at(user, article, key)


def others_at(user: User, article: Article, key: UUID) -> tuple[Other, ...]:
    """Each person once, with the time of his first window; oneself counts in another window."""
    found: dict[int, Other] = {}
    rows = Presence.objects.open_now().filter(article=article).exclude(user=user, key=key)
    for row in rows.select_related("user"):
        found.setdefault(row.user_id, Other(str(row.user), row.opened_at, row.user_id == user.pk))
    return tuple(found.values())


def note_leaving(user: User, key: UUID) -> None:
    """The page `key` was closed."""
    Presence.objects.filter(user=user, key=key).delete()
